"""Compilations: many short cuts of many videos, some of them not stored, with hard cuts or dissolves.

The bootstrap goes over compilations: one is of too many works to be any of theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.cartoon import RATE
from benchmarks.edits import PICTURE_EDITS, Part, PictureEdit, Span, assemble, compose, identity
from benchmarks.report.figure import Figure
from benchmarks.scoring.segments import claimed_s, union_s
from benchmarks.stored import Stored
from benchmarks.systems.contract import ClipSystem
from benchmarks.tasks.clip_query import AskedClip, ClipQuery, Library, ask, seed_of
from benchmarks.tasks.confidence import PROBABILISTIC, calibration_rows, statements
from benchmarks.tasks.segment_figures import ALL, by_edit, by_system, claims, cost_rows, placing_rows, statistic_row
from benchmarks.tasks.spans import pick_spans


@dataclass(frozen=True, slots=True)
class AmvEdit:
    """How a compilation is made.

    Attributes:
        picture: done to every frame of the whole.
        dissolves: share of the cuts that are dissolves.
    """

    picture: PictureEdit = identity
    dissolves: float = 0.0


AMV_EDITS: Final[Mapping[str, AmvEdit]] = {
    "hard-cuts": AmvEdit(),
    "dissolves": AmvEdit(dissolves=0.5),
    "overlays": AmvEdit(compose(PICTURE_EDITS["tint"], PICTURE_EDITS["letterbox"], PICTURE_EDITS["watermark"]), 0.2),
}
"""Every kind of compilation, by name; "overlays" is tinted, letterboxed, watermarked, with some dissolves."""


REPEATED: Final = 15
"""Of so many stored parts one repeats another."""


@dataclass(frozen=True, slots=True)
class AmvPlan:
    """How much is asked.

    Attributes:
        edits: names of `AMV_EDITS`.
        compilations: how many under each; the same cuts under every one.
        cuts: parts of each; one in fifteen of the stored ones repeats another, at least one.
        longer: compilations of other numbers of cuts: (cuts, compilations) each; rows are named "dissolves-60-cuts".
        shortest_s, longest_s: how long parts are; their logarithm is drawn evenly.
        foreign: share of the parts that are of works not stored.
        dissolve_frames: how long a dissolve is.
        size_px: (width, height).
        seed: of all chance.
    """

    edits: tuple[str, ...]
    compilations: int
    cuts: int = 20
    longer: tuple[tuple[int, int], ...] = ()
    shortest_s: float = 0.5
    longest_s: float = 4.0
    foreign: float = 0.15
    dissolve_frames: int = 8
    size_px: tuple[int, int] = (480, 270)
    seed: int = 1


def figures(
    systems: Sequence[ClipSystem], known: Sequence[Stored], unknown: Sequence[Stored], folder: Path, plan: AmvPlan
) -> Iterator[Figure]:
    """All rows of the task, of systems that place; videos are made in `folder`, one at a time."""
    yield from score(list(asked(systems, known, unknown, folder, plan)))


def asked(
    systems: Sequence[ClipSystem], known: Sequence[Stored], unknown: Sequence[Stored], folder: Path, plan: AmvPlan
) -> Iterator[AskedClip]:
    """What every system that places says of every compilation."""
    library = Library(known)
    placing = [system for system in systems if system.places]
    for number in range(plan.compilations if placing else 0):
        spans = cuts(known, unknown, plan, number)
        for edit in plan.edits:
            path = folder / "amv.mp4"
            query = make(library, spans, plan, edit, number, path)
            yield from ask(placing, query, path, library)
    for count, compilations in plan.longer:
        longer = replace(plan, cuts=count, compilations=compilations, longer=(), seed=plan.seed + count)
        for one in asked(systems, known, unknown, folder, longer):
            query = replace(one.query, edit=f"{one.query.edit}-{count}-cuts", work=f"{one.query.work} of {count}")
            yield replace(one, query=query)


def cuts(known: Sequence[Stored], unknown: Sequence[Stored], plan: AmvPlan, number: int) -> list[Span]:
    """The parts of one compilation, in order.

    Raises:
        ValueError: no video is long enough, or foreign parts are asked for and there are no works not stored.
    """
    rng = np.random.default_rng((plan.seed, 31, number))
    strangers = round(plan.cuts * plan.foreign)
    own = plan.cuts - strangers
    lengths_s = np.exp(rng.uniform(np.log(plan.shortest_s), np.log(plan.longest_s), plan.cuts)).tolist()
    mixed = [known[at] for at in rng.permutation(len(known)).tolist()]
    spans = [span for _, span in pick_spans(mixed, own, lengths_s[:own], rng)]
    repeats = max(1, own // REPEATED) if own > 2 else 0
    for place in range(own - repeats, own):
        spans[place] = spans[int(rng.integers(own - repeats))]
    if strangers:
        spans += [span for _, span in pick_spans(unknown, strangers, lengths_s[own:], rng)]
    return [spans[at] for at in rng.permutation(len(spans)).tolist()]


def make(library: Library, spans: Sequence[Span], plan: AmvPlan, edit: str, number: int, path: Path) -> ClipQuery:
    """Write one compilation; its truth."""
    how, seed = AMV_EDITS[edit], seed_of(plan.seed, "amv", edit, number)
    pieces = assemble(_parts(spans, how, plan, seed), path, how.picture, seed, rate=RATE, size=plan.size_px)
    return ClipQuery(edit, number, f"amv {number}", library.overlaps(pieces), RATE, foreign=library.foreign(pieces))


def _parts(spans: Sequence[Span], how: AmvEdit, plan: AmvPlan, seed: int) -> list[Part]:
    """The spans with dissolves between some, none longer than half of a part beside it."""
    mixed = np.random.default_rng((seed, 6)).random(len(spans)) < how.dissolves
    halves = [round(span.duration_s * RATE) // 2 for span in spans]
    longest = [0, *(min(plan.dissolve_frames, a, b) for a, b in pairwise(halves))]
    return [Part(span, dissolve=most * int(mix)) for span, most, mix in zip(spans, longest, mixed, strict=True)]


def score(asked: Sequence[AskedClip]) -> Iterator[Figure]:
    """All rows, by system and edit; the mean is of compilations of the plan's own number of cuts."""
    for system, answers in by_system(asked).items():
        edits = by_edit(answers)
        own = [one for edit, some in edits.items() if edit in AMV_EDITS for one in some]
        for edit, some in {**edits, ALL: own or answers}.items():
            yield from placing_rows("amv", edit, system, some)
            claimed = np.array([claimed_s(claims(one), one.query.foreign) for one in some])
            foreign = np.array([union_s(one.query.foreign) for one in some])
            if foreign.any():
                yield _foreign_row(edit, system, [one.query.work for one in some], claimed, foreign)
        if system in PROBABILISTIC:
            yield from calibration_rows("amv", system, statements(answers))
        lengths: defaultdict[str, list[AskedClip]] = defaultdict(list)
        for edit, some in edits.items():
            kind = next(kind for kind in AMV_EDITS if edit.startswith(kind))
            lengths[edit.removeprefix(kind)] += some
        for length, some in lengths.items():
            yield from cost_rows(f"amv{length}", system, some)


def _foreign_row(
    edit: str, system: str, works: Sequence[str], claimed: NDArray[np.float64], foreign: NDArray[np.float64]
) -> Figure:
    """Of the time that shows nothing stored, the share that is claimed all the same."""

    def share(rows: NDArray[np.intp]) -> float:
        return float(claimed[rows].sum() / foreign[rows].sum())

    return statistic_row("amv", edit, system, "foreign-claimed", works, share)
