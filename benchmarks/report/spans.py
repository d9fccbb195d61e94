"""The recorded figures of recurring spans: docs/benchmark/spans.json, and the tables and rows made of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from benchmarks.report import provenance
from benchmarks.report.tables import table

ROOT: Final = Path(__file__).parents[2]
FILE: Final = ROOT / "docs" / "benchmark" / "spans.json"
BEGIN: Final = "<!-- spans -->"
END: Final = "<!-- /spans -->"


@dataclass(frozen=True, slots=True)
class Labelled:
    """How well one label was given in one season.

    Attributes:
        season: which, in words.
        episodes: how many it has.
        label: opening, ending, recap or preview.
        found, true, right: spans said to have it, that have it, and that were rightly said to.
        precision, recall, f1: of these.
        median_error_frames, p90_error_frames: how far the ends of right ones are from the true ones; None of none.
        cpu_s: of the search for spans, for each episode, seconds.
    """

    season: str
    episodes: int
    label: str
    found: int
    true: int
    right: int
    precision: float
    recall: float
    f1: float
    median_error_frames: float | None
    p90_error_frames: float | None
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What looking at one episode more took.

    Attributes:
        stored: how many episodes the library has.
        rows: of its index of frames.
        looked_at: episodes that were looked at; figures are means over them.
        cpu_s: of all threads, seconds.
        search_cpu_s: what of that the index took to search.
        memory_mb: the most memory not backed by files, beyond what the library had taken when opened.
        opened_mb: that.
        labels_ms: CPU to label the spans of one stored video.
        true_labels, right_labels: openings, endings and previews of the episodes looked at, and those rightly found.
    """

    stored: int
    rows: int
    looked_at: int
    cpu_s: float
    search_cpu_s: float
    memory_mb: float
    opened_mb: float
    labels_ms: float
    true_labels: int
    right_labels: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """All that is recorded; each part with the commit and machine it was last measured by."""

    labels: tuple[Labelled, ...] = ()
    labels_by: str = ""
    costs: tuple[Cost, ...] = ()
    costs_by: str = ""


def read(path: Path = FILE) -> Recorded:
    """What is recorded; nothing where there is no file."""
    if not path.exists():
        return Recorded()
    held = json.loads(path.read_text(encoding="utf-8"))
    return Recorded(
        tuple(Labelled(**each) for each in held["labels"]),
        held["labels_by"],
        tuple(Cost(**each) for each in held["costs"]),
        held["costs_by"],
    )


def put(labels: Sequence[Labelled] | None = None, costs: Sequence[Cost] | None = None, root: Path = ROOT) -> None:
    """Record some seasons' labels or sizes' costs in the place of those of the same, and write the pages anew."""
    path = root / FILE.relative_to(ROOT)
    held = read(path)
    machine = provenance.machine()
    by = f"commit {provenance.commit(root)}, {machine['cpu']}, {machine['cores']} cores"
    if labels is not None:
        seasons = {one.season for one in labels}
        every = [*(one for one in held.labels if one.season not in seasons), *labels]
        held = replace(held, labels=tuple(sorted(every, key=lambda one: one.season)), labels_by=by)
    if costs is not None:
        sizes = {one.stored for one in costs}
        every_size = [*(one for one in held.costs if one.stored not in sizes), *costs]
        held = replace(held, costs=tuple(sorted(every_size, key=lambda one: one.stored)), costs_by=by)
    path.write_text(json.dumps(asdict(held), indent=1) + "\n", encoding="utf-8")
    for page, render in ((root / "README.md", rows), (root / "docs" / "benchmark" / "README.md", tables)):
        text = page.read_text(encoding="utf-8")
        page.write_text(filled(text, render(held)), encoding="utf-8")


def filled(text: str, between: str) -> str:
    """A page with this between its marks.

    Raises:
        ValueError: the marks are not there once each, in order.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(END) < text.index(BEGIN):
        raise ValueError(f"put {BEGIN} and {END} once each where the figures are to stand")
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{between}{END}{rest.partition(END)[2]}"


def label_table(labels: Sequence[Labelled]) -> str:
    """How well labels were given, in Markdown."""
    heads = ["season", "label", "true", "found", "right", "precision", "recall", "F", "ends, median / 90 %", "CPU"]
    lines = [
        [
            f"{one.season}, {one.episodes} episodes",
            one.label,
            f"{one.true}",
            f"{one.found}",
            f"{one.right}",
            f"{one.precision:.3f}",
            f"{one.recall:.3f}",
            f"{one.f1:.3f}",
            f"{_frames(one.median_error_frames)} / {_frames(one.p90_error_frames)} frames",
            f"{one.cpu_s:.2f} s",
        ]
        for one in labels
    ]
    return table(heads, lines)


def tables(held: Recorded) -> str:
    """Everything, in Markdown."""
    costs = [
        [
            f"{one.stored:,}",
            f"{one.rows:,}",
            f"{one.cpu_s:.2f} s",
            f"{one.search_cpu_s:.2f} s",
            f"{one.cpu_s - one.search_cpu_s:.2f} s",
            f"{one.memory_mb:.0f} MB",
            f"{one.labels_ms:.0f} ms",
            f"{one.right_labels} of {one.true_labels}",
        ]
        for one in held.costs
    ]
    cost_heads = [
        "episodes stored", "rows", "CPU for one more", "of it searching", "the rest", "memory", "labels", "right"
    ]  # fmt: skip
    return (
        f"`python -m benchmarks.tasks.openings` ({held.labels_by}):\n\n{label_table(held.labels)}\n"
        f"`python -m benchmarks.tasks.spans_cost` ({held.costs_by}):\n\n{table(cost_heads, costs)}"
    )


def rows(held: Recorded) -> str:
    """The README's table of them."""
    found = [["recurring spans", "figure", "command"], ["---"] * 3, *_label_rows(held), *_cost_rows(held)]
    return "".join(f"| {' | '.join(row)} |\n" for row in found)


def _label_rows(held: Recorded) -> list[list[str]]:
    found: list[list[str]] = []
    for season in dict.fromkeys(one.season for one in held.labels):
        some = [one for one in held.labels if one.season == season]
        names = " / ".join(f"{one.label}s" for one in some)
        opening = next(one for one in some if one.label == "opening")
        found.append(
            [
                f"drawn season, {season}, {some[0].episodes} episodes: F of {names}; median error of an opening's ends",
                f"{' / '.join(f'{one.f1:.2f}' for one in some)}; {_frames(opening.median_error_frames)} frames",
                "`python -m benchmarks.tasks.openings`" if not found else "the same",
            ]
        )
    return found


def _cost_rows(held: Recorded) -> list[list[str]]:
    if not held.costs:
        return []
    stored = " / ".join(f"{one.stored:,}" for one in held.costs)
    spent = " / ".join(f"{one.cpu_s:.2f}" for one in held.costs)
    rest = " / ".join(f"{one.cpu_s - one.search_cpu_s:.2f}" for one in held.costs)
    return [
        [
            f"looking for recurring spans of one 24-minute episode more, {stored} stored; without searching the index",
            f"{spent} s; {rest} s CPU",
            "`python -m benchmarks.tasks.spans_cost`",
        ]
    ]


def cost_line(one: Cost) -> str:
    """One size's figures, for people."""
    return (
        f"{one.stored:,} episodes ({one.rows:,} rows): {one.cpu_s:.2f} s CPU for one more, {one.search_cpu_s:.2f} s of "
        f"it searching; memory {one.memory_mb:.0f} MB beyond {one.opened_mb:.0f}; labels of a video "
        f"{one.labels_ms:.0f} ms; {one.right_labels} of {one.true_labels} labels right"
    )


def _frames(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"
