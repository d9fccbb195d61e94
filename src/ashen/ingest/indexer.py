"""Folders into the library: what to sign, and storing what was signed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import FileStat, NewVideo, Video
from ashen.errors import AshenError
from ashen.ingest.events import Advanced, Event, Finished, IndexSummary, OnEvent, Outcome, Planned
from ashen.ingest.names import name_of
from ashen.ingest.pool import Job, SigningPool
from ashen.ingest.scan import Unreadable, scan
from ashen.ingest.sign_file import Heartbeat, Signed, sign_file

PUBLISH_EVERY_S = 2.0
"""How long a stored video may wait until searches see it."""


@dataclass(slots=True)
class Indexer:
    """One indexing run over some folders. The caller holds the library's writer lock.

    Attributes:
        catalog: where everything is stored.
        recipes: names of the recipes every frame is signed with.
        workers: files signed at a time.
        on_event: told of everything that happens, from this thread and from another one.
        publish: called now and then, and at the end, to bring the search index up to the catalogue.
        retry_failed: look again at files that failed before and have not changed since.
    """

    catalog: Catalog
    recipes: Sequence[str]
    workers: int
    on_event: OnEvent
    publish: Callable[[], object]
    retry_failed: bool = False
    summary: IndexSummary = field(default_factory=IndexSummary)
    _stats: dict[str, FileStat] = field(default_factory=dict)
    _roots: list[str] = field(default_factory=list)

    def run(self, paths: Iterable[str | os.PathLike[str]]) -> IndexSummary:
        """Index every video at or below `paths`; what was stored before an interruption stays stored."""
        started = published = time.monotonic()
        given = list(paths)
        self._roots = [os.path.abspath(path) for path in given]  # noqa: PTH100 - as in scan
        todo = self._plan(given)
        self._tell(Planned(len(todo), sum(stat.size_bytes for stat in todo)))
        try:
            with SigningPool(min(self.workers, max(1, len(todo))), self._on_heartbeat) as pool:
                for job, result in pool.run(self._jobs(todo)):
                    self._finish(self._store(self._stats[job.path], result))
                    if time.monotonic() - published >= PUBLISH_EVERY_S:
                        self.publish()
                        published = time.monotonic()
        finally:
            self.publish()
        self.summary.elapsed_s = time.monotonic() - started
        return self.summary

    def _plan(self, paths: list[str | os.PathLike[str]]) -> list[FileStat]:
        """The files to look into; those that did not change are counted and left out."""
        todo: list[FileStat] = []
        for found in scan(paths):
            if isinstance(found, Unreadable):
                self._finish(Finished(found.path, "failed", 0, code="unreadable", message=found.message))
                continue
            known = self.catalog.file(found.path)
            if known is not None and known.stat == found and not (known.state == "failed" and self.retry_failed):
                self.summary.note(Finished(found.path, "unchanged", found.size_bytes))
                continue
            self._stats[found.path] = found
            todo.append(found)
        return todo

    def _jobs(self, todo: list[FileStat]) -> Iterator[Job]:
        for stat in todo:
            same_size = {record.video_id for record in self.catalog.files_by_size(stat.size_bytes)}
            hashes = (self.catalog.video(video_id).content_hash for video_id in same_size if video_id is not None)
            yield Job(stat.path, tuple(self.recipes), frozenset(hashes))

    def _store(self, stat: FileStat, result: Signed | Exception) -> Finished:
        """Put a result into the catalogue; once this returns, it is there to stay."""
        if isinstance(result, Exception):
            if not isinstance(result, AshenError | OSError):
                raise result
            return self._fail(stat, result)
        known = self.catalog.videos_by_hash([result.content_hash])
        if known:
            return self._known(stat, self.catalog.video(known[result.content_hash]))
        if result.content is None:  # its twin was replaced since it was hashed
            result = sign_file(stat.path, tuple(self.recipes), frozenset())
        return self._add(stat, result)

    def _add(self, stat: FileStat, signed: Signed) -> Finished:
        content = signed.content
        if content is None:
            raise ValueError(f"{stat.path} was hashed but not signed")
        report, info = content.report, content.info
        video = NewVideo(
            content_hash=signed.content_hash,
            size_bytes=stat.size_bytes,
            duration_s=report.duration_s,
            frames=report.frames,
            width_px=info.width_px,
            height_px=info.height_px,
            codec=info.codec,
            naming=name_of(Path(stat.path), self._root_of(stat.path)),
            partial=report.partial,
            note=report.note or None,
        )
        self.catalog.add_video(video, content.signatures, stat)
        outcome: Outcome = "partial" if report.partial else "indexed"
        return Finished(stat.path, outcome, stat.size_bytes, report.duration_s, message=report.note)

    def _known(self, stat: FileStat, video: Video) -> Finished:
        """The file holds a video that is stored already: it was moved here, or it is a copy, or was only touched."""
        gone = [path for path in video.paths if path != stat.path and not os.path.lexists(path)]
        self.catalog.link_file(stat, video.id)
        self.catalog.forget_files(gone)
        outcome: Outcome = "unchanged" if stat.path in video.paths else "moved" if gone else "copied"
        return Finished(stat.path, outcome, stat.size_bytes, video.duration_s)

    def _fail(self, stat: FileStat, error: AshenError | OSError) -> Finished:
        """Note a failure. What an earlier, good state of the file gave is kept until a good one replaces it."""
        if isinstance(error, AshenError):
            code, message = error.code, error.message
        else:
            code, message = "unreadable", f"{error.strerror or error}. Check that you may read it."
        known = self.catalog.file(stat.path)
        if known is None or known.video_id is None:
            self.catalog.record_failure(stat, code, message)
        return Finished(stat.path, "failed", stat.size_bytes, code=code, message=message)

    def _root_of(self, path: str) -> Path | None:
        """The folder given by the user that the file lies in; names are read from the folders below it."""
        roots = [root for root in self._roots if path.startswith(root + os.sep)]
        return Path(max(roots, key=len)) if roots else None

    def _finish(self, event: Finished) -> None:
        self.summary.note(event)
        self._tell(event)

    def _on_heartbeat(self, heartbeat: Heartbeat) -> None:
        self._tell(Advanced(*heartbeat))

    def _tell(self, event: Event) -> None:
        self.on_event(event)
