"""`/v1/search/...`: what a picture, a video or signatures show."""

from __future__ import annotations

import struct
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from ashen.errors import RequestWrong
from ashen.server.access import Caller, Searching
from ashen.server.state import Service, TheService
from ashen.server.tasks import Kind, SignatureTask
from ashen.server.uploads import received
from ashen.server.wire import Answer, Answers, Where

router = APIRouter(prefix="/v1/search", tags=["search"])

Top = Annotated[int, Query(ge=1, le=100, description="Scenes or runners-up to list at most.")]
Threshold = Annotated[
    float | None, Query(ge=0, le=1, description="Confidence below which nothing is named; default measured.")
]

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": what}  # what they look like is said in `description`
    for status, what in (
        (400, "The request is not understood."),
        (403, "There is no such key, or it may not do that."),
        (409, "Signed by another recipe, or the client left."),
        (413, "More bytes, pixels or seconds than may be."),
        (422, "The file or a parameter cannot be used."),
        (429, "The quota is spent, or too many at once."),
        (503, "Too many searches wait, or the library cannot be read now."),
        (504, "It took too long."),
    )
}


def body_of(*media_types: str) -> dict[str, Any]:
    """How a file is sent: as the body, or in a form; for the API's description."""
    form = {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}},
        "required": ["file"],
    }
    content: dict[str, Any] = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in media_types}
    return {"requestBody": {"required": True, "content": {**content, "multipart/form-data": {"schema": form}}}}


@router.post(
    "/image",
    response_model=Answer,
    responses=PROBLEMS,
    openapi_extra=body_of("image/jpeg", "image/png", "image/webp", "application/octet-stream"),
)
async def image(
    request: Request, service: TheService, caller: Searching, top: Top = 5, threshold: Threshold = None
) -> JSONResponse:
    """What anime, episode and moment a picture shows. Send it as the body, or in a form."""
    return await _file(request, service, caller, "image", service.settings.limits.picture_bytes, top, threshold)


@router.post(
    "/video",
    response_model=Answer,
    responses=PROBLEMS,
    openapi_extra=body_of("video/mp4", "video/webm", "video/x-matroska", "application/octet-stream"),
)
async def video(
    request: Request, service: TheService, caller: Searching, top: Top = 5, threshold: Threshold = None
) -> JSONResponse:
    """What a video shows, segment by segment. Long ones are for `/v1/jobs`."""
    return await _file(request, service, caller, "video", service.settings.limits.video_bytes, top, threshold)


async def _file(
    request: Request, service: Service, caller: Caller, kind: Kind, limit_bytes: int, top: int, threshold: float | None
) -> JSONResponse:
    async with received(request, limit_bytes) as upload:
        if not upload.size_bytes:
            raise RequestWrong("There is no file in this request. Send it as the body, or in a form.")
        task = service.file_task(upload, kind, top, threshold)
        answer = await service.search(request, task, kind, priority=caller.tier.priority)
    best = next(iter([*answer["matches"], *answer["runners_up"]]), None)
    request.state.similarity = best["similarity"] if best else None
    await service.previews.link([answer])
    return JSONResponse(answer)


@router.post("/url", response_model=Answer, responses=PROBLEMS)
async def url(
    request: Request, where: Where, service: TheService, caller: Searching, top: Top = 5, threshold: Threshold = None
) -> JSONResponse:
    """What a picture or a short video at a URL shows. Off unless `ashen serve --fetch-urls`."""
    async with service.fetch(where.url, service.settings.limits.picture_bytes) as upload:
        task = service.file_task(upload, "any", top, threshold)
        answer = await service.search(request, task, "url", priority=caller.tier.priority)
    await service.previews.link([answer])
    return JSONResponse(answer)


@router.post(
    "/signatures",
    response_model=Answers,
    responses=PROBLEMS,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def signatures(
    request: Request, service: TheService, caller: Searching, top: Top = 5, threshold: Threshold = None
) -> JSONResponse:
    """What signatures show that were made elsewhere: the videos never leave their owner's machine.

    The body is one or more signatures, each its length in bytes (4 bytes, little-endian) and then Ashen's own bytes
    of it, as docs/formats.md has them. `/v1/library` says which recipe to sign by.
    """
    limits = service.settings.limits
    async with received(request, limits.signature_bytes) as upload:
        batch = tuple(split(upload.read(), limits.signatures))
    task = SignatureTask(batch, top, threshold)
    answers = await service.search(request, task, "signatures", priority=caller.tier.priority)
    await service.previews.link(answers)
    return JSONResponse({"answers": answers})


def split(data: bytes, most: int) -> list[bytes]:
    """The signatures of a batch.

    Raises:
        RequestWrong: the lengths do not fit, or there are none, or more than `most`.
    """
    parts: list[bytes] = []
    at = 0
    while at < len(data):
        if at + 4 > len(data):
            raise RequestWrong("The last signature's length is cut off. Send each as its length and its bytes.")
        (length,) = struct.unpack_from("<I", data, at)
        parts.append(data[at + 4 : at + 4 + length])
        at += 4 + length
        if at > len(data) or len(parts) > most:
            raise RequestWrong(f"A signature is cut off, or there are more than {most}. Send them in smaller batches.")
    if not parts:
        raise RequestWrong("There are no signatures in this request. Send each as its length and its bytes.")
    return parts
