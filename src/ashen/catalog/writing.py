"""Changes to the catalogue, as functions of a connection whose transaction holds all of each."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from ashen.catalog import schema
from ashen.catalog import spans as span_rows
from ashen.catalog.naming import drop_empty, insert_row, place
from ashen.catalog.reading import batched, videos_by_hash
from ashen.catalog.records import FileStat, Naming, NewVideo
from ashen.catalog.stills import put as put_stills
from ashen.errors import VideoMissing
from ashen.media.stills import Still
from ashen.signature.codec import encode_signature
from ashen.signature.signature import Signature


def add_video(
    connection: Connection,
    new: NewVideo,
    encoded: Sequence[dict[str, object]],
    stat: FileStat,
    stills: Iterable[Still] = (),
) -> int:
    """The new video's id; see `Catalog.add_video`."""
    anime_id, episode_id = place(connection, new.naming)
    held = videos_by_hash(connection, [new.content_hash]).get(new.content_hash)
    if held is not None:
        connection.execute(
            update(schema.video).where(schema.video.c.id == held).values(content_hash=f"replaced {held}")
        )
    values = {
        "content_hash": new.content_hash,
        "size_bytes": new.size_bytes,
        "duration_s": new.duration_s,
        "frames": new.frames,
        "width_px": new.width_px,
        "height_px": new.height_px,
        "codec": new.codec,
        "partial": new.partial,
        "note": new.note,
        "indexed_at_s": int(time.time()),
        "anime_id": anime_id,
        "episode_id": episode_id,
    }
    video_id = insert_row(connection, schema.video, values)
    if encoded:
        connection.execute(insert(schema.signature), [{**row, "video_id": video_id} for row in encoded])
    put_stills(connection, video_id, stills)
    if held is not None:
        copies = update(schema.file).where(schema.file.c.video_id == held)
        connection.execute(copies.values(video_id=video_id, **_state_of(new.partial, new.note)))
        remove_videos(connection, [held])
    put_file(connection, stat, video_id, _state_of(new.partial, new.note))
    bump(connection)
    return video_id


def encode(signatures: Sequence[Signature]) -> list[dict[str, object]]:
    """Rows of the table of signatures, less their video's id."""
    return [
        {"recipe": signature.recipe, "frames": len(signature), "data": encode_signature(signature)}
        for signature in signatures
    ]


def add_signatures(connection: Connection, video_id: int, encoded: Sequence[dict[str, object]]) -> None:
    """Signatures of a held video, in place of those of the same recipe."""
    need(connection, video_id)
    of = schema.signature.c
    recipes = [row["recipe"] for row in encoded]
    connection.execute(delete(schema.signature).where(of.video_id == video_id, of.recipe.in_(recipes)))
    if encoded:
        connection.execute(insert(schema.signature), [{**row, "video_id": video_id} for row in encoded])
    bump(connection)


def add_stills(connection: Connection, video_id: int, stills: Iterable[Still]) -> None:
    """Stills of a held video, in place of those it has."""
    need(connection, video_id)
    put_stills(connection, video_id, stills)


def link_file(connection: Connection, stat: FileStat, video_id: int) -> None:
    """The file holds that video."""
    row = need(connection, video_id)
    put_file(connection, stat, video_id, _state_of(row.partial, row.note))


def record_failure(connection: Connection, stat: FileStat, code: str, message: str) -> None:
    """The file cannot be signed as it is; the video it held before stays its own."""
    of = schema.file.c
    held = connection.execute(select(of.video_id).where(of.path == stat.path)).scalar_one_or_none()
    put_file(connection, stat, held, {"state": "failed", "code": code, "message": message})


def put_file(connection: Connection, stat: FileStat, video_id: int | None, state: dict[str, str | None]) -> None:
    """Write a file's row, in place of an older one."""
    of = schema.file.c
    values = {"size_bytes": stat.size_bytes, "mtime_ns": stat.mtime_ns, "video_id": video_id, **state}
    if connection.execute(update(schema.file).where(of.path == stat.path).values(values)).rowcount == 0:
        connection.execute(insert(schema.file).values(path=stat.path, **values))


def forget_files(connection: Connection, paths: Iterable[str]) -> int:
    """Remove files' rows and the videos that lay nowhere else; how many videos."""
    of, removed = schema.file.c, 0
    for batch in batched(paths):
        query = select(of.video_id).where(of.path.in_(batch), of.video_id.is_not(None)).distinct()
        videos = connection.execute(query).scalars().all()
        connection.execute(delete(schema.file).where(of.path.in_(batch)))
        removed += remove_homeless(connection, videos)
    return removed


def remove_videos(connection: Connection, video_ids: Collection[int]) -> int:
    """Remove videos with all that hangs on them; how many there were."""
    of, removed = schema.video.c, 0
    for batch in batched(video_ids):
        rows = connection.execute(select(of.anime_id, of.episode_id).where(of.id.in_(batch))).all()
        shared = span_rows.groups_of(connection, batch)
        connection.execute(delete(schema.video).where(of.id.in_(batch)))
        span_rows.drop_lonely(connection, shared)
        drop_empty(connection, [row.anime_id for row in rows], [row.episode_id for row in rows])
        removed += len(rows)
    if removed:
        bump(connection)
    return removed


def set_names(connection: Connection, video_id: int, naming: Naming) -> None:
    """The video is that anime's and episode's."""
    before = need(connection, video_id)
    anime_id, episode_id = place(connection, naming)
    change = update(schema.video).where(schema.video.c.id == video_id)
    connection.execute(change.values(anime_id=anime_id, episode_id=episode_id))
    drop_empty(connection, [before.anime_id], [before.episode_id])


def set_search_recipe(connection: Connection, name: str) -> None:
    """The recipe that searches go by from now on."""
    connection.execute(update(schema.library).where(schema.library.c.key == "search_recipe").values(value=name))
    bump(connection)


def bump(connection: Connection) -> None:
    """Tell readers that videos came or went."""
    row = schema.library.c.key == "revision"
    revision = connection.execute(select(schema.library.c.value).where(row).with_for_update()).scalar_one()
    connection.execute(update(schema.library).where(row).values(value=str(int(revision) + 1)))


def _state_of(partial: bool, note: str | None) -> dict[str, str | None]:
    return {"state": "partial" if partial else "indexed", "code": None, "message": note}


def need(connection: Connection, video_id: int) -> Any:
    """The row of a video (partial, note, anime_id, episode_id); VideoMissing when there is none."""
    of = schema.video.c
    query = select(of.partial, of.note, of.anime_id, of.episode_id).where(of.id == video_id)
    row = connection.execute(query).first()
    if row is None:
        raise missing(video_id)
    return row


def missing(video_id: int) -> VideoMissing:
    """The error for a video that is not there."""
    return VideoMissing(f"the library holds no video {video_id}; `ashen list` shows those it holds")


def remove_homeless(connection: Connection, only: Sequence[int] | None = None) -> int:
    """Remove the videos, of these or of all, that no file holds any more; how many."""
    of = schema.video.c
    query = select(of.id).where(~select(schema.file.c.path).where(schema.file.c.video_id == of.id).exists())
    if only is not None:
        query = query.where(of.id.in_(only))
    return remove_videos(connection, connection.execute(query).scalars().all())
