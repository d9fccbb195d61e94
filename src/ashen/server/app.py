"""The application: every route, and what they share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from ashen.catalog.catalog import Catalog
from ashen.catalog.traffic import Traffic
from ashen.server import admin, archives, health, jobs, library, previews, search, trace_moe, v1beta2, web
from ashen.server.access import Access
from ashen.server.description import describe
from ashen.server.edge import Edge
from ashen.server.fetch import Fetcher
from ashen.server.jobs import Jobs
from ashen.server.keys import Keys
from ashen.server.metrics import Metrics
from ashen.server.pool import SearchPool
from ashen.server.preview_maker import Previews
from ashen.server.problems import handle_problems
from ashen.server.process import SearchProcess
from ashen.server.secret import kept_secret, key_for
from ashen.server.settings import ServerSettings
from ashen.server.state import Service
from ashen.server.stats import keep
from ashen.server.titles import read_titles
from ashen.server.uploads import UploadFolders

EXPOSED = [
    "Location",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    *(f"{form}RateLimit-{name}" for form in ("", "X-") for name in ("Limit", "Remaining", "Reset")),
    "x-video-start",
    "x-video-end",
    "x-video-duration",
]
"""Headers that pages of other origins may read."""


def create_app(
    library_directory: Path, settings: ServerSettings, first: Future[SearchProcess] | None = None
) -> FastAPI:
    """The service over the library in a folder.

    Args:
        library_directory: that folder.
        settings: how it behaves.
        first: a searching process that starts already (`process.begun`).

    Raises:
        LibraryMissing: there is none.
        LibraryTooNew: a newer Ashen made it.
        LibraryDamaged: its database cannot be read.
        TitlesDamaged: the file of titles cannot be.
    """
    limits, metrics, titles = settings.limits, Metrics(), read_titles(settings.titles)
    catalog = Catalog.open(library_directory / "ashen.db")
    secret, traffic = kept_secret(library_directory), Traffic(library_directory / "traffic.db")

    def pool(size: int, *, lazy: bool, first: Future[SearchProcess] | None = None) -> SearchPool:
        return SearchPool(str(library_directory), size, limits.memory_bytes, limits.queue, lazy=lazy, first=first)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        searches = pool(settings.processes, lazy=False, first=first)
        videos = pool(max(1, settings.processes // 2), lazy=True)
        app.state.uploads = uploads = UploadFolders()
        shown = Previews(catalog, key_for(secret, "links"))
        app.state.service = Service(
            library_directory, settings, catalog, searches, videos, metrics, shown, Fetcher(), titles
        )
        salt = key_for(secret, "addresses")
        app.state.access = Access(Keys(library_directory), settings.anonymous, settings.admin_key, traffic, salt)
        app.state.traffic, keeping = traffic, asyncio.create_task(keep(traffic))
        app.state.jobs = Jobs(limits.jobs, limits.job_kept_s)
        searches.start()
        try:
            yield
        finally:
            keeping.cancel()
            await app.state.jobs.close()
            await searches.close(settings.drain_s)
            await videos.close(settings.drain_s)
            shown.close()
            uploads.close()
            traffic.close()
            catalog.close()

    app = FastAPI(
        title="Ashen",
        version=version("ashen"),
        summary="Recognises anime by what it looks like.",
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.add_middleware(Edge, metrics=metrics, traffic=traffic)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.cors_origins),
        allow_methods=["GET", "POST", "DELETE", "HEAD"],
        allow_headers=["*"],
        expose_headers=EXPOSED,
        max_age=86400,
    )
    handle_problems(app)
    for room in (search, jobs, previews, library, archives, admin, health, v1beta2, trace_moe):
        app.include_router(room.router)
    web.mount(app)
    describe(app)
    return app
