"""A segment as one committed state sees it: with some of its videos removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ashen.index.contract import Hits
from ashen.index.hits import in_order, no_hits
from ashen.index.manifest import SegmentRecord
from ashen.index.merge import Load
from ashen.index.rows import contains
from ashen.index.segment import Segment

_MAX_RANGES = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search found in one segment.

    Attributes:
        segment: where.
        distances: (n, k) float32, squared, one query a row, in no promised order.
        rows: (n, k) int64 row numbers, -1 where there are fewer.
    """

    segment: Segment
    distances: NDArray[np.float32]
    rows: NDArray[np.int64]


class Part:
    """A segment and which of its videos live.

    Args:
        segment: the open file.
        record: what the manifest says of it now.
    """

    def __init__(self, segment: Segment, record: SegmentRecord) -> None:
        self.segment = segment
        self.record = record
        lengths = np.diff(segment.starts)
        self.alive = ~contains(np.array(record.dead, np.int64), segment.video_ids)
        self.load = Load(rows=len(segment), living=int(np.sum(lengths, where=self.alive)))
        self._all = None if self.alive.all() else bitmap(self.alive, segment.starts)
        self._last_filter: tuple[bytes, NDArray[np.uint8] | None] | None = None

    @property
    def living_ids(self) -> NDArray[np.int64]:
        """(v,) rising ids of the videos a search can find."""
        return self.segment.video_ids[self.alive]

    def rows_of(self, wanted: NDArray[np.int64]) -> int:
        """Rows that a search can find in the rising `wanted` videos."""
        chosen = self.alive & contains(wanted, self.segment.video_ids)
        return int(np.sum(np.diff(self.segment.starts), where=chosen))

    def search(
        self, queries: NDArray[np.float32], lists: NDArray[np.int64], k: int, wanted: NDArray[np.int64] | None
    ) -> Found | None:
        """As `Segment.search`, among living videos and, when given, the rising `wanted`; None if it has none."""
        if not self.load.living:
            return None
        if wanted is None:
            return self._among_living(queries, lists, k)
        selected = self._filter(wanted)
        return None if selected is None else Found(self.segment, *self.segment.search(queries, lists, k, selected))

    def _among_living(self, queries: NDArray[np.float32], lists: NDArray[np.int64], k: int) -> Found:
        """Asks for twice as many rows and drops the dead: a bitmap makes a search among many rows up to three times as
        long. The few queries whose neighbours are mostly dead are searched again with it."""
        if self._all is None:
            return Found(self.segment, *self.segment.search(queries, lists, k, None))
        distances, rows = self.segment.search(queries, lists, 2 * k, None)
        living = (self._all[rows >> 3] >> (rows & 7).astype(np.uint8) & 1).astype(np.bool_) & (rows >= 0)
        exhausted = rows[:, -1] < 0
        again = np.flatnonzero((living.sum(axis=1) < k) & ~exhausted)
        rows[~living] = -1
        distances[~living] = np.inf
        order = np.argsort(~living, axis=1, kind="stable")[:, :k]
        distances, rows = np.take_along_axis(distances, order, axis=1), np.take_along_axis(rows, order, axis=1)
        if len(again):
            distances[again], rows[again] = self.segment.search(queries[again], lists[again], k, self._all)
        return Found(self.segment, distances, rows)

    def without(self, video_ids: NDArray[np.int64]) -> SegmentRecord:
        """The record once these videos are removed too."""
        dead = np.union1d(self.record.dead, self.living_ids[contains(video_ids, self.living_ids)])
        record = self.record
        return SegmentRecord(record.file, record.size, record.checksum, tuple(int(video_id) for video_id in dead))

    def _filter(self, wanted: NDArray[np.int64]) -> NDArray[np.uint8] | None:
        key = wanted.tobytes()
        last = self._last_filter
        if last is None or last[0] != key:
            chosen = self.alive & contains(wanted, self.segment.video_ids)
            last = (key, bitmap(chosen, self.segment.starts) if chosen.any() else None)
            self._last_filter = last
        return last[1]


def nearest_hits(found: Sequence[Found], k: int) -> Hits:
    """The `k` nearest of each query's rows in several segments; which of the equally near at the cut is not defined."""
    if not found:
        return no_hits()
    distances = np.concatenate([each.distances for each in found], axis=1)
    rows = np.concatenate([each.rows for each in found], axis=1)
    at = np.broadcast_to(np.arange(rows.shape[1]), rows.shape)
    if len(found) > 1:
        at = np.argpartition(distances, k - 1, axis=1)[:, :k]
        distances, rows = np.take_along_axis(distances, at, axis=1), np.take_along_axis(rows, at, axis=1)
    query, column = np.nonzero(rows >= 0)
    row, place = rows[query, column], at[query, column] // k
    video, tick = np.empty(len(row), np.int64), np.empty(len(row), np.int32)
    for number, each in enumerate(found):
        here = np.flatnonzero(place == number)
        video[here], tick[here] = each.segment.locate(row[here])
    return in_order(query.astype(np.int32), video, tick, distances[query, column])


def bitmap(chosen: NDArray[np.bool_], starts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """One bit a row, lowest first: set for the rows of the chosen videos.

    Args:
        chosen: (v,) videos.
        starts: (v + 1,) their first rows.
    """
    rows = int(starts[-1])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(np.int8)))
    if len(edges) > 2 * _MAX_RANGES:
        return np.packbits(np.repeat(chosen, np.diff(starts)), bitorder="little")
    bits = np.zeros(-(-rows // 8), np.uint8)
    for first, last in starts[edges].reshape(-1, 2):
        start, end = divmod(int(first), 8), divmod(int(last), 8)
        if first == last:
            continue
        low, high = 0xFF << start[1] & 0xFF, (1 << end[1]) - 1
        if start[0] == end[0]:
            bits[start[0]] |= low & high
            continue
        bits[start[0]] |= low
        bits[start[0] + 1 : end[0]] = 0xFF
        if high:
            bits[end[0]] |= high
    return bits
