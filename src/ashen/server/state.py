"""What the routes share: one for each server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import Video
from ashen.errors import SearchCancelled, UrlRefused
from ashen.server.fetch import Fetcher
from ashen.server.metrics import Metrics
from ashen.server.pool import SearchPool
from ashen.server.preview_maker import Previews
from ashen.server.process import Allowed
from ashen.server.settings import ServerSettings
from ashen.server.tasks import FileTask, Kind, Task
from ashen.server.titles import Titles
from ashen.server.trace_moe_answer import anilist_id, anilist_info
from ashen.server.uploads import Upload, left

T = TypeVar("T")

FRAMES_KEPT_S = 5.0
"""How long a count of the frames held is taken for true."""


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
        fetcher: of files by URL.
        titles: of anime, by AniList id.
        counted, counted_s: frames held, and when they were counted.
    """

    directory: Path
    settings: ServerSettings
    catalog: Catalog
    searches: SearchPool
    videos: SearchPool
    metrics: Metrics
    previews: Previews
    fetcher: Fetcher
    titles: Mapping[int, Titles] = field(default_factory=dict)
    counted: int = 0
    counted_s: float = float("-inf")

    def anime_info(self, video: Video) -> dict[str, Any]:
        """What is known of a video's anime, in the shape of AniList's."""
        return anilist_info(video, self.titles)

    def titles_of(self, video: Video) -> list[str]:
        """Everything that a video's anime is known to be called."""
        by_id = self.titles.get(anilist_id(video))
        return [video.anime.title, *((by_id.main, *by_id.synonyms) if by_id else ())]

    async def read(self, question: Callable[..., T], *arguments: Any) -> T:
        """Ask the catalogue in another thread."""
        return await asyncio.to_thread(question, *arguments)

    async def frames(self) -> int:
        """Frames held, as of `FRAMES_KEPT_S` ago at most."""
        now_s = time.monotonic()
        if now_s - self.counted_s > FRAMES_KEPT_S:
            self.counted_s, self.counted = now_s, (await self.read(self.catalog.summary)).frames
        return self.counted

    def fetch(self, url: str, limit_bytes: int) -> AbstractAsyncContextManager[Upload]:
        """The file at a URL, while it is needed.

        Raises:
            UrlRefused: it may not be fetched, or nothing is.
        """
        if not self.settings.fetch_urls:
            raise UrlRefused("This server fetches nothing by URL; upload the file. `ashen serve --fetch-urls` lets it.")
        return self.fetcher.fetched(url, limit_bytes)

    def file_task(
        self,
        upload: Upload,
        kind: Kind,
        top: int,
        threshold: float | None,
        *,
        video_s: float | None = None,
        anilist: str | None = None,
    ) -> FileTask:
        """An upload as a question, with the limits there are."""
        limits = self.settings.limits
        return FileTask(
            path=str(upload.path),
            name=upload.name,
            kind=kind,
            top=top,
            threshold=threshold,
            video_s=limits.video_s if video_s is None else video_s,
            frame_px=limits.frame_px,
            frames=limits.frames,
            anilist=anilist,
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


async def service_of(request: Request) -> Service:  # plain functions would be called in another thread
    """The running server that a request is for."""
    service: Service = request.app.state.service
    return service


TheService = Annotated[Service, Depends(service_of)]
