"""Folders into the library: what to sign, and storing what was signed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import FileStat, Naming, NewVideo, Video
from ashen.errors import AshenError, DamagedReplacement
from ashen.ingest.events import Advanced, Finished, IndexSummary, OnEvent, Outcome, Planned
from ashen.ingest.names import name_of
from ashen.ingest.pool import SigningPool
from ashen.ingest.scan import Unreadable, file_stat, scan
from ashen.ingest.sign_file import Content, Heartbeat, Job, Signed

PUBLISH_EVERY_S = 2.0
"""How often at most the search index is brought up to the catalogue. Readers add what it lacks by themselves."""


@dataclass(slots=True)
class Indexer:
    """One indexing run over some folders. The caller holds the library's writer lock.

    Nothing stored is lost because a file cannot be read, or is damaged, today: the video it held before stays until a
    good one takes its place.

    Attributes:
        catalog: where everything is stored.
        recipes: names of the recipes every frame is signed with.
        workers: files signed at a time.
        on_event: told of everything that happens.
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
    _roots: list[str] = field(default_factory=list)
    _sizes: dict[str, int] = field(default_factory=dict)
    _hashes: dict[int, set[str]] = field(default_factory=dict)

    def run(self, paths: Iterable[str | os.PathLike[str]]) -> IndexSummary:
        """Index every video at or below `paths`; what was stored before an interruption stays stored."""
        started = published = time.monotonic()
        given = list(paths)
        self._roots = [os.path.abspath(path) for path in given]  # noqa: PTH100 - as in scan
        pending = self._plan(given)
        self._sizes = {stat.path: stat.size_bytes for stat in pending}
        self._hashes = self.catalog.hashes_by_size()
        self.on_event(Planned(len(pending), sum(stat.size_bytes for stat in pending)))
        try:
            with SigningPool(self.workers, self._on_heartbeat) as pool:
                now, pending = _one_of_each_size(pending)
                while now:
                    stats = {stat.path: stat for stat in now}
                    for job, result in pool.run(self._jobs(now)):
                        event = self._store(stats[job.path], result)
                        if event is None:
                            pending.append(stats[job.path])
                            continue
                        self._finish(event)
                        if time.monotonic() - published >= PUBLISH_EVERY_S:
                            self.publish()
                            published = time.monotonic()
                    now, pending = pending, []
            self.catalog.remove_homeless()
        finally:
            self.publish()
        self.summary.elapsed_s = time.monotonic() - started
        return self.summary

    def _plan(self, paths: list[str | os.PathLike[str]]) -> list[FileStat]:
        """The files to look into; those that did not change are counted and left out."""
        known = {record.path: record for record in self.catalog.files()}
        todo: list[FileStat] = []
        for found in scan(paths):
            if isinstance(found, Unreadable):
                self._finish(Finished(found.path, "failed", 0, code="unreadable", message=found.message))
                continue
            record = known.get(found.path)
            if record is None or record.stat != found or (record.state == "failed" and self.retry_failed):
                todo.append(found)
            else:
                outcome: Outcome = "skipped" if record.state == "failed" else "unchanged"
                self.summary.note(Finished(found.path, outcome, found.size_bytes))
        return todo

    def _jobs(self, stats: list[FileStat]) -> Iterator[Job]:
        for stat in stats:
            yield Job(stat.path, tuple(self.recipes), frozenset(self._hashes.get(stat.size_bytes, ())))

    def _store(self, planned: FileStat, result: Signed | Exception) -> Finished | None:
        """Put a result into the catalogue, to stay; None when the file has to be signed after all."""
        if isinstance(result, OSError):
            return self._fail(planned, "unreadable", f"{result.strerror or result}. Check that you may read it.")
        if isinstance(result, AshenError):
            return self._fail(planned, result.code, result.message)
        if isinstance(result, Exception):
            raise result
        known = self.catalog.videos_by_hash([result.content_hash])
        if known:
            return self._known(result.stat, self.catalog.video(known[result.content_hash]))
        if result.content is None:
            self._hashes[result.stat.size_bytes].discard(result.content_hash)
            return None  # the video it equalled is no longer stored
        if replaced := self._better_before(result.stat.path, result.content):
            error = DamagedReplacement(
                f"It is damaged ({result.content.report.note}) and shorter than the video of {replaced.duration_s:.0f} "
                f"s that lay here before. That one stays stored; `ashen remove {replaced.id}` forgets it."
            )
            return self._fail(result.stat, error.code, error.message)
        return self._add(result.stat, result.content_hash, result.content)

    def _add(self, stat: FileStat, content_hash: str, content: Content) -> Finished:
        report = content.report
        video = new_video(stat, content_hash, content, self._naming(stat.path))
        self.catalog.add_video(video, content.signatures, stat, content.stills)
        self._hashes.setdefault(stat.size_bytes, set()).add(content_hash)
        outcome: Outcome = "partial" if report.partial else "indexed"
        return Finished(stat.path, outcome, stat.size_bytes, report.duration_s, message=report.note)

    def _known(self, stat: FileStat, video: Video) -> Finished:
        """The file holds a video that is stored already: it was moved here, or it is a copy, or was only touched."""
        outcome: Outcome = "unchanged"
        if stat.path not in video.paths:
            outcome = "copied" if any(map(self._still_there, video.paths)) else "moved"
        gone = [path for path in video.paths if not os.path.lexists(path)]
        naming = self._naming(stat.path) if outcome == "moved" else None
        self.catalog.link_file(stat, video.id, gone=gone, naming=naming)
        return Finished(stat.path, outcome, stat.size_bytes, video.duration_s)

    def _still_there(self, path: str) -> bool:
        """Whether the file is as it was when it was stored; in a renumbered season, names go to other contents."""
        record = self.catalog.file(path)
        try:
            return record is not None and record.stat == file_stat(path)
        except OSError:
            return False

    def _better_before(self, path: str, content: Content) -> Video | None:
        """The whole, longer video that a damaged file has replaced, if so."""
        before = self.catalog.file(path)
        if not content.report.partial or before is None or before.video_id is None:
            return None
        video = self.catalog.video(before.video_id)
        return video if not video.partial and video.frames > content.report.frames else None

    def _fail(self, stat: FileStat, code: str, message: str) -> Finished:
        self.catalog.record_failure(stat, code, message)
        return Finished(stat.path, "failed", stat.size_bytes, code=code, message=message)

    def _naming(self, path: str) -> Naming:
        return naming_of(path, self._roots)

    def _finish(self, event: Finished) -> None:
        self.summary.note(event)
        self.on_event(event)

    def _on_heartbeat(self, heartbeat: Heartbeat) -> None:
        path, done_s, total_s = heartbeat
        self.on_event(Advanced(path, self._sizes[path], done_s, total_s))


def naming_of(path: str, roots: Iterable[str]) -> Naming:
    """What a path says, read from the folders below the one that the user gave."""
    above = [root for root in roots if path.startswith(os.path.join(root, ""))]  # noqa: PTH118 - ends in one
    return name_of(Path(path), Path(max(above, key=len)) if above else None)


def new_video(stat: FileStat, content_hash: str, content: Content, naming: Naming) -> NewVideo:
    """A signed file as a video to be held."""
    report, info = content.report, content.info
    return NewVideo(
        content_hash=content_hash,
        size_bytes=stat.size_bytes,
        duration_s=report.duration_s,
        frames=report.frames,
        width_px=info.width_px,
        height_px=info.height_px,
        codec=info.codec,
        naming=naming,
        partial=report.partial,
        note=report.note or None,
    )


def _one_of_each_size(stats: list[FileStat]) -> tuple[list[FileStat], list[FileStat]]:
    """The first of each size, and the others: often copies, which need no signing once the first is stored."""
    firsts: dict[int, FileStat] = {}
    others = [stat for stat in stats if firsts.setdefault(stat.size_bytes, stat) is not stat]
    return list(firsts.values()), others
