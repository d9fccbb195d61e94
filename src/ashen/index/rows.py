"""Entries of several videos gathered into columns, and the checks every index makes of what it is given."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ashen.errors import RecipeMismatch
from ashen.index.contract import Entry
from ashen.signature.signature import Codes

MAX_VIDEO_ID = 2**39 - 1
MAX_TICK = 2**24 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of several videos, ordered by video and then by tick.

    Attributes:
        video_ids: (v,) int64, rising.
        starts: (v + 1,) int64; video i has rows starts[i] to starts[i + 1].
        ticks: (n,) int32, never falling within a video.
        codes: (n, d) int8 or uint8, C order.
    """

    video_ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    ticks: NDArray[np.int32]
    codes: Codes

    def __len__(self) -> int:
        return len(self.ticks)

    @staticmethod
    def gather(entries: Collection[Entry], dimension: int, dtype: Literal["int8", "uint8"]) -> Rows:
        """Columns of `entries`, whose videos are checked already to be different ones."""
        ordered = sorted(entries, key=lambda entry: entry.video_id)
        lengths = [len(entry.ticks) for entry in ordered]
        no_codes: Codes = np.empty((0, dimension), dtype)
        return Rows(
            video_ids=np.array([entry.video_id for entry in ordered], np.int64),
            starts=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
            ticks=np.concatenate([np.empty(0, np.int32), *(entry.ticks for entry in ordered)]),
            codes=np.concatenate([no_codes, *(entry.codes for entry in ordered)]),
        )


def check_entry(entry: Entry, dimension: int, dtype: str) -> None:
    """Raises ValueError when `entry` breaks what `Entry` promises."""
    if not 0 < entry.video_id <= MAX_VIDEO_ID:
        raise ValueError(f"video id {entry.video_id} is not between 1 and {MAX_VIDEO_ID}")
    check_codes(entry.codes, dimension, dtype)
    ticks = entry.ticks
    if ticks.dtype != np.int32 or ticks.shape != (len(entry.codes),):
        raise ValueError(f"video {entry.video_id}: ticks must be int32, one for each of {len(entry.codes)} codes")
    if len(ticks) and (ticks[0] < 0 or ticks[-1] > MAX_TICK or np.any(np.diff(ticks) < 0)):
        raise ValueError(f"video {entry.video_id}: ticks must not fall, and go from 0 or more to {MAX_TICK}")


def check_codes(codes: Codes, dimension: int, dtype: str) -> None:
    """Raises ValueError when `codes` are not of this shape and dtype."""
    if codes.ndim != 2 or codes.shape[1] != dimension or codes.dtype != dtype:
        raise ValueError(f"codes must be (n, {dimension}) {dtype}, not {codes.shape} {codes.dtype}")


def check_recipe(given: str, own: str) -> None:
    """Raises RecipeMismatch when signatures of recipe `given` meet an index of recipe `own`."""
    if given != own:
        raise RecipeMismatch(
            f"the index holds signatures of recipe {own} and was given {given}: sign the media with {own}, "
            f"or rebuild the index for {given}"
        )


def as_ids(video_ids: Iterable[int]) -> NDArray[np.int64]:
    """(v,) the ids, rising, each once."""
    return np.unique(np.fromiter(video_ids, np.int64))


def contains(sorted_ids: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(len(wanted),) which of `wanted` are in the rising `sorted_ids`."""
    if not len(sorted_ids):
        return np.zeros(len(wanted), np.bool_)
    at = np.minimum(np.searchsorted(sorted_ids, wanted), len(sorted_ids) - 1)
    return np.asarray(sorted_ids[at] == wanted)
