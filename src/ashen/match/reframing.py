"""A picture of another shape than its video's: which frame it was cut from.

A strip of a frame, 4:3 or 9:16 of 16:9, looks like frames around its own as the camera moves: compared with whole
frames, one that shows what it shows larger comes out nearest. Geometry knows how it lies on one still of the scene, and
cutting to another shape keeps what it can: all of the height, or of the width, from the middle. So the frame it was cut
from is drawn, its sides from the still, and looked for.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ashen.match.borders import Box
from ashen.match.geometry import scaling
from ashen.match.verify import Verification, laid_over

OTHER_SHAPE = 0.92
"""Ratio of two shapes, the smaller by the larger, above which they are one: stretched a little, or trimmed."""
LEAST_COVERED = 0.75
"""Share of the picture that the still must lie on."""


def is_other_shape(box: Box, still: NDArray[np.uint8]) -> bool:
    """Whether a picture, the part `box` of a query, pixels, is of another shape than a still (h, w, 3)."""
    ratio = _across(box, still)
    return min(ratio, 1 / ratio) <= OTHER_SHAPE


def was_cut(query: NDArray[np.uint8], still: NDArray[np.uint8], seen: Verification) -> bool:
    """Whether a query of another shape is what was cut from a frame like the still, neither stretched nor a screen that
    holds more.

    Args:
        query: (h, w, 3) as it was given.
        still: (h, w, 3) of the scene.
        seen: how the query lies on it.
    """
    across, down = np.linalg.norm(seen.transform[:2, :2] * [[query.shape[1]], [query.shape[0]]], axis=0)
    stretched = float(across / still.shape[1] / (down / still.shape[0]))
    return min(stretched, 1 / stretched) > OTHER_SHAPE and seen.covered >= LEAST_COVERED


def frame_around(query: NDArray[np.uint8], box: Box, still: NDArray[np.uint8], seen: Verification) -> NDArray[np.uint8]:
    """(h, w, 3) uint8 of the still's size: the frame a picture was cut from, out of its middle, sides by the still.

    Args:
        query: (h, w, 3) uint8 RGB as it was given.
        box: the part of it that is picture, pixels.
        still: (h, w, 3) uint8 RGB of the same scene.
        seen: how the query lies on it.
    """
    height, width = still.shape[:2]
    ratio = _across(box, still)
    across, down = min(ratio, 1.0), min(1 / ratio, 1.0)
    mirrored = float(np.linalg.det(seen.transform[:2, :2])) < 0
    # Shares of the frame to shares of the picture...
    to_picture = np.array([[1 / across, 0, 0.5 - 0.5 / across], [0, 1 / down, 0.5 - 0.5 / down], [0, 0, 1]])
    if mirrored:
        to_picture = np.array([[-1.0, 0, 1], [0, 1, 0], [0, 0, 1]]) @ to_picture
    # ...of these to shares of the query, and on to shares of the still.
    sides = query.shape[1], query.shape[0]
    own = np.array([[box.right - box.left, 0, box.left], [0, box.bottom - box.top, box.top], [0, 0, 1]], float)
    to_still = np.linalg.inv(seen.transform) @ scaling(1 / sides[0], 1 / sides[1]) @ own @ to_picture
    pixels = scaling(width, height) @ to_still @ scaling(1 / width, 1 / height)
    around = cv2.warpPerspective(
        still, pixels, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    picture = query[box.top : box.bottom, box.left : box.right]
    return laid_over(picture, np.asarray(around, np.uint8), replace(seen, transform=to_picture))


def _across(box: Box, still: NDArray[np.uint8]) -> float:
    """The picture's width over its height, by the still's."""
    return float((box.right - box.left) * still.shape[0] / ((box.bottom - box.top) * still.shape[1]))
