"""How a moving query and a stored video lie over each other, as it is told: plain records, read and written as JSON.

Nothing but the standard library is loaded with them, so that clients can have them; coverage.py computes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self


class Span(NamedTuple):
    """From one time to another, seconds."""

    start_s: float
    end_s: float

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """As documented in docs/formats.md."""
        return cls(data["start_s"], data["end_s"])

    @property
    def length_s(self) -> float:
        """How long it is."""
        return self.end_s - self.start_s


class Piece(NamedTuple):
    """A stretch of the query and the stretch of a stored video that it shows, frame for frame."""

    query: Span
    video: Span

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """As documented in docs/formats.md."""
        return cls(Span(data["query_start_s"], data["query_end_s"]), Span.from_json(data))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a moving query and one stored video lie over each other.

    Attributes:
        video_id, video: the stored video and its path.
        anime_title, episode_number: as named.
        query_s, query_share: how much of the query is in the video; the share of the whole query.
        video_s, video_share: how much of the video is in the query; the share of the whole video.
        pieces: runs without a break in either, of which that consists; 1 when it is continuous.
        longest_s: seconds of the query in the longest of them.
        in_order: whether they follow each other in the video as they do in the query.
        missing: stretches of the video that are not in the query, nothing standing in their place.
        added: stretches of the query that are not in the video.
        changed: stretches that show something else than the video where the rest around them is its own.
        shared: the stretches that are in both, in the order of the query.
    """

    video_id: int
    video: str
    anime_title: str
    episode_number: str | None
    query_s: float
    query_share: float
    video_s: float
    video_share: float
    pieces: int
    longest_s: float
    in_order: bool
    missing: tuple[Span, ...]
    added: tuple[Span, ...]
    changed: tuple[Piece, ...]
    shared: tuple[Piece, ...]

    def as_json(self) -> dict[str, Any]:
        """As documented in docs/formats.md."""
        return {
            "video": self.video,
            "video_id": self.video_id,
            "anime": self.anime_title,
            "episode": self.episode_number,
            "query_share": round(self.query_share, 4),
            "query_s": round(self.query_s, 3),
            "video_share": round(self.video_share, 4),
            "video_s": round(self.video_s, 3),
            "pieces": self.pieces,
            "longest_s": round(self.longest_s, 3),
            "in_order": self.in_order,
            "missing": spans_json(self.missing),
            "added": spans_json(self.added),
            "changed": [_piece_json(piece) for piece in self.changed],
            "shared": [_piece_json(piece) for piece in self.shared],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What `as_json` made; fields of newer versions are left out."""
        return cls(
            video_id=data["video_id"],
            video=data["video"],
            anime_title=data["anime"],
            episode_number=data["episode"],
            query_s=data["query_s"],
            query_share=data["query_share"],
            video_s=data["video_s"],
            video_share=data["video_share"],
            pieces=data["pieces"],
            longest_s=data["longest_s"],
            in_order=data["in_order"],
            missing=tuple(map(Span.from_json, data["missing"])),
            added=tuple(map(Span.from_json, data["added"])),
            changed=tuple(map(Piece.from_json, data["changed"])),
            shared=tuple(map(Piece.from_json, data["shared"])),
        )


def _piece_json(piece: Piece) -> dict[str, float]:
    return {
        "query_start_s": round(piece.query.start_s, 3),
        "query_end_s": round(piece.query.end_s, 3),
        "start_s": round(piece.video.start_s, 3),
        "end_s": round(piece.video.end_s, 3),
    }


def spans_json(spans: Iterable[Span]) -> list[dict[str, float]]:
    """As documented in docs/formats.md."""
    return [{"start_s": round(span.start_s, 3), "end_s": round(span.end_s, 3)} for span in spans]
