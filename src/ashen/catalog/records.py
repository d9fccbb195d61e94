"""What the catalogue takes and gives: plain frozen records, never rows of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ashen.signature.signature import Signature

EpisodeKind = Literal["episode", "special", "opening", "ending", "trailer", "other"]
EPISODE_KINDS: tuple[EpisodeKind, ...] = ("episode", "special", "opening", "ending", "trailer", "other")
"""In the order they are listed."""

FileState = Literal["indexed", "partial", "failed"]
"""indexed: all of it is signed. partial: signed as far as it is whole. failed: it cannot be signed as it is now."""

ARCHIVED = "archive:/"
"""What the path of a video begins with that came from elsewhere as signatures: no file of this machine holds it."""

Said = Literal["is", "not"]
Scope = Literal["video", "episode", "anime"]


@dataclass(frozen=True, slots=True)
class Naming:
    """Which anime and episode a video is, as far as is known.

    Attributes:
        anime_title: as shown; of a season after the first with " Season N" at its end. Never empty.
        ids: provider -> id ("anilist" -> "123").
        season: 0 for a show's specials; None when not said.
        year: the anime's, when said.
        episode_kind: what sort of video it is.
        episode_number: as shown: "1", "12.5", "1-2"; None when not said (a film).
        number_start: the number as a value, for sorting; of a range, its first.
        number_end: of a range its last, otherwise equal to `number_start`.
        episode_title: when said.
        episode_ids: provider -> ids of the episode, or of the several that a double episode is.
    """

    anime_title: str
    ids: Mapping[str, str] = field(default_factory=dict)
    season: int | None = None
    year: int | None = None
    episode_kind: EpisodeKind = "episode"
    episode_number: str | None = None
    number_start: float | None = None
    number_end: float | None = None
    episode_title: str | None = None
    episode_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileStat:
    """A file as the file system shows it; equal values mean that it has not changed.

    Attributes:
        path: absolute, as the caller gives it; undecodable bytes as surrogates (PEP 383).
        size_bytes: its length.
        mtime_ns: when it was last written, nanoseconds since 1970.
    """

    path: str
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of a file.

    Attributes:
        path: absolute.
        size_bytes: when it was last looked at.
        mtime_ns: when it was last looked at.
        state: indexed, partial or failed.
        code: the stable code of the error it failed with.
        message: what went wrong, for people.
        video_id: the video in it; of a failed one, the video it held when it was last good, if ever.
    """

    path: str
    size_bytes: int
    mtime_ns: int
    state: FileState
    code: str | None
    message: str | None
    video_id: int | None

    @property
    def stat(self) -> FileStat:
        """Path, size and time, to compare with the file as it is now."""
        return FileStat(self.path, self.size_bytes, self.mtime_ns)


@dataclass(frozen=True, slots=True)
class NewVideo:
    """A video about to be added.

    Attributes:
        content_hash: BLAKE2b of the whole file in hexadecimal; what makes two files the same video.
        size_bytes: length of the file.
        duration_s: from the first frame to the end of the last.
        frames: how many were signed.
        width_px: as shown.
        height_px: as shown.
        codec: FFmpeg's name of it ("h264").
        naming: anime and episode.
        partial: only a part of it could be decoded.
        note: what was wrong with it, for people.
    """

    content_hash: str
    size_bytes: int
    duration_s: float
    frames: int
    width_px: int
    height_px: int
    codec: str
    naming: Naming
    partial: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Anime:
    """An anime, or one season of it. `ids` maps providers to ids."""

    id: int
    title: str
    season: int | None
    year: int | None
    ids: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode, or what else belongs to an anime. The numbers are as in `Naming`; `ids` maps providers to ids."""

    id: int
    kind: EpisodeKind
    number: str | None
    number_start: float | None
    number_end: float | None
    title: str | None
    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Video:
    """A video in the library; see `NewVideo` for what the attributes mean.

    Attributes:
        id: positive, below 2**39, never used again after the video is removed.
        indexed_at_s: when it was added, seconds since 1970.
        paths: where it lies, sorted; usually one.
    """

    id: int
    content_hash: str
    size_bytes: int
    duration_s: float
    frames: int
    width_px: int
    height_px: int
    codec: str
    partial: bool
    note: str | None
    indexed_at_s: int
    anime: Anime
    episode: Episode
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A query as a verdict remembers it: the file, and what it shows.

    Attributes:
        path: as given.
        content_hash: of the whole file, as of videos.
        size_bytes: of the file.
        kind: a picture or a moving one.
        duration_s: of a moving one; 0 of a picture.
        signature: some frames of it, as it is, by the recipe that was searched.
    """

    path: str
    content_hash: str
    size_bytes: int
    kind: Literal["image", "video"]
    duration_s: float
    signature: Signature


@dataclass(frozen=True, slots=True)
class Meant:
    """What a verdict says a query is, or is not. Held by what it is, so that it outlives being indexed again.

    Attributes:
        scope: whether the very video is meant, its episode in whatever version, or the whole anime.
        video_hash: content of the video that was pointed at.
        anime_title, episode_kind, episode_number, episode_title: its names when it was.
    """

    scope: Scope
    video_hash: str
    anime_title: str
    episode_kind: EpisodeKind
    episode_number: str | None
    episode_title: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What a person said of a query.

    Attributes:
        id: its number, to undo it by.
        said: that the query is what is meant, or is not.
        asked: the query.
        meant: what it is, or is not.
        told_at_s: when, seconds since 1970.
    """

    id: int
    said: Said
    asked: Asked
    meant: Meant
    told_at_s: int


@dataclass(frozen=True, slots=True)
class Summary:
    """How much the library holds.

    Attributes:
        files: files by state; a state without files is missing.
        frames: signed frames of all videos.
        duration_s: of all videos.
        size_bytes: of all videos' files, copies counted once.
        signatures: videos signed by each recipe.
        stills: kept pictures of all videos.
        stills_bytes: what they take.
    """

    anime: int
    episodes: int
    videos: int
    files: Mapping[str, int]
    frames: int
    duration_s: float
    size_bytes: int
    signatures: Mapping[str, int]
    stills: int
    stills_bytes: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a video that other videos have too; those of one group show the same from beginning to end.

    Attributes:
        group_id: which recurring material it is.
        video_id: whose.
        start_s, end_s: seconds from the first frame, to the nanosecond.
    """

    group_id: int
    video_id: int
    start_s: float
    end_s: float
