"""trace.moe's questions and answers as types, for the API's description; its own pages say what fields mean."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ashen.server.wire import Wire

STATUSES = (400, 402, 403, 404, 405, 413, 429, 500, 503, 504)
"""What clients of trace.moe expect of errors."""


class TraceError(Wire):
    """Why there is no answer; the other fields are there for clients that read them first."""

    error: str = Field(examples=["Invalid image url"])


class TraceTitle(Wire):
    """Titles of an anime; Ashen knows those of its files' names."""

    native: str | None
    romaji: str | None
    english: str | None


class TraceAnime(Wire):
    """What is known of an anime, in the shape of AniList's."""

    id: int
    idMal: int | None  # noqa: N815 - as AniList spells it
    title: TraceTitle
    synonyms: list[str]
    isAdult: bool  # noqa: N815
    genres: list[str]
    coverImage: dict[str, Any]  # noqa: N815


class TraceResult(Wire):
    """A scene, and whose it is; `similarity` is 0.9 and more exactly when Ashen names it."""

    anilist: int | TraceAnime
    filename: str
    episode: int | float | str | list[Any] | None
    episode_start: int | None
    episode_end: int | None
    duration: float
    from_: float = Field(alias="from")
    at: float
    to: float
    similarity: float = Field(ge=0, le=1)
    video: str
    image: str


class TraceAnswer(Wire):
    """The answer to a search; to a batch of vectors, `result` is a list of lists."""

    frameCount: int  # noqa: N815
    error: str
    quota: int
    quotaUsed: int  # noqa: N815
    result: list[TraceResult] | list[list[TraceResult]]


class TraceMe(Wire):
    """What a caller may, and has used of it in the last 24 hours."""

    id: str
    priority: int
    concurrency: int
    quota: int
    quotaUsed: int  # noqa: N815
    error: str


class TraceCount(Wire):
    """A caller's searches in a minute, hour or day."""

    time: str
    total: int


class TraceFound(Wire):
    """An anime that was looked for by title."""

    id: int
    title: str
    similarity: float
    anilist: TraceAnime


class TraceMedia(Wire):
    """AniList's answer by id."""

    data: dict[str, TraceAnime]


class TraceStatus(Wire):
    """How much is held."""

    updated: str
    row_count: int
    memory: int
    memory_usage: int


class TracePath(Wire):
    """A file of an anime."""

    path: str


class TraceStored(Wire):
    """How much is held, for `type=media`."""

    mediaCount: int  # noqa: N815
    mediaFramesTotal: int  # noqa: N815
    mediaDurationTotal: float  # noqa: N815
    lastUpdate: str  # noqa: N815


class TracePeriod(Wire):
    """A minute, hour or day with searches: counts by status and `total`, or percentiles `p0` to `p100`."""

    time: str


FLAGS = [
    {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": what}
    for name, what in (
        ("url", "Of a picture or video, instead of a body."),
        ("anilistInfo", "Present: `anilist` is an object."),
        ("anilistID", "Only this anime."),
        ("cutBorders", "Taken, and needless: Ashen looks with and without borders."),
    )
]
"""Parameters of `/search`, which mean something by being there."""

SHOWN = [
    {"name": name, "in": "query", "required": False, "schema": schema}
    for name, schema in (
        ("size", {"enum": ["s", "m", "l"]}),
        ("mute", {"type": "string"}),
        ("minDuration", {"type": "number"}),
        ("maxDuration", {"type": "number"}),
    )
]
"""Parameters of previews."""

_BINARY = {"type": "string", "format": "binary"}
_VECTOR = {
    "oneOf": [
        {"type": "string", "minLength": 44, "maxLength": 44, "contentEncoding": "base64"},
        {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 31}, "minItems": 33, "maxItems": 33},
    ]
}
BODY = {
    "content": {
        "image/*": {"schema": _BINARY},
        "video/*": {"schema": _BINARY},
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["vector"],
                "properties": {
                    "vector": {"anyOf": [*_VECTOR["oneOf"], {"type": "array", "items": _VECTOR, "maxItems": 10}]}
                },
            }
        },
        "multipart/form-data": {"schema": {"type": "object", "properties": {"image": _BINARY}}},
    }
}
"""What `/search` takes; a file may be of any type, and in any field of a form."""

ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": TraceError, "description": what}
    for status, what in (
        (400, "The request or the picture cannot be used."),
        (402, "The quota is spent, or too many searches at once."),
        (403, "There is no such key, or a link that was not made here."),
        (404, "There is no such thing."),
        (405, "There is no picture in the request."),
        (413, "More bytes, pixels or seconds than may be."),
        (429, "Too many requests."),
        (500, "A fault in Ashen."),
        (503, "Too many searches wait, or the library cannot be read now."),
        (504, "It took too long."),
    )
}
GONE: dict[int | str, dict[str, Any]] = {410: {"model": TraceError, "description": "The link's time is over."}}
