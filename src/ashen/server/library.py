"""`/v1/library`: what is held."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import Video
from ashen.server.search import PROBLEMS
from ashen.server.state import TheService
from ashen.server.wire import LibraryState

router = APIRouter(prefix="/v1", tags=["library"])


@router.get("/library", response_model=LibraryState, responses={503: PROBLEMS[503]})
async def library(service: TheService) -> JSONResponse:
    """Anime, episodes, videos and frames that are held, and the files that could not be signed."""
    return JSONResponse(await service.read(library_json, service.catalog))


def library_json(catalog: Catalog) -> dict[str, Any]:
    """A library as `LibraryState`. Of files the names only: where they lie is nobody's business."""
    summary = catalog.summary()
    shows: dict[int, dict[str, Any]] = {}
    for video in catalog.videos():
        anime = video.anime
        show = shows.setdefault(
            anime.id,
            {
                "id": anime.id,
                "title": anime.title,
                "ids": dict(anime.ids),
                "season": anime.season,
                "year": anime.year,
                "videos": [],
            },
        )
        show["videos"].append(video_json(video))
    problems = [
        {"name": PurePath(file.path).name, "state": file.state, "code": file.code, "message": file.message}
        for file in catalog.files()
        if file.state != "indexed"
    ]
    return {
        "anime": summary.anime,
        "episodes": summary.episodes,
        "videos": summary.videos,
        "frames": summary.frames,
        "duration_s": round(summary.duration_s, 3),
        "recipe": catalog.search_recipe,
        "files": dict(summary.files),
        "revision": catalog.revision(),
        "shows": list(shows.values()),
        "problems": problems,
    }


def video_json(video: Video) -> dict[str, Any]:
    """A video as `StoredVideo`."""
    return {
        "id": video.id,
        "anime": {"title": video.anime.title, "ids": dict(video.anime.ids)},
        "episode": {"number": video.episode.number, "title": video.episode.title},
        "kind": video.episode.kind,
        "duration_s": round(video.duration_s, 3),
        "frames": video.frames,
        "width_px": video.width_px,
        "height_px": video.height_px,
        "partial": video.partial,
        "name": PurePath(video.paths[0]).name if video.paths else "",
    }
