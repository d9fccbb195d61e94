"""The tables. `migrations/` makes them; a test holds the two equal."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

HEAD = "0006"
"""The newest migration. Migrations are numbered, so that an older Ashen knows a newer library when it sees one."""

_UNSTORABLE = re.compile("[\x00\x1a\ud800-\udfff]")
_ESCAPED = re.compile("\x1a([0-9a-f]{4})")


def escape(text: str) -> str:
    """`text` with what databases refuse (NUL, lone surrogates of undecodable file names) as U+001A and four digits."""
    return _UNSTORABLE.sub(lambda match: f"\x1a{ord(match[0]):04x}", text)


def unescape(text: str) -> str:
    """The text that `escape` was given."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "\x1a" in text else text


class AnyText(TypeDecorator[str]):
    """Text that may come from a file name, so may hold anything."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102
        return None if value is None else escape(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002, D102
        return None if value is None else unescape(value)


# SQLite numbers rows by itself only where the type is exactly INTEGER.
_Id = BigInteger().with_variant(Integer, "sqlite")

# Constraints have names, so that later migrations can alter them on every database.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

library = Table(
    "library",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

anime = Table(
    "anime",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("title", AnyText, nullable=False),
    Column("key", AnyText, nullable=False, index=True),
    Column("season", Integer),
    Column("year", Integer),
)

anime_id = Table(
    "anime_id",
    metadata,
    Column("anime_id", _Id, ForeignKey("anime.id", ondelete="CASCADE"), primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("value", AnyText, nullable=False),
    Index(None, "provider", "value"),
)

episode = Table(
    "episode",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("anime_id", _Id, ForeignKey("anime.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("number", AnyText),
    Column("number_start", Double),
    Column("number_end", Double),
    Column("title", AnyText),
)

episode_id = Table(
    "episode_id",
    metadata,
    Column("episode_id", _Id, ForeignKey("episode.id", ondelete="CASCADE"), primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("value", AnyText, primary_key=True),
    Index(None, "provider", "value"),
)

video = Table(
    "video",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("content_hash", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("duration_s", Double, nullable=False),
    Column("frames", Integer, nullable=False),
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
    Column("codec", AnyText, nullable=False),
    Column("partial", Boolean, nullable=False),
    Column("note", AnyText),
    Column("indexed_at_s", BigInteger, nullable=False),
    Column("anime_id", _Id, ForeignKey("anime.id"), nullable=False, index=True),
    Column("episode_id", _Id, ForeignKey("episode.id"), nullable=False, index=True),
    UniqueConstraint("content_hash"),
    sqlite_autoincrement=True,  # an index may still hold a removed video: its number must not come back
)

file = Table(
    "file",
    metadata,
    Column("path", AnyText, primary_key=True),
    Column("size_bytes", BigInteger, nullable=False, index=True),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("code", Text),
    Column("message", AnyText),
    Column("video_id", _Id, ForeignKey("video.id", ondelete="CASCADE"), index=True),
)

signature = Table(
    "signature",
    metadata,
    Column("recipe", Text, primary_key=True),
    Column("video_id", _Id, ForeignKey("video.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("frames", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

still = Table(
    "still",
    metadata,
    Column("video_id", _Id, ForeignKey("video.id", ondelete="CASCADE"), primary_key=True),
    Column("at_ns", BigInteger, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

verdict = Table(
    "verdict",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("said", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("query", AnyText, nullable=False),
    Column("query_hash", Text, nullable=False),
    Column("query_bytes", BigInteger, nullable=False),
    Column("query_kind", Text, nullable=False),
    Column("query_s", Double, nullable=False),
    Column("query_signature", LargeBinary, nullable=False),
    # What is meant is held by what it is, not by its number: it may be removed and indexed again.
    Column("video_hash", Text, nullable=False),
    Column("anime_title", AnyText, nullable=False),
    Column("episode_kind", Text, nullable=False),
    Column("episode_number", AnyText),
    Column("episode_title", AnyText),
    Column("told_at_s", BigInteger, nullable=False),
    sqlite_autoincrement=True,  # people undo verdicts by their numbers
)

span = Table(
    "span",
    metadata,
    Column("video_id", _Id, ForeignKey("video.id", ondelete="CASCADE"), primary_key=True),
    Column("start_ns", BigInteger, primary_key=True),
    Column("end_ns", BigInteger, nullable=False),
    Column("group_id", BigInteger, nullable=False, index=True),
)

# Which videos were compared with the others, and by which version of how that is done.
span_search = Table(
    "span_search",
    metadata,
    Column("video_id", _Id, ForeignKey("video.id", ondelete="CASCADE"), primary_key=True),
    Column("method", Integer, nullable=False),
)
