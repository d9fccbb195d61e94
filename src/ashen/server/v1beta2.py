"""Ashen v1beta2, the interface this system was first published with: one answer, by its ids."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from ashen.catalog.records import Video
from ashen.errors import ArchiveDamaged, RequestWrong
from ashen.ingest.layout_files import PROVIDERS as THEIR_PROVIDERS
from ashen.server.access import Caller, Searching, Writing
from ashen.server.process import Allowed
from ashen.server.search import PROBLEMS, body_of
from ashen.server.state import Service, TheService, while_there
from ashen.server.tasks import Kind, Tell, VectorTask
from ashen.server.uploads import received
from ashen.signature.color_layout_wire import from_v1beta2, to_bytes

if TYPE_CHECKING:
    from ashen.library import Library

router = APIRouter(prefix="/v1beta2", tags=["v1beta2"])

IMAGE_BYTES = 12 << 20
VIDEO_BYTES = 30 << 20
VIDEO_S = 180.0
UPLOAD_BYTES = 4 << 20
PROVIDERS = {ours: theirs for theirs, ours in THEIR_PROVIDERS.items()} | {
    "thetvdb": "thetvdb.com",
    "myanimelist": "myanimelist.net",
}
"""Ashen's names of those who give ids, and v1beta2's."""


class CrossReference(BaseModel):
    """An anime, and an episode, at one provider."""

    animeId: str = Field(examples=["1"])  # noqa: N815 - as v1beta2 spells it
    episodeIds: list[str]  # noqa: N815


class Found(BaseModel):
    """The nearest frame: which anime's, how far it is, and when it is shown."""

    crossreferences: dict[str, CrossReference]
    distance: float
    frameTimeMs: int  # noqa: N815
    queryTimeMs: int  # noqa: N815


class SignatureQuery(BaseModel):
    """A colour layout: base64 of 35 bytes, 21, 6, then 33 values."""

    signature: str = Field(examples=["FQYHDg4ODwcQEhAPDg8SEBYPEQ8QEBEgDw8QEBEeEBAODxA="])


@router.post(
    "/search/image",
    response_model=Found,
    responses=PROBLEMS,
    openapi_extra=body_of("image/png", "image/jpeg", "image/webp", "image/bmp"),
)
async def image(request: Request, service: TheService, caller: Searching) -> JSONResponse:
    """What a picture shows; up to 12 MB."""
    return await _file(request, service, caller, "image", IMAGE_BYTES)


@router.post(
    "/search/video",
    response_model=Found,
    responses=PROBLEMS,
    openapi_extra=body_of("video/webm", "video/mp4", "video/x-flv", "video/ogg", "video/x-matroska"),
)
async def video(request: Request, service: TheService, caller: Searching) -> JSONResponse:
    """What a video shows most of; up to 30 MB and 180 s."""
    return await _file(request, service, caller, "video", VIDEO_BYTES)


async def _file(request: Request, service: Service, caller: Caller, kind: Kind, limit_bytes: int) -> JSONResponse:
    began_s = time.perf_counter()
    async with received(request, limit_bytes) as upload:
        if not upload.size_bytes:
            raise RequestWrong("There is no file in this request. Send it as the body.")
        task = service.file_task(upload, kind, 1, None, video_s=VIDEO_S)
        answer = await service.search(request, task, kind, priority=caller.tier.priority)
    found = max(answer["matches"] or answer["runners_up"], key=_stretch_s, default=None)
    distance = 1.0 if found is None else 1.0 - found["similarity"]
    return await _found(service, found, distance, began_s)


def _stretch_s(match: dict[str, Any]) -> float:
    return float(match["query_end_s"] - match["query_start_s"])


@router.post("/search/signature", response_model=Found, responses=PROBLEMS)
async def signature(request: Request, query: SignatureQuery, service: TheService, caller: Searching) -> JSONResponse:
    """Whose frame is nearest to a colour layout."""
    began_s = time.perf_counter()
    task = VectorTask((to_bytes(from_v1beta2(query.signature)),), 1)
    [scenes] = await service.search(request, task, "vectors", priority=caller.tier.priority)
    distance = 255 * (1 - scenes[0]["similarity"]) if scenes else 255.0
    return await _found(service, scenes[0] if scenes else None, round(distance, 3), began_s)


@dataclass(frozen=True, slots=True)
class LayoutFilesTask:
    """Hold the videos of a zip of signature files that was uploaded to `path`."""

    path: str

    def run(self, library: Library, tell: Tell) -> Any:  # noqa: ARG002 - it does not take long
        """As `Task.run`: what became of each video."""
        return library.import_layout_files(self.path).as_json()


@router.post(
    "/upload", status_code=204, response_class=Response, responses=PROBLEMS, openapi_extra=body_of("application/zip")
)
async def upload(request: Request, service: TheService, caller: Writing) -> Response:
    """Hold the signatures in a zip of JSON files, each of a video, as docs/formats.md has them; up to 4 MB. Takes a key
    that may write. They are found by colour layout. If one file is wrong, none is stored."""
    limits = service.settings.limits
    async with received(request, UPLOAD_BYTES) as sent:
        if not sent.size_bytes:
            raise RequestWrong("There is no zip in this request. Send it as the body.")
        allowed = Allowed(limits.search_timeout_s, limits.cpu_s)
        with service.metrics.search("archive"):
            asked = service.videos.ask(LayoutFilesTask(str(sent.path)), allowed, priority=caller.tier.priority)
            told = await while_there(request, asked)
    if told["refused"]:
        raise ArchiveDamaged(next(video["message"] for video in told["videos"] if video["message"]))
    return Response(status_code=204)


async def _found(service: Service, found: dict[str, Any] | None, distance: float, began_s: float) -> JSONResponse:
    references: dict[str, Any] = {}
    if found is not None:
        videos = await service.read(service.catalog.videos_of, [found["video_id"]])
        if found["video_id"] in videos:
            references = crossreferences(videos[found["video_id"]])
    return JSONResponse(
        {
            "crossreferences": references,
            "distance": round(distance, 6),
            "frameTimeMs": 0 if found is None else round(1000 * found["at_s"]),
            "queryTimeMs": round(1000 * (time.perf_counter() - began_s)),
        }
    )


def crossreferences(video: Video) -> dict[str, Any]:
    """The ids of a video's anime and episode, by v1beta2's names of providers."""
    return {
        PROVIDERS.get(provider, provider): {"animeId": each, "episodeIds": list(video.episode.ids.get(provider, ()))}
        for provider, each in sorted(video.anime.ids.items())
    }
