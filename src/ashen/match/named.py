"""What an answer says of a stored video besides where: one way for all that make matches."""

from __future__ import annotations

from typing import TypedDict

from ashen.catalog.records import Video


class Names(TypedDict):
    """The fields of a `Match` that follow from the video alone."""

    anime_title: str
    anime_ids: dict[str, str]
    episode_number: str | None
    episode_title: str | None
    video: str
    video_id: int


def names_of(video: Video) -> Names:
    """As the catalogue has them now."""
    return {
        "anime_title": video.anime.title,
        "anime_ids": dict(video.anime.ids),
        "episode_number": video.episode.number,
        "episode_title": video.episode.title,
        "video": video.paths[0] if video.paths else "",
        "video_id": video.id,
    }
