"""Ashen's answers in trace.moe's words, field by field as its clients read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import Any

from ashen.catalog.records import Video
from ashen.server.titles import Titles

NAMED_FROM = 0.9
"""trace.moe's users take a result for right from this similarity on..."""
BELOW = 0.8999
"""...so what Ashen does not name stays below, however alike it looks."""
RESULTS = 10

Links = Callable[[int, float, float, float], tuple[str, str]]
"""Video, at, start, end -> addresses of a clip and of a still."""
Info = Callable[[Video], dict[str, Any]]
"""What is known of a video's anime, as `anilist_info` has it."""
Numbers = Mapping[int, Video]


def results_of(answer: dict[str, Any], videos: Numbers, info: Info | None, links: Links) -> list[dict[str, Any]]:
    """The results for an answer as docs/formats.md has it: what is named, then what came next; `info` of each where
    that is wanted."""
    found = []
    for field, named in (("matches", True), ("runners_up", False)):
        for match in answer[field]:
            video = videos.get(match["video_id"])
            if video is not None:
                likeness = max(match["similarity"], NAMED_FROM) if named else min(match["similarity"], BELOW)
                found.append(_result(video, match, likeness, info, links))
    return found[:RESULTS]


def results_of_scenes(
    scenes: Iterable[dict[str, Any]], videos: Numbers, info: Info | None, links: Links
) -> list[dict[str, Any]]:
    """The results for scenes that were found by a vector, their similarity as trace.moe counts it."""
    held = [(videos[scene["video_id"]], scene) for scene in scenes if scene["video_id"] in videos]
    return [_result(video, scene, scene["similarity"], info, links) for video, scene in held][:RESULTS]


def _result(video: Video, found: dict[str, Any], likeness: float, info: Info | None, links: Links) -> dict[str, Any]:
    start, end = whole(video.episode.number_start), whole(video.episode.number_end)
    clip, still = links(video.id, found["at_s"], found["start_s"], found["end_s"])
    return {
        "anilist": info(video) if info else anilist_id(video),
        "filename": PurePath(video.paths[0]).name if video.paths else "",
        "episode": number(video.episode.number),
        "episode_start": start,
        "episode_end": end,
        "duration": round(video.duration_s, 3),
        "from": found["start_s"],
        "at": found["at_s"],
        "to": found["end_s"],
        "similarity": likeness,
        "video": clip,
        "image": still,
    }


def number(shown: str | None) -> int | float | str | None:
    """An episode's number as trace.moe's parser of names gives it: 12, 12.5, "1-2", or none."""
    if shown is None:
        return None
    try:
        value = float(shown)
    except ValueError:
        return shown
    return int(value) if value.is_integer() else value


def whole(value: float | None) -> int | None:
    """A number where it is whole."""
    return int(value) if value is not None and value.is_integer() else None


def anilist_id(video: Video) -> int:
    """Of its anime; 0 where that is unknown."""
    return _integer(video.anime.ids.get("anilist")) or 0


def anilist_info(video: Video, known: Mapping[int, Titles]) -> dict[str, Any]:
    """What is known of an anime, in the shape of AniList's: titles by its id where they are known, else its files'."""
    title = video.anime.title
    by_id = known.get(anilist_id(video))
    mal = _integer(video.anime.ids.get("myanimelist") or video.anime.ids.get("mal"))
    return {
        "id": anilist_id(video),
        "idMal": mal or (by_id.mal if by_id else None),
        "title": {
            "native": (by_id.native or by_id.main) if by_id else title,
            "romaji": by_id.main if by_id else title,
            "english": None,
        },
        "synonyms": list(by_id.synonyms) if by_id else [],
        "isAdult": False,
        "genres": [],
        "coverImage": {
            **dict.fromkeys(("large", "medium", "extraLarge"), by_id.picture if by_id else ""),
            "color": None,
        },
    }


def _integer(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdecimal() else None
