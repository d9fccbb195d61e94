"""Where the picture is, inside bars, frames and phone screens of one colour.

A letterbox has rows of nothing but bar; a phone screenshot has rows that are mostly ground with some text and icons on
them. Both are found the same way: a pixel is *ground* when it is near the colour of the outer edge, a row is *picture*
when at least half of it is not ground, and the picture is the largest block of such rows, then the same for columns.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

GROUND_TOLERANCE = 20
"""Levels (0..255, any channel) a pixel may differ from the ground colour: above the ringing of low bitrates."""
PICTURE_SHARE = 0.5
"""Share of a row that must differ from the ground for the row to be picture; lines of text rarely reach a third."""
EDGE_SHARE = 0.6
"""Share of an outer edge that must have one colour before it counts as ground at all."""
GAP_SHARE = 0.03
"""Rows of ground, as a share of the height, that may lie inside the picture (a dark stripe) without splitting it."""
ROW_SAMPLES = 160
"""Pixels of a row that are looked at."""
LEAST_TRIM = 0.015
"""Trims smaller than this share of a side are noise."""
LEAST_SIDE = 0.08
"""A picture narrower than this share of the whole is not one."""


class Box(NamedTuple):
    """A rectangle as shares of the whole: 0 <= left < right <= 1, 0 <= top < bottom <= 1."""

    left: float
    top: float
    right: float
    bottom: float


def find_picture(rgb: NDArray[np.uint8]) -> Box | None:
    """The rectangle that holds the picture, None when there is no border to trim.

    Args:
        rgb: (n, h, w, 3) uint8 frames that share their border. What moves in any of them is picture.
    """
    top, bottom, left, right = 0, rgb.shape[1], 0, rgb.shape[2]
    for _ in range(3):  # window-boxes need rows, columns, then rows again
        before = (top, bottom, left, right)
        inner = rgb[:, top:bottom, left:right]
        if (rows := _trim_rows(inner)) is not None:
            top, bottom = top + rows[0], top + rows[1]
            inner = rgb[:, top:bottom, left:right]
        if (columns := _trim_rows(inner.transpose(0, 2, 1, 3))) is not None:
            left, right = left + columns[0], left + columns[1]
        if (top, bottom, left, right) == before:
            break
    height, width = rgb.shape[1:3]
    if bottom - top == height and right - left == width:
        return None
    if bottom - top < LEAST_SIDE * height or right - left < LEAST_SIDE * width:
        return None
    return Box(left / width, top / height, right / width, bottom / height)


def _trim_rows(rgb: NDArray[np.uint8]) -> tuple[int, int] | None:
    """First and past-last row of the picture in (n, h, w, 3); None where nothing is to be trimmed."""
    height = rgb.shape[1]
    rgb = rgb[:, :, :: max(1, rgb.shape[2] // ROW_SAMPLES)]
    is_picture = np.ones(height, dtype=np.bool_)
    trimmed = False
    for edge in (0, -1):
        colour = _ground_colour(rgb[:, edge])
        if colour is None:
            continue
        distance = np.abs(rgb.astype(np.int16) - colour).max(axis=3)
        is_picture &= (distance > GROUND_TOLERANCE).mean(axis=2).max(axis=0) >= PICTURE_SHARE
        trimmed = True
    if not trimmed:
        return None
    block = _largest_block(is_picture, max_gap=max(1, round(GAP_SHARE * height)))
    if block is None or block[1] - block[0] >= height * (1 - LEAST_TRIM):
        return None
    return block


def _ground_colour(edge: NDArray[np.uint8]) -> NDArray[np.int16] | None:
    """The one colour of (n, w, 3) edge pixels, None when they have no one colour."""
    pixels = edge.reshape(-1, 3).astype(np.int16)
    colour = np.median(pixels, axis=0).astype(np.int16)
    near = np.abs(pixels - colour).max(axis=1) <= GROUND_TOLERANCE
    return colour if near.mean() >= EDGE_SHARE else None


def _largest_block(flags: NDArray[np.bool_], max_gap: int) -> tuple[int, int] | None:
    """The longest stretch of set flags, bridging gaps of up to `max_gap`; None when none is set."""
    rows = np.flatnonzero(flags)
    if not len(rows):
        return None
    breaks = np.flatnonzero(np.diff(rows) > max_gap + 1)
    starts = np.concatenate([[rows[0]], rows[breaks + 1]])
    stops = np.concatenate([rows[breaks], [rows[-1]]]) + 1
    longest = int(np.argmax(stops - starts))
    return int(starts[longest]), int(stops[longest])
