"""trace.moe's `cutBorders`: black bars and the thin bright marks on them are cut from a picture before it is searched.

Written from the public source's steps, https://github.com/soruly/trace.moe-api (src/lib/prepare-search-image.ts, as of
2026; earlier versions found the largest contour with OpenCV), which runs them through the library sharp (libvips):

1. fit the picture into 320 x 320, enlarging it if need be;
2. stretch its lightness, 1st to 99th percentile, to the full range (sharp does so in CIELAB; here luma is stretched and
   each channel with it, which leaves black where it is alike);
3. darken each pixel to what a 5 x 5 neighbourhood has in common, bit by bit (libvips' "dilate" of dark on eight-bit
   pictures), so that icons and letters vanish from the bars;
4. take the rectangle around all that is then, after a 3 x 3 median, more than 30 of 255 from black in any channel;
5. crop to it where its shape is about 16:9 or 4:3; where it is about 21:9 and notably smaller than the picture, crop,
   and put it in the middle of a black 320 x 180; else leave the picture as it is.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from benchmarks.systems.contract import Rgb

SEARCHED_PX: Final = 320
"""Side of the square a picture is fitted into."""

_THRESHOLD = 30
_REACH_PX = 2
_LUMA = np.array([0.299, 0.587, 0.114])


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
    common = _in_common(_stretched(picture))
    smooth = np.asarray(Image.fromarray(common).filter(ImageFilter.MedianFilter(3)))
    bright = smooth.max(axis=2) > _THRESHOLD
    rows, columns = np.flatnonzero(bright.any(axis=1)), np.flatnonzero(bright.any(axis=0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _stretched(picture: Rgb) -> Rgb:
    low, high = np.percentile(picture @ _LUMA, [1, 99])
    if high - low < 1:
        return picture
    stretched: Rgb = np.clip(np.rint((picture - low) * (255 / (high - low))), 0, 255).astype(np.uint8)
    return stretched


def _in_common(picture: Rgb) -> Rgb:
    """The bits that all pixels of each 5 x 5 neighbourhood share; edges are repeated outwards."""
    for axis in (0, 1):
        reach = [(_REACH_PX, _REACH_PX) if each == axis else (0, 0) for each in range(3)]
        windows: NDArray[np.uint8] = np.lib.stride_tricks.sliding_window_view(
            np.pad(picture, reach, mode="edge"), 2 * _REACH_PX + 1, axis
        )
        picture = np.bitwise_and.reduce(windows, axis=-1)
    return picture


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
