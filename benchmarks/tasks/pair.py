"""Systems that compare two files and cannot search: each clip against the right video and against a wrong one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.report.figure import Figure
from benchmarks.stored import Stored
from benchmarks.systems.contract import PairSystem, Segment
from benchmarks.tasks.clip_query import ClipQuery, Clock, said_at, true_at
from benchmarks.tasks.segment_figures import quantile_rows, share_row


@dataclass(frozen=True, slots=True)
class AskedPair:
    """What one system said of one clip.

    Attributes:
        query: what was asked.
        system: who.
        right: where it agrees with the video it is from, or None.
        wrong: where it agrees with another video, or None.
        cpu_s, wall_s: what the two comparisons took together, decoding included.
    """

    query: ClipQuery
    system: str
    right: Segment | None
    wrong: Segment | None
    cpu_s: float = field(compare=False)
    wall_s: float = field(compare=False)


def ask(
    systems: Sequence[PairSystem], query: ClipQuery, path: Path, right: Stored, wrong: Stored
) -> Iterator[AskedPair]:
    """Have every system compare the video at `path` with both."""
    for system in systems:
        clock = Clock()
        answers = [system.compare(path, stored.path) for stored in (right, wrong)]
        yield AskedPair(query, system.name, answers[0], answers[1], *clock.spent())


def figures(asked: Sequence[AskedPair]) -> Iterator[Figure]:
    """All rows, by system and edit: how often right pairs agree, how often wrong ones do, how far off the place is."""
    for system in dict.fromkeys(one.system for one in asked):
        for edit in dict.fromkeys(one.query.edit for one in asked):
            some = [one for one in asked if one.system == system and one.query.edit == edit]
            works = [one.query.work for one in some]
            yield share_row("clip", edit, system, "pair-recall", works, [one.right is not None for one in some])
            yield share_row("clip", edit, system, "pair-false-rate", works, [one.wrong is not None for one in some])
            lists = [_offset_errors_s(one) for one in some]
            yield from quantile_rows("clip", edit, system, "pair-offset-error-s", works, lists)


def _offset_errors_s(one: AskedPair) -> list[float]:
    """The error at the middle of the stretch it names, against the nearest true stretch."""
    segment = one.right
    if segment is None:
        return []
    middle_s = (segment.query_start_s + segment.query_end_s) / 2
    said_s = said_at(segment, middle_s)
    return [min(abs(true_at(true, middle_s, one.query.backwards) - said_s) for true in one.query.true)]
