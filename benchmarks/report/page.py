"""The results page: Markdown made from the one file of figures, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.report import headline, history
from benchmarks.report.figure import TASKS, Figure, Task
from benchmarks.report.losses import Comparison, Loss, compare
from benchmarks.report.means import with_means
from benchmarks.report.names import (
    ALL,
    MAIN_METRICS,
    METRICS,
    NOT_INDEXED,
    ORIGINS,
    SYSTEMS,
    TASK_TITLES,
    TASKS_SAY,
    grouped,
    in_order,
)
from benchmarks.report.results import Results
from benchmarks.report.tables import Key, cell, keyed, metric_of, number, row_of, system_title, table
from benchmarks.scoring.retrieval import Bin

PLOTS: Mapping[str, str] = {
    "recall.png": "Pictures: recall of every edit, with intervals",
    "clips.png": "Clips: every edit, with intervals",
    "latency.png": "Recall against the time an answer takes",
    "false-matches.png": "Recall against the rate of false matches",
    "reliability.png": "How often an answer to a picture is right, against how sure it was said to be",
    "reliability-videos.png": "The same of videos: clips' surest answers, named segments of compilations and files",
    "failures.jpg": "Twenty failures: what was asked, what it is, what was answered instead",
}
"""Pictures that the page shows when they lie beside it."""
WORDS: Mapping[str, str] = {ALL: "mean of all edits", NOT_INDEXED: "of what is not stored", **ORIGINS}
BY_EDIT: Mapping[Task, tuple[str, ...]] = {"picture": ("recall.png",), "clip": ("clips.png",)}


def write(results: Results, folder: Path) -> Path:
    """Write `results.md` into `folder`; it shows those of `PLOTS` that lie there, and what moved since the last run.

    Raises:
        ResultsError: the history in that folder cannot be read.
    """
    path = folder / "results.md"
    plots = {name: says for name, says in PLOTS.items() if (folder / name).exists()}
    path.write_text(render(results, plots, history.read(folder / history.NAME)), encoding="utf-8")
    return path


def render(results: Results, plots: Mapping[str, str], entries: Sequence[history.Entry] = ()) -> str:
    """The page's text."""
    figures = keyed(with_means(results.figures))
    parts = [
        "# Results of the benchmark\n",
        "Made from [results.json](results.json); not written by hand. What the tasks, edits, systems and metrics are: "
        "[README.md](README.md). How figures changed: [history.jsonl](history.jsonl).\n",
        _run(results),
        "Shares are in percent. Small figures are 95 % intervals by bootstrap over works. **Bold** is the best of a "
        f"row. {cell(None)} is a task that a system cannot do.\n",
        "## In short\n",
        headline.render(results),
        *_pictures(plots, "latency.png", "false-matches.png"),
        *_sureness(results, plots),
        *_losses(compare(results.figures)),
    ]
    for task in TASKS:
        parts += _costs(figures) if task == "cost" else _task(figures, task, plots)
    parts += _pictures(plots, "failures.jpg", heading="## Failures\n")
    parts += [*_since(results, entries), *_missing(results), *_again(results)]
    return "\n".join(parts)


def _run(results: Results) -> str:
    machine, versions = results.machine, results.versions
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    lines = [
        ("Size", results.size),
        ("Seed", str(results.seed)),
        ("Commit", f"`{results.commit}`"),
        ("Machine", f"{machine['cpu']}, {machine['cores']} cores, {machine['platform']}, Python {machine['python']}"),
        ("Libraries", listed),
        ("Corpus", f"{sum(item.videos for item in results.corpus.items)} videos, SHA-256 `{results.corpus.sha256}`"),
        ("Runtime", _duration(results.runtime_s)),
    ]
    return "\n".join(f"- {name}: {said}" for name, said in lines) + "\n"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"


def _pictures(plots: Mapping[str, str], *names: str, heading: str = "") -> list[str]:
    shown = [f"![{plots[name]}]({name})\n" for name in names if name in plots]
    return [heading, *shown] if shown and heading else shown


def _systems(figures: Mapping[Key, Figure], task: Task) -> list[str]:
    return in_order({system for of_task, _, system, _ in figures if of_task == task}, list(SYSTEMS))


def _metrics(figures: Mapping[Key, Figure], task: Task) -> list[str]:
    return in_order({metric for of_task, _, _, metric in figures if of_task == task}, [*MAIN_METRICS[task], *METRICS])


def _task(figures: Mapping[Key, Figure], task: Task, plots: Mapping[str, str]) -> Iterator[str]:
    systems, metrics = _systems(figures, task), _metrics(figures, task)
    if not systems:
        return
    yield f"## {TASK_TITLES[task]}\n"
    yield TASKS_SAY[task] + "\n"
    edits = {metric: {key[1] for key in figures if (key[0], key[3]) == (task, metric)} for metric in metrics}
    by_edit = [metric for metric in metrics if len(edits[metric]) > 1]
    whole = [metric for metric in by_edit if metric in MAIN_METRICS[task]]
    overall = [
        [f"{metric_of(metric).title}, {WORDS.get(edit, edit)}", *row_of(figures, task, edit, metric, systems)]
        for metric in metrics
        if metric not in whole
        for edit in sorted(edits[metric])
        if edit in WORDS or metric not in by_edit
    ]
    if overall:
        yield table(["", *map(system_title, systems)], overall)
    yield from _pictures(plots, *BY_EDIT.get(task, ()))
    for metric in whole:
        yield f"### {TASK_TITLES[task]}: {metric_of(metric).title}\n"
        yield f"The {metric_of(metric).says}.\n"
        yield _edits_table(figures, task, metric, systems)
    for metric in by_edit:
        able = [system for system in systems if any((task, edit, system, metric) in figures for edit in edits[metric])]
        if metric not in whole:
            yield f"<details><summary>{metric_of(metric).title}: {metric_of(metric).says}</summary>\n"
            yield _edits_table(figures, task, metric, able)
            yield "</details>\n"


def _edits_table(figures: Mapping[Key, Figure], task: Task, metric: str, systems: Sequence[str]) -> str:
    edits = {edit for of_task, edit, _, name in figures if (of_task, name) == (task, metric)}
    rows: list[list[str]] = []
    if ALL in edits:
        rows.append(["**mean of all edits**", *row_of(figures, task, ALL, metric, systems)])
    rows += [[WORDS[edit], *row_of(figures, task, edit, metric, systems)] for edit in ORIGINS if edit in edits]
    for group, names in grouped(task, edits - {ALL, *ORIGINS}).items():
        if group:
            rows.append([f"*{group}*", *[""] * len(systems)])
        rows += [[edit, *row_of(figures, task, edit, metric, systems)] for edit in names]
    return table(["edit", *map(system_title, systems)], rows)


def _costs(figures: Mapping[Key, Figure]) -> Iterator[str]:
    systems = _systems(figures, "cost")
    if not systems:
        return
    yield f"## {TASK_TITLES['cost']}\n"
    yield "Times are of the machine named above, one query at a time: compare them with each other only.\n"
    keys = {(edit, metric) for task, edit, _, metric in figures if task == "cost"}
    order = list(METRICS)
    listed = sorted(keys, key=lambda key: (key[0], order.index(key[1]) if key[1] in order else len(order), key[1]))
    yield table(
        ["", *map(system_title, systems)],
        [
            [f"{edit}: {metric_of(metric).title}", *row_of(figures, "cost", edit, metric, systems)]
            for edit, metric in listed
        ],
    )


def _sureness(results: Results, plots: Mapping[str, str]) -> Iterator[str]:
    """Stated against found probability: the diagrams and their numbers."""
    if not results.calibrations:
        return
    yield "## How sure\n"
    yield (
        "Of pictures and of clips the surest answer, named or not, what is not stored included; of compilations and of "
        "whole files every segment that is named. Columns are ranges of the stated probability: its mean there, the "
        "share that was right, and of how many.\n"
    )
    yield from _pictures(plots, "reliability.png", "reliability-videos.png")
    lows = sorted({part.low for one in results.calibrations for part in one.bins})
    rows = []
    for one in sorted(results.calibrations, key=lambda one: (TASKS.index(one.task), one.system)):
        by_low = {part.low: part for part in one.bins}
        cells = [_bin_cell(by_low.get(low)) for low in lows]
        rows.append([f"{TASK_TITLES[one.task]}, {system_title(one.system)}", *cells])
    yield table(["", *(f"from {100 * low:.0f} %" for low in lows)], rows)


def _bin_cell(part: Bin | None) -> str:
    return cell(None) if part is None else f"{100 * part.stated:.0f}: {100 * part.right:.1f} <sub>{part.n:,}</sub>"


def _losses(found: Comparison) -> Iterator[str]:
    yield "## Where Ashen loses\n"
    if not found.compared:
        yield "Nothing was compared: no peer was measured.\n"
        return
    sure = sum(loss.apart is True for loss in found.losses)
    yield (
        f"Of {found.compared:,} comparisons of a peer's figure with Ashen's (same task, edit and metric), the peer is "
        f"better in {len(found.losses):,}; in {sure:,} of these the intervals do not overlap. All were given the same "
        "queries, so overlapping intervals do not say that a difference is chance.\n"
    )
    answers = [loss for loss in found.losses if loss.ashen.task != "cost"]
    apart, near = [loss for loss in answers if loss.apart], [loss for loss in answers if not loss.apart]
    costs = sorted((loss for loss in found.losses if loss.ashen.task == "cost"), key=lambda loss: -loss.factor)
    if apart:
        yield "### Answers, intervals apart\n"
        yield _losses_table(apart)
    if near:
        yield f"<details><summary>Answers, intervals overlapping or unknown: {len(near)}</summary>\n"
        yield _losses_table(near)
        yield "</details>\n"
    if costs:
        yield "### Costs that a peer has less of\n"
        yield _losses_table(costs)


def _losses_table(losses: Sequence[Loss]) -> str:
    return table(["task, edit", "metric", "peer", "Ashen", "better by", "intervals"], map(_loss_row, losses))


def _loss_row(loss: Loss) -> list[str]:
    ashen, peer = loss.ashen, loss.peer
    metric = metric_of(ashen.metric)
    gap = f"{number(loss.gap, ashen.metric)} points" if metric.unit == "share" else f"{loss.factor:.3g} times"
    said = {True: "apart", False: "overlap", None: cell(None)}[loss.apart]
    where = f"{ashen.task}, {ashen.edit}"
    return [where, metric.title, f"{peer.system} {cell(peer, bold=True)}", cell(ashen), gap, said]


def _since(results: Results, entries: Sequence[history.Entry]) -> Iterator[str]:
    own = [one for one in entries if (one.commit, one.size, one.seed) == (results.commit, results.size, results.seed)]
    before = history.previous(entries, own[-1]) if own else None
    if before is not None:
        yield "## Since the last run\n"
        yield history.render(before, own[-1])


def _missing(results: Results) -> Iterator[str]:
    yield "## What is missing\n"
    if not results.missing:
        yield "Nothing: everything that the benchmark knows of was measured.\n"
        return
    yield "".join(f"- **{one.what}**: {one.why}\n" for one in results.missing)


def _again(results: Results) -> Iterator[str]:
    command = "make benchmark" if results.size == "small" else "make benchmark-full"
    yield "## Do it again\n"
    yield (
        f"`{command}` on a fresh clone; seed {results.seed} gives these figures again, but for times. Stored videos "
        "come from:\n"
    )
    yield table(
        ["source", "licence", "credit", "videos"],
        [[item.name, item.licence, item.credit, str(item.videos)] for item in results.corpus.items],
    )
