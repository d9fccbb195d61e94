"""Still pictures as arrays, through Pillow."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from ashen.errors import NotMedia, PictureTooLarge
from ashen.media.shrink import fit_within, shrink

MAX_PICTURE_PX = 89_478_485
"""Largest picture decoded: 256 MiB as RGB, also where Pillow begins to warn of decompression bombs."""

PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF", "JPEG2000", "PPM")
"""What Pillow may try: formats with a signature of their own, so that content alone decides."""

UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    RuntimeError,
    EOFError,
    OverflowError,
    struct.error,
    zlib.error,
)
"""What Pillow raises on damaged bytes, by format."""


def read_picture(source: Path | bytes, *, longest_px: int | None = None) -> NDArray[np.uint8]:
    """The first picture of a file or of its bytes, as shown: EXIF orientation applied, alpha over black.

    Args:
        source: a path, or what the file holds.
        longest_px: average areas down until no side is longer; large JPEGs then decode at a half, quarter or eighth of
            their size (libjpeg's scaled inverse DCT), at least twice the asked one.

    Returns:
        (h, w, 3) uint8 R'G'B'.

    Raises:
        NotMedia: not a picture Pillow can read, or cut off, or damaged.
        PictureTooLarge: more than `MAX_PICTURE_PX` pixels.
        OSError: the file cannot be opened.
    """
    name = source.name if isinstance(source, Path) else "the picture"
    with _opened(source) as stream, open_image(stream, name) as image, unreadable_is_not_media(name):
        if longest_px is not None:
            image.draft(None, fit_within(*image.size, 2 * longest_px))
        rgb = rgb_over_black(upright(image), name)
    if longest_px is None or max(rgb.shape[:2]) <= longest_px:
        return rgb
    return shrink(rgb, fit_within(rgb.shape[1], rgb.shape[0], longest_px))


@contextmanager
def open_image(stream: BinaryIO, name: str) -> Iterator[Image.Image]:
    """Open a picture's header.

    Raises:
        NotMedia: Pillow cannot read it.
        PictureTooLarge: more than `MAX_PICTURE_PX` pixels.
    """
    too_large = f"{name} has too many pixels: the limit is {MAX_PICTURE_PX}. Give a smaller copy of it."
    Image.init()  # named formats must be registered before `open` may try them
    try:
        image = Image.open(stream, formats=PICTURE_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge(too_large) from error
    except UnidentifiedImageError as error:
        raise NotMedia(f"{name} is not a picture of a kind that can be read") from error
    except UNREADABLE as error:
        raise NotMedia(f"{name} is a damaged picture: {error}") from error
    with image:
        if image.width * image.height > MAX_PICTURE_PX:
            raise PictureTooLarge(too_large)
        yield image


def upright(image: Image.Image) -> Image.Image:
    """The picture turned as its EXIF orientation says; itself where that says nothing, or else a copy."""
    # Asked first, as Pillow's own function copies the picture in any case.
    turned = image.getexif().get(ExifTags.Base.Orientation, 1) != 1
    return ImageOps.exif_transpose(image) if turned else image


def upright_px(image: Image.Image) -> tuple[int, int]:
    """(width, height) of the picture turned as its EXIF orientation says, without decoding it."""
    width, height = image.size
    return (height, width) if image.getexif().get(ExifTags.Base.Orientation, 1) >= 5 else (width, height)


def rgb_over_black(image: Image.Image, name: str) -> NDArray[np.uint8]:
    """(h, w, 3) uint8 of a picture in any of Pillow's modes; what is transparent becomes black.

    Raises:
        NotMedia: pixels of a kind that has no fixed black and white (floating point).
    """
    if image.mode == "RGB" and "transparency" not in image.info:
        return np.asarray(image)
    if image.mode.startswith("I"):
        # Pillow's own conversion clips 16 bits at 255 instead of scaling.
        wide = np.asarray(image).astype(np.int64)
        gray = (np.clip(wide, 0, 65535) * 255 + 32767) // 65535
        return np.repeat(gray.astype(np.uint8)[..., np.newaxis], 3, axis=2)
    if image.mode == "F":
        raise NotMedia(f"{name} holds floating-point pixels; convert it to 8 or 16 bits")
    if "transparency" in image.info or image.has_transparency_data:
        rgba = np.asarray(image.convert("RGBA")).astype(np.uint16)
        return ((rgba[..., :3] * rgba[..., 3:] + 127) // 255).astype(np.uint8)
    return np.asarray(image.convert("RGB"))


@contextmanager
def _opened(source: Path | bytes) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        yield BytesIO(source)
        return
    with source.open("rb") as stream:
        yield stream


@contextmanager
def unreadable_is_not_media(name: str) -> Iterator[None]:
    """Turn what Pillow raises while decoding into NotMedia."""
    try:
        yield
    except UNREADABLE as error:
        raise NotMedia(f"{name} is cut off or damaged: {error}") from error
