"""Edits that lose detail: fewer pixels, stronger coding, noise, blur."""

import io

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.edits.kinds import PictureEdit, Rgb, pixels, resized


def jpeg(quality: int) -> PictureEdit:
    """Through a JPEG of `quality` 1..95 and back."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        buffer = io.BytesIO()
        Image.fromarray(picture).save(buffer, "JPEG", quality=quality)
        return pixels(Image.open(buffer).convert("RGB"))

    return apply


def height(height_px: int) -> PictureEdit:
    """Shrink to `height_px` lines, keeping the shape; never enlarges."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        lines = min(height_px, picture.shape[0])
        return resized(picture, round(picture.shape[1] * lines / picture.shape[0]), lines)

    return apply


def noise(sigma: float) -> PictureEdit:
    """Add Gaussian noise of `sigma` codes to every sample."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        grain = rng.normal(0, sigma, picture.shape)
        return np.clip(np.rint(picture + grain), 0, 255).astype(np.uint8)

    return apply


def blur(radius_share: float) -> PictureEdit:
    """Gaussian blur whose radius is a share of the height."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        return pixels(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(radius_share * picture.shape[0])))

    return apply


def sharpen(percent: int) -> PictureEdit:
    """Unsharp mask, radius 2 px, `percent` strong."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        return pixels(Image.fromarray(picture).filter(ImageFilter.UnsharpMask(2, percent, 0)))

    return apply
