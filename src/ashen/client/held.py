"""What a server's library holds, as it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self


@dataclass(frozen=True, slots=True)
class StoredVideo:
    """A stored video.

    Attributes:
        id: its number, `Match.video_id`.
        anime_title: whose.
        episode_number, episode_title: None where unknown.
        kind: "episode", "special", "opening" and so on.
        duration_s: how long it is.
        frames: how many are signed.
        width_px, height_px: as shown.
        partial: whether only a part of it could be signed.
        name: of its file.
    """

    id: int
    anime_title: str
    episode_number: str | None
    episode_title: str | None
    kind: str
    duration_s: float
    frames: int
    width_px: int
    height_px: int
    partial: bool
    name: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """As `/v1/library` lists it."""
        same = ("id", "kind", "duration_s", "frames", "width_px", "height_px", "partial", "name")
        return cls(
            anime_title=data["anime"]["title"],
            episode_number=data["episode"]["number"],
            episode_title=data["episode"]["title"],
            **{name: data[name] for name in same},
        )


@dataclass(frozen=True, slots=True)
class StoredAnime:
    """An anime and what is stored of it; `ids` maps providers to ids."""

    id: int
    title: str
    ids: Mapping[str, str]
    season: int | None
    year: int | None
    videos: tuple[StoredVideo, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """As `/v1/library` lists it."""
        same = ("id", "title", "ids", "season", "year")
        return cls(videos=tuple(map(StoredVideo.from_json, data["videos"])), **{name: data[name] for name in same})


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be signed, wholly or in part: the error's stable code, and what it says to people."""

    name: str
    state: Literal["partial", "failed"]
    code: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """What a library holds.

    Attributes:
        anime, episodes, videos, frames: how many.
        duration_s: of all videos.
        recipe: what it is searched by; signatures must be by it.
        revision: rises when videos come or go.
        shows: all anime.
        problems: files with trouble.
    """

    anime: int
    episodes: int
    videos: int
    frames: int
    duration_s: float
    recipe: str
    revision: int
    shows: tuple[StoredAnime, ...]
    problems: tuple[FailedFile, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """As `/v1/library` answers; fields of newer versions are left out."""
        same = ("anime", "episodes", "videos", "frames", "duration_s", "recipe", "revision")
        failed = (FailedFile(file["name"], file["state"], file["code"], file["message"]) for file in data["problems"])
        return cls(
            shows=tuple(map(StoredAnime.from_json, data["shows"])),
            problems=tuple(failed),
            **{name: data[name] for name in same},
        )
