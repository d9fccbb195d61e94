"""Recurring spans in the database, as functions of a connection."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, delete, func, insert, select

from ashen.catalog import schema
from ashen.catalog.reading import batched
from ashen.catalog.records import Span

_OF = schema.span.c
_SEARCHED = schema.span_search.c


def of_videos(connection: Connection, video_ids: Collection[int]) -> list[Span]:
    """The spans of these videos, by video and time."""
    found: list[Span] = []
    for batch in batched(sorted(set(video_ids))):
        query = select(_OF.group_id, _OF.video_id, _OF.start_ns, _OF.end_ns).where(_OF.video_id.in_(batch))
        found += _spans(connection.execute(query.order_by(_OF.video_id, _OF.start_ns)))
    return found


def of_groups(connection: Connection, group_ids: Collection[int]) -> list[Span]:
    """All spans of these groups, by group, video and time."""
    found: list[Span] = []
    for batch in batched(sorted(set(group_ids))):
        query = select(_OF.group_id, _OF.video_id, _OF.start_ns, _OF.end_ns).where(_OF.group_id.in_(batch))
        found += _spans(connection.execute(query.order_by(_OF.group_id, _OF.video_id, _OF.start_ns)))
    return found


def unused_group(connection: Connection) -> int:
    """A group number above all in use."""
    return int(connection.execute(select(func.max(_OF.group_id))).scalar_one() or 0) + 1


def change(connection: Connection, before: Iterable[Span], after: Iterable[Span]) -> set[int]:
    """Put `after` in the place of `before`; only what differs is written. The groups that differ."""
    old, new = {_row(span) for span in before}, {_row(span) for span in after}
    for video_id, start_ns, _, _ in old - new:
        connection.execute(delete(schema.span).where(_OF.video_id == video_id, _OF.start_ns == start_ns))
    names = ("video_id", "start_ns", "end_ns", "group_id")
    rows = [dict(zip(names, row, strict=True)) for row in sorted(new - old)]
    if rows:
        connection.execute(insert(schema.span), rows)
    return {group_id for _, _, _, group_id in old ^ new}


def set_searched(connection: Connection, video_id: int, method: int) -> None:
    """Note that the video was looked at."""
    connection.execute(delete(schema.span_search).where(_SEARCHED.video_id == video_id))
    connection.execute(insert(schema.span_search).values(video_id=video_id, method=method))


def unsearched(connection: Connection, recipe: str, method: int) -> Sequence[int]:
    """The videos signed by `recipe` that were not looked at by `method`, rising."""
    signed = schema.signature.c
    looked_at = select(_SEARCHED.video_id).where(_SEARCHED.video_id == signed.video_id, _SEARCHED.method >= method)
    query = select(signed.video_id).where(signed.recipe == recipe, ~looked_at.exists()).order_by(signed.video_id)
    return connection.execute(query).scalars().all()


def neighbours(connection: Connection, video_id: int, limit: int) -> Sequence[int]:
    """Videos of the episodes of the same anime and kind whose number is at most one off, without the video's own
    episode; rising, `limit` at most."""
    video, episode = schema.video.c, schema.episode.c
    own = connection.execute(
        select(episode.id, episode.anime_id, episode.kind, episode.number_start)
        .join_from(schema.episode, schema.video, video.episode_id == episode.id)
        .where(video.id == video_id)
    ).one_or_none()
    if own is None or own.number_start is None:
        return []
    query = (
        select(video.id)
        .join_from(schema.video, schema.episode, video.episode_id == episode.id)
        .where(episode.anime_id == own.anime_id, episode.kind == own.kind, episode.id != own.id)
        .where(episode.number_start >= own.number_start - 1, episode.number_start <= own.number_start + 1)
        .order_by(video.id)
        .limit(limit)
    )
    return connection.execute(query).scalars().all()


def drop_lonely(connection: Connection, group_ids: Collection[int]) -> None:
    """Remove those of these groups that no two episodes have any more."""
    for group_id in sorted(set(group_ids)):
        query = (
            select(schema.video.c.episode_id)
            .join_from(schema.span, schema.video, _OF.video_id == schema.video.c.id)
            .where(_OF.group_id == group_id)
            .distinct()
            .limit(2)  # so that it costs the same however many have it
        )
        if len(connection.execute(query).all()) < 2:
            connection.execute(delete(schema.span).where(_OF.group_id == group_id))


def groups_of(connection: Connection, video_ids: Collection[int]) -> list[int]:
    """The groups that have a span in one of these videos."""
    query = select(_OF.group_id).where(_OF.video_id.in_(video_ids)).distinct()
    return list(connection.execute(query).scalars().all())


def _row(span: Span) -> tuple[int, int, int, int]:
    return span.video_id, round(span.start_s * 1e9), round(span.end_s * 1e9), span.group_id


def _spans(rows: Iterable[Sequence[int]]) -> list[Span]:
    return [Span(int(group), int(video), start / 1e9, end / 1e9) for group, video, start, end in rows]
