"""The search index of a library, kept equal to its catalogue, whatever happens to the files of either."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ashen.catalog.catalog import Catalog
from ashen.catalog.lock import WriterLock
from ashen.catalog.recent import RecentReads
from ashen.errors import IndexDamaged, LibraryBusy, RecipeMismatch, VideoMissing
from ashen.index.contract import Entry, Index
from ashen.index.entry import entry_of
from ashen.index.exact import ExactIndex
from ashen.index.faiss_index import FaissIndex
from ashen.index.overlay import Overlaid
from ashen.index.sync import heal, synchronise
from ashen.match.truth import StoredStill
from ashen.signature.recipe import Recipe
from ashen.signature.recipes import recipe_named
from ashen.signature.signature import Signature

SIGNATURES_KEPT = 64
"""Stored signatures held decoded in memory, the most recently used (about 4 MB for each 24-minute episode)."""

STILL_TIMES_KEPT = 1024
"""Videos whose stills' times are held in memory (about 5 kB for each 24-minute episode)."""
STILL_SLACK_S = 0.006
"""Hits say when to the hundredth of a second, so a still may begin a little after its hit."""

LIBRARY_ID = "[0-9a-f]" * 32
"""What the name of an index ends in, as a pattern of `glob`: recipes' names begin alike, `frame/2` and
`frame/2-windows`."""

Say = Callable[[str], None]
"""Tells a person, in a sentence, that the index was mended."""

say_in_log: Say = logging.getLogger("ashen").warning
"""Where nobody listens: a warning, which Python prints on standard error unless told otherwise."""


class StoredTruth:
    """The catalogue as matching and the search index need it: decoded signatures, the recent ones kept."""

    def __init__(self, catalog: Catalog, recipe: str) -> None:
        self._catalog = catalog
        self._recipe = recipe
        self._windows = recipe_named(recipe).windows
        self._cached = lru_cache(maxsize=SIGNATURES_KEPT)(self._load)
        self._still_times = lru_cache(maxsize=STILL_TIMES_KEPT)(catalog.still_times)

    def signature(self, video_id: int) -> Signature:
        """As in `match.truth.Truth`."""
        return self._cached(video_id)

    def video_ids(self, recipe: str) -> NDArray[np.int64]:
        """As in `index.sync.Truth`."""
        return self._catalog.video_ids(recipe)

    def entries(self, recipe: str, video_ids: NDArray[np.int64]) -> Iterator[Entry]:
        """As in `index.sync.Truth`: one row per run of near-equal frames with enough detail."""
        for video_id, signature in self._catalog.signatures(recipe, video_ids.tolist()):
            yield entry_of(video_id, signature)

    def still_times(self, video_id: int) -> NDArray[np.float64]:
        """As in `match.truth.Truth`."""
        return self._still_times(video_id)

    def still(self, video_id: int, at_s: float) -> StoredStill | None:
        """As in `match.truth.Truth`."""
        return self.stills_of([(video_id, at_s)])[0]

    def stills_of(self, moments: Sequence[tuple[int, float]]) -> list[StoredStill | None]:
        """As in `match.truth.Truth`."""
        found = self._stills_of(moments)
        lost = (moments[number][0] for number, still in enumerate(found) if still is None)
        if any(len(self.still_times(video_id)) for video_id in lost):
            self._still_times.cache_clear()  # other stills have taken the place of those whose times were kept
            found = self._stills_of(moments)
        return found

    def _stills_of(self, moments: Sequence[tuple[int, float]]) -> list[StoredStill | None]:
        standing = [self._standing(video_id, at_s) for video_id, at_s in moments]
        keys = [place and (moment[0], place[0]) for moment, place in zip(moments, standing, strict=True)]
        data = self._catalog.still_data({key for key in keys if key})
        return [
            StoredStill(*place, data[key]) if place and key in data else None
            for place, key in zip(standing, keys, strict=True)
        ]

    def _standing(self, video_id: int, at_s: float) -> tuple[float, float] | None:
        """When the still that stands for a moment begins, and when the next does."""
        times_s = self.still_times(video_id)
        if not len(times_s):
            return None
        place = max(0, int(np.searchsorted(times_s, at_s + STILL_SLACK_S, side="right")) - 1)
        return float(times_s[place]), float(times_s[min(place + 1, len(times_s) - 1)])

    def windows(self, video_id: int) -> Signature | None:
        """As in `match.truth.Truth`."""
        if self._windows is None:
            return None
        try:
            return self._catalog.signature(video_id, self._windows)
        except VideoMissing:
            return None

    def forget(self) -> None:
        """Drop what is kept in memory."""
        self._cached.cache_clear()
        self._still_times.cache_clear()

    def _load(self, video_id: int) -> Signature:
        return self._catalog.signature(video_id, self._recipe)


class SearchIndex:
    """Gives an index to search, and mends the stored one: missing, damaged, behind, or of another library.

    Only the holder of `lock` writes. A process that cannot have it, as another one is indexing or the disk is
    read-only, searches the stored index completed in memory.

    Args:
        directory: where indices lie; each is named after its recipe and its library, so that one copied from another
            library, whose numbers mean other videos, is never taken for this one's.
        recipe: what is searched.
        catalog: of the library.
        recent: what was read of it lately.
        lock: path of its writer lock.
    """

    def __init__(self, directory: Path, recipe: Recipe, catalog: Catalog, recent: RecentReads, lock: Path) -> None:
        self.truth = StoredTruth(catalog, recipe.name)
        self._recent = recent
        self._recipe = recipe
        self._lock = lock
        self._stem = recipe.name.replace("/", "-")
        self._directory = directory / f"{self._stem}-{catalog.library_id}"
        self._current: Index | None = None
        self._revision = -1

    def current(self, say: Say = say_in_log) -> Index:
        """An index that holds what the catalogue holds."""
        revision = self._recent.revision
        if self._current is None or revision != self._revision:
            self._current = self._opened(say)
            self._revision = revision
        return self._current

    def mended(self, say: Say = say_in_log) -> FaissIndex:
        """The stored index, writable and equal to the catalogue. The caller holds the writer lock."""
        recipe = self._recipe
        self._remove_strangers()
        index, report = heal(self._directory, recipe.name, recipe.dimension, recipe.dtype, self.truth)
        if report.rebuilt is not None and len(index):
            say(f"The search index of {recipe.name} was made anew from the catalogue: {report.rebuilt}.")
        elif report.added or report.removed:
            say(
                f"The search index of {recipe.name} was behind the catalogue. "
                f"Videos added: {report.added}, removed: {report.removed}."
            )
        self.look_again()
        return index

    def made_anew(self) -> FaissIndex:
        """The stored index, thrown away and built from the catalogue. The caller holds the writer lock."""
        recipe = self._recipe
        FaissIndex.create(self._directory, recipe.name, recipe.dimension, recipe.dtype)
        return self.mended(lambda _: None)

    def replace_damaged(self, error: IndexDamaged, say: Say = say_in_log) -> None:
        """A search met damage that opening did not see: build anew, or where that cannot be, search in memory."""
        try:
            with WriterLock(self._lock):
                self.made_anew()
        except (LibraryBusy, OSError):
            self._current = self._completed(ExactIndex(self._recipe.name, self._recipe.dimension, self._recipe.dtype))
        say(f"The search index of {self._recipe.name} was made anew from the catalogue: {error.message}.")

    def publish(self, index: FaissIndex) -> None:
        """Bring a mended index up to the catalogue again. The caller holds the writer lock."""
        synchronise(index, self.truth)

    def look_again(self) -> None:
        """Forget what is open and kept."""
        self._current = None
        self.truth.forget()

    def _opened(self, say: Say) -> Index:
        """The stored index when it is true; else mended; else completed in memory."""
        recipe = self._recipe
        try:
            stored = FaissIndex.open(self._directory, recipe.name, recipe.dimension, recipe.dtype)
            if np.array_equal(stored.video_ids(), self.truth.video_ids(recipe.name)):
                return stored
            lacking: Index = Overlaid(stored, ExactIndex(recipe.name, recipe.dimension, recipe.dtype))
        except (IndexDamaged, RecipeMismatch):
            lacking = ExactIndex(recipe.name, recipe.dimension, recipe.dtype)
        try:
            with WriterLock(self._lock):
                return self.mended(say)
        except (LibraryBusy, OSError):
            return self._completed(lacking)

    def _completed(self, index: Index) -> Index:
        synchronise(index, self.truth)
        return index

    def _remove_strangers(self) -> None:
        """Indices of the same recipe that were made from another library."""
        for other in self._directory.parent.glob(f"{self._stem}-{LIBRARY_ID}"):
            if other != self._directory:
                shutil.rmtree(other)
