"""The catalogue as one object: what other rooms use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sqlalchemy import Engine, NullPool

from ashen.catalog import reading as read
from ashen.catalog import spans as span_rows
from ashen.catalog import stills as still_rows
from ashen.catalog import verdicts as verdict_rows
from ashen.catalog import writing as write
from ashen.catalog.engine import reading, sqlite_path, writing
from ashen.catalog.opening import opened
from ashen.catalog.records import (
    Asked,
    FileRecord,
    FileStat,
    Meant,
    Naming,
    NewVideo,
    Said,
    Span,
    Summary,
    Verdict,
    Video,
)
from ashen.errors import VideoMissing
from ashen.media.stills import Still
from ashen.signature.signature import Signature

_FILES_PER_READ = 5000
_STILLS_PER_READ = 100


class Catalog:
    """Everything the library knows, on disk. Made by `open`.

    Each method is one transaction: other processes and threads see all of it or nothing. Any number may read while
    one writes. Every method may raise LibraryBusy (the database stayed locked), LibraryDamaged, or another
    CatalogError when the database cannot be used.

    Attributes:
        library_id: made with the library; a cache made from another library has another.
    """

    def __init__(self, engine: Engine, library_id: str) -> None:
        self._engine = engine
        self.library_id = library_id

    @classmethod
    def open(cls, url_or_path: str | Path, *, create: bool = False, busy_timeout_s: float = 30.0) -> Catalog:
        """The catalogue in a database file, or at a database's URL; older ones are migrated. Where the file may only be
        read, it is.

        Args:
            url_or_path: the SQLite file, or an SQLAlchemy URL.
            create: make it, and its folder, where there is none.
            busy_timeout_s: how long to wait for another writer.

        Raises:
            LibraryMissing: there is none, and `create` is false.
            LibraryTooNew: a newer Ashen made it.
            LibraryDamaged: the file is not a catalogue, or is corrupt.
            LibraryBusy: another process holds the database too long.
        """
        return cls(*opened(url_or_path, create, busy_timeout_s))

    def close(self) -> None:
        """Close all connections; the object is of no use afterwards."""
        self._engine.dispose()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # Videos and their files: changes

    def add_video(
        self, video: NewVideo, signatures: Sequence[Signature], file: FileStat, stills: Iterable[Still] = ()
    ) -> int:
        """Hold a new video with its signatures and stills, lying at `file`; returns its id.

        A video that lay only there before has no place any more; see `remove_homeless`. A video of the same content
        (signed again) is replaced by the new one under a new id, at all its paths.

        Raises:
            ValueError: a signature cannot be stored (see `encode_signature`).
        """
        encoded = write.encode(signatures)  # before the transaction: others need not wait for it
        with writing(self._engine) as connection:
            return write.add_video(connection, video, encoded, file, stills)

    def add_signatures(
        self, video_id: int, signatures: Sequence[Signature], stills: Iterable[Still] | None = None
    ) -> None:
        """Hold these signatures of a held video too, in place of older ones of the same recipes.

        Args:
            video_id: the video.
            signatures: by recipes that it was not signed by, or was signed by otherwise.
            stills: held in place of those it has; None leaves it those.

        Raises:
            VideoMissing: there is no such video.
            ValueError: a signature cannot be stored.
        """
        encoded = write.encode(signatures)
        with writing(self._engine) as connection:
            write.add_signatures(connection, video_id, encoded)
            if stills is not None:
                write.add_stills(connection, video_id, stills)

    def add_stills(self, video_id: int, stills: Iterable[Still]) -> None:
        """Hold these stills of a held video, in place of those it has. No change for search indices: `revision` stays.

        Raises:
            VideoMissing: there is no such video.
        """
        with writing(self._engine) as connection:
            write.add_stills(connection, video_id, stills)

    def link_file(
        self, file: FileStat, video_id: int, *, gone: Iterable[str] = (), naming: Naming | None = None
    ) -> None:
        """Note that `file` holds a video that is held already: a copy, or one whose time or place changed.

        Args:
            file: where the video lies, too.
            video_id: the video.
            gone: paths to forget: where the file was before it was moved.
            naming: the video's anime and episode from now on, when its new place says so.

        Raises:
            VideoMissing: there is no such video.
        """
        with writing(self._engine) as connection:
            write.link_file(connection, file, video_id)
            write.forget_files(connection, gone)
            if naming is not None:
                write.set_names(connection, video_id, naming)

    def record_failure(self, file: FileStat, code: str, message: str) -> None:
        """Note that `file`, as it is now, cannot be signed. The video it held before stays, until a good one comes."""
        with writing(self._engine) as connection:
            write.record_failure(connection, file, code, message)

    def forget_files(self, paths: Iterable[str]) -> int:
        """Forget files, and remove the videos that lay nowhere else; returns how many videos."""
        with writing(self._engine) as connection:
            return write.forget_files(connection, paths)

    def remove_homeless(self) -> int:
        """Remove the videos that lie nowhere any more, as other content took their place; returns how many.

        To be called when all files were looked into: what left one path may be found at another.
        """
        with writing(self._engine) as connection:
            return write.remove_homeless(connection)

    def remove_videos(self, video_ids: Collection[int]) -> int:
        """Remove videos, their signatures, stills and files' rows; unknown ids are ignored; returns how many."""
        with writing(self._engine) as connection:
            return write.remove_videos(connection, video_ids)

    def set_names(self, video_id: int, naming: Naming) -> None:
        """Give a video another anime and episode; those no video belongs to any more are removed.

        Raises:
            VideoMissing: there is no such video.
        """
        with writing(self._engine) as connection:
            write.set_names(connection, video_id, naming)

    # Videos and their files: questions

    def file(self, path: str) -> FileRecord | None:
        """What is known of the file at `path`."""
        with reading(self._engine) as connection:
            return read.file(connection, path)

    def files(self, under: str | None = None) -> Iterator[FileRecord]:
        """All files by path, or those whose path begins with `under` (end it with a separator for a folder).

        Read in portions: files that change meanwhile are seen as they were or as they are.
        """
        after: str | None = None
        while True:
            with reading(self._engine) as connection:
                portion = read.files_after(connection, after, under, _FILES_PER_READ)
            yield from portion
            if len(portion) < _FILES_PER_READ:
                return
            after = portion[-1].path

    def video(self, video_id: int) -> Video:
        """One video.

        Raises:
            VideoMissing: there is no such video.
        """
        with reading(self._engine) as connection:
            found = read.videos(connection, [video_id])
        if not found:
            raise write.missing(video_id)
        return found[0]

    def videos_of(self, video_ids: Iterable[int]) -> dict[int, Video]:
        """Video id -> video, for those of these that are held."""
        found: dict[int, Video] = {}
        with reading(self._engine) as connection:
            for batch in read.batched(set(video_ids)):
                found.update((video.id, video) for video in read.videos(connection, batch))
        return found

    def videos(self) -> list[Video]:
        """All videos, by anime, then episodes, specials, openings and so on, each by number."""
        with reading(self._engine) as connection:
            return read.videos(connection)

    def videos_by_hash(self, content_hashes: Iterable[str]) -> dict[str, int]:
        """Content hash -> video id, for those of the contents that are held."""
        with reading(self._engine) as connection:
            return read.videos_by_hash(connection, content_hashes)

    def hashes_by_size(self) -> dict[int, set[str]]:
        """Length of a file -> content hashes of the videos of that length: what a file may be known by."""
        with reading(self._engine) as connection:
            return read.hashes_by_size(connection)

    def summary(self) -> Summary:
        """How much there is, at one moment."""
        with reading(self._engine) as connection:
            return read.summary(connection)

    # Stills

    def still_times(self, video_id: int) -> NDArray[np.float64]:
        """(n,) float64, rising: when the video's stills are, in seconds; empty where it has none or is not held."""
        with reading(self._engine) as connection:
            return still_rows.times_ns(connection, video_id) / 1e9

    def stills_at(self, video_id: int, times_s: ArrayLike) -> list[Still]:
        """The stills that stand for these moments of a video: for each the last one at or before it, else the first.

        Args:
            video_id: the video.
            times_s: (n,) seconds, in any order.

        Returns:
            Each still once, in order; none where the video has none or is not held.
        """
        with reading(self._engine) as connection:
            return still_rows.standing_for(connection, video_id, times_s)

    def still_data(self, moments: Collection[tuple[int, float]]) -> dict[tuple[int, float], bytes]:
        """The bytes of single stills, read at once, by video id and seconds of the very still; of those held."""
        if not moments:
            return {}
        with reading(self._engine) as connection:
            return still_rows.data_of(connection, moments)

    def stills(self, video_id: int) -> Iterator[Still]:
        """All stills of a video, in order; none where it has none or is not held. Read in portions, as `files`."""
        after_s: float | None = None
        while True:
            with reading(self._engine) as connection:
                portion = still_rows.after(connection, video_id, after_s, _STILLS_PER_READ)
            yield from portion
            if len(portion) < _STILLS_PER_READ:
                return
            after_s = portion[-1].at_s

    def videos_with_stills(self) -> NDArray[np.int64]:
        """(v,) int64, rising: the videos that have stills."""
        with reading(self._engine) as connection:
            return still_rows.video_ids(connection)

    # Verdicts

    def add_verdict(self, said: Said, asked: Asked, meant: Meant) -> int:
        """Remember what a person said of a query, in place of what was said before of the same file and the same;
        returns its number."""
        with writing(self._engine) as connection:
            return verdict_rows.add(connection, said, asked, meant)

    def remove_verdict(self, verdict_id: int) -> bool:
        """Forget a verdict; whether there was one of that number."""
        with writing(self._engine) as connection:
            return verdict_rows.remove(connection, verdict_id)

    def verdicts(self, kind: str | None = None, within_s: tuple[float, float] | None = None) -> list[Verdict]:
        """All verdicts, oldest first, or those on queries of a kind, and of a length between two.

        Raises:
            SignatureDamaged: the stored bytes of one are damaged.
        """
        with reading(self._engine) as connection:
            return verdict_rows.verdicts(connection, kind, within_s)

    # Recurring spans

    def spans(self, video_ids: Collection[int]) -> list[Span]:
        """The recurring spans of these videos, by video and time; those of one video do not overlap."""
        with reading(self._engine) as connection:
            return span_rows.of_videos(connection, video_ids)

    def spans_of_groups(self, group_ids: Collection[int]) -> list[Span]:
        """All spans of these groups of recurring material, by group, video and time."""
        with reading(self._engine) as connection:
            return span_rows.of_groups(connection, group_ids)

    def unused_group(self) -> int:
        """A number of a group above all that are in use."""
        with reading(self._engine) as connection:
            return span_rows.unused_group(connection)

    def videos_without_spans(self, recipe: str, method: int) -> list[int]:
        """The videos signed by `recipe` that were not yet looked at for recurring spans by `method`, rising."""
        with reading(self._engine) as connection:
            return list(span_rows.unsearched(connection, recipe, method))

    def neighbours(self, video_id: int, limit: int) -> list[int]:
        """Videos of the episodes just before and after a video's, of the same anime and kind: those whose number is
        at most one off, `limit` at most. None where its number is not known."""
        with reading(self._engine) as connection:
            return list(span_rows.neighbours(connection, video_id, limit))

    def set_spans(self, video_id: int, method: int, before: Collection[Span], after: Collection[Span]) -> None:
        """Note that a video was looked at for recurring spans, and hold `after` in the place of `before`.

        Groups that no two episodes have are not kept. No change for search indices: `revision` stays.

        Raises:
            VideoMissing: there is no such video.
        """
        with writing(self._engine) as connection:
            write.need(connection, video_id)
            span_rows.drop_lonely(connection, span_rows.change(connection, before, after))
            span_rows.set_searched(connection, video_id, method)

    # For search indices

    def revision(self) -> int:
        """Rises when videos or signatures are added or removed, or another recipe is searched. Cheap, for polling."""
        with reading(self._engine) as connection:
            return int(read.fact(connection, "revision"))

    @property
    def watched_path(self) -> Path | None:
        """The database file, where SQLite counts the changes to it; None of other databases, and where it may only be
        read: then it may be read without looking for changes."""
        return None if isinstance(self._engine.pool, NullPool) else sqlite_path(self._engine.url)

    @property
    def search_recipe(self) -> str:
        """The recipe that the library is searched by, as it is now: another process may change it."""
        with reading(self._engine) as connection:
            return read.fact(connection, "search_recipe")

    def set_search_recipe(self, name: str) -> None:
        """Let the library be searched by another recipe; whether its videos are signed by it is the caller's matter."""
        with writing(self._engine) as connection:
            write.set_search_recipe(connection, name)

    def video_ids(self, recipe: str) -> NDArray[np.int64]:
        """(v,) int64, rising: the videos that have a signature by `recipe`."""
        with reading(self._engine) as connection:
            return read.video_ids(connection, recipe)

    def signature(self, video_id: int, recipe: str) -> Signature:
        """The signature of one video by one recipe.

        Raises:
            VideoMissing: there is no such video, or it has no signature by `recipe`.
            SignatureDamaged: the stored bytes are damaged.
        """
        with reading(self._engine) as connection:
            data = read.signature_data(connection, video_id, recipe)
        return read.decoded(data, video_id, recipe)

    def signatures(self, recipe: str, video_ids: Iterable[int]) -> Iterator[tuple[int, Signature]]:
        """The signatures of these videos, one at a time; videos that have none, or are removed meanwhile, are left out.

        Raises:
            SignatureDamaged: the stored bytes of one are damaged.
        """
        for video_id in video_ids:
            try:
                yield int(video_id), self.signature(int(video_id), recipe)
            except VideoMissing:
                continue
