"""Corners of a picture and which of one picture are those of another.

ORB of Rublee, Rabaud, Konolige and Bradski, "ORB: an efficient alternative to SIFT or SURF" (ICCV 2011): FAST corners
on a pyramid, 256 comparisons each, turned with the corner's own direction.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ashen.threads import one_thread

QUERY_POINTS = 600
"""Corners kept of a query, strongest first."""
STILL_POINTS = 400
"""Corners kept of a still."""
SCALE_FACTOR = 1.4
"""From one level of the pyramid to the next."""
LEVELS = 5
"""Of the pyramid: corners between 1 and 3.8 times the finest size."""
FAST_THRESHOLD = 7
"""Levels (0..255) by which a corner stands out; lower than usual, since drawn pictures have soft, low corners."""
EDGE_PX = 15
"""Corners nearer the picture's edge are left out: half a patch."""
BITS = 256
"""Comparisons a corner is described by."""
RATIO = 0.88
"""Distance of the nearest corner over that of the second nearest, above which a match is a guess (Lowe, "Distinctive
Image Features from Scale-Invariant Keypoints", IJCV 2004, section 7.1)."""
MOST_DISTANCE = 80
"""Of the 256 comparisons, how many may differ."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """The corners of a picture.

    Attributes:
        points: (n,) complex64, x + iy in pixels of the picture.
        turns: (n,) complex64, size in pixels times exp(i angle): a corner's own scale and direction.
        signs: (n, 256) float32, the comparisons as -1 and 1.
    """

    points: NDArray[np.complex64]
    turns: NDArray[np.complex64]
    signs: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Corners of a still with those of a query that look the same, surest first.

    Attributes:
        still, query: (m,) complex64, where they are.
        turn: (m,) complex64, by how much and how far each is turned and scaled from still to query.
    """

    still: NDArray[np.complex64]
    query: NDArray[np.complex64]
    turn: NDArray[np.complex64]

    def __len__(self) -> int:
        return len(self.still)


def find_features(luma: NDArray[np.uint8], count: int) -> Features:
    """The strongest corners of (h, w) uint8 luma; none where it is flat or too small."""
    orb = cv2.ORB.create(
        nfeatures=count,
        scaleFactor=SCALE_FACTOR,
        nlevels=LEVELS,
        edgeThreshold=EDGE_PX,
        fastThreshold=FAST_THRESHOLD,
    )
    corners, bits = orb.detectAndCompute(luma, None)
    if not len(corners):
        empty = np.zeros(0, np.complex64)
        return Features(empty, empty, np.zeros((0, BITS), np.float32))
    points = np.asarray(cv2.KeyPoint.convert(corners), np.float32)
    sizes = np.array([corner.size for corner in corners], np.float32)
    angles = np.deg2rad(np.array([corner.angle for corner in corners], np.float32))
    signs = np.unpackbits(np.asarray(bits, np.uint8), axis=1).astype(np.float32) * 2 - 1
    turns = (sizes * np.exp(1j * angles)).astype(np.complex64)
    return Features((points[:, 0] + 1j * points[:, 1]).astype(np.complex64), turns, signs)


def match_features(still: Features, query: Features, most: int) -> Matches:
    """Pairs of corners that are plainly nearer than the next, each corner in one at most, `most` in all.

    The Hamming distance of two corners is (256 - product of their signs) / 2, so all distances are one matrix product.
    """
    if len(still) < 2 or len(query) < 2:
        empty = np.zeros(0, np.complex64)
        return Matches(empty, empty, empty)
    with one_thread():
        product = still.signs @ query.signs.T
    rows = np.arange(len(still))
    nearest = product.argmax(axis=1)
    best = product[rows, nearest]
    product[rows, nearest] = -BITS
    distance, next_distance = (BITS - best) / 2, (BITS - product.max(axis=1)) / 2
    kept = np.flatnonzero((distance <= MOST_DISTANCE) & (distance <= RATIO * next_distance))
    kept = kept[np.argsort(distance[kept], kind="stable")]
    _, first = np.unique(nearest[kept], return_index=True)  # one corner of the query is one of the still at most
    kept = kept[first]
    order = kept[np.argsort((distance / np.maximum(next_distance, 1))[kept], kind="stable")][:most]
    there = nearest[order]
    turn = query.turns[there] / still.turns[order]
    return Matches(still.points[order], query.points[there], turn)
