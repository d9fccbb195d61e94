"""The whole of Ashen in one object, and how its rooms are wired.

index:     scan -> decode -> sign, stills -> catalogue (the truth) -> search indices (caches of it)
archive:   scan -> decode -> sign, stills -> a file; elsewhere: file -> checks -> catalogue -> search indices
picture:   read -> views -> sign -> search indices -> scenes -> verification on their stills -> decision
video:     read -> views -> sign -> search index -> hypotheses -> segments on the truth -> decision
spans:     stored signature -> search index -> lines -> stretches that recur -> catalogue; labelled when read
resign:    stored video -> its file or its stills -> sign by the newest recipe -> catalogue -> search indices -> go over
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from ashen.catalog.catalog import Catalog
from ashen.catalog.lock import WriterLock
from ashen.catalog.recent import RecentReads
from ashen.catalog.records import FileRecord, Scope, Summary, Verdict, Video
from ashen.errors import IndexDamaged, VideoMissing
from ashen.ingest.events import Healed, IndexSummary, OnEvent, ignore
from ashen.ingest.importing import ImportSummary, OnImported, import_archive, import_layout_files
from ashen.ingest.indexer import Indexer
from ashen.ingest.resign import Resigner, ResignSummary
from ashen.ingest.resigning import ResigningNeeded, resigning
from ashen.ingest.spans import SpanSearch
from ashen.looking import look_at, look_at_signature
from ashen.match.check import LIMIT_S, Check
from ashen.match.clip_query import OnRead
from ashen.match.evidence import Evidence
from ashen.match.explanation import Explanation
from ashen.match.identification import Identification
from ashen.match.identify import Identifier, Looked
from ashen.match.layouts import LayoutScene, nearest_scenes
from ashen.match.recurring import StoredRecurrences, labelled
from ashen.match.span_labels import LabelledSpan
from ashen.media.plot import Panel, write_plot
from ashen.searches import Searches
from ashen.signature.recipe import Recipe
from ashen.signature.recipes import COLOR_LAYOUT_RECIPE, DEFAULT_SEARCH_RECIPE, recipe_named, recipes_to_sign
from ashen.signature.signature import Signature
from ashen.verdicts import Verdicts

Answer = TypeVar("Answer")


class Library:
    """A collection that can be searched. Made by `open`.

    One process at a time may write (`index`, `resign`, `remove`, `rebuild`); any number may read meanwhile, and finds
    a new video as soon as it is stored.
    """

    def __init__(self, directory: Path, catalog: Catalog) -> None:
        self.directory = directory
        self.catalog = catalog
        self._lock_path = directory / "writer.lock"
        self._recent = RecentReads(catalog)
        self._searches = Searches(directory / "index", catalog, self._recent, self._lock_path)
        self._verdicts = Verdicts(catalog, self._recent)

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
        return cls(path, Catalog.open(path / "ashen.db", create=create))

    def close(self) -> None:
        """Let go of the database and the index."""
        self._searches.look_again()
        self._recent.close()
        self.catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def recipe(self) -> Recipe:
        """What it is searched by: the newest, or in a library that an older Ashen made, what that searched by."""
        return recipe_named(self._recent.search_recipe)

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
        with (
            WriterLock(self._lock_path),
            self._searches.published(self.recipe, lambda message: on_event(Healed(message))) as publish,
        ):
            summary = Indexer(
                catalog=self.catalog,
                recipes=recipes_to_sign(self.recipe.name),
                workers=workers or os.cpu_count() or 1,
                on_event=on_event,
                publish=publish,
                retry_failed=retry_failed,
            ).run(given)
            self._span_search().run()
            return summary

    def import_archive(
        self, path: str | os.PathLike[str], *, on_video: OnImported = lambda _, __: None
    ) -> ImportSummary:
        """Hold the videos of a signature archive, made by `sign_archive` elsewhere; their files are not needed.

        Args:
            path: the archive.
            on_video: told of each video, and of how many there are.

        Raises:
            ArchiveDamaged: it is no archive, or not whole; then nothing is stored.
            LibraryBusy: another process is writing.
            OSError: it cannot be read.
        """
        with WriterLock(self._lock_path), self._searches.published(self.recipe) as publish:
            try:
                return import_archive(self.catalog, Path(path), self.recipe.name, on_video)
            finally:
                publish()
                self._span_search().run()

    def import_layout_files(self, path: str | os.PathLike[str]) -> ImportSummary:
        """Hold the videos of a zip of v1beta2's signature files: they are found by colour layout. Errors as
        `import_archive`."""
        with WriterLock(self._lock_path):
            return import_layout_files(self.catalog, Path(path))

    def update_spans(self) -> int:
        """Look at the videos that were not yet looked at for recurring spans; returns how many. `index` and `resign`
        do so at their end; this is for libraries of an older Ashen, and after an interruption.

        Raises:
            LibraryBusy: another process is writing.
        """
        with WriterLock(self._lock_path), self._searches.published(self.recipe):
            return self._span_search().run()

    def _span_search(self) -> SpanSearch:
        """The caller holds the writer lock, and the index equals the catalogue."""
        frames = self._searches.of(self.recipe)[0]
        return SpanSearch(self.catalog, self.recipe, frames.current(), frames.truth)

    def resigning(self) -> ResigningNeeded:
        """What it would take to search all of it by the newest recipe; nothing is changed."""
        return resigning(self.catalog)

    def resign(
        self, *, workers: int | None = None, without_missing: bool = False, on_event: OnEvent = ignore
    ) -> ResignSummary:
        """Sign the stored videos by the newest recipe, from their files or else from their stills, and go over to it.

        Meanwhile it is searched as before, also by this process and others that have it open; they notice by
        themselves when it goes over. An interrupted run goes on where it ended. Starts processes, as `index`.

        Args:
            workers: videos signed at a time; all cores when None.
            without_missing: go over although some videos can be signed from neither; they stay stored, but are not
                found until their files are back and this is called again.
            on_event: told of what happens.

        Raises:
            LibraryBusy: another process is writing.
            WorkersFailed: the processes do not start.
        """
        newest = recipe_named(DEFAULT_SEARCH_RECIPE)
        with WriterLock(self._lock_path), self._searches.published(newest, lambda _: None) as publish:
            summary = Resigner(
                catalog=self.catalog,
                workers=workers or os.cpu_count() or 1,
                on_event=on_event,
                publish=publish,
                without_missing=without_missing,
            ).run()
            self._span_search().run()
            return summary

    def remove(self, video_ids: Collection[int]) -> int:
        """Forget videos; the files themselves are not touched. Returns how many were held.

        Raises:
            LibraryBusy: another process is writing.
        """
        return self._removed(lambda: self.catalog.remove_videos(video_ids))

    def forget_files(self, paths: Iterable[str]) -> int:
        """Forget files, and the videos that lay nowhere else; the files themselves are not touched.

        Returns how many videos. `paths` are as in `files()`: absolute.

        Raises:
            LibraryBusy: another process is writing.
        """
        return self._removed(lambda: self.catalog.forget_files(paths))

    def _removed(self, remove: Callable[[], int]) -> int:
        with WriterLock(self._lock_path), self._searches.published(self.recipe) as publish:
            removed = remove()
            publish()
        return removed

    def rebuild(self) -> int:
        """Make the search indices anew from the catalogue; returns the rows they hold.

        Raises:
            LibraryBusy: another process is writing.
        """
        with WriterLock(self._lock_path):
            return sum(len(search.made_anew()) for search in self._searches.of(self.recipe))

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
        return self.identify_looked(self.look(query), top=top, threshold=threshold)

    def look(self, query: str | os.PathLike[str], *, on_read: OnRead | None = None) -> Looked:
        """A picture or video as it is looked at to be identified: opened and signed, once.

        Args:
            query: a file of either kind.
            on_read: told of the frames of a video as they are read for the first time; what it raises ends that.

        Raises:
            MediaError: the file cannot be used.
            OSError: the file cannot be opened.
        """
        return look_at(query, self.recipe, on_read)

    def identify_signature(
        self, signature: Signature, *, top: int = 5, threshold: float | None = None
    ) -> Identification:
        """What anime, episode and moment a signature shows: a picture's when it has one frame, a video's otherwise.

        Less is found than by the picture or video itself: a signature is not mirrored, trimmed or looked at closely.

        Raises:
            RecipeMismatch: the library is searched by another recipe.
            SignatureDamaged: it is none that its recipe makes.
        """
        return self.identify_looked(look_at_signature(signature, self.recipe), top=top, threshold=threshold)

    def nearest_layouts(
        self, code: NDArray[np.uint8], top: int = 10, videos: Collection[int] | None = None
    ) -> list[LayoutScene]:
        """The scenes nearest to a colour layout, as trace.moe finds them: for its clients that send no picture.

        Args:
            code: (33,) uint8, of color-layout/1.
            top: how many at most.
            videos: only these; all when None.
        """
        search = self._searches.by(COLOR_LAYOUT_RECIPE)
        try:
            return nearest_scenes(search.current(), code, top, videos)
        except IndexDamaged as error:
            search.replace_damaged(error)
            return nearest_scenes(search.current(), code, top, videos)

    def identify_looked(
        self, looked: Looked, *, top: int = 5, threshold: float | None = None, evidence: Evidence | None = None
    ) -> Identification:
        """As `identify`, of what was looked at before; what it took to tell goes into `evidence`."""

        def ask(gone: Collection[int]) -> Identification:
            """Of the library without these videos; how the whole answers is what is explained."""
            if gone:
                return self._answer(lambda whole: looked.asked_of(whole.without(gone)), looked.recipe, top, threshold)
            return self._answer(lambda whole: looked.asked_of(whole, evidence), looked.recipe, top, threshold)

        return self._verdicts.respected(looked, ask, top)

    def explain(
        self,
        query: str | os.PathLike[str],
        *,
        top: int = 5,
        threshold: float | None = None,
        plot: str | os.PathLike[str] | None = None,
    ) -> tuple[Identification, Explanation]:
        """What `identify` answers, and why: what voted, what was found, what was rejected, what came next.

        Args:
            query: a file of either kind.
            top: scenes or runners-up to list at most, and videos that were not named.
            threshold: confidence below which nothing is named; the recipe's own when None.
            plot: a PNG file to draw it into: matrices of similarity with the lines found, and pairs of pictures.

        Raises:
            MediaError: the file cannot be used.
            OSError: the file cannot be opened, or the plot not written.
        """
        looked = self.look(query)
        evidence = Evidence()
        found = self.identify_looked(looked, top=top, threshold=threshold, evidence=evidence)

        def explained(identifier: Identifier) -> tuple[Explanation, list[Panel]]:
            explanation = identifier.explain(found, evidence)
            return explanation, [] if plot is None else identifier.panels(explanation, evidence)

        explanation, panels = self._answer(explained, looked.recipe, top, threshold)
        if plot is not None:
            write_plot(Path(plot), panels)
        return found, explanation

    def check(
        self, query: str | os.PathLike[str], *, limit_s: float = LIMIT_S, threshold: float | None = None
    ) -> Check:
        """Whether more than `limit_s` seconds of a video, or a picture, are in the library.

        Raises:
            MediaError: the file cannot be used.
            OSError: the file cannot be opened.
        """
        return Check(self.identify(query, threshold=threshold), limit_s)

    # What people said

    def reject(self, query: str | os.PathLike[str], video_id: int, scope: Scope = "episode") -> int:
        """Remember that a query is not a video, its episode, or its anime: it is not named so again, nor is another
        file that shows the same. Returns the verdict's number, for `undo_verdict`.

        Raises:
            VideoMissing: there is no such video.
            MediaError: the query cannot be used.
            OSError: it cannot be opened.
        """
        return self._verdicts.tell("not", self.look(query), self.catalog.video(video_id), scope)

    def confirm(self, query: str | os.PathLike[str], video_id: int, scope: Scope = "episode") -> int:
        """Remember that a query is a video, or its episode: it is named so from now on. Else as `reject`."""
        return self._verdicts.tell("is", self.look(query), self.catalog.video(video_id), scope)

    def verdicts(self) -> list[Verdict]:
        """What people said of queries, oldest first."""
        return self.catalog.verdicts()

    def undo_verdict(self, verdict_id: int) -> bool:
        """Forget a verdict; whether there was one of that number."""
        return self.catalog.remove_verdict(verdict_id)

    def _answer(self, ask: Callable[[Identifier], Answer], recipe: Recipe, top: int, threshold: float | None) -> Answer:
        try:
            return ask(self.identifier(top, threshold, recipe))
        except IndexDamaged as error:
            for search in self._searches.of(recipe):
                search.replace_damaged(error)
        except VideoMissing:  # removed by another process since the index was read
            for search in self._searches.of(recipe):
                search.look_again()
        return ask(self.identifier(top, threshold, recipe))

    def identifier(self, top: int = 5, threshold: float | None = None, recipe: Recipe | None = None) -> Identifier:
        """What answers questions about the library as it is now; `identify` is how to ask. Searches by the library's
        recipe unless another is given that its videos are signed by."""
        by = recipe or self.recipe
        frames, *windows = self._searches.of(by)
        return Identifier(
            recipe=by,
            index=frames.current(),
            windows=windows[0].current() if windows else None,
            truth=frames.truth,
            names=self._recent.videos_of,
            top=top,
            threshold=threshold,
            recurrences=StoredRecurrences(self._recent),
        )

    def videos(self) -> list[Video]:
        """All videos, by anime and episode."""
        return self.catalog.videos()

    def spans(self, video_ids: Collection[int] | None = None) -> dict[int, list[LabelledSpan]]:
        """What recurs in these videos, or in all: openings, endings, recaps, previews, others; by video."""
        wanted = [video.id for video in self.videos()] if video_ids is None else list(video_ids)
        return labelled(self.catalog, wanted)

    def files(self) -> Iterator[FileRecord]:
        """All files ever looked into, with what became of them."""
        return self.catalog.files()

    def summary(self) -> Summary:
        """How much it holds."""
        return self.catalog.summary()

    def indexed_rows(self) -> int:
        """Rows that searches go through."""
        return sum(len(search.current()) for search in self._searches.of(self.recipe))
