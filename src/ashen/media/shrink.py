"""Exact area averaging of pictures that are already arrays; video frames are shrunk by frame_shrinker.py."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ashen.media.frames import SMALL_PX
from ashen.threads import one_thread

Box = tuple[float, float, float, float]
"""Left, top, right, bottom of a crop, in pixels from the top left corner; fractions count."""


def fit_within(width_px: int, height_px: int, longest_px: int) -> tuple[int, int]:
    """Width and height with the same aspect and no side over `longest_px`; never larger than given, at least 1 x 1."""
    scale = min(1.0, longest_px / max(width_px, height_px))
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))


def shrink(
    rgb: NDArray[np.uint8], size_px: int | tuple[int, int] = SMALL_PX, box: Box | None = None
) -> NDArray[np.uint8]:
    """Average areas of pictures down to `size_px`.

    Each output value is the mean of the input over its rectangle, a pixel that an edge cuts weighing by its part
    inside: within 0.51 of the exact mean, and so within about 1 of what a video frame of the same content shrinks to.
    Where the box is smaller than the output, the same rule enlarges it.

    Args:
        rgb: (n, h, w, 3) uint8 R'G'B', or one picture (h, w, 3).
        size_px: side of a square, or (width, height).
        box: only this part of each picture.

    Returns:
        (n, height, width, 3) uint8, or (height, width, 3) for one picture.

    Raises:
        ValueError: the box is empty or reaches outside the picture.
    """
    width_px, height_px = (size_px, size_px) if isinstance(size_px, int) else size_px
    batch = rgb if rgb.ndim == 4 else rgb[np.newaxis]
    count, h, w, _ = batch.shape
    left, top, right, bottom = (0.0, 0.0, float(w), float(h)) if box is None else box
    if not (0 <= left < right <= w and 0 <= top < bottom <= h):
        raise ValueError(f"crop box {box} is not a rectangle within a {w} x {h} picture; give left, top, right, bottom")
    small = np.empty((count, height_px, width_px, 3), np.uint8)
    x0, y0, x1, y1 = int(left), int(top), int(np.ceil(right)), int(np.ceil(bottom))
    down = _bands(top - y0, bottom - y0, height_px, 3 * (x1 - x0))
    across = _bands(left - x0, right - x0, width_px, 3 * height_px)
    with one_thread():
        for target, picture in zip(small, batch, strict=True):
            values = picture.reshape(h, -1)[y0:y1, 3 * x0 : 3 * x1]
            # Some rows of the result at a time: memory for all would be given back and asked for again each time.
            for first in range(0, len(down), _BANDS_AT_ONCE):
                some = down[first : first + _BANDS_AT_ONCE]
                averaged = _average_columns(_average_rows(values, some), across, width_px)
                target[some[0].rows.start : some[-1].rows.stop] = np.rint(averaged, out=averaged).transpose(1, 2, 0)
    return small if rgb.ndim == 4 else small[0]


class _Band(NamedTuple):
    """Some rows of the result, and the rows of the picture that they average by (rows, used) weights."""

    rows: slice
    used: slice
    weights: NDArray[np.float32]


_BAND_ROWS = 8
_BANDS_AT_ONCE = 8
_BAND_VALUES = 100_000
"""How much of a picture a band converts at once: it stays in a core's cache, while few bands mean few calls."""


def _average_rows(values: NDArray[np.uint8], bands: Sequence[_Band]) -> NDArray[np.float32]:
    """(rows, m) values -> (k, m) weighted means of rows, band by band: nearly all of a whole product is zeros."""
    first = bands[0].rows.start
    averaged = np.empty((bands[-1].rows.stop - first, values.shape[1]), np.float32)
    for band in bands:
        own = averaged[band.rows.start - first : band.rows.stop - first]
        np.matmul(band.weights, values[band.used].astype(np.float32), out=own)
    return averaged


def _average_columns(rows: NDArray[np.float32], bands: Sequence[_Band], count: int) -> NDArray[np.float32]:
    """(k, w * 3) values -> (3, k, count) weighted means of columns; planes, as colours in threes copy slowly."""
    planes = np.stack([rows[:, channel::3] for channel in range(3)])
    averaged = np.empty((*planes.shape[:2], count), np.float32)
    for band in bands:
        averaged[..., band.rows] = planes[..., band.used] @ band.weights.T
    return averaged


@lru_cache(maxsize=256)
def _bands(start: float, stop: float, count: int, across: int) -> tuple[_Band, ...]:
    """The bands that average the rows from `start` to `stop` into `count`, of pictures with `across` values a row."""
    fitting = int(_BAND_VALUES * count / (across * (stop - start)))
    at_once = min(_BAND_ROWS, max(1, fitting))
    edges = np.linspace(start, stop, count + 1)
    bands: list[_Band] = []
    for row in range(0, count, at_once):
        own = edges[row : row + at_once + 1]
        first, past = int(own[0]), int(np.ceil(own[-1]))
        weights = _weights(own, first, past, count / (stop - start))
        bands.append(_Band(slice(row, row + len(weights)), slice(first, past), weights))
    return tuple(bands)


def _weights(edges: NDArray[np.float64], first: int, past: int, a_row: float) -> NDArray[np.float32]:
    """(k, past - first) float32, the share of each pixel from `first` on in each part between `edges`, k + 1 in number,
    of which `a_row` come to a pixel."""
    pixels = np.arange(first, past, dtype=np.float64)
    overlap = np.minimum(edges[1:, np.newaxis], pixels + 1) - np.maximum(edges[:-1, np.newaxis], pixels)
    shares: NDArray[np.float32] = (np.maximum(overlap, 0) * a_row).astype(np.float32)
    return shares
