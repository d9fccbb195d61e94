"""The answers of the API as types, for its description; docs/formats.md says what the fields mean."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Wire(BaseModel):
    """Base of what is sent: fields may be added within a version."""

    model_config = ConfigDict(extra="allow")


class Problem(Wire):
    """What went wrong, RFC 9457; `code` is stable."""

    type: str = Field(examples=["urn:ashen:problem:not_media"])
    title: str = Field(examples=["Not media"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["query is not a picture of a kind that can be read"])
    code: str = Field(examples=["not_media"])


class AnimeName(Wire):
    """An anime."""

    title: str = Field(examples=["Hoshi no Umi"])
    ids: dict[str, str] = Field(examples=[{"anilist": "1535"}])


class EpisodeName(Wire):
    """An episode; a film has no number."""

    number: str | None = Field(examples=["2"])
    title: str | None = None


class Query(Wire):
    """What was asked. `path` is the file's name as the client gave it."""

    path: str = Field(examples=["screenshot.jpg"])
    kind: Literal["image", "video"]
    duration_s: float | None


class Preview(Wire):
    """Links to a still and to a clip of a match's scene; they hold for a while."""

    image: str
    video: str | None = Field(description="None where the video's file is out of reach.")


class Match(Wire):
    """A stretch of the query found in one stored video."""

    anime: AnimeName
    episode: EpisodeName
    video: str = Field(examples=["/videos/Hoshi no Umi/Hoshi no Umi - 02.mp4"])
    video_id: int = Field(examples=[2])
    query_start_s: float
    query_end_s: float
    start_s: float = Field(examples=[61.5])
    at_s: float = Field(examples=[62.0])
    end_s: float = Field(examples=[63.2])
    speed: float
    mirrored: bool
    similarity: float = Field(examples=[0.98])
    confidence: float = Field(examples=[0.99])
    frames_agreeing: int
    frames_compared: int
    runs_agreeing: int
    margin: float
    chance: float
    pictured: float
    flipped: bool
    rotated_deg: Literal[0, 90, 270]
    outline: list[tuple[float, float]] | None
    reversed: bool
    geometry: dict[str, Any] | None
    variants: list[dict[str, Any]]
    verdict: Literal["confirmed", "rejected"] | None
    label: str | None
    preview: Preview


class Answer(Wire):
    """The answer to one query, as `ashen identify --json` gives it."""

    schema_: int = Field(alias="schema", examples=[1])
    query: Query
    answer: Literal["match", "shared", "unknown"]
    matches: list[Match]
    runners_up: list[Match]
    reason: str
    unexplained: list[Any]
    explained_s: float
    coverage: list[dict[str, Any]]
    shared_by: list[dict[str, Any]]


class Answers(Wire):
    """An answer for each signature of a batch, in order."""

    answers: list[Answer]


class StoredVideo(Wire):
    """A stored video."""

    id: int
    anime: AnimeName
    episode: EpisodeName
    kind: str = Field(examples=["episode"])
    duration_s: float
    frames: int
    width_px: int
    height_px: int
    partial: bool
    name: str = Field(examples=["Hoshi no Umi - 02.mp4"])


class StoredAnime(Wire):
    """An anime and what is stored of it."""

    id: int
    title: str
    ids: dict[str, str]
    season: int | None
    year: int | None
    videos: list[StoredVideo]


class FailedFile(Wire):
    """A file that could not be signed, wholly or in part."""

    name: str
    state: Literal["partial", "failed"]
    code: str | None
    message: str | None


class LibraryState(Wire):
    """What a library holds."""

    anime: int = Field(description="How many anime.")
    episodes: int
    videos: int
    frames: int = Field(description="Signed frames of all videos.")
    duration_s: float
    recipe: str = Field(examples=["frame/3"], description="What it is searched by; sign by that.")
    files: dict[str, int] = Field(description="Files by state.", examples=[{"indexed": 12}])
    revision: int = Field(description="Rises when videos come or go.")
    shows: list[StoredAnime]
    problems: list[FailedFile]


class JobError(Wire):
    """Why a job failed."""

    code: str
    detail: str


class JobState(Wire):
    """How far a job is."""

    id: str = Field(examples=["Zt0aR4nEwJ8eYHk2m1x0vQ"])
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    progress: float = Field(ge=0, le=1, description="Of reading the video; matching comes after.")
    error: JobError | None


class StoredSignatures(Wire):
    """What became of a video of an archive."""

    name: str = Field(examples=["Hoshi no Umi - 02.mkv"])
    fate: Literal["added", "completed", "known", "refused"]
    video_id: int | None = Field(examples=[2])
    message: str = Field(description="Why it was refused; empty otherwise.", examples=[""])


class ArchiveStored(Wire):
    """What became of an archive: counts, and its videos in its order."""

    added: int = Field(examples=[12])
    completed: int = Field(description="Held before, and now signed by recipes that they lacked.", examples=[0])
    known: int = Field(examples=[0])
    refused: int = Field(examples=[0])
    videos: list[StoredSignatures]


class Where(BaseModel):
    """A file by its address."""

    url: str = Field(examples=["https://example.org/screenshot.jpg"])
