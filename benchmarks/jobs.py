"""The questions of a run, cut into jobs that worker processes answer, each with all systems filled once."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import shelf as shelves
from benchmarks.queries import Still, by_work, pick_stills
from benchmarks.shelf import Shelf, System
from benchmarks.stored import Stored
from benchmarks.systems.contract import PictureSystem
from benchmarks.tasks.picture import Asked, PicturePlan, ask
from benchmarks.truth import Truth, truth_of

PARTS: Final = 8
"""Into how many jobs the pictures are cut: a constant, since each part of the negatives has a seed of its own."""

_SYSTEMS: list[System] = []
"""Of this process; filled by `open_systems`."""


@dataclass(frozen=True, slots=True)
class PictureJob:
    """One part of the pictures.

    Attributes:
        plan: of all of them.
        part: 0..`PARTS` - 1: which edits of the positives, and which share of the negatives.
        known, unknown: the videos they are taken from.
    """

    plan: PicturePlan
    part: int
    known: tuple[Stored, ...]
    unknown: tuple[Stored, ...]

    def run(self) -> list[Asked]:
        """Ask all systems of this process."""
        systems = [system for system in _SYSTEMS if isinstance(system, PictureSystem)]
        stills = known_stills(self.plan, self.known)
        truths = truths_of(stills, self.known)
        strangers = unknown_stills(self.plan, self.part, self.unknown)
        asked: list[Asked] = []
        with tempfile.TemporaryDirectory(prefix="ashen-pictures-") as name:
            folder = Path(name)
            for edit in self.plan.edits[self.part :: PARTS]:
                asked += ask(systems, stills, truths, [edit] * len(stills), self.plan.seed, folder)
            edits = [stranger_edit(self.plan, still) for still in strangers]
            asked += ask(systems, strangers, [None] * len(strangers), edits, self.plan.seed, folder)
        return asked


def known_stills(plan: PicturePlan, known: Sequence[Stored]) -> list[Still]:
    """The positives, before editing."""
    return list(pick_stills(known, plan.stills, plan.seed))


def truths_of(stills: Sequence[Still], known: Sequence[Stored]) -> list[Truth]:
    """The truth of each."""
    works = by_work(known)
    return [truth_of(still.stored, still.at_s, works[still.stored.work]) for still in stills]


def unknown_stills(plan: PicturePlan, part: int, unknown: Sequence[Stored]) -> list[Still]:
    """The negatives of one part, before editing."""
    count = len(range(part, plan.negatives, PARTS))
    picked = pick_stills(unknown, count, (plan.seed + 1) * 1000 + part)
    return [Still(part + PARTS * still.number, still.stored, still.at_s, still.rgb) for still in picked]


def stranger_edit(plan: PicturePlan, still: Still) -> str:
    """The edit a negative is asked under."""
    return plan.edits[still.number % len(plan.edits)]


def open_systems(shelf: Shelf) -> None:
    """Fill every system, in this process."""
    _SYSTEMS[:] = [shelves.ashen(shelf), *(system for system, _ in shelves.peers(shelf))]


def run_pictures(job: PictureJob) -> list[Asked]:
    """`job.run`, for a pool."""
    return job.run()
