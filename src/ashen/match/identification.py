"""What Ashen answers, with its evidence. Nothing but the standard library is loaded with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from ashen.match.overlap import Coverage, Span, spans_json

Answer = Literal["match", "shared", "unknown"]

JSON_SCHEMA = 1
"""Version of `Identification.as_json`; fields may be added within a version, never renamed, removed or redefined."""

_NOT_COMPARED = -8.0
"""Sameness of what was answered before pictures were compared side by side."""


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked: `duration_s` is None for a picture."""

    path: str
    kind: Literal["image", "video"]
    duration_s: float | None


@dataclass(frozen=True, slots=True)
class Geometry:
    """How a picture lies on the stored still that it was laid over.

    Attributes:
        score: 0..1, how much speaks for it; see `match.verify.score_of`.
        margin: how far the best other video's score is below.
        inliers: corners that agree on how.
        agreement: 0..1, of the places with structure, the share that show the same.
        covered: 0..1, share of the query, or of its part within borders, that the stored picture lies on.
        crop: the part of the stored picture that is seen: left, top, right, bottom, shares of its sides.
        inset: the part of the query that it fills, likewise.
        overlay: 0..1, share of that part which shows something else: subtitles, boxes, stickers.
        sameness: log odds that both show the same, seen side by side, from -8 to 8.
    """

    score: float
    margin: float
    inliers: int
    agreement: float
    covered: float
    crop: tuple[float, float, float, float]
    inset: tuple[float, float, float, float]
    overlay: float
    sameness: float

    def as_json(self) -> dict[str, Any]:
        """As documented in docs/formats.md."""
        return {
            "score": round(self.score, 4),
            "margin": round(self.margin, 4),
            "inliers": self.inliers,
            "agreement": round(self.agreement, 4),
            "covered": round(self.covered, 4),
            "crop": [round(side, 4) for side in self.crop],
            "inset": [round(side, 4) for side in self.inset],
            "overlay": round(self.overlay, 4),
            "sameness": round(self.sameness, 4),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What `as_json` made."""
        return cls(
            score=data["score"],
            margin=data["margin"],
            inliers=data["inliers"],
            agreement=data["agreement"],
            covered=data["covered"],
            crop=_sides(data["crop"]),
            inset=_sides(data["inset"]),
            overlay=data["overlay"],
            sameness=data.get("sameness", _NOT_COMPARED),
        )


def _sides(values: Sequence[float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = values
    return left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Variant:
    """Another stored video of a match's episode that shows the same stretch; times and similarity as in `Match`."""

    video: str
    video_id: int
    start_s: float
    at_s: float
    end_s: float
    similarity: float

    def as_json(self) -> dict[str, Any]:
        """As documented in docs/formats.md."""
        return {
            "video": self.video,
            "video_id": self.video_id,
            "start_s": round(self.start_s, 3),
            "at_s": round(self.at_s, 3),
            "end_s": round(self.end_s, 3),
            "similarity": round(self.similarity, 4),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What `as_json` made."""
        of = ("video", "video_id", "start_s", "at_s", "end_s", "similarity")
        return cls(**{name: data[name] for name in of})


@dataclass(frozen=True, slots=True)
class Preview:
    """Where a match can be looked at, for a while; addresses as the server gives them, relative ones to its own.

    Attributes:
        image: a still of the moment.
        video: a clip of the scene; None where the file is out of reach.
    """

    image: str
    video: str | None

    def as_json(self) -> dict[str, Any]:
        """As documented in docs/formats.md."""
        return {"image": self.image, "video": self.video}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What `as_json` made."""
        return cls(data["image"], data["video"])


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of the query found in one stored video.

    Attributes:
        anime_title, anime_ids: as named when the video was indexed.
        episode_number: as shown, "12.5" or "1-2"; None for a film or when the name tells none.
        episode_title: None when unknown.
        video: path of the stored video.
        video_id: its number in the library.
        query_start_s, query_end_s: the stretch of the query; 0 and 0 for a picture.
        start_s, end_s: the stretch of the video; for a picture, the one in which it is shown, with breaks below 5 s;
            both are `at_s` for runners-up that are far behind.
        at_s: the moment of the video most like the query.
        speed: video seconds per query second.
        reversed: whether the query plays the stretch backwards.
        mirrored: whether the query is the video's mirror image.
        similarity: 0..1, mean over the agreeing frames.
        confidence: 0..1, that this is the right video.
        frames_agreeing: query frames that agree with the video's.
        frames_compared: query frames in the stretch that had enough detail to have a say.
        runs_agreeing: of the frames agreeing, those that differ from the frame before: independent evidence.
        margin: similarity beyond the best different video's, or beyond what an unrelated video would reach.
        chance: cosine that unrelated videos reach for these frames in this library.
        pictured: of a video, how sure some of its frames, asked as pictures, are; 0 when none was asked.
        flipped: whether the query is upside down as in a mirror below.
        rotated_deg: by how many degrees the query was turned clockwise, 0, 90 or 270; it was turned back before all
            else was told of it. By 180 degrees is `mirrored` and `flipped`.
        outline: where the picture lies slanted in the query, as on a screen in a room: its corners, clockwise from the
            upper left one, shares of the query's sides; it was straightened before all else was told of it. None where
            it is not.
        geometry: how a picture lies on the stored one; None of a video, and of a picture found without looking.
        variants: other stored videos of the same episode (television, disc, dub) that show the stretch too.
        verdict: what a person said of this query before: that it is this, or is not; empty where nobody did.
        label: what the stretch is in that video when it is known to recur: "opening", "ending", "recap", "preview" or
            "other"; else None.
        preview: in the answer of a server, where to look at it; else None.
    """

    anime_title: str
    anime_ids: dict[str, str]
    episode_number: str | None
    episode_title: str | None
    video: str
    video_id: int
    query_start_s: float
    query_end_s: float
    start_s: float
    at_s: float
    end_s: float
    speed: float
    mirrored: bool
    similarity: float
    confidence: float
    frames_agreeing: int
    frames_compared: int
    runs_agreeing: int
    margin: float
    chance: float = 0.0
    pictured: float = 0.0
    flipped: bool = False
    rotated_deg: int = 0
    outline: tuple[tuple[float, float], ...] | None = None
    reversed: bool = False
    geometry: Geometry | None = None
    variants: tuple[Variant, ...] = ()
    verdict: Literal["", "confirmed", "rejected"] = ""
    label: str | None = None
    preview: Preview | None = None

    def as_json(self) -> dict[str, Any]:
        """The match as documented in docs/formats.md."""
        return {
            "anime": {"title": self.anime_title, "ids": dict(self.anime_ids)},
            "episode": {"number": self.episode_number, "title": self.episode_title},
            "video": self.video,
            "video_id": self.video_id,
            "query_start_s": round(self.query_start_s, 3),
            "query_end_s": round(self.query_end_s, 3),
            "start_s": round(self.start_s, 3),
            "at_s": round(self.at_s, 3),
            "end_s": round(self.end_s, 3),
            "speed": round(self.speed, 4),
            "mirrored": self.mirrored,
            "similarity": round(self.similarity, 4),
            "confidence": round(self.confidence, 4),
            "frames_agreeing": self.frames_agreeing,
            "frames_compared": self.frames_compared,
            "runs_agreeing": self.runs_agreeing,
            "margin": round(self.margin, 4),
            "chance": round(self.chance, 4),
            "pictured": round(self.pictured, 4),
            "flipped": self.flipped,
            "rotated_deg": self.rotated_deg,
            "outline": None if self.outline is None else [[round(x, 4), round(y, 4)] for x, y in self.outline],
            "reversed": self.reversed,
            "geometry": None if self.geometry is None else self.geometry.as_json(),
            "variants": [variant.as_json() for variant in self.variants],
            "verdict": self.verdict or None,
            "label": self.label,
            **({} if self.preview is None else {"preview": self.preview.as_json()}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What `as_json` made; fields of newer versions are left out."""
        geometry, preview, outline = data["geometry"], data.get("preview"), data.get("outline")
        return cls(
            anime_title=data["anime"]["title"],
            anime_ids=dict(data["anime"]["ids"]),
            episode_number=data["episode"]["number"],
            episode_title=data["episode"]["title"],
            geometry=None if geometry is None else Geometry.from_json(geometry),
            variants=tuple(map(Variant.from_json, data["variants"])),
            verdict=data["verdict"] or "",
            rotated_deg=data.get("rotated_deg", 0),
            outline=None if outline is None else tuple((x, y) for x, y in outline),
            preview=None if preview is None else Preview.from_json(preview),
            **{name: data[name] for name in _AS_THEY_ARE},
        )


_AS_THEY_ARE = (
    "video",
    "video_id",
    "query_start_s",
    "query_end_s",
    "start_s",
    "at_s",
    "end_s",
    "speed",
    "mirrored",
    "similarity",
    "confidence",
    "frames_agreeing",
    "frames_compared",
    "runs_agreeing",
    "margin",
    "chance",
    "flipped",
    "reversed",
    "label",
)
"""Fields of a match that are called the same in JSON and hold the same."""


@dataclass(frozen=True, slots=True)
class SharedBy:
    """A recurring span that a stretch of the query is part of, and which episodes of one anime have it.

    Attributes:
        query_start_s, query_end_s: the stretch of the query; 0 and 0 for a picture.
        label: what it is in the video that is most like the query.
        anime_title: whose episodes.
        episodes: their numbers in ranges, "1-6, 8"; empty when they have none.
        count: how many episodes.
    """

    query_start_s: float
    query_end_s: float
    label: str
    anime_title: str
    episodes: str
    count: int

    def as_json(self) -> dict[str, Any]:
        """As documented in docs/formats.md."""
        return {
            "query_start_s": round(self.query_start_s, 3),
            "query_end_s": round(self.query_end_s, 3),
            "label": self.label,
            "anime": self.anime_title,
            "episodes": self.episodes,
            "count": self.count,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What `as_json` made."""
        of = ("query_start_s", "query_end_s", "label", "episodes", "count")
        return cls(anime_title=data["anime"], **{name: data[name] for name in of})


@dataclass(frozen=True, slots=True)
class Identification:
    """The answer to one query.

    Attributes:
        query: what was asked.
        answer: "match" names the video; "shared" says that several episodes hold it alike (an opening), all of which
            are in `matches`; "unknown" says that nothing is near enough to be named.
        matches: for a picture, best first; for a video, in the order of the query. Under "unknown", nothing.
        runners_up: what came next and was not good enough, best first.
        reason: why the answer is unknown, for people; empty otherwise.
        unexplained: of a moving query, the stretches that no match explains.
        explained_s: of a moving query, how much of it the matches explain, seconds.
        coverage: of a moving query, how much of it each video named (as match or variant) holds and how much of that it
            holds, most of the query first.
        shared_by: of stretches that are known to recur, what they are and who has them; one for each anime.
    """

    query: Query
    answer: Answer
    matches: tuple[Match, ...]
    runners_up: tuple[Match, ...] = ()
    reason: str = ""
    unexplained: tuple[Span, ...] = ()
    explained_s: float = 0.0
    coverage: tuple[Coverage, ...] = ()

    def video_ids(self) -> set[int]:
        """Of all stored videos that are spoken of."""
        matches = (*self.matches, *self.runners_up)
        variants = (variant.video_id for match in matches for variant in match.variants)
        return {*(match.video_id for match in matches), *variants}

    shared_by: tuple[SharedBy, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer as documented in docs/formats.md."""
        return {
            "schema": JSON_SCHEMA,
            "query": {"path": self.query.path, "kind": self.query.kind, "duration_s": self.query.duration_s},
            "answer": self.answer,
            "matches": [match.as_json() for match in self.matches],
            "runners_up": [match.as_json() for match in self.runners_up],
            "reason": self.reason,
            "unexplained": spans_json(self.unexplained),
            "explained_s": round(self.explained_s, 3),
            "coverage": [covered.as_json() for covered in self.coverage],
            "shared_by": [shared.as_json() for shared in self.shared_by],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The answer that `as_json` made, to the decimals that JSON gives; fields of newer versions are left out.

        Raises:
            KeyError: a field is missing: that is no answer of this schema.
        """
        query = data["query"]
        return cls(
            query=Query(query["path"], query["kind"], query["duration_s"]),
            answer=data["answer"],
            matches=tuple(map(Match.from_json, data["matches"])),
            runners_up=tuple(map(Match.from_json, data["runners_up"])),
            reason=data["reason"],
            unexplained=tuple(map(Span.from_json, data["unexplained"])),
            explained_s=data["explained_s"],
            coverage=tuple(map(Coverage.from_json, data["coverage"])),
            shared_by=tuple(map(SharedBy.from_json, data["shared_by"])),
        )
