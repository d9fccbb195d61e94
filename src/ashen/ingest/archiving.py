"""Videos to a signature archive: for whoever has the videos and no library."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from ashen.catalog.records import FileStat
from ashen.errors import AshenError, UnknownRecipe
from ashen.ingest.archive import ArchivedVideo, ArchiveWriter
from ashen.ingest.events import Advanced, Finished, IndexSummary, OnEvent, Outcome, Planned, ignore
from ashen.ingest.indexer import naming_of, new_video
from ashen.ingest.pool import SigningPool
from ashen.ingest.scan import Unreadable, scan
from ashen.ingest.sign_file import Heartbeat, Job, Signed
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named, recipes_to_sign


@dataclass(slots=True)
class _Archiving:
    """One run: what was found, and what became of it."""

    roots: list[str]
    on_event: OnEvent
    summary: IndexSummary = field(default_factory=IndexSummary)
    sizes: dict[str, int] = field(default_factory=dict)

    def planned(self, found: Iterable[FileStat | Unreadable]) -> list[FileStat]:
        stats = []
        for item in found:
            if isinstance(item, Unreadable):
                self.finish(Finished(item.path, "failed", 0, code="unreadable", message=item.message))
            else:
                stats.append(item)
                self.sizes[item.path] = item.size_bytes
        self.on_event(Planned(len(stats), sum(self.sizes.values())))
        return stats

    def finish(self, event: Finished) -> None:
        self.summary.note(event)
        self.on_event(event)

    def heard(self, heartbeat: Heartbeat) -> None:
        path, done_s, total_s = heartbeat
        self.on_event(Advanced(path, self.sizes[path], done_s, total_s))

    def archived(self, result: Signed, *, stills: bool) -> ArchivedVideo | None:
        """What there is to write; None where no frame was signed."""
        if result.content is None:
            return None
        video = new_video(result.stat, result.content_hash, result.content, naming_of(result.stat.path, self.roots))
        name = PurePath(result.stat.path).name
        return ArchivedVideo(video, name, result.content.signatures, result.content.stills if stills else ())


def sign_archive(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    target: str | os.PathLike[str],
    *,
    recipe: str = DEFAULT_SEARCH_RECIPE,
    stills: bool = True,
    workers: int | None = None,
    on_event: OnEvent = ignore,
) -> IndexSummary:
    """Sign every video at or below `paths` into one file, for `Library.import_archive` or a server elsewhere.

    It holds signatures, names, and small stills where wanted: as many bytes as a library stores of the videos.
    The file is there when all is done, in place of an older one. Starts processes: a script must call this under
    `if __name__ == "__main__":`.

    Args:
        paths: folders and files.
        target: the file to write.
        recipe: what the library it is for is searched by; `/v1/library` and `ashen status` say it.
        stills: whether small pictures go along: they let answers about pictures be checked, and show previews.
        workers: files signed at a time; all cores when None.
        on_event: told of what happens.

    Raises:
        UnknownRecipe: there is none of that name that libraries are searched by.
        OSError: the file cannot be written.
        WorkersFailed: the processes do not start.
    """
    wanted = recipe_named(recipe)
    if wanted.of_windows or wanted.unit is None:
        raise UnknownRecipe(f"No library is searched by {recipe}; sign by what the library's `ashen status` says.")
    started_s = time.monotonic()
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    run = _Archiving([os.path.abspath(path) for path in given], on_event)  # noqa: PTH100 - as in scan
    stats = run.planned(scan(given))
    fresh = Path(f"{os.fspath(target)}.new")
    try:
        with fresh.open("wb") as stream, SigningPool(workers or os.cpu_count() or 1, run.heard) as pool:
            writer = ArchiveWriter(stream)
            jobs = (Job(stat.path, recipes_to_sign(recipe), frozenset()) for stat in stats)
            for job, result in pool.run(jobs):
                run.finish(_written(writer, run, job.path, result, stills=stills))
            writer.close()
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    run.summary.elapsed_s = time.monotonic() - started_s
    return run.summary


def _written(
    writer: ArchiveWriter, run: _Archiving, path: str, result: Signed | Exception, *, stills: bool
) -> Finished:
    failed = Finished(path, "failed", run.sizes[path], code="unreadable", message="No frame of it was signed.")
    if isinstance(result, AshenError):
        return replace(failed, code=result.code, message=result.message)
    if isinstance(result, OSError):
        return replace(failed, message=f"{result.strerror or result}. Check that it exists and that you may read it.")
    if isinstance(result, Exception):
        raise result
    archived = run.archived(result, stills=stills)
    if archived is None:
        return failed
    writer.add(archived)
    video = archived.video
    outcome: Outcome = "partial" if video.partial else "signed"
    return Finished(path, outcome, video.size_bytes, video.duration_s, message=video.note or "")
