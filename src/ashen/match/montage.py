"""Short pieces of the episode beside, in a row: what a recap or preview has that is too short to recur by itself.

A piece below `LEAST_S` alone says nothing: two pictures of one room are alike by chance. In a row they do: pieces of
one other episode that follow each other without a gap, from the end of the video or of what is known to recur. Only the
neighbouring episodes are looked at, and only what is left near such ends, so its cost has a bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ashen.match.recurrence_line import LEAST_S, Alike, Line, follow
from ashen.signature.runs import run_starts
from ashen.signature.signature import Signature

SHORT_S = 0.4
"""Shorter pieces are not looked for."""
NEAR_S = 30.0
"""How far from the end of what is known pieces are looked for."""
EARLY, LATE = 0.45, 0.75
"""Shares of a video: recaps are looked for before the first, previews after the second."""
SLOT_S = 0.125
"""One frame is compared in each slot so long."""
HIT_COSINE = 0.93
"""Frames less alike propose nothing."""
HITS = 6
"""Stored frames each compared frame proposes at most."""
BIN_S = 0.5
"""Width of an offset bin; each hit votes for the two nearest."""
LEAST_VOTES_S = 0.3
"""Seconds that must speak for a line; a frame speaks for the time until the next that is compared, or for as long as
its picture is held."""
MOST_LINES = 60
"""Proposals that are followed at most, the most voted first."""
GAP_S = 0.3
"""Pieces of one row are no further apart, nor from what the row begins or ends at."""
BLOCK = 512
"""Frames that are compared at a time."""


@dataclass(frozen=True, slots=True)
class _Region:
    """A stretch without known spans; whether something known, or the video's end, is at either side."""

    start_s: float
    end_s: float
    anchored_before: bool
    anchored_after: bool


def find_montage(
    query: Signature,
    source: Signature,
    known: Sequence[tuple[float, float]],
    common: Sequence[Line],
    alike: Alike,
    run_distance: float,
) -> list[Line]:
    """Short pieces of `source` that stand in rows in `query`, in order.

    Args:
        query: the video that may have a recap or preview, its stored signature.
        source: the episode beside it.
        known: what recurs of the query by itself, (start, end) in seconds, in order, none over another.
        common: those of them that the source has, with what they are there.
        alike: when frames are the same.
        run_distance: of the recipe.
    """
    if not len(query) or not len(source):
        return []
    other = _Source(source, alike, run_distance)
    beside = list(_runs(common))
    found: list[Line] = []
    for region in _regions(known, float(query.times_s[-1]) + 1e-3):
        pieces = other.pieces(query, region)
        for gap in list(_between(pieces)):
            pieces += other.pieces(query, gap)
        found += _in_rows(sorted(pieces, key=lambda piece: piece.start_s), beside, region)
    return found


def _regions(known: Sequence[tuple[float, float]], end_s: float) -> Iterator[_Region]:
    """What is not known near what is, where recaps and previews are."""
    before_s = 0.0
    for start_s, stop_s in [*known, (end_s, end_s)]:
        if start_s - before_s >= SHORT_S and (before_s <= EARLY * end_s or start_s >= LATE * end_s):
            if start_s - before_s <= 2 * NEAR_S:
                yield _Region(before_s, start_s, True, True)
            else:
                yield _Region(before_s, before_s + NEAR_S, True, False)
                yield _Region(start_s - NEAR_S, start_s, False, True)
        before_s = max(before_s, stop_s)


def _between(pieces: Sequence[Line]) -> Iterator[_Region]:
    """Short gaps between pieces: a held picture that is shown twice is one run of equal frames, and looked at once."""
    for before, after in pairwise(pieces):
        if SHORT_S <= after.start_s - before.end_s <= LEAST_S:
            yield _Region(before.end_s, after.start_s, True, True)


class _Source:
    """An episode as pieces of it are looked for."""

    def __init__(self, source: Signature, alike: Alike, run_distance: float) -> None:
        self._source, self._alike, self._run_distance = source, alike, run_distance
        starts = run_starts(source, run_distance).astype(np.intp)
        starts = starts[source.quality[starts] >= alike.min_quality]
        self._times_s = source.times_s[starts]
        self._codes = source.codes[starts].astype(np.float32).T / np.float32(alike.unit**2)

    def pieces(self, query: Signature, region: _Region) -> list[Line]:
        """What of it is in a region, none over another, longest first served; in order."""
        low, high = np.searchsorted(query.times_s, (region.start_s - 1e-6, region.end_s - 1e-6))
        query = query.take(slice(int(low), int(high)))  # alone, so that what is beside does not fit better
        found: list[Line] = []
        for line in self._proposed(query):
            if any(one.start_s <= line.start_s and line.end_s <= one.end_s for one in found):
                continue
            for stretch in follow(query, self._source, line, self._alike):
                end_s = min(stretch.end_s, region.end_s)
                if end_s - stretch.start_s >= SHORT_S:
                    found.append(Line(stretch.start_s, end_s, stretch.offset_s))
        apart: list[Line] = []
        for one in sorted(found, key=lambda one: one.start_s - one.end_s):
            free = [one]
            for other in apart:
                free = [part for each in free for part in _without(each, other)]
            apart += [part for part in free if part.end_s - part.start_s >= SHORT_S]
        return sorted(apart, key=lambda one: one.start_s)

    def _proposed(self, query: Signature) -> list[Line]:
        """Lines that frames of the source propose, the most voted first."""
        rows, stands_s = self._rows(query)
        number, offset_s = self._hits(query, rows)
        lower = np.floor(offset_s / BIN_S - 0.5).astype(np.int64)
        place = np.concatenate([lower, lower + 1])
        number, offset_s = np.tile(number, 2), np.tile(offset_s, 2)
        order = np.lexsort((number, place))
        place, number, offset_s = place[order], number[order], offset_s[order]
        at_s = query.times_s[rows[number]]
        begins = np.ones(len(place), np.bool_)
        begins[1:] = (place[1:] != place[:-1]) | (at_s[1:] - at_s[:-1] > 2 * LEAST_S)
        lines: list[tuple[float, Line]] = []
        for begin, stop in pairwise([*np.flatnonzero(begins).tolist(), len(place)]):
            votes_s = float(stands_s[np.unique(number[begin:stop])].sum())
            if votes_s >= LEAST_VOTES_S:
                end_s = float(at_s[stop - 1] + stands_s[number[stop - 1]])
                lines.append((votes_s, Line(float(at_s[begin]), end_s, float(np.median(offset_s[begin:stop])))))
        lines.sort(key=lambda each: -each[0])
        return [line for _, line in lines[:MOST_LINES]]

    def _rows(self, query: Signature) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """First frames of runs, one a slot, and seconds each stands for."""
        starts = run_starts(query, self._run_distance).astype(np.intp)
        until_s = np.append(query.times_s[starts[1:]], query.times_s[-1:])
        clear = query.quality[starts] >= self._alike.min_quality
        starts, until_s = starts[clear], until_s[clear]
        new = np.diff(np.floor(query.times_s[starts] / SLOT_S), prepend=-1) > 0
        rows, until_s = starts[new], until_s[new]
        next_s = np.append(query.times_s[rows[1:]], np.inf)[: len(rows)]
        return rows, np.minimum(next_s, np.maximum(until_s, query.times_s[rows] + SLOT_S)) - query.times_s[rows]

    def _hits(self, query: Signature, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Which of the rows runs of the source are like, and how many seconds later they are there."""
        few = min(HITS, len(self._times_s))
        numbers, offsets_s = [np.empty(0, np.intp)], [np.empty(0)]
        for begin in range(0, len(rows) if few else 0, BLOCK):
            some = rows[begin : begin + BLOCK]
            cosine = query.codes[some].astype(np.float32) @ self._codes
            best = np.argpartition(-cosine, few - 1, axis=1)[:, :few]
            row, place = np.nonzero(np.take_along_axis(cosine, best, axis=1) >= HIT_COSINE)
            numbers.append(row + begin)
            offsets_s.append(self._times_s[best[row, place]] - query.times_s[some[row]])
        return np.concatenate(numbers), np.concatenate(offsets_s)


def _runs(common: Sequence[Line]) -> Iterator[tuple[float, float]]:
    """Lines that follow each other as one stretch, in order."""
    begin_s, until_s = -np.inf, -np.inf
    for line in sorted(common, key=lambda line: line.start_s):
        if line.start_s - until_s > GAP_S:
            if until_s > begin_s:
                yield begin_s, until_s
            begin_s = line.start_s
        until_s = max(until_s, line.end_s)
    if until_s > begin_s:
        yield begin_s, until_s


def _without(one: Line, other: Line) -> list[Line]:
    """What of one lies beside the other."""
    if other.end_s <= one.start_s or one.end_s <= other.start_s:
        return [one]
    parts = [Line(one.start_s, other.start_s, one.offset_s), Line(other.end_s, one.end_s, one.offset_s)]
    return [part for part in parts if part.end_s > part.start_s]


def _in_rows(pieces: Sequence[Line], common: Sequence[tuple[float, float]], region: _Region) -> list[Line]:
    """The pieces that stand in rows of at least `LEAST_S`, with what the source is known to have, at an anchor."""
    found: list[Line] = []
    row: list[Line] = []
    for piece in [*pieces, None]:
        if piece is not None and row and piece.start_s - row[-1].end_s <= GAP_S:
            row.append(piece)
            continue
        if row:
            start_s, end_s = row[0].start_s, row[-1].end_s
            beside = [one for one in common if abs(one[1] - start_s) <= GAP_S or abs(one[0] - end_s) <= GAP_S]
            anchored = (region.anchored_before and start_s - region.start_s <= GAP_S) or (
                region.anchored_after and region.end_s - end_s <= GAP_S
            )
            length_s = end_s - start_s + sum(stop_s - begin_s for begin_s, stop_s in beside)
            if anchored and length_s >= LEAST_S and len(row) + len(beside) > 1:
                found += row
        row = [piece] if piece is not None else []
    return found
