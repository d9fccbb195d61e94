"""trace.moe's `cutBorders`: black bars are cut from a picture before it is searched.

Written from the steps of the public source, https://github.com/soruly/trace.moe-api (src/lib/prepare-search-image.ts,
as of 2026; earlier versions found the largest contour with OpenCV):

1. fit the picture into 320 x 320, enlarging it if need be;
2. take the rectangle around all that is, after a 3 x 3 median, more than 30 of 255 from black in any channel;
3. crop to it where its shape is about 16:9 or 4:3; where it is about 21:9 and notably smaller than the picture, crop,
   and put it in the middle of a black 320 x 180; else leave the picture as it is.

The source asks its library, sharp, to stretch the brightness and to thicken what is dark before step 2. sharp trims
before it does either, in whatever order it is asked, so neither changes the rectangle, and neither is done here. On 108
bordered and plain pictures sharp 0.35.5, asked as there, gave 103 of the same rectangles and 5 that differ by 1 or 2
pixels of 320.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.systems.contract import Rgb

SEARCHED_PX: Final = 320
"""Side of the square a picture is fitted into."""

_THRESHOLD = 30


def fitted(picture: Rgb) -> Rgb:
    """The picture with its longest side `SEARCHED_PX`, as trace.moe searches it."""
    height, width = picture.shape[:2]
    scale = SEARCHED_PX / max(height, width)
    return _resized(picture, max(1, round(width * scale)), max(1, round(height * scale)))


def cut_borders(picture: Rgb) -> Rgb:
    """A fitted picture without its borders; itself where the rule above finds none to cut."""
    height, width = picture.shape[:2]
    box = _bright_box(picture)
    if box is None:
        return picture
    left, top, right, bottom = box
    shape = (right - left) / (bottom - top)
    inside = picture[top:bottom, left:right]
    if abs(shape - 16 / 9) < 0.05 or abs(shape - 4 / 3) < 0.05:
        return inside
    smaller = (width - (right - left)) / width > 0.05 or (height - (bottom - top)) / height > 0.05
    return _on_16_9(inside) if smaller and abs(shape - 21 / 9) < 0.1 else picture


def _bright_box(picture: Rgb) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom around what is not black; None where all is."""
    smooth = np.asarray(Image.fromarray(picture).filter(ImageFilter.MedianFilter(3)))
    bright = smooth.max(axis=2) > _THRESHOLD
    rows, columns = np.flatnonzero(bright.any(axis=1)), np.flatnonzero(bright.any(axis=0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _on_16_9(picture: Rgb) -> Rgb:
    wide, tall = SEARCHED_PX, SEARCHED_PX * 9 // 16
    scale = min(wide / picture.shape[1], tall / picture.shape[0])
    inside = _resized(picture, min(wide, round(picture.shape[1] * scale)), min(tall, round(picture.shape[0] * scale)))
    out = np.zeros((tall, wide, 3), np.uint8)
    top, left = (tall - inside.shape[0]) // 2, (wide - inside.shape[1]) // 2
    out[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    return out


def _resized(picture: Rgb, width: int, height: int) -> Rgb:
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.LANCZOS), np.uint8)
