"""The whole of Ashen in one object, and how its rooms are wired.

index:     scan -> decode -> sign -> catalogue (the truth) -> search index (a cache of it)
identify:  read -> views -> sign -> search index -> hypotheses -> segments on the truth -> decision
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ashen.catalog.catalog import Catalog
from ashen.catalog.lock import WriterLock
from ashen.catalog.records import FileRecord, Summary, Video
from ashen.errors import IndexDamaged, LibraryBusy, RecipeMismatch
from ashen.index.contract import Entry, Index
from ashen.index.entry import entry_of
from ashen.index.exact import ExactIndex
from ashen.index.faiss_index import FaissIndex
from ashen.index.overlay import Overlaid
from ashen.index.sync import heal, synchronise
from ashen.ingest.events import Healed, IndexSummary, OnEvent, ignore
from ashen.ingest.indexer import Indexer
from ashen.match.calibration import calibration_of
from ashen.match.clip import match_clip
from ashen.match.decide import Decider
from ashen.match.identification import Identification, Query
from ashen.match.picture import match_picture
from ashen.match.refine import Agreement
from ashen.match.views import view_query
from ashen.media.frames import Frames
from ashen.media.picture import read_picture
from ashen.media.probe import probe
from ashen.media.video import open_video
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, RECIPES, recipe_named
from ashen.signature.sign import sign, sign_picture
from ashen.signature.signature import Signature

REFRESH_S = 1.0
"""How old a reader's view of the library may grow before it looks for changes."""
QUERY_PX = 160
"""Longer side of a moving query's frames while borders are looked for."""
PICTURE_PX = 640
"""Longer side a still query is shrunk to before anything else."""
SIGNATURES_KEPT = 64
"""Stored signatures held decoded in memory, the most recently used (about 4 MB for each 24-minute episode)."""


class Library:
    """A collection that can be searched. Made by `open`.

    One process at a time may write (`index`, `remove`, `rebuild`); any number may read meanwhile, and sees new videos
    within seconds.
    """

    def __init__(self, directory: Path, catalog: Catalog, recipe: str) -> None:
        self.directory = directory
        self.catalog = catalog
        self.recipe = recipe_named(recipe)
        self._calibration = calibration_of(recipe)
        self._truth = StoredTruth(catalog, recipe)
        self._lock_path = directory / "writer.lock"
        self._index: Index | None = None
        self._revision = -1
        self._looked_at_s = -REFRESH_S

    @classmethod
    def open(cls, directory: str | os.PathLike[str], *, create: bool = False) -> Self:
        """The library in `directory`.

        Args:
            directory: holds `ashen.db`, the truth, and `index/`, which is rebuilt from it when lost.
            create: make it where there is none.

        Raises:
            LibraryMissing: there is none, and `create` is false.
            LibraryTooNew: a newer Ashen made it.
            LibraryDamaged: its database cannot be read.
        """
        path = Path(directory)
        return cls(path, Catalog.open(path / "ashen.db", create=create), DEFAULT_SEARCH_RECIPE)

    def close(self) -> None:
        """Let go of the database and the index."""
        self._index = None
        self._truth.forget()
        self.catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Filling it

    def index(
        self,
        paths: Iterable[str | os.PathLike[str]],
        *,
        workers: int | None = None,
        retry_failed: bool = False,
        on_event: OnEvent = ignore,
    ) -> IndexSummary:
        """Sign and store every video at or below `paths`, files in parallel.

        Files that did not change are skipped, moved ones recognised, and an interrupted run goes on where it ended.
        Each file is stored as soon as it is signed. Starts processes: a script must call this under
        `if __name__ == "__main__":`.

        Args:
            paths: folders and files.
            workers: files signed at a time; all cores when None.
            retry_failed: also try unchanged files again that failed before.
            on_event: told of what happens; also called from another thread.

        Raises:
            LibraryBusy: another process is writing.
        """
        with WriterLock(self._lock_path):
            index = self._healed(on_event)
            return Indexer(
                catalog=self.catalog,
                recipes=tuple(RECIPES),
                workers=workers or os.cpu_count() or 1,
                on_event=on_event,
                publish=lambda: synchronise(index, self._truth),
                retry_failed=retry_failed,
            ).run(paths)

    def remove(self, video_ids: Collection[int]) -> int:
        """Forget videos; the files themselves are not touched. Returns how many were held."""
        with WriterLock(self._lock_path):
            removed = self.catalog.remove_videos(video_ids)
            self._healed(ignore)
            return removed

    def forget_files(self, paths: Iterable[str]) -> int:
        """Forget files, and the videos that lay nowhere else. Returns how many videos."""
        with WriterLock(self._lock_path):
            removed = self.catalog.forget_files(paths)
            self._healed(ignore)
            return removed

    def rebuild(self, on_event: OnEvent = ignore) -> int:
        """Make the search index anew from the catalogue; returns the rows it holds."""
        with WriterLock(self._lock_path):
            FaissIndex.create(self._index_directory, self.recipe.name, self.recipe.dimension, self.recipe.dtype)
            return len(self._healed(on_event))

    # Asking it

    def identify(self, query: str | os.PathLike[str], *, top: int = 5) -> Identification:
        """What anime, episode and moment a picture or a video shows.

        Args:
            query: a file of either kind.
            top: scenes or runners-up to list at most.

        Raises:
            MediaError: the file cannot be used.
        """
        path = Path(query)
        info = probe(path)
        asked = Query(os.fspath(query), info.kind, info.duration_s if info.kind == "video" else None)
        decider = Decider(self._calibration, self.catalog.video, self._truth, top)
        agreement = Agreement(self._calibration.agreement, self.recipe.min_quality, float(self.recipe.unit or 1))
        index = self._current_index()
        if info.kind == "image":
            rgb = read_picture(path, longest_px=PICTURE_PX)
            views = view_query([Frames(np.zeros(1), rgb[None])], self.recipe)
            return decider.picture(asked, views, match_picture(views, index, self._truth, agreement, top))
        with open_video(path, longest_px=QUERY_PX) as reader:
            views = view_query(reader, self.recipe)
        explained = match_clip(views, index, self._truth, agreement, self.recipe.run_distance)
        return decider.clip(asked, views, explained)

    def videos(self) -> list[Video]:
        """All videos, by anime and episode."""
        return self.catalog.videos()

    def files(self) -> Iterator[FileRecord]:
        """All files ever looked into, with what became of them."""
        return self.catalog.files()

    def summary(self) -> Summary:
        """How much it holds."""
        return self.catalog.summary()

    def indexed_rows(self) -> int:
        """Rows that searches go through."""
        return len(self._current_index())

    # Keeping the search index true

    def _current_index(self) -> Index:
        """An index that holds what the catalogue holds, looked after at most every `REFRESH_S` seconds."""
        now_s = time.monotonic()
        if self._index is not None and now_s - self._looked_at_s < REFRESH_S:
            return self._index
        revision = self.catalog.revision()
        if self._index is None or revision != self._revision:
            self._index = self._opened_index()
            self._revision = revision
        self._looked_at_s = now_s
        return self._index

    def _opened_index(self) -> Index:
        """The stored index when it is true; else mended, or where another process writes, completed in memory."""
        recipe = self.recipe
        try:
            stored = FaissIndex.open(self._index_directory, recipe.name, recipe.dimension, recipe.dtype)
            if np.array_equal(stored.video_ids(), self._truth.video_ids(recipe.name)):
                return stored
            completed: Index = Overlaid(stored, ExactIndex(recipe.name, recipe.dimension, recipe.dtype))
        except (IndexDamaged, RecipeMismatch):
            completed = ExactIndex(recipe.name, recipe.dimension, recipe.dtype)
        try:
            with WriterLock(self._lock_path):
                return self._healed(ignore)
        except (LibraryBusy, PermissionError):
            synchronise(completed, self._truth)
            return completed

    def _healed(self, on_event: OnEvent) -> FaissIndex:
        """The stored index, brought up to the catalogue. The writer lock is held."""
        recipe = self.recipe
        index, report = heal(self._index_directory, recipe.name, recipe.dimension, recipe.dtype, self._truth)
        if report.rebuilt is not None and len(index):
            on_event(Healed(f"The search index was made anew from the catalogue: {report.rebuilt}."))
        elif report.changed:
            on_event(Healed(f"The search index was behind: {report.added} videos added, {report.removed} removed."))
        return index

    @property
    def _index_directory(self) -> Path:
        return self.directory / "index" / self.recipe.name.replace("/", "-")


def sign_media(path: str | os.PathLike[str], recipe: str = DEFAULT_SEARCH_RECIPE) -> Signature:
    """The signature of a picture or video file as it is: nothing trimmed, nothing stored.

    Raises:
        MediaError: the file cannot be used.
        UnknownRecipe: no recipe has that name.
    """
    wanted = recipe_named(recipe)
    if probe(Path(path)).kind == "image":
        code, quality = sign_picture(read_picture(Path(path)), wanted)
        return Signature(recipe, np.zeros(1), code, np.array([quality], np.uint8))
    with open_video(Path(path)) as reader:
        return sign(reader, [wanted])[recipe]


class StoredTruth:
    """The catalogue as matching and the search index need it: decoded signatures, the recent ones kept."""

    def __init__(self, catalog: Catalog, recipe: str) -> None:
        self._catalog = catalog
        self._recipe = recipe
        self._cached = lru_cache(maxsize=SIGNATURES_KEPT)(self._load)

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

    def forget(self) -> None:
        """Drop what is kept in memory."""
        self._cached.cache_clear()

    def _load(self, video_id: int) -> Signature:
        return self._catalog.signature(video_id, self._recipe)
