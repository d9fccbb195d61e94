"""`/v1/previews`: what links to moments of matches show."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse

from ashen.server.links import LIFETIME_S
from ashen.server.preview_maker import Scene, Size
from ashen.server.search import PROBLEMS
from ashen.server.state import TheService, while_there

router = APIRouter(prefix="/v1/previews", tags=["previews"])


def headers_of(scene: Scene) -> dict[str, str]:
    """What trace.moe's clients read off a clip."""
    times = {"start": scene.start_s, "end": scene.end_s, "duration": scene.duration_s}
    return {f"x-video-{name}": f"{time_s:.3f}" for name, time_s in times.items()}


TheSize = Annotated[Size, Query(description="Longer side: 160, 320 or 640 px.")]
_KEPT = {"Cache-Control": f"private, max-age={LIFETIME_S:.0f}"}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    403: {**PROBLEMS[403], "description": "The link was not made by this server."},
    404: {**PROBLEMS[403], "description": "The video is no longer held, or its file is out of reach."},
    410: {**PROBLEMS[403], "description": "The link's time is over."},
    422: PROBLEMS[422],
}


@router.get(
    "/{token}/still.jpg",
    response_class=FileResponse,
    responses={**_PROBLEMS, 200: {"description": "A JPEG.", "content": {"image/jpeg": {}}}},
)
async def still(request: Request, token: str, service: TheService, size: TheSize = "m") -> FileResponse:
    """A picture of the moment of a match. The link is in the match's `preview`."""
    moment = service.previews.links.moment(token)
    path = await while_there(request, service.previews.still(moment, size))
    return FileResponse(path, media_type="image/jpeg", headers=_KEPT)


@router.get(
    "/{token}/clip.mp4",
    response_class=FileResponse,
    responses={**_PROBLEMS, 200: {"description": "An MP4: H.264, AAC.", "content": {"video/mp4": {}}}},
)
async def clip(
    request: Request,
    token: str,
    service: TheService,
    size: TheSize = "m",
    sound: Annotated[bool, Query(description="With its sound.")] = False,
) -> FileResponse:
    """The scene of a match, to be played in a loop. The link is in the match's `preview`."""
    moment = service.previews.links.moment(token)
    scene = await asyncio.to_thread(service.previews.scene, moment)
    path = await while_there(request, service.previews.clip(moment, scene, size, sound=sound))
    return FileResponse(path, media_type="video/mp4", headers={**_KEPT, **headers_of(scene)})
