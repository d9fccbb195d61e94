"""Keeping a search index equal to the library's truth, and healing it when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ashen.errors import IndexDamaged, RecipeMismatch
from ashen.index.contract import Entry, Index
from ashen.index.faiss_index import FaissIndex

BATCH_VIDEOS = 256


class Truth(Protocol):
    """What should be indexed; the catalogue knows."""

    def video_ids(self, recipe: str) -> NDArray[np.int64]:
        """(v,) the videos that have signatures of this recipe, rising."""

    def entries(self, recipe: str, video_ids: NDArray[np.int64]) -> Iterator[Entry]:
        """The entry of each of these videos; one that is gone meanwhile is left out."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What had to be done.

    Attributes:
        added: videos the index lacked.
        removed: videos the index had and the truth has not.
        rebuilt: why the index was made anew, in words for the user; None when it was not.
    """

    added: int
    removed: int
    rebuilt: str | None = None

    @property
    def changed(self) -> bool:
        """Whether anything was not as it should be."""
        return self.rebuilt is not None or self.added > 0 or self.removed > 0


def synchronise(index: Index, truth: Truth, *, batch_videos: int = BATCH_VIDEOS) -> SyncReport:
    """Add what the index lacks and remove what the truth lacks, `batch_videos` at a time, each batch one commit.

    Killed halfway, it goes on where it was when called again. Only the holder of the library's writer lock may call it.

    Raises:
        IndexDamaged: the index turned out to be unreadable; `heal` rebuilds it.
    """
    held = index.video_ids()
    wanted = truth.video_ids(index.recipe)
    surplus = np.setdiff1d(held, wanted, assume_unique=True)
    if len(surplus):
        index.remove(surplus.tolist())
    lacking = np.setdiff1d(wanted, held, assume_unique=True)
    for start in range(0, len(lacking), batch_videos):
        index.add(truth.entries(index.recipe, lacking[start : start + batch_videos]), index.recipe)
    return SyncReport(added=len(lacking), removed=len(surplus))


def heal(
    directory: Path,
    recipe: str,
    dimension: int,
    dtype: Literal["int8", "uint8"],
    truth: Truth,
    *,
    verify: bool = False,
    threads: int = 1,
    batch_videos: int = BATCH_VIDEOS,
) -> tuple[FaissIndex, SyncReport]:
    """The index in `directory`, writable and equal to the truth, whatever was there before: when it is missing, damaged
    or of another recipe it is built from nothing.

    Only the holder of the library's writer lock may call it.

    Args:
        directory: of the index; made when missing.
        recipe: of the codes.
        dimension: values of a code.
        dtype: of the codes.
        truth: what should be indexed.
        verify: also read every byte and compare checksums, about a second a gigabyte.
        threads: cores it may use.
        batch_videos: videos in memory at once.
    """
    rebuilt: str | None = None
    try:
        index = FaissIndex.open(directory, recipe, dimension, dtype, writable=True, threads=threads)
        if verify:
            index.verify()
        report = synchronise(index, truth, batch_videos=batch_videos)
    except (IndexDamaged, RecipeMismatch) as error:
        rebuilt = error.message
        index = FaissIndex.create(directory, recipe, dimension, dtype, threads=threads)
        report = synchronise(index, truth, batch_videos=batch_videos)
    return index, SyncReport(report.added, report.removed, rebuilt)
