"""`ashen serve`: the HTTP service."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from ashen.cli.location import LibraryOption


def serve(
    library: LibraryOption,
    host: Annotated[str, typer.Option("--host", help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 for any.")] = 8000,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes that search; default all cores.")
    ] = None,
    fetch_urls: Annotated[
        bool, typer.Option("--fetch-urls", help="Let clients have pictures fetched by URL from public addresses.")
    ] = False,
    public_url: Annotated[
        str | None, typer.Option("--public-url", help="Where clients reach the server, when a proxy stands before it.")
    ] = None,
    quota: Annotated[
        int, typer.Option("--quota", min=0, help="Searches in 24 hours of each caller without a key.")
    ] = 100_000,
    concurrency: Annotated[
        int, typer.Option("--concurrency", min=1, help="Searches at a time of each caller without a key.")
    ] = 64,
    titles: Annotated[
        Path | None,
        typer.Option("--titles", metavar="FILE", help="Titles by AniList id: manami's anime-offline-database, JSON."),
    ] = None,
    admin_key: Annotated[
        str | None, typer.Option("--admin-key", envvar="ASHEN_ADMIN_KEY", help="Key that may change the library.")
    ] = None,
) -> None:
    """Answer questions over HTTP: Ashen's own API, trace.moe's, and a page for the browser."""
    sys.setswitchinterval(0.0005)  # threads only hand questions over; each must not wait 5 ms for its turn
    from ashen.server.process import begun
    from ashen.server.settings import Limits

    with begun(str(library), Limits().memory_bytes) as first:  # before all that takes long to load
        import logging

        import uvicorn

        from ashen.server.app import create_app
        from ashen.server.keys import Tier
        from ashen.server.settings import ServerSettings

        settings = ServerSettings(
            workers=workers,
            fetch_urls=fetch_urls,
            admin_key=admin_key or None,
            titles=titles,
            anonymous=Tier(quota, concurrency),
            public_url=public_url.rstrip("/") if public_url else None,
        )
        app = create_app(library, settings, first)
        logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        made = socket.create_server((host, port), family=family, backlog=2048)
        # asyncio turns Nagle's algorithm off only where it sees that it is TCP; with it, each answer takes 40 ms more
        with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, made.detach()) as listening:
            shown = f"[{host}]" if ":" in host else host
            print(f"http://{shown}:{listening.getsockname()[1]}", flush=True)
            config = uvicorn.Config(
                app,
                access_log=False,  # it would hold addresses and queries; the service has its own
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=int(settings.drain_s),
                timeout_keep_alive=30,
            )
            uvicorn.Server(config).run(sockets=[listening])
