"""Where the picture is, inside bars, frames and phone screens of one colour.

A pixel is *ground* when it is near the colour of the outer edge. A bar has rows of nothing but ground, so the picture
begins with the first row that is not; the rows of a phone screen are mostly ground with some text and icons on them, so
there the picture is the stretch of rows that are mostly not ground. Columns likewise. Which of the two it is
cannot be told from one dark frame, so both answers are given where they differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

GROUND_TOLERANCE = (8.0, 20.0)
"""Levels (0..255, any channel) a pixel may differ from the ground colour: by the edge's own noise, within these bounds.
The upper one is above the ringing of low bitrates."""
BAR_SHARE = 0.02
"""Share of a row that may differ from the ground, by noise or a corner logo, while the row is still bar."""
SCREEN_SHARE = 0.4
"""Share of a row of a phone screen that separates picture, which fills its rows, from text and icons, which do not."""
EDGE_SHARE = 0.6
"""Share of an outer edge that must have one colour before it counts as ground at all."""
ROW_SAMPLES = 160
"""Pixels of a row that are looked at."""
LEAST_TRIM = 0.015
"""Trims smaller than this share of a side are noise."""
LEAST_SIDE = 0.08
"""A picture narrower than this share of the whole is not one."""
USUAL_ASPECTS = (4 / 3, 16 / 9, 2.39)
"""Width over height of what is filmed: television, then and now, and wide screen."""


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
    height, width = rgb.shape[1:3]
    rows = _Edges.of(rgb)
    columns = _Edges.of(rgb.transpose(0, 2, 1, 3))
    found: list[Box] = []
    across = rows.shares(rgb) if rows.grounds else None
    for span in (_within_bars, _within_screen):
        top, bottom = (0, height) if across is None else span(across)
        inside = rgb[:, top:bottom].transpose(0, 2, 1, 3)
        side = columns if columns.grounds else rows if span is _within_screen else columns
        left, right = span(side.shares(inside)) if side.grounds else (0, width)
        box = Box(left, top, right, bottom)
        trimmed = max(left, width - right) > LEAST_TRIM * width or max(top, height - bottom) > LEAST_TRIM * height
        large = bottom - top >= LEAST_SIDE * height and right - left >= LEAST_SIDE * width
        if trimmed and large and not any(_much_the_same(box, other, rgb.shape) for other in found):
            found.append(box)
    return found


def usual_pictures(size_px: tuple[int, int], trimmed: Box) -> list[Box]:
    """The rectangles of a usual shape, in the middle between bars, that hold all that stands out from the ground: the
    picture may be as dark as its bars around a thing in the middle.

    Args:
        size_px: (width, height) of the whole.
        trimmed: what is left of it without borders.
    """
    width, height = size_px
    found: list[Box] = []
    for aspect in USUAL_ASPECTS:
        across, down = min(width, height * aspect), min(height, width / aspect)
        left, top = round((width - across) / 2), round((height - down) / 2)
        box = Box(left, top, width - left, height - top)
        slack = LEAST_TRIM * width, LEAST_TRIM * height
        holds = (
            box.left <= trimmed.left + slack[0]
            and box.top <= trimmed.top + slack[1]
            and trimmed.right <= box.right + slack[0]
            and trimmed.bottom <= box.bottom + slack[1]
        )
        known = (trimmed, Box(0, 0, width, height), *found)
        if holds and not any(_much_the_same(box, other, (1, height, width)) for other in known):
            found.append(box)
    return found


@dataclass(frozen=True, slots=True)
class _Edges:
    """The colours of the first and last row of a picture, where they have one, and how far it varies there."""

    grounds: tuple[tuple[NDArray[np.int16], float], ...]

    @staticmethod
    def of(rgb: NDArray[np.uint8]) -> _Edges:
        found = (_ground(rgb[:, edge]) for edge in (0, -1))
        return _Edges(tuple(ground for ground in found if ground is not None))

    def shares(self, rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
        """(h,) of each row of (n, h, w, 3), the share that is unlike the ground; of several frames, the largest."""
        sampled = rgb[:, :, :: max(1, rgb.shape[2] // ROW_SAMPLES)]
        channels = [sampled[..., channel].astype(np.int16) for channel in range(3)]
        unlike = np.ones(sampled.shape[:3], dtype=np.bool_)
        for colour, tolerance in self.grounds:
            far = [np.abs(values - level) > tolerance for values, level in zip(channels, colour, strict=True)]
            unlike &= far[0] | far[1] | far[2]
        share: NDArray[np.float64] = unlike.mean(axis=2).max(axis=0)
        return share


def _within_bars(shares: NDArray[np.float64]) -> tuple[int, int]:
    """First and past-last row that is not bar; the whole when all are."""
    rows = np.flatnonzero(shares > BAR_SHARE)
    return (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, len(shares))


def _within_screen(shares: NDArray[np.float64]) -> tuple[int, int]:
    """The rows that stand out most: the stretch with the largest sum of how far each is above `SCREEN_SHARE`."""
    running = np.concatenate([[0.0], np.cumsum(shares - SCREEN_SHARE)])
    lowest = np.minimum.accumulate(running[:-1])
    stop = int(np.argmax(running[1:] - lowest)) + 1
    start = int(np.argmin(running[:stop]))
    return (start, stop) if running[stop] > running[start] else (0, len(shares))


def _ground(edge: NDArray[np.uint8]) -> tuple[NDArray[np.int16], float] | None:
    """The one colour of (n, w, 3) edge pixels and the tolerance around it; None when they have no one colour."""
    pixels = edge.reshape(-1, 3).astype(np.int16)
    colour = np.median(pixels, axis=0).astype(np.int16)
    difference = np.abs(pixels - colour).max(axis=1)
    near = difference <= GROUND_TOLERANCE[1]
    if near.mean() < EDGE_SHARE:
        return None
    return colour, float(np.clip(4 * difference[near].mean() + 4, *GROUND_TOLERANCE))


def _much_the_same(a: Box, b: Box, shape: tuple[int, ...]) -> bool:
    limits = (shape[2], shape[1], shape[2], shape[1])
    return all(abs(x - y) <= LEAST_TRIM * side for x, y, side in zip(a, b, limits, strict=True))
