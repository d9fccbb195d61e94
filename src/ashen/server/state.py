"""What the routes share: one for each server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from ashen.catalog.catalog import Catalog
from ashen.errors import SearchCancelled
from ashen.server.metrics import Metrics
from ashen.server.pool import SearchPool
from ashen.server.preview_maker import Previews
from ashen.server.process import Allowed
from ashen.server.settings import ServerSettings
from ashen.server.tasks import FileTask, Kind, Task
from ashen.server.uploads import Upload, left

T = TypeVar("T")


@dataclass(slots=True)
class Service:
    """A running server.

    Attributes:
        directory: the library's folder.
        settings: what it was told.
        catalog: of the library, for reading; call it through `read`.
        searches: answers pictures and signatures.
        videos: answers videos, which take longer.
        metrics: counts.
        previews: shows matches.
    """

    directory: Path
    settings: ServerSettings
    catalog: Catalog
    searches: SearchPool
    videos: SearchPool
    metrics: Metrics
    previews: Previews

    async def read(self, question: Callable[..., T], *arguments: Any) -> T:
        """Ask the catalogue in another thread."""
        return await asyncio.to_thread(question, *arguments)

    def file_task(
        self, upload: Upload, kind: Kind, top: int, threshold: float | None, *, job: bool = False
    ) -> FileTask:
        """An upload as a question, with the limits there are."""
        limits = self.settings.limits
        return FileTask(
            path=str(upload.path),
            name=upload.name,
            kind=kind,
            top=top,
            threshold=threshold,
            video_s=limits.job_s if job else limits.video_s,
            frame_px=limits.frame_px,
            frames=limits.frames,
        )

    async def search(self, request: Request, task: Task, what: str, *, priority: int = 0) -> Any:
        """The answer to a task; the search ends when the client leaves.

        Raises:
            AshenError: as `SearchPool.ask`; SearchCancelled when the client left.
        """
        limits = self.settings.limits
        pool = self.videos if what == "video" else self.searches
        allowed = Allowed(limits.search_timeout_s, limits.cpu_s)
        with self.metrics.search(what):
            return await while_there(request, pool.ask(task, allowed, priority=priority))


async def while_there(request: Request, work: Awaitable[T]) -> T:
    """The result of `work`, which is cancelled when the client leaves.

    Raises:
        SearchCancelled: it left.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(left(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise SearchCancelled("The client left.")
    finally:
        leaving.cancel()
        working.cancel()


def service_of(request: Request) -> Service:
    """The running server that a request is for."""
    service: Service = request.app.state.service
    return service


TheService = Annotated[Service, Depends(service_of)]
