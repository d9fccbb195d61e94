"""An index seen without some of its videos."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from ashen.index.contract import Entry, Hits, Index
from ashen.index.rows import as_ids
from ashen.signature.signature import Codes


class Hiding:
    """`base` without the `hidden` videos, for questions only; the base itself is never changed."""

    def __init__(self, base: Index, hidden: Collection[int]) -> None:
        self._base = base
        self._shown = np.setdiff1d(base.video_ids(), as_ids(hidden), assume_unique=True)

    @property
    def recipe(self) -> str:
        """Name of the recipe all codes in it were made by."""
        return self._base.recipe

    def __len__(self) -> int:
        return len(self._base)  # nearly: how large a library is counts by its logarithm

    def video_ids(self) -> NDArray[np.int64]:
        """(v,) the videos it shows, rising."""
        return self._shown

    def add(self, entries: Iterable[Entry], recipe: str) -> None:  # noqa: ARG002 - as the contract has it
        """Refused."""
        raise ValueError("this index is a view of another: add to that")

    def remove(self, video_ids: Collection[int]) -> None:  # noqa: ARG002 - as the contract has it
        """Refused."""
        raise ValueError("this index is a view of another: remove from that")

    def search(self, codes: Codes, k: int, recipe: str, videos: Collection[int] | None = None) -> Hits:
        """The `k` nearest rows of the videos it shows."""
        shown = self._shown if videos is None else np.intersect1d(self._shown, as_ids(videos), assume_unique=True)
        return self._base.search(codes, k, recipe, shown.tolist())
