"""`/healthz`, `/readyz`, `/metrics`: for those who watch the server."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from ashen.server.problems import problem
from ashen.server.state import TheService

router = APIRouter(tags=["health"])


@router.get("/healthz", response_class=PlainTextResponse)
async def healthz() -> str:
    """The server answers."""
    return "ok\n"


@router.get("/readyz", response_class=PlainTextResponse, responses={503: {"description": "Not yet, or no more."}})
async def readyz(service: TheService) -> Response:
    """Searches are answered."""
    if service.searches.ready:
        return PlainTextResponse("ready\n")
    failure = service.searches.failure
    return problem(503, failure.code if failure else "starting", failure.message if failure else "It starts.")


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(service: TheService) -> Response:
    """Counts, for Prometheus."""
    for name, pool in (("searches", service.searches), ("videos", service.videos)):
        service.metrics.waiting.labels(name).set(pool.waiting)
        service.metrics.up.labels(name).set(pool.size)
        service.metrics.busy.labels(name).set(pool.busy)
    summary = await service.read(service.catalog.summary)
    service.metrics.frames.set(summary.frames)
    service.metrics.videos.set(summary.videos)
    return Response(service.metrics.text(), media_type=CONTENT_TYPE_LATEST)
