"""trace.moe's API, for the bots and apps that speak it: change their base URL, and they work."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from ashen.catalog.records import Video
from ashen.catalog.traffic import Period, Traffic
from ashen.errors import AshenError, LinkExpired, LinkRefused, MediaError, RemoteError, SignatureDamaged, SignatureError
from ashen.server.access import Asking, Caller, Searching
from ashen.server.previews import headers_of
from ashen.server.problems import status_of
from ashen.server.state import Service, TheService, while_there
from ashen.server.stats import iso, percentile_rows, traffic_rows
from ashen.server.tasks import VectorTask
from ashen.server.trace_moe_answer import Info, Links, anilist_id, results_of, results_of_scenes
from ashen.server.trace_moe_previews import Wanted, links_of
from ashen.server.trace_moe_wire import (
    BODY,
    ERRORS,
    FLAGS,
    GONE,
    SHOWN,
    STATUSES,
    TraceAnswer,
    TraceCount,
    TraceFound,
    TraceMe,
    TraceMedia,
    TracePath,
    TracePeriod,
    TraceStatus,
    TraceStored,
)
from ashen.server.uploads import Upload, received

VECTORS = 10
VECTOR_BYTES = 33
PERIODS = ("minute", "hour", "day")
FETCHED_BYTES = 25 << 20

_SAID: dict[str, tuple[int, str]] = {
    "key_refused": (403, "Invalid API key"),
    "too_many_at_once": (402, "Concurrency limit exceeded"),
    "queue_full": (503, "Error: Search queue is full"),
    "url_refused": (400, "Invalid image url"),
    "fetch_failed": (400, "Failed to fetch image"),
    "search_took_too_long": (504, "Search took too long"),
    "body_too_large": (413, "File too large"),
    "picture_too_large": (413, "File too large"),
    "video_too_long": (413, "File too large"),
}
"""Ashen's codes in trace.moe's words, whose beginnings clients look for."""


class _Refused(Exception):
    """Ends a request with a status and words of trace.moe's own."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status, self.said = status, said


class TraceMoeRoute(APIRoute):
    """Errors in trace.moe's form: JSON with `error`, and the fields that clients read before they look at it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """As in FastAPI."""
        answer = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await answer(request)
            except _Refused as refused:
                return _error(request, refused.status, refused.said)
            except RequestValidationError as error:
                return _error(request, 400, f"Invalid param {error.errors()[0]['loc'][-1]}")
            except HTTPException as error:
                return _error(request, error.status_code, str(error.detail))
            except AshenError as error:
                return _error(request, *_in_words(error))

        return answered


def _in_words(error: AshenError) -> tuple[int, str]:
    if error.code == "quota_spent":
        return 402, error.message
    if error.code in _SAID:
        status, said = _SAID[error.code]
        return status, said if status == 403 else f"{said}. {error.message}"
    if isinstance(error, SignatureError) or error.code == SignatureDamaged.code:
        return 400, "Invalid vector format"
    status = status_of(error)
    if isinstance(error, LinkExpired | LinkRefused):
        return status, error.message
    if isinstance(error, MediaError | RemoteError) and status == 422:
        return 400, f"Failed to process image. {error.message}"
    return (status if status in STATUSES else 400 if status < 500 else 500), error.message


def _error(request: Request, status: int, said: str) -> Response:
    body: dict[str, Any] = {"frameCount": 0, "error": said, "result": []}
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is not None:
        body |= {"quota": caller.tier.quota, "quotaUsed": caller.used(request.app.state.access.now_s())}
    return JSONResponse(body, status)


class GraphQuestion(BaseModel):
    """What clients of AniList ask."""

    query: str = ""
    variables: dict[str, Any] = Field(default_factory=dict, examples=[{"id": 1535}])


router = APIRouter(tags=["trace.moe"], route_class=TraceMoeRoute)


@router.get("/search", response_model=TraceAnswer, responses=ERRORS, openapi_extra={"parameters": FLAGS})
async def search_by_url(request: Request, service: TheService, caller: Searching) -> JSONResponse:
    """What a picture or video at a URL shows."""
    return await _search(request, service, caller, Upload(service.directory))


@router.post(
    "/search", response_model=TraceAnswer, responses=ERRORS, openapi_extra={"parameters": FLAGS, "requestBody": BODY}
)
async def search(request: Request, service: TheService, caller: Searching) -> JSONResponse:
    """What a picture or video shows: as a body of any type, in a form, at `url`, or as vectors in JSON."""
    async with received(request, service.settings.limits.picture_bytes) as upload:
        return await _search(request, service, caller, upload)


async def _search(request: Request, service: Service, caller: Caller, upload: Upload) -> JSONResponse:
    asked = request.query_params
    info, wanted = service.anime_info if "anilistInfo" in asked else None, asked.get("anilistID")
    if wanted is not None and not _is_id(wanted):
        wanted = None
    links, priority = links_of(request, service), caller.tier.priority
    result: list[Any]
    if upload.media_type == "application/json" and (vectors := _vectors(upload)) is not None:
        codes, several = vectors
        task = VectorTask(codes, 10, wanted)
        found = await service.search(request, task, "vectors", priority=priority)
        videos = await _videos(service, {scene["video_id"] for scenes in found for scene in scenes})
        lists = [results_of_scenes(scenes, videos, info, links) for scenes in found]
        result = lists if several else lists[0]
    else:
        async with AsyncExitStack() as stack:
            if url := asked.get("url") or upload.fields.get("url"):
                upload = await stack.enter_async_context(service.fetch(url, FETCHED_BYTES))
            elif not upload.size_bytes:
                raise _Refused(405, "Method Not Allowed")
            result = await _of_file(request, service, upload, wanted, info, links, priority)
            request.state.similarity = result[0]["similarity"] if result else None
    frames = await service.frames()
    used = caller.used(request.app.state.access.now_s())
    body = {"frameCount": frames, "error": "", "quota": caller.tier.quota, "quotaUsed": used, "result": result}
    return JSONResponse(body)


async def _of_file(
    request: Request,
    service: Service,
    upload: Upload,
    wanted: str | None,
    info: Info | None,
    links: Links,
    priority: int,
) -> list[dict[str, Any]]:
    task = service.file_task(upload, "any", 10, None, anilist=wanted)
    moving = upload.media_type.startswith("video/")
    answer = await service.search(request, task, "video" if moving else "image", priority=priority)
    numbers = {match["video_id"] for field in ("matches", "runners_up") for match in answer[field]}
    videos = await _videos(service, numbers)
    if wanted is not None:
        videos = {number: video for number, video in videos.items() if str(anilist_id(video)) == str(int(wanted))}
    return results_of(answer, videos, info, links)


async def _videos(service: Service, numbers: set[int]) -> dict[int, Video]:
    return await service.read(service.catalog.videos_of, numbers)


def _vectors(upload: Upload) -> tuple[tuple[bytes, ...], bool] | None:
    """The vectors in a JSON body, and whether they are a batch; None where it speaks of none."""
    wrong = _Refused(400, "Invalid vector format")
    try:
        given = json.loads(upload.read())
    except (ValueError, RecursionError):
        raise wrong from None
    if not isinstance(given, dict) or not given.get("vector"):
        return None
    vector = given["vector"]
    if isinstance(vector, str) or (isinstance(vector, list) and all(_is_number(value) for value in vector)):
        return (_vector(vector),), False
    if not isinstance(vector, list):
        raise wrong
    if len(vector) > VECTORS:
        raise _Refused(400, f"Too many vectors (max {VECTORS})")
    return tuple(map(_vector, vector)), True


def _vector(given: Any) -> bytes:
    wrong = _Refused(400, "Invalid vector format")
    try:
        code = base64.b64decode(given, validate=True) if isinstance(given, str) else bytes(map(_byte, given))
    except (ValueError, TypeError, OverflowError, binascii.Error):
        raise wrong from None
    if len(code) != VECTOR_BYTES:
        raise wrong
    return code


def _byte(value: Any) -> int:
    if not _is_number(value) or value != int(value):
        raise ValueError("not a whole number")
    return int(value)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@router.get(
    "/image/{token}",
    response_class=FileResponse,
    responses={**ERRORS, **GONE, 200: {"description": "A JPEG.", "content": {"image/jpeg": {}}}},
    openapi_extra={"parameters": SHOWN[:1]},
)
async def image(request: Request, service: TheService, token: str) -> FileResponse:
    """A still of a result: `size=s`, `m` or `l`."""
    wanted = Wanted.of(request, token)
    path = await while_there(request, service.previews.still(wanted.moment(service), wanted.size))
    return FileResponse(path, media_type="image/jpeg")


@router.get(
    "/video/{token}",
    response_class=FileResponse,
    responses={**ERRORS, **GONE, 200: {"description": "An MP4: H.264, AAC.", "content": {"video/mp4": {}}}},
    openapi_extra={"parameters": SHOWN},
)
async def video(request: Request, service: TheService, token: str) -> FileResponse:
    """The scene of a result: `size=s`, `m` or `l`, `mute`, `minDuration`, `maxDuration`."""
    wanted = Wanted.of(request, token)
    moment = wanted.moment(service)
    scene = await service.read(service.previews.scene, moment, wanted.least_s, wanted.most_s)
    path = await while_there(request, service.previews.clip(moment, scene, wanted.size, sound=not wanted.mute))
    return FileResponse(path, media_type="video/mp4", headers=headers_of(scene))


@router.get("/me", response_model=TraceMe | list[TraceCount], responses=ERRORS)
async def me(request: Request, caller: Asking, period: str | None = None) -> JSONResponse:
    """What the caller may, and has left; with `period`, their searches by minute, hour or day."""
    now_s = request.app.state.access.now_s()
    used = caller.used(now_s)
    if period is not None:
        if period not in PERIODS:
            raise _Refused(400, "Invalid period")
        return JSONResponse(_history(caller, period))
    tier = caller.tier
    return JSONResponse(
        {
            "id": caller.id,
            "priority": tier.priority,
            "concurrency": tier.concurrency,
            "quota": tier.quota,
            "quotaUsed": used,
            "error": "",
        }
    )


def _history(caller: Caller, period: str) -> list[dict[str, Any]]:
    step_s = {"minute": 60, "hour": 3600, "day": 86400}[period]
    counts: dict[int, int] = {}
    for minute, count in caller.steps:
        began_s = minute * 60 // step_s * step_s
        counts[began_s] = counts.get(began_s, 0) + count
    return [{"time": iso(began_s), "total": count} for began_s, count in sorted(counts.items())]


@router.get("/anilist", response_model=list[TraceFound], responses=ERRORS)
async def anilist(service: TheService, q: str = "") -> JSONResponse:
    """The anime held whose titles have `q` in them."""
    wanted = q.strip().casefold()
    if not wanted:
        raise _Refused(400, "Missing search query parameter 'q'" if not q else "Search query cannot be empty")
    shows: dict[int, Video] = {}
    for video in await service.read(service.catalog.videos):
        if any(wanted in title.casefold() for title in service.titles_of(video)):
            shows.setdefault(video.anime.id, video)
    found: list[dict[str, Any]] = [
        {
            "id": anilist_id(video),
            "title": video.anime.title,
            "similarity": round(min(1.0, len(wanted) / len(video.anime.title)), 4),
            "anilist": service.anime_info(video),
        }
        for video in shows.values()
    ]
    return JSONResponse(sorted(found, key=lambda each: -each["similarity"])[:50])


@router.post("/anilist", response_model=TraceMedia, responses=ERRORS)
async def anilist_by_id(service: TheService, question: GraphQuestion) -> JSONResponse:
    """What is known of an anime by its AniList id, in the shape of AniList's GraphQL."""
    wanted = question.variables.get("id")
    videos = await service.read(service.catalog.videos)
    media = next((service.anime_info(video) for video in videos if anilist_id(video) == wanted), None)
    if media is None:
        raise _Refused(404, "Not Found")
    unknown = {"type": "ANIME", "format": None, "status": None, "episodes": None, "season": None}
    dates = {name: {"year": None, "month": None, "day": None} for name in ("startDate", "endDate")}
    return JSONResponse({"data": {"Media": {**unknown, **dates, **media}}})


@router.get("/status", response_model=TraceStatus | list[TracePath], responses=ERRORS)
async def status(service: TheService, id: str | None = None) -> JSONResponse:  # noqa: A002 - its name there
    """How much is held; with `id`, the files of that AniList id, by name."""
    if id:
        if not _is_id(id):
            raise _Refused(400, "Invalid param id: must be a number")
        videos = await service.read(service.catalog.videos)
        held = [video for video in videos if anilist_id(video) == int(id)]
        names = sorted(path.replace("\\", "/").rsplit("/", 1)[-1] for video in held for path in video.paths)
        return JSONResponse([{"path": f"{int(id)}/{name}"} for name in names])
    frames, updated = await service.frames(), await _updated(service)
    return JSONResponse({"updated": updated, "row_count": frames, "memory": 0, "memory_usage": 0})


async def _updated(service: Service) -> str:
    videos = await service.read(service.catalog.videos)
    latest_s = max((video.indexed_at_s for video in videos), default=0)
    return iso(latest_s)


@router.get("/stats", response_model=TraceStored | list[TracePeriod], responses=ERRORS)
async def stats(
    request: Request,
    service: TheService,
    type: str = "",  # noqa: A002 - its name there
    period: str = "",
) -> JSONResponse:
    """How much is held (`type=media`), or how searches went in the last 60 minutes, 72 hours or 60 days: how many by
    status (`traffic`), milliseconds (`speed`) and similarities (`accuracy`) in percentiles."""
    if type == "media":
        summary = await service.read(service.catalog.summary)
        return JSONResponse(
            {
                "mediaCount": summary.videos,
                "mediaFramesTotal": summary.frames,
                "mediaDurationTotal": round(summary.duration_s, 3),
                "lastUpdate": await _updated(service),
            }
        )
    match period:
        case "minute" | "hour" | "day":
            return JSONResponse(await _history_of(request, type, period))
    raise _Refused(400, "Invalid period")


async def _history_of(request: Request, what: str, period: Period) -> list[dict[str, Any]]:
    traffic: Traffic = request.app.state.traffic
    now_s = request.app.state.access.now_s()
    await asyncio.to_thread(traffic.save, now_s)
    match what:
        case "traffic":
            return await asyncio.to_thread(traffic_rows, traffic, period, now_s)
        case "speed":
            return await asyncio.to_thread(percentile_rows, traffic, "ms", period, now_s)
        case "accuracy":
            return await asyncio.to_thread(percentile_rows, traffic, "similarity", period, now_s)
    raise _Refused(400, "Invalid type")
