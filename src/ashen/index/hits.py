"""Putting hits in order, and hits of several places together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ashen.index.contract import Hits


def no_hits() -> Hits:
    """Nothing was found."""
    return Hits(np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.float32))


def in_order(
    query: NDArray[np.int32], video_id: NDArray[np.int64], tick: NDArray[np.int32], distance: NDArray[np.float32]
) -> Hits:
    """The columns as hits: by query, distance (a whole number below 2**32), video and tick."""
    # Two whole numbers say the same as four columns, and sort in half the time.
    place = video_id << 24 | tick
    rank = query.astype(np.int64) << 32 | distance.astype(np.int64)
    order = np.lexsort((place, rank))
    return Hits(query[order], video_id[order], tick[order], distance[order])


def nearest_of(found: Sequence[Hits], k: int) -> Hits:
    """The `k` nearest of each query's hits in several places that share no row."""
    filled = [hits for hits in found if len(hits)]
    if not filled:
        return no_hits()
    if len(filled) == 1:
        merged = filled[0]
    else:
        merged = in_order(
            np.concatenate([hits.query for hits in filled]),
            np.concatenate([hits.video_id for hits in filled]),
            np.concatenate([hits.tick for hits in filled]),
            np.concatenate([hits.distance for hits in filled]),
        )
    first_of_query = np.searchsorted(merged.query, merged.query, side="left")
    keep = np.arange(len(merged)) - first_of_query < k
    if keep.all():
        return merged
    return Hits(merged.query[keep], merged.video_id[keep], merged.tick[keep], merged.distance[keep])
