"""Exact area averaging of pictures that are already arrays; video frames are shrunk by frame_shrinker.py."""

from __future__ import annotations

from functools import lru_cache

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
    x0, across = _weights(left, right, width_px)
    y0, down = _weights(top, bottom, height_px)
    x1, y1 = x0 + across.shape[1], y0 + down.shape[1]
    with one_thread():
        for target, picture in zip(small, batch, strict=True):
            rows = _average_rows(picture[y0:y1, x0:x1], down)
            columns = np.ascontiguousarray(rows.transpose(1, 0, 2)).reshape(x1 - x0, -1)
            target[:] = np.rint((across @ columns).reshape(width_px, height_px, 3).transpose(1, 0, 2))
    return small if rgb.ndim == 4 else small[0]


def _average_rows(rgb: NDArray[np.uint8], down: NDArray[np.float32]) -> NDArray[np.float32]:
    """(h, w, 3) pixels and (k, h) weights -> (k, w, 3) float32; row by row where the picture is large."""
    h, w, _ = rgb.shape
    averaged = np.empty((len(down), w * 3), np.float32)
    if h <= BANDED_ABOVE_PX:
        np.matmul(down, rgb.reshape(h, -1).astype(np.float32), out=averaged)
    else:
        for row, weights in zip(averaged, down, strict=True):
            used = np.flatnonzero(weights)
            part = slice(used[0], used[-1] + 1)
            np.matmul(weights[part], rgb[part].reshape(-1, w * 3).astype(np.float32), out=row)
    return averaged.reshape(len(down), w, 3)


BANDED_ABOVE_PX = 300
"""Picture height above which skipping the zeros of the weights beats one dense product."""


@lru_cache(maxsize=64)
def _weights(start: float, stop: float, count: int) -> tuple[int, NDArray[np.float32]]:
    """First pixel used, and (count, pixels used) the share of each pixel in each of `count` equal parts of the span."""
    first = int(start)
    pixels = np.arange(first, int(np.ceil(stop)), dtype=np.float64)
    edges = np.linspace(start, stop, count + 1)
    overlap = np.minimum(edges[1:, np.newaxis], pixels + 1) - np.maximum(edges[:-1, np.newaxis], pixels)
    shares = np.maximum(overlap, 0) * (count / (stop - start))
    shares.setflags(write=False)
    return first, shares.astype(np.float32)
