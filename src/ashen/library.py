"""The whole of Ashen in one object, and how its rooms are wired.

index:     scan -> decode -> sign -> catalogue (the truth) -> search index (a cache of it)
identify:  read -> views -> sign -> search index -> hypotheses -> segments on the truth -> decision
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from ashen.catalog.catalog import Catalog
from ashen.catalog.lock import WriterLock
from ashen.catalog.records import FileRecord, Summary, Video
from ashen.errors import IndexDamaged, VideoMissing
from ashen.ingest.events import Healed, IndexSummary, OnEvent, ignore
from ashen.ingest.indexer import Indexer
from ashen.match.identification import Identification, Query
from ashen.match.identify import Identifier
from ashen.match.views import QueryView, view_query
from ashen.media.frames import Frames
from ashen.media.picture import read_picture
from ashen.media.probe import probe
from ashen.media.video import open_video
from ashen.search_index import SearchIndex
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, RECIPES, recipe_named
from ashen.signature.sign import sign, sign_picture
from ashen.signature.signature import Signature

QUERY_PX = 160
"""Longer side of a moving query's frames while borders are looked for."""
PICTURE_PX = 1280
"""Longer side a still query is shrunk to before anything else."""


class Library:
    """A collection that can be searched. Made by `open`.

    One process at a time may write (`index`, `remove`, `rebuild`); any number may read meanwhile, and sees new videos
    within seconds.
    """

    def __init__(self, directory: Path, catalog: Catalog, recipe: str) -> None:
        self.directory = directory
        self.catalog = catalog
        self.recipe = recipe_named(recipe)
        self._lock_path = directory / "writer.lock"
        self._search = SearchIndex(directory / "index", self.recipe, catalog, self._lock_path)

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
        self._search.look_again()
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
        paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
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
            on_event: told of what happens.

        Raises:
            LibraryBusy: another process is writing.
            WorkersFailed: the processes do not start.
        """
        given = [paths] if isinstance(paths, str | os.PathLike) else paths
        with WriterLock(self._lock_path):
            index = self._search.mended(lambda message: on_event(Healed(message)))
            return Indexer(
                catalog=self.catalog,
                recipes=tuple(RECIPES),
                workers=workers or os.cpu_count() or 1,
                on_event=on_event,
                publish=lambda: self._search.publish(index),
                retry_failed=retry_failed,
            ).run(given)

    def remove(self, video_ids: Collection[int]) -> int:
        """Forget videos; the files themselves are not touched. Returns how many were held.

        Raises:
            LibraryBusy: another process is writing.
        """
        with WriterLock(self._lock_path):
            index = self._search.mended()
            removed = self.catalog.remove_videos(video_ids)
            self._search.publish(index)
            return removed

    def forget_files(self, paths: Iterable[str]) -> int:
        """Forget files, and the videos that lay nowhere else; the files themselves are not touched.

        Returns how many videos. `paths` are as in `files()`: absolute.

        Raises:
            LibraryBusy: another process is writing.
        """
        with WriterLock(self._lock_path):
            index = self._search.mended()
            removed = self.catalog.forget_files(paths)
            self._search.publish(index)
            return removed

    def rebuild(self) -> int:
        """Make the search index anew from the catalogue; returns the rows it holds.

        Raises:
            LibraryBusy: another process is writing.
        """
        with WriterLock(self._lock_path):
            return len(self._search.made_anew())

    # Asking it

    def identify(
        self, query: str | os.PathLike[str], *, top: int = 5, threshold: float | None = None
    ) -> Identification:
        """What anime, episode and moment a picture or a video shows.

        Args:
            query: a file of either kind.
            top: scenes or runners-up to list at most.
            threshold: confidence below which nothing is named; the recipe's own when None.

        Raises:
            MediaError: the file cannot be used.
            OSError: the file cannot be opened.
        """
        path = Path(query)
        info = probe(path)
        asked = Query(os.fspath(query), info.kind, info.duration_s if info.kind == "video" else None)
        if info.kind == "image":
            frames = [Frames(np.zeros(1), read_picture(path, longest_px=PICTURE_PX)[None])]
            views = view_query(frames, self.recipe)
        else:
            with open_video(path, longest_px=QUERY_PX) as reader:
                views = view_query(reader, self.recipe)
        try:
            return self._answer(asked, views, top, threshold)
        except IndexDamaged as error:
            self._search.replace_damaged(error)
        except VideoMissing:  # removed by another process since the index was read
            self._search.look_again()
        return self._answer(asked, views, top, threshold)

    def _answer(self, asked: Query, views: list[QueryView], top: int, threshold: float | None) -> Identification:
        index, truth = self._search.current(), self._search.truth
        return Identifier(self.recipe, index, truth, self.catalog.videos_of, top, threshold).answer(asked, views)

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
        return len(self._search.current())


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
