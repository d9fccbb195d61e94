"""Changes held in memory over an index that this process must not write."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ashen.index.contract import Entry, Hits, Index
from ashen.index.hits import nearest_of
from ashen.index.rows import as_ids, check_recipe, contains
from ashen.signature.signature import Codes


class Base(Index, Protocol):
    """An index that can count."""

    def rows_of(self, video_ids: Collection[int]) -> int:
        """Rows that a search can find in these videos; unknown ids have none."""


class Overlaid:
    """`base` with videos added in `extra` and others hidden; the base itself is never changed.

    So a reader whose index on disk is behind the library can still search what is missing. Make a new one when the base
    has been refreshed: a video must not be in both.

    Args:
        base: usually a `FaissIndex` opened for reading.
        extra: usually an `ExactIndex`, small.

    Raises:
        RecipeMismatch: the two are of different recipes.
        ValueError: a video is in both.
    """

    def __init__(self, base: Base, extra: Index) -> None:
        check_recipe(extra.recipe, base.recipe)
        both = np.intersect1d(base.video_ids(), extra.video_ids())
        if len(both):
            raise ValueError(f"video {both[0]} is in the base and in the overlay: remove it from the overlay")
        self._base = base
        self._extra = extra
        self._hidden: NDArray[np.int64] = np.empty(0, np.int64)

    @property
    def recipe(self) -> str:
        """Name of the recipe all codes in it were made by."""
        return self._base.recipe

    def __len__(self) -> int:
        return len(self._base) - self._base.rows_of(self._hidden.tolist()) + len(self._extra)

    def video_ids(self) -> NDArray[np.int64]:
        """(v,) the videos it holds, rising."""
        return np.union1d(self._shown(), self._extra.video_ids())

    def add(self, entries: Iterable[Entry], recipe: str) -> None:
        """Hold these videos too, in the overlay."""
        check_recipe(recipe, self.recipe)
        shown = self._shown()

        def checked() -> Iterable[Entry]:
            for entry in entries:
                if contains(shown, np.array([entry.video_id]))[0]:
                    raise ValueError(f"video {entry.video_id} is in the index already: remove it first")
                yield entry

        self._extra.add(checked(), recipe)

    def remove(self, video_ids: Collection[int]) -> None:
        """Forget these videos: drop them from the overlay and hide them in the base."""
        gone = as_ids(video_ids)
        self._extra.remove(video_ids)
        self._hidden = np.union1d(self._hidden, np.intersect1d(gone, self._base.video_ids()))

    def search(self, codes: Codes, k: int, recipe: str, videos: Collection[int] | None = None) -> Hits:
        """The `k` nearest rows of base and overlay."""
        shown = videos
        if len(self._hidden):
            wanted = self._base.video_ids() if videos is None else as_ids(videos)
            shown = np.setdiff1d(wanted, self._hidden, assume_unique=True).tolist()
        base = self._base.search(codes, k, recipe, shown)
        return nearest_of([base, self._extra.search(codes, k, recipe, videos)], k)

    def _shown(self) -> NDArray[np.int64]:
        return np.setdiff1d(self._base.video_ids(), self._hidden, assume_unique=True)
