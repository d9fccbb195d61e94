"""Vectors of single pictures that other systems compare: colour layout, pHash, dHash. PDQ is in pdq.py.

colour layout   MPEG-7 (ISO/IEC 15938-3:2002, 6.6) as trace.moe computes it, 33 values; the recipe `color-layout/1`,
                held to trace.moe's own vectors in tests/signature/test_color_layout.py
pHash           imagehash.phash: signs of 8 x 8 DCT coefficients of a 32 x 32 grey picture
dHash           imagehash.dhash: signs of 8 x 8 differences of horizontal neighbours of a 9 x 8 grey picture
"""

from __future__ import annotations

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ashen.signature.recipes import recipe_named
from benchmarks.systems.contract import Rgb


class ColorLayout:
    """33 values, compared by Euclidean distance."""

    name = "color-layout"
    version = "1"
    width = 33

    def describe(self, picture: Rgb) -> NDArray[np.uint8]:
        """(33,) uint8: 21 of Y, 6 of Cb, 6 of Cr."""
        codes: NDArray[np.uint8] = recipe_named("color-layout/1").describe(picture[np.newaxis])[0].astype(np.uint8)
        return codes


class PHash:
    """64 bits of `imagehash.phash` with its defaults, compared by Hamming distance."""

    name = "phash"
    version = "1"
    width = 8

    def describe(self, picture: Rgb) -> NDArray[np.uint8]:
        """(8,) uint8."""
        return np.packbits(imagehash.phash(Image.fromarray(picture)).hash)


class DHash:
    """64 bits of `imagehash.dhash` with its defaults, compared by Hamming distance."""

    name = "dhash"
    version = "1"
    width = 8

    def describe(self, picture: Rgb) -> NDArray[np.uint8]:
        """(8,) uint8."""
        return np.packbits(imagehash.dhash(Image.fromarray(picture)).hash)
