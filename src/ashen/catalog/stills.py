"""Videos' stills in the database, as functions of a connection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sqlalchemy import Connection, and_, delete, insert, or_, select

from ashen.catalog import schema
from ashen.catalog.reading import IDS_PER_STATEMENT, batched
from ashen.media.stills import Still

_OF = schema.still.c


def put(connection: Connection, video_id: int, stills: Iterable[Still]) -> None:
    """These stills in place of those that the video has."""
    connection.execute(delete(schema.still).where(_OF.video_id == video_id))
    rows = [{"video_id": video_id, "at_ns": round(still.at_s * 1e9), "data": still.data} for still in stills]
    if rows:
        connection.execute(insert(schema.still), rows)


def times_ns(connection: Connection, video_id: int) -> NDArray[np.int64]:
    """(n,) rising, nanoseconds; the key alone is read."""
    query = select(_OF.at_ns).where(_OF.video_id == video_id).order_by(_OF.at_ns)
    return np.array(connection.execute(query).scalars().all(), np.int64)


def video_ids(connection: Connection) -> NDArray[np.int64]:
    """(v,) rising, the videos that have stills; one look into the key for each video."""
    of = schema.video.c
    query = select(of.id).where(select(_OF.at_ns).where(_OF.video_id == of.id).exists()).order_by(of.id)
    return np.array(connection.execute(query).scalars().all(), np.int64)


def standing_for(connection: Connection, video_id: int, times_s: ArrayLike) -> list[Still]:
    """The stills that stand for these times, each once, in order; see `Catalog.stills_at`."""
    held_ns = times_ns(connection, video_id)
    if not len(held_ns):
        return []
    asked_ns = np.rint(np.asarray(times_s, np.float64) * 1e9)
    places = np.unique(np.maximum(np.searchsorted(held_ns, asked_ns, side="right") - 1, 0))
    found: list[Still] = []
    for batch in batched(held_ns[places].tolist()):
        query = select(_OF.at_ns, _OF.data).where(_OF.video_id == video_id, _OF.at_ns.in_(batch))
        found += _stills(connection.execute(query.order_by(_OF.at_ns)))
    return found


def data_of(connection: Connection, moments: Iterable[tuple[int, float]]) -> dict[tuple[int, float], bytes]:
    """(video id, seconds of a still) -> its bytes, of those that are held."""
    asked = {(video_id, round(at_s * 1e9)): (video_id, at_s) for video_id, at_s in moments}
    found: dict[tuple[int, float], bytes] = {}
    for batch in batched(asked, IDS_PER_STATEMENT // 2):
        # Not a tuple in a list of tuples, for which SQLite reads the whole key.
        each = or_(*(and_(_OF.video_id == video_id, _OF.at_ns == at_ns) for video_id, at_ns in batch))
        query = select(_OF.video_id, _OF.at_ns, _OF.data).where(each)
        found.update((asked[video_id, at_ns], bytes(data)) for video_id, at_ns, data in connection.execute(query))
    return found


def after(connection: Connection, video_id: int, at_s: float | None, limit: int) -> list[Still]:
    """The next `limit` stills later than `at_s`, or the first."""
    query = select(_OF.at_ns, _OF.data).where(_OF.video_id == video_id).order_by(_OF.at_ns).limit(limit)
    if at_s is not None:
        query = query.where(_OF.at_ns > round(at_s * 1e9))
    return _stills(connection.execute(query))


def _stills(rows: Iterable[Any]) -> list[Still]:
    return [Still(row.at_ns / 1e9, bytes(row.data)) for row in rows]
