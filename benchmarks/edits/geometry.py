"""Edits that move the picture's own pixels: crops, mirrors, turns, changed shapes."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.edits.kinds import PictureEdit, Rgb, pixels, resized


def mirrored(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
    """Left and right swapped."""
    return np.ascontiguousarray(picture[:, ::-1])


def flipped(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
    """Top and bottom swapped."""
    return np.ascontiguousarray(picture[::-1])


def crop(share: float) -> PictureEdit:
    """Remove `share` of the picture's *area* (0.05..0.75), keeping its shape, at a random place."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        side = math.sqrt(1 - share)
        kept_h, kept_w = max(1, round(height * side)), max(1, round(width * side))
        top, left = int(rng.integers(0, height - kept_h + 1)), int(rng.integers(0, width - kept_w + 1))
        return picture[top : top + kept_h, left : left + kept_w].copy()

    return apply


def middle(share: float) -> PictureEdit:
    """Remove `share` of the picture's *area* evenly from all sides, keeping its shape."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        height, width = picture.shape[:2]
        side = math.sqrt(1 - share)
        kept_h, kept_w = max(1, round(height * side)), max(1, round(width * side))
        top, left = (height - kept_h) // 2, (width - kept_w) // 2
        return picture[top : top + kept_h, left : left + kept_w].copy()

    return apply


def centre(aspect_w: int, aspect_h: int) -> PictureEdit:
    """The largest middle part of shape `aspect_w`:`aspect_h`."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        height, width = picture.shape[:2]
        kept_w = min(width, max(1, round(height * aspect_w / aspect_h)))
        kept_h = min(height, max(1, round(width * aspect_h / aspect_w)))
        top, left = (height - kept_h) // 2, (width - kept_w) // 2
        return picture[top : top + kept_h, left : left + kept_w].copy()

    return apply


def stretched(factor: float) -> PictureEdit:
    """Width multiplied by `factor`, height kept: a wrong aspect ratio."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        return resized(picture, round(picture.shape[1] * factor), picture.shape[0])

    return apply


def rotated(degrees: float) -> PictureEdit:
    """Turn by `degrees` either way about the middle, same size, black corners."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        sign = 1 if rng.random() < 0.5 else -1
        return pixels(Image.fromarray(picture).rotate(sign * degrees, Image.Resampling.BICUBIC))

    return apply


def perspective(share: float) -> PictureEdit:
    """Move each corner inwards by up to `share` of each side and fill the frame from there."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        inset = rng.uniform(0, share, (4, 2)) * (width, height)
        signs = np.array([(1, 1), (1, -1), (-1, -1), (-1, 1)])
        target = np.array([(0, 0), (0, height), (width, height), (width, 0)], float)
        data = projective_map(target, target + inset * signs)
        image = Image.fromarray(picture)
        size = (width, height)
        return pixels(image.transform(size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BICUBIC))

    return apply


def projective_map(here: NDArray[np.float64], there: NDArray[np.float64]) -> tuple[float, ...]:
    """The eight coefficients, as Pillow's PERSPECTIVE takes them, that send four points `here` to `there`.

    Both are (4, 2) float64, x and y. (a x + b y + c, d x + e y + f) / (g x + h y + 1), from the eight linear equations
    of Heckbert, Fundamentals of Texture Mapping, 1989, 2.2.3.
    """
    rows, right = [], []
    for (x, y), (u, v) in zip(here, there, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -x * u, -y * u], [0, 0, 0, x, y, 1, -x * v, -y * v]]
        right += [u, v]
    return tuple(float(v) for v in np.linalg.solve(np.array(rows), np.array(right)))
