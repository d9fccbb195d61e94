"""What became of an archive that was sent to a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self


@dataclass(frozen=True, slots=True)
class StoredSignatures:
    """What became of one video of it.

    Attributes:
        name: of its file.
        fate: "added"; "completed", it was held and is now signed by recipes that it lacked; "known"; or "refused".
        video_id: its number there; None where it was refused.
        message: why it was refused; empty otherwise.
    """

    name: str
    fate: Literal["added", "completed", "known", "refused"]
    video_id: int | None
    message: str


@dataclass(frozen=True, slots=True)
class ArchiveStored:
    """What became of all of it: how many had which fate, and the videos in its order."""

    added: int
    completed: int
    known: int
    refused: int
    videos: tuple[StoredSignatures, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """As `/v1/archives` answers; fields of newer versions are left out."""
        same = ("name", "fate", "video_id", "message")
        videos = (StoredSignatures(**{name: video[name] for name in same}) for video in data["videos"])
        counts = {name: data[name] for name in ("added", "completed", "known", "refused")}
        return cls(videos=tuple(videos), **counts)
