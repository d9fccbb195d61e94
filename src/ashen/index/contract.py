"""What every search index does. `ExactIndex` says what is right; tests/contracts/test_index.py holds all to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ashen.signature.signature import Codes

TICKS_PER_S = 100
"""Hits say when, to the hundredth of a second: a file of any length up to 46 hours, constant frame rate or not."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What of one video is indexed: one row per run of near-equal frames.

    Attributes:
        video_id: positive, below 2**39, never reused by the catalogue.
        ticks: (k,) int32, never falling, when each run begins, in hundredths of a second; below 2**24.
        codes: (k, d) their codes.
    """

    video_id: int
    ticks: NDArray[np.int32]
    codes: Codes


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Nearest stored frames of a batch of query codes, in columns, by query and then by distance.

    Attributes:
        query: (m,) int32, row of the query.
        video_id: (m,) int64.
        tick: (m,) int32, when in the video, in hundredths of a second.
        distance: (m,) float32, squared L2 between the integer codes.
    """

    query: NDArray[np.int32]
    video_id: NDArray[np.int64]
    tick: NDArray[np.int32]
    distance: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.query)

    @property
    def times_s(self) -> NDArray[np.float64]:
        """(m,) float64, when in the video, seconds, to the hundredth."""
        return self.tick / np.float64(TICKS_PER_S)


class Index(Protocol):
    """Finds stored codes near query codes."""

    @property
    def recipe(self) -> str:
        """Name of the recipe all codes in it were made by."""

    def __len__(self) -> int:
        """Rows that a search can find."""

    def video_ids(self) -> NDArray[np.int64]:
        """(v,) the videos it holds, rising."""

    def add(self, entries: Iterable[Entry], recipe: str) -> None:
        """Hold these videos too; a video already held is an error of the caller's (ValueError).

        Raises:
            RecipeMismatch: `recipe` is not the index's own; nothing is ever converted.
        """

    def remove(self, video_ids: Collection[int]) -> None:
        """Forget these videos; unknown ids are ignored."""

    def search(self, codes: Codes, k: int, recipe: str, videos: Collection[int] | None = None) -> Hits:
        """The `k` nearest rows of each of (n, d) query codes, fewer where fewer are held.

        Hits are ordered by query, distance, video and tick. An approximate index may miss rows; of rows equally near,
        which are kept at the cut is defined for `ExactIndex` only, which keeps the first.

        Args:
            codes: (n, d) query codes.
            k: hits per query.
            recipe: the recipe the queries were made by.
            videos: only these videos, when given.

        Raises:
            RecipeMismatch: `recipe` is not the index's own.
        """
