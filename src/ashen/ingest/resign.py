"""Signing stored videos by the newest recipe, so that an older library can go over to it.

The library is searched by its old recipe until every video that can be is signed by the new one; then all processes go
over at once. Each video is one transaction, so an interrupted run goes on where it was.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ashen.catalog.catalog import Catalog
from ashen.errors import AshenError, SignatureDamaged
from ashen.ingest.events import Advanced, Finished, IndexSummary, OnEvent, Outcome, Planned
from ashen.ingest.indexer import PUBLISH_EVERY_S
from ashen.ingest.pool import SigningPool
from ashen.ingest.resigning import Todo, Way, plan
from ashen.ingest.sign_file import Heartbeat, Job, Signed
from ashen.ingest.sign_stills import SignedStills, StillsJob
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE

_MISSING = (
    "Its file is gone or has changed, and it has no stills. Bring the file back, `ashen index` it if it was moved or "
    "touched, and run `ashen resign` again; or leave it out of searches with --without-missing."
)
_CHANGED = "It holds another video than the one stored. `ashen index` it, then run `ashen resign` again."


@dataclass(slots=True)
class ResignSummary(IndexSummary):
    """How re-signing ended.

    Attributes:
        newest: the recipe that was signed by.
        searched: the recipe that the library is searched by now.
        switched: whether it went over to that one in this run.
        left: videos that still are not signed by the newest recipe, so are not found by it.
    """

    newest: str = DEFAULT_SEARCH_RECIPE
    searched: str = ""
    switched: bool = False
    left: int = 0


@dataclass(slots=True)
class Resigner:
    """One run over the videos that lack the newest recipe. The caller holds the library's writer lock.

    Attributes:
        catalog: where everything is stored.
        workers: videos signed at a time.
        on_event: told of everything that happens.
        publish: called now and then, and at the end, to bring the indices of the newest recipe up to the catalogue.
        without_missing: go over to the newest recipe although some videos cannot be signed by it.
    """

    catalog: Catalog
    workers: int
    on_event: OnEvent
    publish: Callable[[], object]
    without_missing: bool = False
    summary: ResignSummary = field(default_factory=ResignSummary)
    _sizes: dict[str, int] = field(default_factory=dict)
    _published_s: float = field(default_factory=time.monotonic)

    def run(self) -> ResignSummary:
        """Sign what can be, and let the library go over when nothing is left or that may be left out."""
        started_s = time.monotonic()
        by_way: dict[Way, list[Todo]] = defaultdict(list)
        for todo in plan(self.catalog):
            by_way[todo.way].append(todo)
        ready = by_way["file"] + by_way["stills"]
        self._sizes = {todo.path: todo.size_bytes for todo in ready}
        self.on_event(Planned(len(ready), sum(self._sizes.values())))
        try:
            with SigningPool(self.workers, self._on_heartbeat) as pool:
                by_way["stills"] += self._from_files(pool, by_way["file"])
                self._from_stills(pool, by_way["stills"])
        finally:
            self.publish()
        for todo in by_way["missing"]:
            self.summary.note(Finished(todo.path, "missing", todo.size_bytes, message=_MISSING))
        self._go_over()
        self.summary.elapsed_s = time.monotonic() - started_s
        return self.summary

    def _from_files(self, pool: SigningPool, todos: list[Todo]) -> list[Todo]:
        """Sign from files; those that have to be signed from stills after all."""
        by_path = {todo.path: todo for todo in todos}
        again: list[Todo] = []
        for job, result in pool.run(Job(todo.path, todo.recipes, frozenset()) for todo in todos):
            todo = by_path[job.path]
            error = _error_of(result)
            if isinstance(result, Signed) and result.content is not None:
                if result.content_hash == todo.video.content_hash:
                    self.catalog.add_signatures(todo.video.id, result.content.signatures, result.content.stills)
                    self._finish(todo, "re-signed")
                    continue
                error = ("file_changed", _CHANGED)
            if todo.timed_by is not None:
                again.append(todo)
            else:
                self._finish(todo, "failed", *error)
        return again

    def _from_stills(self, pool: SigningPool, todos: list[Todo]) -> None:
        by_path = {todo.path: todo for todo in todos}
        for job, result in pool.run(self._stills_jobs(todos)):
            todo = by_path[job.path]
            if isinstance(result, SignedStills):
                self.catalog.add_signatures(todo.video.id, result.signatures)
                self._finish(todo, "from stills")
            else:
                self._finish(todo, "failed", *_error_of(result))

    def _stills_jobs(self, todos: Iterable[Todo]) -> Iterator[StillsJob]:
        for todo in todos:
            if todo.timed_by is None:
                continue
            try:
                timed = self.catalog.signature(todo.video.id, todo.timed_by)
            except SignatureDamaged as error:
                self._finish(todo, "failed", error.code, error.message)
                continue
            stills = tuple(self.catalog.stills(todo.video.id))
            yield StillsJob(todo.path, todo.video.id, todo.recipes, timed.times_s, timed.quality, stills)

    def _go_over(self) -> None:
        """Let all processes search by the newest recipe; its indices are published."""
        counts = self.summary.counts
        self.summary.left = counts.get("missing", 0) + counts.get("failed", 0)
        self.summary.searched = self.catalog.search_recipe
        some_signed = len(self.catalog.video_ids(DEFAULT_SEARCH_RECIPE)) > 0
        ready = self.summary.left == 0 or (self.without_missing and some_signed)
        if ready and self.summary.searched != DEFAULT_SEARCH_RECIPE:
            self.catalog.set_search_recipe(DEFAULT_SEARCH_RECIPE)
            self.summary.searched, self.summary.switched = DEFAULT_SEARCH_RECIPE, True

    def _finish(self, todo: Todo, outcome: Outcome, code: str = "", message: str = "") -> None:
        duration_s = 0.0 if outcome == "failed" else todo.video.duration_s
        event = Finished(todo.path, outcome, todo.size_bytes, duration_s, code, message)
        self.summary.note(event)
        self.on_event(event)
        if time.monotonic() - self._published_s >= PUBLISH_EVERY_S:
            self.publish()
            self._published_s = time.monotonic()

    def _on_heartbeat(self, heartbeat: Heartbeat) -> None:
        path, done_s, total_s = heartbeat
        self.on_event(Advanced(path, self._sizes[path], done_s, total_s))


def _error_of(result: object) -> tuple[str, str]:
    """Code and message of an error, empty for a result; an error that is not foreseen is raised."""
    if isinstance(result, OSError):
        return "unreadable", f"{result.strerror or result}. Check that you may read it."
    if isinstance(result, AshenError):
        return result.code, result.message
    if isinstance(result, Exception):
        raise result
    return "", ""
