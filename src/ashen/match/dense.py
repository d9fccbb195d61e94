"""Two pictures laid over each other: where they show the same, block by block.

Compared is local structure (zero-mean normalised cross-correlation of luma in small windows), which no change of
brightness, contrast, gamma, tint or saturation alters; blocks that are flat in both pictures say nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ashen.match.geometry import Rect, Transform, between, is_plausible, overlap, scaling
from ashen.threads import one_thread

FRAME_AREA_PX = 128 * 72
"""Pixels of the frame both pictures are drawn into, when both have so many."""
LEAST_SIDE_PX = 12
"""A common part narrower than this in either picture cannot be compared."""
WINDOW_PX = 9
"""Side of the windows."""
STEP_PX = 4
"""From one window to the next."""
FLAT = 3.0
"""Standard deviation, levels of 0..255, under which a window has no structure..."""
FLAT_SHARE = 0.08
"""...and as a share of the whole common part's."""
SAME = 0.6
"""Correlation from which on two windows show the same."""
UNLIKE = 0.3
"""Correlation under which they show something else."""
COARSE_ROUNDS, FINE_ROUNDS = 4, 3
"""Gauss-Newton steps of the refinement: on a frame of half the side; on the whole."""
SOFT = 1.0
"""Difference of normalised luma at which a pixel's weight in the refinement has fallen to a quarter."""

_TO_CENTRES = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
"""Coordinates that are whole at the middle of a pixel, as OpenCV's, to those that are whole at its edges."""
_FROM_CENTRES = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])


class Pyramid:
    """A picture's luma at its own and at half, a quarter and an eighth of its size.

    Attributes:
        size: (width, height) of the first, pixels.
    """

    def __init__(self, luma: NDArray[np.uint8]) -> None:
        """From (h, w) uint8."""
        self.size = (luma.shape[1], luma.shape[0])
        self._levels: list[NDArray[np.float32]] = [luma.astype(np.float32)]
        while len(self._levels) < 4 and min(self._levels[-1].shape) >= 16:
            last = self._levels[-1]
            size = ((last.shape[1] + 1) // 2, (last.shape[0] + 1) // 2)
            self._levels.append(np.asarray(cv2.resize(last, size, interpolation=cv2.INTER_AREA), np.float32))

    def drawn(self, from_frame: Transform, size: tuple[int, int]) -> NDArray[np.float32]:
        """The picture in a frame of `size` (width, height); outside the picture -1.

        Args:
            from_frame: pixels of the frame to shares of this picture.
            size: of the frame.
        """
        middle = from_frame @ (size[0] / 2, size[1] / 2, 1.0)
        linear = from_frame[:2, :2] / middle[2] * np.array(self.size)[:, None]
        step = float(np.sqrt(abs(np.linalg.det(linear))))
        level = int(np.clip(np.round(np.log2(max(step, 1e-3)) - 0.2), 0, len(self._levels) - 1))
        picture = self._levels[level]
        whole = scaling(picture.shape[1], picture.shape[0]) @ from_frame
        matrix = _FROM_CENTRES @ whole @ _TO_CENTRES
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        outside = cv2.BORDER_CONSTANT
        drawn = cv2.warpPerspective(picture, matrix, size, flags=flags, borderMode=outside, borderValue=(-1000.0,))
        return np.asarray(drawn, np.float32)


class Comparison(NamedTuple):
    """How two pictures agree where they overlap.

    Attributes:
        agreement: 0..1, of the windows with structure in either picture, the share that show the same.
        overlay: 0..1, of all windows, the share that show something else.
        covered: 0..1, the share of the query's area that the still lies on.
        visible: the part of the still that the query shows, shares of its sides.
        fills: the part of the query it fills.
        same, unlike: windows that show the same and something else, in shares of a whole query's windows.
        correlation: -1..1, mean over windows with structure.
    """

    agreement: float
    overlay: float
    covered: float
    visible: Rect
    fills: Rect
    same: float
    unlike: float
    correlation: float


NOTHING = Comparison(0.0, 1.0, 0.0, Rect(0, 0, 0, 0), Rect(0, 0, 0, 0), 0.0, 0.0, 0.0)


class _Frame(NamedTuple):
    size: tuple[int, int]
    to_still: Transform


def _frame(still: Pyramid, query: Pyramid, visible: Rect, fills: Rect, area_px: float) -> _Frame | None:
    """A frame for the visible part of the still, no finer than either picture is."""
    width = min((visible.right - visible.left) * still.size[0], 1.2 * (fills.right - fills.left) * query.size[0])
    height = min((visible.bottom - visible.top) * still.size[1], 1.2 * (fills.bottom - fills.top) * query.size[1])
    if width < LEAST_SIDE_PX or height < LEAST_SIDE_PX:
        return None
    shrink = min(1.0, float(np.sqrt(area_px / (width * height))))
    size = (max(LEAST_SIDE_PX, round(width * shrink)), max(LEAST_SIDE_PX, round(height * shrink)))
    return _Frame(size, between(Rect(0, 0, *map(float, size)), visible))


def compare(still: Pyramid, query: Pyramid, transform: Transform, layer: Transform | None = None) -> Comparison:
    """Lay a still over a query and compare.

    Args:
        still: the stored picture.
        query: the picture asked about.
        transform: (3, 3) float64, shares of the still to shares of the query.
        layer: likewise, of something that moved before its ground; what agrees under either agrees.
    """
    visible, fills, covered = overlap(transform)
    frame = _frame(still, query, visible, fills, FRAME_AREA_PX)
    if frame is None:
        return NOTHING
    here = still.drawn(frame.to_still, frame.size)
    there = query.drawn(transform @ frame.to_still, frame.size)
    inside = (here >= 0) & (there >= 0)
    here, there = here * inside, there * inside
    full = _mean(inside.astype(np.float32), WINDOW_PX)
    start, step = WINDOW_PX // 2, STEP_PX
    picks = (slice(start, frame.size[1] - start, step), slice(start, frame.size[0] - start, step))
    known = full[picks] > 0.999
    count = int(known.sum())
    if count < 4:
        return NOTHING
    correlation, own, other = (values[picks][known] for values in _correlation(here, there))
    if layer is not None:
        moved = np.maximum(query.drawn(layer @ frame.to_still, frame.size), 0)
        again, _, _ = (values[picks][known] for values in _correlation(here, moved))
        correlation = np.where((own > FLAT) & (again > SAME), np.maximum(correlation, again), correlation)
    flat_own = max(FLAT, FLAT_SHARE * float(here[inside].std()))
    flat_other = max(FLAT, FLAT_SHARE * float(there[inside].std()))
    structured = (own > flat_own) | (other > flat_other)
    same = structured & (correlation > SAME)
    unlike = structured & (correlation < UNLIKE)
    voters = int(structured.sum())
    return Comparison(
        agreement=float(same.sum()) / max(1, voters),
        overlay=float(unlike.sum()) / count,
        covered=covered,
        visible=visible,
        fills=fills,
        same=float(same.sum()) / count * covered,
        unlike=float(unlike.sum()) / count * covered,
        correlation=float(correlation[structured].mean()) if voters else 0.0,
    )


def _correlation(
    here: NDArray[np.float32], there: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Correlation in a window around each pixel, and the standard deviation of each picture there."""
    mean_here, mean_there = _mean(here, WINDOW_PX), _mean(there, WINDOW_PX)
    own: NDArray[np.float32] = np.maximum(_mean(here * here, WINDOW_PX) - mean_here * mean_here, 0)
    other: NDArray[np.float32] = np.maximum(_mean(there * there, WINDOW_PX) - mean_there * mean_there, 0)
    both = _mean(here * there, WINDOW_PX) - mean_here * mean_there
    correlation: NDArray[np.float32] = both / np.sqrt(own * other + np.float32(1))
    deviation_here: NDArray[np.float32] = np.sqrt(own)
    deviation_there: NDArray[np.float32] = np.sqrt(other)
    return correlation, deviation_here, deviation_there


def _mean(values: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    return np.asarray(cv2.blur(values, (side, side)), np.float32)


def refine(still: Pyramid, query: Pyramid, transform: Transform, *, slant: bool, fine: bool) -> Transform:
    """Move a transform to where the structure of both pictures agrees best.

    Inverse compositional Gauss-Newton (Baker and Matthews, "Lucas-Kanade 20 Years On: A Unifying Framework", IJCV 2004,
    section 3.2) on locally normalised luma, with weights that let go of what is hidden or different.

    Args:
        still: the stored picture.
        query: the picture asked about.
        transform: (3, 3) float64, shares of the still to shares of the query, right to a few hundredths; to one when
            `fine`.
        slant: fit a homography rather than an affinity.
        fine: on the frame that pictures are compared in, rather than on one of half its sides.
    """
    visible, fills, _ = overlap(transform)
    frame = _frame(still, query, visible, fills, FRAME_AREA_PX if fine else FRAME_AREA_PX / 4)
    if frame is None:
        return transform
    with one_thread():
        moved = _refined(still, query, transform, frame, FINE_ROUNDS if fine else COARSE_ROUNDS, slant=slant)
    sane = is_plausible(scaling(*query.size) @ moved @ scaling(1 / still.size[0], 1 / still.size[1]))
    return moved if sane else transform


def _refined(
    still: Pyramid, query: Pyramid, transform: Transform, frame: _Frame, rounds: int, *, slant: bool
) -> Transform:
    width, height = frame.size
    here = _normalised(still.drawn(frame.to_still, frame.size))
    across = cv2.Sobel(here, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    down = cv2.Sobel(here, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    unit = max(width, height) / 2
    x = (np.arange(width, dtype=np.float32)[None] + 0.5 - width / 2) / unit
    y = (np.arange(height, dtype=np.float32)[:, None] + 0.5 - height / 2) / unit
    columns = [across * x, across * y, across, down * x, down * y, down]
    if slant:
        along = columns[0] + columns[4]
        columns += [-along * x, -along * y]
    steps = np.stack([np.broadcast_to(column, here.shape).reshape(-1) for column in columns])
    to_unit = np.array([[1 / unit, 0, -width / 2 / unit], [0, 1 / unit, -height / 2 / unit], [0, 0, 1]])
    current = transform @ frame.to_still
    for _ in range(rounds):
        drawn = query.drawn(current, frame.size)
        there = _normalised(drawn)
        difference = (there - here).reshape(-1)
        weight = 1 / (1 + (difference / SOFT) ** 2) ** 2
        weight[(drawn < 0).reshape(-1)] = 0
        weighted = steps * weight
        normal = (weighted @ steps.T).astype(np.float64)
        normal += np.eye(len(normal)) * (1e-3 * np.trace(normal) / len(normal) + 1e-6)
        change = np.linalg.solve(normal, (weighted @ difference).astype(np.float64)) / unit
        p = np.zeros(8)
        p[: len(change)] = change
        delta = np.array([[1 + p[0], p[1], p[2]], [p[3], 1 + p[4], p[5]], [p[6], p[7], 1]])
        current = current @ np.linalg.inv(to_unit) @ np.linalg.inv(delta) @ to_unit
        if np.abs(change).max() * unit < 0.05:
            break
    moved = current @ np.linalg.inv(frame.to_still)
    scaled: Transform = moved / moved[2, 2]
    return scaled


def _normalised(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    """Luma less its mean around each pixel, over its standard deviation there."""
    luma = np.asarray(np.maximum(luma, 0), np.float32)
    mean = _mean(luma, WINDOW_PX)
    deviation: NDArray[np.float32] = np.sqrt(np.maximum(_mean(luma * luma, WINDOW_PX) - mean * mean, 0))
    smooth = np.asarray(cv2.blur(luma, (3, 3)), np.float32)
    normalised: NDArray[np.float32] = (smooth - mean) / (deviation + np.float32(8))
    return normalised
