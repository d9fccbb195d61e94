"""Edits that lose detail: fewer pixels, noise, blur, over-sharpening, combs of interlacing."""

import math

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.edits.kinds import PictureEdit, Rgb, pixels, resized


def height(height_px: int) -> PictureEdit:
    """Shrink to `height_px` lines, keeping the shape; never enlarges."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        lines = min(height_px, picture.shape[0])
        return resized(picture, round(picture.shape[1] * lines / picture.shape[0]), lines)

    return apply


def noise(sigma: float) -> PictureEdit:
    """Add Gaussian noise of `sigma` codes to every sample."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        grain = rng.standard_normal(picture.shape, np.float32) * np.float32(sigma)
        return np.clip(np.rint(picture + grain), 0, 255).astype(np.uint8)

    return apply


def blur(radius_share: float) -> PictureEdit:
    """Gaussian blur whose radius is a share of the height."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        return pixels(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(radius_share * picture.shape[0])))

    return apply


def motion_blur(length_share: float) -> PictureEdit:
    """Smear along a random direction, `length_share` of the width long: a shaken or a fast shot."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        angle = rng.uniform(0, math.pi)
        reach = max(1.0, length_share * picture.shape[1]) / 2
        steps = max(3, math.ceil(2 * reach))
        rows, columns = picture.shape[:2]
        margin = math.ceil(reach)
        wide = np.pad(picture, ((margin, margin), (margin, margin), (0, 0)), "edge")
        total = np.zeros(picture.shape, np.uint32)
        for step in np.linspace(-reach, reach, steps):
            top = margin + round(step * math.sin(angle))
            left = margin + round(step * math.cos(angle))
            total += wide[top : top + rows, left : left + columns]
        smeared: Rgb = ((total + steps // 2) // steps).astype(np.uint8)
        return smeared

    return apply


def sharpen(percent: int) -> PictureEdit:
    """Unsharp mask, radius 2 px, `percent` strong."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        return pixels(Image.fromarray(picture).filter(ImageFilter.UnsharpMask(2, percent, 0)))

    return apply


def interlaced(shift_share: float) -> PictureEdit:
    """Every second line comes from a moment later: moved sideways by `shift_share` of the width, either way."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        shift = max(1, round(shift_share * picture.shape[1]))
        wide = np.pad(picture, ((0, 0), (shift, shift), (0, 0)), "edge")
        left = 2 * shift if rng.random() < 0.5 else 0
        out = picture.copy()
        out[1::2] = wide[1::2, left : left + picture.shape[1]]
        return out

    return apply
