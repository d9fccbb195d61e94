"""The questions of a run, cut into jobs that worker processes answer, each with all systems filled once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from benchmarks import shelf as shelves
from benchmarks.queries import Still, by_work, pick_stills
from benchmarks.shelf import Shelf, System
from benchmarks.stored import Stored
from benchmarks.systems.contract import ClipSystem, PairSystem, PictureSystem
from benchmarks.systems.video_hash import VideoHash
from benchmarks.tasks import amv, clip, file, shared
from benchmarks.tasks.amv import AmvPlan
from benchmarks.tasks.clip import ClipPlan
from benchmarks.tasks.clip_query import AskedClip
from benchmarks.tasks.file import FilePlan
from benchmarks.tasks.pair import AskedPair
from benchmarks.tasks.picture import Asked, PicturePlan, ask
from benchmarks.tasks.shared import AskedShared, SharedPlan
from benchmarks.truth import Truth, truth_of

PARTS: Final = 8
"""Into how many jobs the pictures are cut: a constant, since each part of the negatives has a seed of its own."""

_SYSTEMS: list[System] = []
"""Of this process; filled by `open_systems`."""


Job = Callable[[Sequence[System], Path], list[Any]]
"""Asks systems, with a folder for files; gives the records its task scores. Must travel between processes."""


def open_systems(shelf: Shelf, peers: bool = True) -> None:
    """Fill every system, or Ashen alone, in this process."""
    _SYSTEMS[:] = [shelves.ashen(shelf)]
    if peers:
        _SYSTEMS.extend(system for system, _ in shelves.peers(shelf))


def run(job: Job) -> list[Any]:
    """Do one job in a process whose systems are open."""
    with tempfile.TemporaryDirectory(prefix="ashen-benchmark-") as folder:
        return job(_SYSTEMS, Path(folder))


def pictures(
    systems: Sequence[System],
    folder: Path,
    *,
    plan: PicturePlan,
    part: int,
    known: Sequence[Stored],
    unknown: Sequence[Stored],
) -> list[Asked]:
    """Part 0..`PARTS` - 1 of the pictures: some of the edits of the positives, and a share of the negatives."""
    asking = [system for system in systems if isinstance(system, PictureSystem)]
    stills = known_stills(plan, known)
    truths = truths_of(stills, known)
    asked: list[Asked] = []
    for edit in plan.edits[part::PARTS]:
        asked += ask(asking, stills, truths, [edit] * len(stills), plan.seed, folder)
    strangers = unknown_stills(plan, part, unknown)
    edits = [stranger_edit(plan, still) for still in strangers]
    return asked + list(ask(asking, strangers, [None] * len(strangers), edits, plan.seed, folder))


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


def clips(
    systems: Sequence[System], folder: Path, *, plan: ClipPlan, known: Sequence[Stored], unknown: Sequence[Stored]
) -> list[AskedClip]:
    """All clips of a plan."""
    return list(clip.asked(_of_clips(systems), known, unknown, folder, plan))


def pairs(
    systems: Sequence[System], folder: Path, *, plan: ClipPlan, known: Sequence[Stored], unknown: Sequence[Stored]
) -> list[AskedPair]:
    """All pairs of a plan of clips."""
    comparing = [system for system in systems if isinstance(system, PairSystem)]
    return list(clip.asked_pairs(comparing, known, unknown, folder, plan))


def compilations(
    systems: Sequence[System], folder: Path, *, plan: AmvPlan, known: Sequence[Stored], unknown: Sequence[Stored]
) -> list[AskedClip]:
    """All compilations of a plan."""
    return list(amv.asked(_of_clips(systems), known, unknown, folder, plan))


def files(systems: Sequence[System], folder: Path, *, plan: FilePlan, known: Sequence[Stored]) -> list[AskedClip]:
    """All whole files of a plan."""
    return list(file.asked(_of_files(systems), known, folder, plan))


def shared_spans(
    systems: Sequence[System], folder: Path, *, plan: SharedPlan, known: Sequence[Stored]
) -> list[AskedShared]:
    """All stretches of openings and endings of a plan."""
    pictured = [system for system in systems if isinstance(system, PictureSystem)]
    return list(shared.asked(pictured, _of_clips(systems), known, folder, plan))


def clip_parts(plan: ClipPlan, parts: int) -> list[ClipPlan]:
    """The same clips in parts that can be asked at once; together they ask what `plan` asks, but for its pairs."""
    bare = replace(plan, length_clips=0, negatives=0)
    return [
        replace(bare, clips=0, negatives=plan.negatives),
        replace(bare, edits=(), length_clips=plan.length_clips),
        *(replace(bare, edits=plan.edits[part::parts]) for part in range(parts)),
    ]


def _of_clips(systems: Sequence[System]) -> list[ClipSystem]:
    """Those that search clips. A hash of a whole file is no match for a part of it, so it is asked of files only."""
    return [system for system in _of_files(systems) if not isinstance(system, VideoHash)]


def _of_files(systems: Sequence[System]) -> list[ClipSystem]:
    return [system for system in systems if isinstance(system, ClipSystem)]
