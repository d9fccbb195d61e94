"""Questions to the catalogue, as functions of a connection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Column, Connection, Table, case, func, select

from ashen.catalog import schema
from ashen.catalog.records import EPISODE_KINDS, Anime, Episode, FileRecord, Summary, Video
from ashen.errors import SignatureDamaged, VideoMissing
from ashen.signature.codec import decode_signature
from ashen.signature.signature import Signature

T = TypeVar("T")

IDS_PER_STATEMENT = 500
"""Below the number of parameters that every database takes."""

_FILE = (
    schema.file.c.path,
    schema.file.c.size_bytes,
    schema.file.c.mtime_ns,
    schema.file.c.state,
    schema.file.c.code,
    schema.file.c.message,
    schema.file.c.video_id,
)


_VIDEO = (
    "id",
    "content_hash",
    "size_bytes",
    "duration_s",
    "frames",
    "width_px",
    "height_px",
    "codec",
    "partial",
    "note",
    "indexed_at_s",
)
_EPISODE = ("kind", "number", "number_start", "number_end", "title")


def batched(items: Iterable[T], size: int = IDS_PER_STATEMENT) -> Iterator[list[T]]:
    """`items` in lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def fact(connection: Connection, key: str) -> str:
    """One of the library's own facts."""
    return str(connection.execute(select(schema.library.c.value).where(schema.library.c.key == key)).scalar_one())


def file(connection: Connection, path: str) -> FileRecord | None:
    """The file at `path`, if known."""
    row = connection.execute(select(*_FILE).where(schema.file.c.path == path)).first()
    return None if row is None else FileRecord(*row)


def files_after(connection: Connection, after: str | None, under: str | None, limit: int) -> list[FileRecord]:
    """The next `limit` files by path after `after`, whose path begins with `under`."""
    path = schema.file.c.path
    query = select(*_FILE).order_by(path).limit(limit)
    if after is not None:
        query = query.where(path > after)
    if under:
        # LIKE would ignore case on SQLite.
        query = query.where(func.substr(path, 1, len(schema.escape(under)), type_=schema.AnyText) == under)
    return [FileRecord(*row) for row in connection.execute(query)]


def videos(connection: Connection, only: Collection[int] | None = None) -> list[Video]:
    """All videos, or those with these ids: by anime, then kind and number of episode."""
    video, anime, episode = schema.video.c, schema.anime.c, schema.episode.c
    query = (
        select(
            *(video[name] for name in _VIDEO),
            video.anime_id,
            *(anime[name].label(f"anime_{name}") for name in ("title", "season", "year")),
            video.episode_id,
            *(episode[name].label(f"episode_{name}") for name in _EPISODE),
        )
        .join_from(schema.video, schema.anime, video.anime_id == anime.id)
        .join(schema.episode, video.episode_id == episode.id)
    )
    if only is None:
        kind_order = case({kind: rank for rank, kind in enumerate(EPISODE_KINDS)}, value=episode.kind)
        no_number = case((episode.number_start.is_(None), 1), else_=0)
        query = query.order_by(
            anime.key, anime.id, kind_order, no_number, episode.number_start, episode.number_end, episode.id, video.id
        )
    else:
        query = query.where(video.id.in_(only))
    rows = connection.execute(query).all()
    ids = _anime_ids(connection, {row.anime_id for row in rows} if only is not None else None)
    of_episodes = _episode_ids(connection, {row.episode_id for row in rows} if only is not None else None)
    paths = _paths(connection, only)
    known: dict[int, Anime] = {}  # the videos of an anime share it
    return [_video(row, known, ids, of_episodes, paths) for row in rows]


def _video(
    row: Any,
    known: dict[int, Anime],
    ids: dict[int, dict[str, str]],
    of_episodes: dict[int, dict[str, tuple[str, ...]]],
    paths: dict[int, list[str]],
) -> Video:
    columns: list[Any] = list(row)
    anime_id, title, season, year, *episode = columns[len(_VIDEO) :]
    anime = known.get(anime_id)
    if anime is None:
        anime = known[anime_id] = Anime(anime_id, title, season, year, ids.get(anime_id, {}))
    video = dict(zip(_VIDEO, columns, strict=False))
    shown = Episode(*[*episode, of_episodes.get(episode[0], {})])
    return Video(**video, anime=anime, episode=shown, paths=tuple(paths.get(video["id"], ())))


def _anime_ids(connection: Connection, only: set[int] | None) -> dict[int, dict[str, str]]:
    query = select(schema.anime_id.c.anime_id, schema.anime_id.c.provider, schema.anime_id.c.value)
    if only is not None:
        query = query.where(schema.anime_id.c.anime_id.in_(only))
    ids: dict[int, dict[str, str]] = defaultdict(dict)
    for anime, provider, value in connection.execute(query.order_by(schema.anime_id.c.provider)):
        ids[anime][provider] = value
    return ids


def _episode_ids(connection: Connection, only: set[int] | None) -> dict[int, dict[str, tuple[str, ...]]]:
    of = schema.episode_id.c
    query = select(of.episode_id, of.provider, of.value)
    if only is not None:
        query = query.where(of.episode_id.in_(only))
    ids: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for episode, provider, value in connection.execute(query.order_by(of.provider, of.value)):
        ids[episode][provider] = (*ids[episode].get(provider, ()), value)
    return ids


def _paths(connection: Connection, only: Collection[int] | None) -> dict[int, list[str]]:
    of = schema.file.c
    query = select(of.video_id, of.path).where(of.video_id.is_not(None) if only is None else of.video_id.in_(only))
    paths: dict[int, list[str]] = defaultdict(list)
    for video, path in connection.execute(query.order_by(of.path)):
        paths[video].append(path)
    return paths


def videos_by_hash(connection: Connection, hashes: Iterable[str]) -> dict[str, int]:
    """Content hash -> video id, of those that are held."""
    of = schema.video.c
    found: dict[str, int] = {}
    for batch in batched(hashes):
        rows = connection.execute(select(of.content_hash, of.id).where(of.content_hash.in_(batch)))
        found.update((content_hash, video_id) for content_hash, video_id in rows)
    return found


def hashes_by_size(connection: Connection) -> dict[int, set[str]]:
    """Length of a file -> content hashes of the videos of that length."""
    found: dict[int, set[str]] = defaultdict(set)
    for size_bytes, content_hash in connection.execute(select(schema.video.c.size_bytes, schema.video.c.content_hash)):
        found[size_bytes].add(content_hash)
    return dict(found)


def signature_data(connection: Connection, video_id: int, recipe: str) -> bytes | None:
    """The stored bytes of one signature."""
    of = schema.signature.c
    query = select(of.data).where(of.recipe == recipe, of.video_id == video_id)
    data = connection.execute(query).scalar_one_or_none()
    return None if data is None else bytes(data)


def decoded(data: bytes | None, video_id: int, recipe: str) -> Signature:
    """What `signature_data` gave, as a signature; outside of the transaction, which need not wait for it.

    Raises:
        VideoMissing: there is none.
        SignatureDamaged: the bytes are damaged.
    """
    if data is None:
        raise VideoMissing(
            f"the library holds no video {video_id} signed by {recipe}; `ashen list` shows the videos it holds"
        )
    signature = decode_signature(data)
    if signature.recipe != recipe:
        raise SignatureDamaged(f"video {video_id} has a signature by {signature.recipe} in place of {recipe}")
    return signature


def video_ids(connection: Connection, recipe: str) -> NDArray[np.int64]:
    """(v,) rising, the videos signed by `recipe`."""
    of = schema.signature.c
    query = select(of.video_id).where(of.recipe == recipe).order_by(of.video_id)
    return np.array(connection.execute(query).scalars().all(), np.int64)


def summary(connection: Connection) -> Summary:
    """How much there is."""

    def count(table: Table) -> int:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())

    def count_by(column: Column[str]) -> dict[str, int]:
        rows = connection.execute(select(column, func.count()).group_by(column).order_by(column))
        return {str(row[0]): int(row[1]) for row in rows}

    of = schema.video.c
    total = connection.execute(
        select(func.count(), func.sum(of.frames), func.sum(of.duration_s), func.sum(of.size_bytes))
    ).one()
    stills, stills_bytes = connection.execute(
        select(func.count(), func.sum(func.length(schema.still.c.data))).select_from(schema.still)
    ).one()
    return Summary(
        anime=count(schema.anime),
        episodes=count(schema.episode),
        videos=int(total[0]),
        files=count_by(schema.file.c.state),
        frames=int(total[1] or 0),
        duration_s=float(total[2] or 0),
        size_bytes=int(total[3] or 0),
        signatures=count_by(schema.signature.c.recipe),
        stills=int(stills),
        stills_bytes=int(stills_bytes or 0),
    )
