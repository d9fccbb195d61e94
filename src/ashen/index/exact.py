"""The oracle: compares with every row, in NumPy, and so says what is right."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ashen.index.contract import Entry, Hits
from ashen.index.hits import in_order, no_hits
from ashen.index.rows import Rows, as_ids, check_codes, check_entry, check_recipe, contains
from ashen.signature.signature import Codes

BLOCK_ROWS = 65536
BLOCK_QUERIES = 64
_ROW_BITS = 39


class ExactIndex:
    """Brute force over rows in memory, in blocks. Ties go to the lower video and then the lower tick, at the cut too.

    Args:
        recipe: name of the recipe of all codes.
        dimension: values of a code, at most 128, so that squared distances are whole numbers a float32 holds exactly.
        dtype: of the codes.
    """

    def __init__(self, recipe: str, dimension: int, dtype: Literal["int8", "uint8"]) -> None:
        if not 0 < dimension <= 128:
            raise ValueError(f"dimension {dimension} is not between 1 and 128")
        self._recipe = recipe
        self._dimension = dimension
        self._dtype: Literal["int8", "uint8"] = dtype
        self._entries: dict[int, Entry] = {}
        self._rows: Rows | None = None

    @property
    def recipe(self) -> str:
        """Name of the recipe all codes in it were made by."""
        return self._recipe

    def __len__(self) -> int:
        return sum(len(entry.ticks) for entry in self._entries.values())

    def video_ids(self) -> NDArray[np.int64]:
        """(v,) the videos it holds, rising."""
        return as_ids(self._entries)

    def rows_of(self, video_ids: Collection[int]) -> int:
        """Rows that a search can find in these videos; unknown ids have none."""
        wanted = set(video_ids)
        return sum(len(entry.ticks) for entry in self._entries.values() if entry.video_id in wanted)

    def add(self, entries: Iterable[Entry], recipe: str) -> None:
        """Hold these videos too; all of them or, when one of them raises ValueError, none."""
        check_recipe(recipe, self._recipe)
        new: dict[int, Entry] = {}
        for entry in entries:
            check_entry(entry, self._dimension, self._dtype)
            if entry.video_id in self._entries or entry.video_id in new:
                raise ValueError(f"video {entry.video_id} is in the index already: remove it first")
            new[entry.video_id] = entry
        self._entries |= new
        self._rows = None

    def remove(self, video_ids: Collection[int]) -> None:
        """Forget these videos; unknown ids are ignored."""
        for video_id in video_ids:
            self._entries.pop(int(video_id), None)
        self._rows = None

    def search(self, codes: Codes, k: int, recipe: str, videos: Collection[int] | None = None) -> Hits:
        """The `k` nearest rows of each query, exactly."""
        check_recipe(recipe, self._recipe)
        check_codes(codes, self._dimension, self._dtype)
        if k < 1:
            raise ValueError(f"k is {k}: ask for one hit or more")
        rows = self._gathered()
        wanted = np.arange(len(rows))
        if videos is not None:
            kept = contains(as_ids(videos), rows.video_ids)
            wanted = np.flatnonzero(np.repeat(kept, np.diff(rows.starts)))
        found = [
            _nearest(codes[first : first + BLOCK_QUERIES], first, rows, wanted, k)
            for first in range(0, len(codes), BLOCK_QUERIES)
            if len(wanted)
        ]
        if not found:
            return no_hits()
        query, row, distance = (np.concatenate(column) for column in zip(*found, strict=True))
        video = rows.video_ids[np.searchsorted(rows.starts, row, side="right") - 1]
        return in_order(query.astype(np.int32), video, rows.ticks[row], distance.astype(np.float32))

    def _gathered(self) -> Rows:
        if self._rows is None:
            self._rows = Rows.gather(self._entries.values(), self._dimension, self._dtype)
        return self._rows


def _nearest(
    codes: Codes, first_query: int, rows: Rows, wanted: NDArray[np.intp], k: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Query, row and squared distance of the nearest; |q - x|^2 = |q|^2 + |x|^2 - 2qx, all terms exact in float32."""
    queries = codes.astype(np.float32)
    query_norms = np.einsum("qd,qd->q", queries, queries)[:, None]
    best = np.empty((len(codes), 0), np.int64)
    for start in range(0, len(wanted), BLOCK_ROWS):
        block = wanted[start : start + BLOCK_ROWS]
        stored = rows.codes[block].astype(np.float32)
        distances = query_norms + np.einsum("nd,nd->n", stored, stored) - 2 * (queries @ stored.T)
        # One number holds distance and row, so that the smallest is the nearest and, of equals, the first.
        keys = distances.astype(np.int64) << _ROW_BITS | block
        best = np.concatenate([best, keys], axis=1)
        if best.shape[1] > k:
            best = np.partition(best, k - 1, axis=1)[:, :k]
    query = np.repeat(np.arange(first_query, first_query + len(codes)), best.shape[1])
    flat = best.ravel()
    return query, flat & ((1 << _ROW_BITS) - 1), flat >> _ROW_BITS
