"""A made video, its truth, and what a system said of it: what every task with videos is built from."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.cartoon.same import same_pictures
from benchmarks.edits import CLIP_EDITS, SLANTED_EDITS, UNUSUAL_EDITS, ClipEdit, Piece, frame_rate
from benchmarks.queries import by_work
from benchmarks.scoring.segments import Coverage, Interval, Overlap, shared
from benchmarks.stored import Stored
from benchmarks.systems.contract import ClipSystem, Segment
from benchmarks.truth import SLACK_S

ASKED_EDITS: Final = {
    **CLIP_EDITS,
    **{name: ClipEdit(edit) for name, edit in (UNUSUAL_EDITS | SLANTED_EDITS).items()},
}
"""All that a clip may be asked under."""
NEAR_S: Final = 2.0
"""How far a segment may be off to be in the right place."""
FRAMES_OFF: Final = 2.0
"""Frames of the stored video that a moment may be off to be that very moment."""
SAMPLE_S: Final = 1 / 12
"""How far the moments of a query are apart that are looked at one by one."""


@dataclass(frozen=True, slots=True)
class ClipQuery:
    """A made video and what is true of it.

    Attributes:
        edit: name of what was done.
        number: among those asked under this edit.
        work: the title it is from, for the bootstrap; of a compilation, its own name.
        true: which stretches of stored videos it shows; empty when it shows none.
        rate: frames a second of the stored video.
        backwards: it shows them so.
        foreign: stretches of it that show nothing stored.
        real: whether it is of a real work, not of a drawn one.
    """

    edit: str
    number: int
    work: str
    true: tuple[Overlap, ...]
    rate: Fraction
    backwards: bool = False
    foreign: tuple[Interval, ...] = ()
    real: bool = False

    @property
    def known(self) -> bool:
        """Whether it shows anything stored."""
        return bool(self.true)


@dataclass(frozen=True, slots=True)
class AskedClip:
    """What one system said of one made video.

    Attributes:
        query: what was asked.
        system: who.
        places: whether its segments say where in the stored video.
        segments: surest first.
        right: of each, whether it names a right video and, when the system places, a right moment there: within 2 s, or
            where the very same picture is shown.
        cpu_s, wall_s: what the answer took, decoding included.
        frames: what of its named segments is so, frame by frame, see `Library.frames`; None when it does not place.
    """

    query: ClipQuery
    system: str
    places: bool
    segments: tuple[Segment, ...]
    right: tuple[bool, ...]
    cpu_s: float = field(compare=False)
    wall_s: float = field(compare=False)
    frames: Coverage | None = None


class Library:
    """What is stored, by path and by work."""

    def __init__(self, known: Sequence[Stored]) -> None:
        self.known = tuple(known)
        self._by_path: Mapping[Path, Stored] = {stored.path: stored for stored in known}
        self._by_video: Mapping[str, Stored] = {stored.video: stored for stored in known}
        self.works = by_work(known)

    def overlaps(self, pieces: Sequence[Piece]) -> tuple[Overlap, ...]:
        """What pieces show of stored videos."""
        return tuple(
            Overlap(
                piece.query_start_s,
                piece.query_end_s,
                self._by_path[piece.source].video,
                piece.source_start_s,
                piece.source_end_s,
            )
            for piece in pieces
            if piece.source in self._by_path
        )

    def foreign(self, pieces: Sequence[Piece]) -> tuple[Interval, ...]:
        """Where pieces show something else."""
        return tuple((p.query_start_s, p.query_end_s) for p in pieces if p.source not in self._by_path)

    def is_right(self, query: ClipQuery, segment: Segment, places: bool) -> bool:
        """Whether a segment names a right video and, when it `places`, a right moment.

        The moment is compared at the middle of what the segment and a true stretch share of the query: within `NEAR_S`,
        or, of a drawn work, where the very same pictures are shown all along.
        """
        if not places:
            return any(segment.video == one.video for one in query.true)
        for one in query.true:
            start_s, end_s = shared(one.in_query, (segment.query_start_s, segment.query_end_s))
            if start_s > end_s:
                continue
            middle_s = (start_s + end_s) / 2
            error_s = abs(true_at(one, middle_s, query.backwards) - said_at(segment, middle_s))
            if one.video == segment.video and error_s <= NEAR_S:
                return True
            moments_s = [start_s + (end_s - start_s) * share for share in (0.1, 0.3, 0.5, 0.7, 0.9)]
            if all(
                self._shows_the_same(
                    one.video, true_at(one, at_s, query.backwards), segment.video, said_at(segment, at_s)
                )
                for at_s in moments_s
            ):
                return True
        return False

    def frames(self, query: ClipQuery, segments: Sequence[Segment]) -> Coverage:
        """How many of the frames that segments name are shown there (precision), and of how many that show something
        stored it is named (recall): within `FRAMES_OFF`, or, of a drawn work, where the very same picture is shown.

        What VCSL's protocol cannot say: a cut within a shot that is held, or which moment of it a clip shows, is not to
        be seen. Frames are those at every `SAMPLE_S`; where segments lie over each other, one that is right is enough.
        """
        sides = [*(one.in_query for one in query.true), *((one.query_start_s, one.query_end_s) for one in segments)]
        named = stored = right_named = right_stored = 0
        for at_s in np.arange(SAMPLE_S / 2, max((end_s for _, end_s in sides), default=0.0), SAMPLE_S).tolist():
            true = [one for one in query.true if one.query_start_s <= at_s < one.query_end_s]
            said = [one for one in segments if one.query_start_s <= at_s < one.query_end_s]
            right = any(self._is_frame(query, one, segment, at_s) for one in true for segment in said)
            named, right_named = named + bool(said), right_named + right
            stored, right_stored = stored + bool(true), right_stored + right
        return Coverage(right_named / named if named else 1.0, right_stored / stored if stored else 1.0)

    def _is_frame(self, query: ClipQuery, one: Overlap, segment: Segment, at_s: float) -> bool:
        true_s, said_s = true_at(one, at_s, query.backwards), said_at(segment, at_s)
        near = one.video == segment.video and abs(true_s - said_s) * query.rate <= FRAMES_OFF
        return near or self._shows_the_same(one.video, true_s, segment.video, said_s)

    def _shows_the_same(self, video: str, at_s: float, other: str, said_s: float) -> bool:
        """Whether a drawn work shows one picture at both places."""
        here, there = self._by_video[video].script, self._by_video.get(other)
        if here is None or there is None or there.script is None or there.work != self._by_video[video].work:
            return False
        frame = round(at_s * here.rate)
        if not 0 <= frame < here.frames:
            return False
        scripts = [stored.script for stored in self.works[there.work] if stored.script is not None]
        said, slack = said_s * float(here.rate), SLACK_S * float(here.rate)
        return any(
            number == there.script.number and first - slack <= said <= end + slack
            for number, first, end in same_pictures(scripts, here.number, frame)
        )


def true_at(one: Overlap, query_s: float, backwards: bool) -> float:
    """The stored moment that is shown at `query_s`."""
    share = (query_s - one.query_start_s) / (one.query_end_s - one.query_start_s)
    return _within(one.start_s, one.end_s, share, backwards)


def said_at(segment: Segment, query_s: float) -> float:
    """The stored moment that a segment says is shown at `query_s`; its only moment when it has no length."""
    length_s = segment.query_end_s - segment.query_start_s
    if length_s <= 0:
        return (segment.start_s + segment.end_s) / 2
    share = (query_s - segment.query_start_s) / length_s
    return _within(segment.start_s, segment.end_s, share, segment.backwards)


def _within(start_s: float, end_s: float, share: float, backwards: bool) -> float:
    """What is shown when a share of the stretch is over, 0..1 within it."""
    return end_s - share * (end_s - start_s) if backwards else start_s + share * (end_s - start_s)


def ask(systems: Sequence[ClipSystem], query: ClipQuery, path: Path, library: Library) -> Iterator[AskedClip]:
    """Ask every system about the video at `path`."""
    for system in systems:
        clock = Clock()
        segments = tuple(system.ask_clip(path))
        cpu_s, wall_s = clock.spent()
        right = tuple(library.is_right(query, segment, system.places) for segment in segments)
        named = [segment for segment in segments if segment.named]
        frames = library.frames(query, named) if system.places else None
        yield AskedClip(query, system.name, system.places, segments, right, cpu_s, wall_s, frames)


class Clock:
    """Runs from when it is made: CPU time of this process and of those it started that have ended, and real time."""

    def __init__(self) -> None:
        self._cpu_s, self._wall_s = _cpu_s(), time.perf_counter()

    def spent(self) -> tuple[float, float]:
        """CPU and real seconds since it was made."""
        return _cpu_s() - self._cpu_s, time.perf_counter() - self._wall_s


def _cpu_s() -> float:
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


def seed_of(seed: int, task: str, edit: str, number: int) -> int:
    """Chance of one query: it follows from the benchmark's seed, the task, the edit and the number alone."""
    return zlib.crc32(f"{seed}/{task}/{edit}/{number}".encode())


def stored_rate(stored: Stored) -> Fraction:
    """Frames a second of a stored video."""
    return stored.script.rate if stored.script is not None else frame_rate(stored.path)
