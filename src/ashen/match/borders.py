"""Where the picture is, inside bars, frames and phone screens of one colour.

A pixel is *ground* when it is near the colour of the outer edge. A bar has rows of nothing but ground, so the picture
begins with the first row that is not; the rows of a phone screen are mostly ground with some text and icons on them, so
there the picture is the largest block of rows that are mostly not ground. Columns likewise. Which of the two it is
cannot be told from one dark frame, so both answers are given where they differ.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

GROUND_TOLERANCE = 20
"""Levels (0..255, any channel) a pixel may differ from the ground colour: above the ringing of low bitrates."""
BAR_SHARE = 0.02
"""Share of a row that may differ from the ground, by noise or a corner logo, while the row is still bar."""
SCREEN_SHARE = 0.5
"""Share of a row of a phone screen that must differ from the ground to be picture; text rarely fills a third."""
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
    """A rectangle in pixels, past-last right and bottom."""

    left: int
    top: int
    right: int
    bottom: int


def find_pictures(rgb: NDArray[np.uint8]) -> list[Box]:
    """The rectangles that may hold the picture, none when there is no border to trim, two when it could be either.

    Args:
        rgb: (n, h, w, 3) uint8 frames that share their border. What moves in any of them is picture.
    """
    found: list[Box] = []
    for share in (BAR_SHARE, SCREEN_SHARE):
        box = _trimmed(rgb, share)
        if box is not None and not any(_much_the_same(box, other, rgb.shape) for other in found):
            found.append(box)
    return found


def _trimmed(rgb: NDArray[np.uint8], share: float) -> Box | None:
    height, width = rgb.shape[1:3]
    top, bottom, left, right = 0, height, 0, width
    for _ in range(3):  # window-boxes need rows, columns, then rows again
        before = (top, bottom, left, right)
        if (rows := _trim_rows(rgb[:, top:bottom, left:right], share)) is not None:
            top, bottom = top + rows[0], top + rows[1]
        if (columns := _trim_rows(rgb[:, top:bottom, left:right].transpose(0, 2, 1, 3), share)) is not None:
            left, right = left + columns[0], left + columns[1]
        if (top, bottom, left, right) == before:
            break
    if bottom - top == height and right - left == width:
        return None
    if bottom - top < LEAST_SIDE * height or right - left < LEAST_SIDE * width:
        return None
    return Box(left, top, right, bottom)


def _much_the_same(a: Box, b: Box, shape: tuple[int, ...]) -> bool:
    limits = (shape[2], shape[1], shape[2], shape[1])
    return all(abs(x - y) <= LEAST_TRIM * side for x, y, side in zip(a, b, limits, strict=True))


def _trim_rows(rgb: NDArray[np.uint8], share: float) -> tuple[int, int] | None:
    """First and past-last row of the picture in (n, h, w, 3); None where nothing is to be trimmed."""
    height = rgb.shape[1]
    rgb = rgb[:, :, :: max(1, rgb.shape[2] // ROW_SAMPLES)]
    is_picture = np.ones(height, dtype=np.bool_)
    for edge in (0, -1):
        colour = _ground_colour(rgb[:, edge])
        if colour is not None:
            distance = np.abs(rgb.astype(np.int16) - colour).max(axis=3)
            is_picture &= (distance > GROUND_TOLERANCE).mean(axis=2).max(axis=0) > share
    longest_gap = height if share == BAR_SHARE else max(1, round(GAP_SHARE * height))
    block = _largest_block(is_picture, longest_gap)
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
