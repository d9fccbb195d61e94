"""What people said of queries, as functions of a connection."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, delete, select

from ashen.catalog import schema
from ashen.catalog.naming import insert_row
from ashen.catalog.records import Asked, Meant, Said, Verdict
from ashen.signature.codec import decode_signature, encode_signature


def add(connection: Connection, said: Said, asked: Asked, meant: Meant) -> int:
    """The new verdict's number; see `Catalog.add_verdict`."""
    of = schema.verdict.c
    same = (of.query_hash == asked.content_hash) & (of.scope == meant.scope) & (of.video_hash == meant.video_hash)
    connection.execute(delete(schema.verdict).where(same))
    values = {
        "said": said,
        "scope": meant.scope,
        "query": asked.path,
        "query_hash": asked.content_hash,
        "query_bytes": asked.size_bytes,
        "query_kind": asked.kind,
        "query_s": asked.duration_s,
        "query_signature": encode_signature(asked.signature),
        "video_hash": meant.video_hash,
        "anime_title": meant.anime_title,
        "episode_kind": meant.episode_kind,
        "episode_number": meant.episode_number,
        "episode_title": meant.episode_title,
        "told_at_s": int(time.time()),
    }
    return insert_row(connection, schema.verdict, values)


def remove(connection: Connection, verdict_id: int) -> bool:
    """Forget a verdict; whether there was one."""
    return connection.execute(delete(schema.verdict).where(schema.verdict.c.id == verdict_id)).rowcount > 0


def verdicts(connection: Connection, kind: str | None, within_s: tuple[float, float] | None) -> list[Verdict]:
    """See `Catalog.verdicts`."""
    of = schema.verdict.c
    query = select(schema.verdict).order_by(of.id)
    if kind is not None:
        query = query.where(of.query_kind == kind)
    if within_s is not None:
        query = query.where(of.query_s.between(*within_s))
    return [_verdict(row) for row in connection.execute(query)]


def _verdict(row: Any) -> Verdict:
    signature = decode_signature(bytes(row.query_signature))
    asked = Asked(row.query, row.query_hash, row.query_bytes, row.query_kind, row.query_s, signature)
    meant = Meant(row.scope, row.video_hash, row.anime_title, row.episode_kind, row.episode_number, row.episode_title)
    return Verdict(row.id, row.said, asked, meant, row.told_at_s)
