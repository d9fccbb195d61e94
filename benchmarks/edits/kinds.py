"""What a picture edit is, and how edits are joined."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Rgb = NDArray[np.uint8]
"""(h, w, 3) uint8, R'G'B'."""

PictureEdit = Callable[[Rgb, np.random.Generator], Rgb]
"""Gives an altered copy; all chance comes from the generator, so equal generators give equal pictures."""


def compose(*edits: PictureEdit) -> PictureEdit:
    """One edit that applies `edits` in order, each drawing on the same generator."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        for edit in edits:
            picture = edit(picture, rng)
        return picture

    return apply


def one_of(*edits: PictureEdit) -> PictureEdit:
    """One of `edits`, by chance."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        return edits[int(rng.integers(len(edits)))](picture, rng)

    return apply


def chain(pool: Sequence[PictureEdit], length: int) -> PictureEdit:
    """`length` different edits out of `pool`, one after another, by chance."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        for index in rng.permutation(len(pool))[:length]:
            picture = pool[int(index)](picture, rng)
        return picture

    return apply


def identity(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
    """The picture itself, copied."""
    return picture.copy()


def resized(picture: Rgb, width: int, height: int) -> Rgb:
    """`picture` at another size, antialiased."""
    size = (max(width, 1), max(height, 1))
    return pixels(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0))


def pixels(image: Image.Image) -> Rgb:
    """A Pillow RGB image as an array that may be written to."""
    return np.array(image, np.uint8)


def blended(picture: Rgb, colour: tuple[int, int, int], cover: NDArray[np.float32]) -> Rgb:
    """`picture` with `colour` over it; `cover` is (h, w) float32, 0 where the picture stays, 1 where it is hidden."""
    mask = Image.fromarray(np.rint(cover * 255).astype(np.uint8))
    image = Image.fromarray(picture)
    image.paste(colour, (0, 0, *image.size), mask)
    return pixels(image)
