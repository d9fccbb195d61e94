"""The stored frames near a line: which they are, and how near in likeness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ashen.signature.signature import Codes, Signature

STEP_FRAMES = 256
"""Frames whose distances say how far apart frames are."""
MANY = 2_000
"""Times from which on it pays to ask whether frames are evenly spaced, and then to reckon rather than to look up."""
EVEN = 0.05
"""Frames are evenly spaced when none is further from its place than this share of their distance."""
ROWS_AT_ONCE = 32
"""Query frames that are multiplied with all that is near any of them..."""
WASTE = 12
"""...unless that is more than so many times what is near each..."""
FEW = 8
"""...or no more than this is near each."""


def frame_step_s(signature: Signature) -> float:
    """Seconds from one frame to the next, as a rule: the median of the first frames."""
    times_s = signature.times_s[:STEP_FRAMES]
    return float(np.median(np.diff(times_s))) if len(times_s) > 1 else 0.04


def nearest_rows(times_s: NDArray[np.float64], wanted_s: NDArray[np.float64]) -> NDArray[np.intp]:
    """Row of the frame on screen nearest each wanted time, same shape as `wanted_s`.

    Of many times, where frames are evenly spaced, either of two frames may be named when the time is halfway between
    them to within a tenth of their distance.
    """
    if wanted_s.size >= MANY and len(times_s) > 1:
        step_s = float(times_s[-1] - times_s[0]) / (len(times_s) - 1)
        places = np.arange(len(times_s)) * step_s + times_s[0]
        if np.abs(times_s - places).max() <= EVEN * step_s:
            places = np.ceil((wanted_s - (times_s[0] + step_s / 2)) / step_s)
            reckoned: NDArray[np.intp] = np.clip(places, 0, len(times_s) - 1, out=places).astype(np.intp)
            return reckoned
    return looked_up_rows(times_s, wanted_s)


def looked_up_rows(times_s: NDArray[np.float64], wanted_s: NDArray[np.float64]) -> NDArray[np.intp]:
    """As `nearest_rows`, exactly and slowly: of two frames equally near, the earlier."""
    right = np.clip(np.searchsorted(times_s, wanted_s), 1, max(1, len(times_s) - 1))
    left = right - 1
    right = np.minimum(right, len(times_s) - 1)
    return np.where(wanted_s - times_s[left] <= times_s[right] - wanted_s, left, right)


def cosines(query: Codes, source: Codes, near: NDArray[np.intp], unit: float) -> NDArray[np.float32]:
    """(n, k) float32: of each query frame to k stored frames.

    Products of some rows with the stretch of stored codes that holds all that is near any of them; where that is long,
    since times jump or the query is thin, row by row.

    Args:
        query: (n, d) codes.
        source: (m, d) codes of the stored video.
        near: (n, k) its rows, each within it.
        unit: length of a code.
    """
    if near.shape[1] <= FEW:
        return _one_by_one(query, source, near) / np.float32(unit * unit)
    found = np.empty(near.shape, np.float32)
    for first in range(0, len(near), ROWS_AT_ONCE):
        rows = slice(first, first + ROWS_AT_ONCE)
        part = near[rows]
        low, high = int(part.min()), int(part.max()) + 1
        if high - low > WASTE * part.shape[1]:
            found[rows] = _one_by_one(query[rows], source, part)
            continue
        product = query[rows].astype(np.float32) @ source[low:high].astype(np.float32).T
        found[rows] = np.take_along_axis(product, part - low, axis=1)
    found /= np.float32(unit * unit)
    return found


def _one_by_one(query: Codes, source: Codes, near: NDArray[np.intp]) -> NDArray[np.float32]:
    products: NDArray[np.float32] = np.einsum(
        "nd,nkd->nk", query.astype(np.float32), source[near].astype(np.float32), dtype=np.float32
    )
    return products
