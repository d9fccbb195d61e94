"""Transforms from a still to a query: from matched corners, what is plausible, what they show of each other.

Coordinates are continuous: a picture of w x h pixels goes from 0 to w and 0 to h. Transforms are (3, 3) float64.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ashen.match.features import Matches

Transform = NDArray[np.float64]
"""(3, 3) float64, homogeneous: of a column (x, y, 1)."""

SCALES = (0.12, 8.0)
"""Query pixels a still's pixel may be wide."""
MOST_TURN = np.deg2rad(40)
"""How far a query may be turned."""
MOST_STRETCH = 1.9
"""How much longer one direction may have become than another: wrong aspect ratios and slants."""
FIRST_TOLERANCE_PX = 14.0
"""How far a corner may lie from where one other corner's place, size and direction put it: those are coarse."""
TOLERANCES_PX = (8.0, 5.0, 3.5)
"""How far it may lie from where the common transform puts it, while that is fitted again and again."""
HYPOTHESES = 4
"""Corners whose transform is tried to the end..."""
ENOUGH = 0.6
"""...until one keeps this share of the support that the next begins with."""
LEAST_INLIERS = 4
"""Matches that must agree: three do so by chance in one of twenty unrelated pictures."""
AFFINE_INLIERS = 8
"""Matches from which on the sides may stretch apart; fewer fit a similarity."""
PROJECTIVE_INLIERS = 16
"""Matches from which on a slant is fitted."""


class Rect(NamedTuple):
    """A rectangle in shares of a picture's sides, 0..1."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """Share of the picture's area."""
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)


WHOLE = Rect(0.0, 0.0, 1.0, 1.0)


class Fit(NamedTuple):
    """A transform that matches agree on.

    Attributes:
        transform: still to query, pixels.
        inliers: how many agree.
        spread: 0..1, over which share of the still they lie: 1 when evenly over all of it, 0 when on one line.
        rest: the matches that do not.
    """

    transform: Transform
    inliers: int
    spread: float
    rest: Matches


def fit(matches: Matches, size: tuple[int, int]) -> Fit | None:
    """The transform most matches agree on, None when hardly any do; nothing is drawn by chance.

    Every match alone says how the picture was moved, turned and scaled; the ones that most others agree with are fitted
    to those others again and again: Philbin, Chum, Isard, Sivic and Zisserman, "Object retrieval with large
    vocabularies and fast spatial matching" (CVPR 2007), section 4.1. The last step allows slants.

    Args:
        matches: of corners, pixels.
        size: (width, height) of the still, pixels.
    """
    scale = np.abs(matches.turn)
    plausible = (scale > SCALES[0]) & (scale < SCALES[1]) & (np.abs(np.angle(matches.turn)) < MOST_TURN)
    still, query, turn = matches.still[plausible], matches.query[plausible], matches.turn[plausible]
    if len(still) < LEAST_INLIERS:
        return None
    offset = query - turn * still
    away = turn[:, None] * still + (offset[:, None] - query)
    reach = FIRST_TOLERANCE_PX * np.maximum(scale[plausible], 1)
    agree = away.real**2 + away.imag**2 < (reach * reach)[:, None]
    support = agree.sum(axis=1)
    best: tuple[int, Transform, NDArray[np.bool_]] | None = None
    for row in np.argsort(-support, kind="stable")[:HYPOTHESES]:
        if support[row] < LEAST_INLIERS or (best is not None and best[0] >= ENOUGH * support[row]):
            break
        found = _polished(still, query, agree[row])
        if found is not None and (best is None or found[1].sum() > best[0]):
            best = int(found[1].sum()), *found
    if best is None or best[0] < LEAST_INLIERS:
        return None
    inliers, transform, inside = best
    rest = Matches(still[~inside], query[~inside], turn[~inside])
    return Fit(transform, inliers, _spread(still[inside], size), rest)


def _polished(
    still: NDArray[np.complex64], query: NDArray[np.complex64], inside: NDArray[np.bool_]
) -> tuple[Transform, NDArray[np.bool_]] | None:
    transform: Transform | None = None
    for tolerance_px in TOLERANCES_PX:
        if inside.sum() < 3:
            return None
        solve = _affine if inside.sum() >= AFFINE_INLIERS else _similarity
        transform = solve(still[inside], query[inside])
        if not is_plausible(transform):
            return None
        inside = _inside(transform, still, query, tolerance_px)
    if transform is None:
        return None
    if inside.sum() >= PROJECTIVE_INLIERS:
        near = _inside(transform, still, query, TOLERANCES_PX[0])
        solved, _ = cv2.findHomography(_columns(still[near]), _columns(query[near]), 0)
        slanted = np.eye(3) if solved is None else np.array(solved, dtype=np.float64)
        if solved is not None and is_plausible(slanted):
            more = _inside(slanted, still, query, TOLERANCES_PX[-1])
            if more.sum() > inside.sum():
                return slanted, more
    return transform, inside


def _inside(
    transform: Transform, still: NDArray[np.complex64], query: NDArray[np.complex64], tolerance_px: float
) -> NDArray[np.bool_]:
    moved = apply(transform, _columns(still))
    scale = max(1.0, abs(float(transform[0, 0] * transform[1, 1] - transform[0, 1] * transform[1, 0])) ** 0.5)
    away = moved - _columns(query)
    inside: NDArray[np.bool_] = (away * away).sum(axis=1) < (tolerance_px * scale) ** 2
    return inside


def _similarity(still: NDArray[np.complex64], query: NDArray[np.complex64]) -> Transform:
    """Least squares of query = a still + b over complex a, b."""
    middle, there = still.mean(), query.mean()
    a = np.vdot(still - middle, query - there) / max(float((np.abs(still - middle) ** 2).sum()), 1e-6)
    b = there - a * middle
    return np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag], [0, 0, 1]], np.float64)


def _affine(still: NDArray[np.complex64], query: NDArray[np.complex64]) -> Transform:
    columns = _columns(still).astype(np.float64)
    middle = columns.mean(axis=0)
    centred = np.column_stack([columns - middle, np.ones(len(columns))])
    normal = centred.T @ centred + 1e-6 * np.eye(3)
    rows = np.linalg.solve(normal, centred.T @ _columns(query).astype(np.float64)).T
    rows[:, 2] -= rows[:, :2] @ middle
    return np.vstack([rows, [0, 0, 1]])


def is_plausible(transform: Transform) -> bool:
    """Whether a picture may have been moved so: not mirrored, not much turned, stretched or slanted, not vanishing."""
    linear = transform[:2, :2] / transform[2, 2]
    determinant = float(linear[0, 0] * linear[1, 1] - linear[0, 1] * linear[1, 0])
    half = float((linear * linear).sum()) / 2
    root = max(0.0, half * half - determinant * determinant) ** 0.5
    large, small = (half + root) ** 0.5, max(0.0, half - root) ** 0.5  # singular values
    turn = np.arctan2(linear[1, 0] - linear[0, 1], linear[0, 0] + linear[1, 1])
    return bool(
        np.isfinite(transform).all()
        and determinant > 0
        and SCALES[0] < small
        and large < SCALES[1]
        and large < MOST_STRETCH * small
        and abs(turn) < MOST_TURN
    )


def apply(transform: Transform, points: NDArray[Any]) -> NDArray[np.float64]:
    """(n, 2) points moved."""
    moved = points @ transform[:, :2].T + transform[:, 2]
    shared: NDArray[np.float64] = moved[:, :2] / moved[:, 2:]
    return shared


def between(source: Rect, target: Rect) -> Transform:
    """The transform that lays one rectangle on another, both in any one unit each."""
    across = (target.right - target.left) / (source.right - source.left)
    down = (target.bottom - target.top) / (source.bottom - source.top)
    return np.array(
        [[across, 0, target.left - across * source.left], [0, down, target.top - down * source.top], [0, 0, 1]],
        np.float64,
    )


def scaling(across: float, down: float) -> Transform:
    """Multiplies x and y."""
    return np.diag([across, down, 1.0])


CORNERS = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float64)


def overlap(transform: Transform) -> tuple[Rect, Rect, float]:
    """What of the first unit square is within the second, and where there; empty when nothing is.

    Args:
        transform: shares of the first picture to shares of the second.

    Returns:
        The rectangle around the common part in shares of the first picture, that in shares of the second, and the
        share of the second's area that it covers.
    """
    outline = np.asarray(apply(transform, CORNERS), np.float32)
    square = CORNERS.astype(np.float32)
    area, shape = cv2.intersectConvexConvex(outline, square)
    if area <= 1e-6 or shape is None:
        return Rect(0, 0, 0, 0), Rect(0, 0, 0, 0), 0.0
    there = np.asarray(shape, np.float64).reshape(-1, 2)
    here = apply(np.asarray(np.linalg.inv(transform), np.float64), there)
    return _around(here), _around(there), min(1.0, float(area))


def _around(points: NDArray[np.float64]) -> Rect:
    low, high = np.clip(points.min(axis=0), 0, 1), np.clip(points.max(axis=0), 0, 1)
    return Rect(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _columns(points: NDArray[np.complex64]) -> NDArray[np.float32]:
    return np.column_stack([points.real, points.imag])


def _spread(points: NDArray[np.complex64], size: tuple[int, int]) -> float:
    """Area of a uniform rectangle of the points' covariance, over the picture's."""
    if len(points) < 3:
        return 0.0
    covariance = np.cov(_columns(points).T.astype(np.float64))
    return float(min(1.0, 12 * np.sqrt(max(0.0, float(np.linalg.det(covariance)))) / (size[0] * size[1])))
