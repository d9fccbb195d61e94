"""Trials while the matcher is worked on: Ashen alone, development works, a small table. Never reported.

    python -m benchmarks.run development --tasks clip,amv --edits backwards,pip-45 --out build/trial

The filled library is kept between trials, since only answers change; `--anew` fills it again, as is needed after a
change of what indexing stores. The figures of a trial are kept in its folder too, and the next one says what moved.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmarks import kept_library
from benchmarks.asking import Gathered, gather
from benchmarks.plans import Plan
from benchmarks.report.figure import Figure
from benchmarks.tasks import amv, clip_figures, file, picture_figures, shared

KEPT: Final = "trial.json"
COLUMNS: Final = {
    "n": ("recall@1", "segment-f1", "set-f1"),
    "recall@1": ("recall@1",),
    "F": ("segment-f1", "set-f1"),
    "precision": ("segment-precision", "set-precision"),
    "recall": ("segment-recall", "set-recall"),
    "frames": ("frame-f1",),
    "ends": ("boundary-error-frames-median",),
}
"""Columns of the table, each with the metrics it may show; "ends" is the median boundary error in frames."""
BESIDES: Final = (
    *("false-match-rate", "calibration-error", "foreign-claimed", "coverage-error", "micro-ap"),
    "direction-right",
    *("cpu-ms-median", "cpu-ms-p95"),
)
"""Metrics listed under the table."""


def run(
    plan: Plan,
    seed: int,
    out: Path,
    workers: int,
    tasks: Collection[str],
    says: Callable[[str], None],
    *,
    anew: bool = False,
) -> list[Figure]:
    """Ask Ashen what `plan` asks in `tasks`; print and keep the figures.

    Args:
        plan: what is stored and asked.
        seed: of everything.
        out: folder for the figures.
        workers: processes that ask at once.
        tasks: names of `ASKED_TASKS`.
        says: is told how far the trial is.
        anew: fill the library again though there is one.
    """
    made, shelf = kept_library.filled(plan.scale, seed, workers, says, anew=anew)
    gathered = gather(plan, made.known, made.unknown, shelf, workers, says, peers=False, tasks=tasks)
    figures = figures_of(gathered)
    kept = out / KEPT
    print(table(figures, read(kept) if kept.exists() else []))
    out.mkdir(parents=True, exist_ok=True)
    kept.write_text("\n".join(json.dumps(asdict(row)) for row in figures) + "\n", encoding="utf-8")
    return figures


def figures_of(gathered: Gathered) -> list[Figure]:
    """All rows of the tasks that were asked."""
    return [
        *(picture_figures.figures(gathered.pictures)),
        *(clip_figures.figures(gathered.clips)),
        *(amv.score(gathered.amvs)),
        *(file.score(gathered.files)),
        *(shared.score(gathered.shared)),
    ]


def read(path: Path) -> list[Figure]:
    """The figures that a trial kept."""
    return [Figure(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def table(figures: Sequence[Figure], before: Sequence[Figure] = ()) -> str:
    """A line for each task and edit, then what has no edit; shares in percent, and behind F what it was `before`."""
    values = {(row.task, row.edit, row.metric): row for row in figures}
    earlier = {(row.task, row.edit, row.metric): row for row in before}
    lines = [f"{'':32}" + "".join(f"{name:>10}" for name in COLUMNS) + "   F was"]
    for task, edit in dict.fromkeys((row.task, row.edit) for row in figures if row.task != "cost"):
        shown = {
            name: next((row for metric in metrics if (row := values.get((task, edit, metric)))), None)
            for name, metrics in COLUMNS.items()
        }
        if any(shown.values()):
            cells = [_cell(row, count=name == "n") for name, row in shown.items()]
            f = shown["F"]
            was = _cell(earlier.get((task, edit, f.metric))) if f else ""
            lines.append(f"{task + ' ' + edit:32}" + "".join(f"{cell:>10}" for cell in cells) + f"{was:>8}")
    lines += [
        f"{row.task + ' ' + row.edit:32}{row.metric:>20} {_cell(row)} (n {row.n})"
        for row in figures
        if row.metric in BESIDES and (row.edit in ("all", "not-indexed") or row.task == "cost")
    ]
    return "\n".join(lines)


def _cell(row: Figure | None, *, count: bool = False) -> str:
    if row is None or row.value is None:
        return ""
    if count:
        return str(row.n)
    of_time = row.metric.startswith(("boundary", "cpu", "latency", "offset"))
    return f"{row.value:.1f}" if of_time else f"{100 * row.value:.1f}"
