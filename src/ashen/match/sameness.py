"""Whether two pictures laid on each other show the same: a small network's word on a verified candidate.

Geometry says where a query lies on a still, and how much agrees block by block. What it cannot say is whether that
which does not agree was laid over the picture (a box, steam, letters) or is another picture: a room of another show
that is drawn alike, the other half of a landscape. Seen side by side that is plain, so a network was trained on pairs
that Ashen itself had laid on each other (training/sameness).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ashen import networks
from ashen.match.geometry import Rect, between, scaling
from ashen.match.verify import NOT_COMPARED, Verification

WEIGHTS = "sameness.onnx.zst"
SIDE_PX = 64
"""Of the pictures that are compared."""
QUERY_PX = 640
"""Longer side of a query, of which an inset of a third of it is still as large as what is averaged."""
OVERSAMPLED = 3
"""How many pixels across are averaged for each of those."""
LEAST_PART = 0.05
"""Smallest part of a still's sides that is looked at."""


def shrunk(query: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A query as small as `laid_together` needs it, once for all stills: (h, w, 3) uint8, `QUERY_PX` at most."""
    factor = QUERY_PX / max(query.shape[:2])
    return _resized(query, round(query.shape[1] * factor), round(query.shape[0] * factor)) if factor < 1 else query


def laid_together(query: NDArray[np.uint8], still: NDArray[np.uint8], seen: Verification) -> NDArray[np.uint8]:
    """The part of a still that a query shows, as the query has it and as the still has it.

    Args:
        query: (h, w, 3) uint8 R'G'B' as it was given.
        still: (h, w, 3) uint8 R'G'B'.
        seen: how the query lies on it.

    Returns:
        (SIDE_PX, SIDE_PX, 7) uint8: the query's R'G'B', black outside it, the still's, and 255 where the query is.
    """
    part = _part(seen.visible)
    side = SIDE_PX * OVERSAMPLED
    query = _near_size(query, seen, part, side)
    cell = between(Rect(0.0, 0.0, float(side), float(side)), part)  # pixels of the result to shares of the still
    size, linear = (side, side), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    to_query = scaling(query.shape[1], query.shape[0]) @ seen.transform @ cell
    to_still = scaling(still.shape[1], still.shape[0]) @ cell
    there = cv2.warpPerspective(query, to_query, size, flags=linear, borderMode=cv2.BORDER_CONSTANT)
    here = cv2.warpPerspective(still, to_still, size, flags=linear, borderMode=cv2.BORDER_REPLICATE)
    ones = np.full(query.shape[:2], 255, np.uint8)
    covers = cv2.warpPerspective(ones, to_query, size, flags=linear, borderMode=cv2.BORDER_CONSTANT)
    planes = (cv2.resize(plane, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA) for plane in (there, here, covers))
    return np.asarray(np.dstack(list(planes)), np.uint8)


def same_odds(pairs: Sequence[NDArray[np.uint8]]) -> list[float]:
    """Log odds that the two pictures of each pair show the same, but for what was laid over, from -8 to 8.

    Args:
        pairs: as `laid_together` gives them.
    """
    if not pairs:
        return []
    (odds,) = networks.session("ashen.match", WEIGHTS).run(None, {"pairs": np.stack(pairs)})
    held: list[float] = np.clip(np.asarray(odds, np.float64), NOT_COMPARED, -NOT_COMPARED).tolist()
    return held


def record() -> dict[str, Any]:
    """Data, seeds, commands and figures of the training."""
    return networks.record("ashen.match", WEIGHTS)


def _part(visible: Rect) -> Rect:
    """What is seen of a still, within it, and no smaller than can be looked at."""
    left, right = _within(visible.left, visible.right)
    top, bottom = _within(visible.top, visible.bottom)
    return Rect(left, top, right, bottom)


def _within(low: float, high: float) -> tuple[float, float]:
    low, high = min(max(low, 0.0), 1.0 - LEAST_PART), min(max(high, LEAST_PART), 1.0)
    return low, max(high, low + LEAST_PART)


def _near_size(query: NDArray[np.uint8], seen: Verification, part: Rect, side: int) -> NDArray[np.uint8]:
    """The query at about the size it is compared at, so that no pixel of it is passed over."""
    corners = np.array([[part.left, part.right, part.right, part.left], [part.top, part.top, part.bottom, part.bottom]])
    placed = seen.transform @ np.vstack([corners, np.ones(4)])
    spans = np.ptp(placed[:2] / placed[2], axis=1)
    height, width = query.shape[:2]
    wide = max(8, min(width, round(side / max(spans[0], 1e-3))))
    high = max(8, min(height, round(side / max(spans[1], 1e-3))))
    return _resized(query, wide, high)


def _resized(rgb: NDArray[np.uint8], wide: int, high: int) -> NDArray[np.uint8]:
    if rgb.shape[:2] == (high, wide):
        return rgb
    small = cv2.resize(np.ascontiguousarray(rgb), (max(1, wide), max(1, high)), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
