"""PDQ, the 256-bit hash of still pictures that Meta published.

Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", Meta, 2019,
https://github.com/facebook/ThreatExchange/blob/main/hashing/hashing.pdf: luma, two passes of a box filter in each
direction (Jarosz), samples at the centres of a 64 x 64 grid, 16 x 16 coefficients of the DCT without the constant ones,
one bit for each above their median; and a quality, from how strongly neighbouring samples differ.

Written anew, because the binding (`pdqhash`) has no wheel and needs a C compiler. Filter and sampling are linear, so
both become one small matrix for each side of a picture. tests/benchmarks/systems/test_pdq.py holds it to hashes that
`pdqhash` 0.2.8 gave. Like that binding, and unlike the command line program, it does not shrink large pictures first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ashen.threads import one_thread
from benchmarks.systems.contract import Rgb

HASH_BYTES: Final = 32
MAX_DISTANCE: Final = 31
"""Bits of 256 that may differ in a match: the source's recommendation."""
MIN_QUALITY: Final = 50
"""Hashes of less quality should not be matched: the source's recommendation."""

_GRID = 64
_KEPT = 16
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


class Pdq:
    """The 32 bytes of a picture's PDQ hash, then one byte of its quality, 0..100."""

    name = "pdq"
    version = "1"
    width = HASH_BYTES + 1

    def describe(self, picture: Rgb) -> NDArray[np.uint8]:
        """(33,) uint8: the hash, its bytes as in PDQ's hexadecimal form, then the quality."""
        height, width = picture.shape[:2]
        with one_thread():
            luma = picture.astype(np.float32) @ _LUMA
            samples = _filter(height) @ luma @ _filter(width).T
            coefficients = _DCT @ samples @ _DCT.T
        # The median of 256 values is here the 128th smallest, itself one of them, as in the source's program.
        median = np.partition(coefficients, _KEPT * _KEPT // 2 - 1, axis=None)[_KEPT * _KEPT // 2 - 1]
        out = np.empty(self.width, np.uint8)
        out[:HASH_BYTES] = np.packbits((coefficients > median).ravel()[::-1])
        out[HASH_BYTES] = _quality(samples)
        return out


def _quality(samples: NDArray[np.float32]) -> int:
    """0..100: a ninetieth of the summed differences of neighbours, each in whole percent of the range, cut to zero."""
    steps = [np.trunc(np.diff(samples, axis=axis) * np.float32(100 / 255)) for axis in (0, 1)]
    return min(100, int(sum(float(np.abs(step).sum()) for step in steps) / 90))


@lru_cache(maxsize=256)
def _filter(size_px: int) -> NDArray[np.float32]:
    """(64, size_px) float32: two box passes over `size_px` values, then the value at the centre of each 64th.

    A box is ceil(size / 128) wide, one longer to the left where that is even; at the ends it is cut short.
    """
    box = -(-size_px // (2 * _GRID))
    after = box // 2
    at = np.arange(size_px)
    ahead = at[np.newaxis] - at[:, np.newaxis]
    inside = (ahead <= after) & (ahead > after - box)
    once = inside / inside.sum(axis=1, keepdims=True)
    centres = ((np.arange(_GRID) + 0.5) * size_px / _GRID).astype(np.intp)
    twice: NDArray[np.float32] = (once[centres] @ once).astype(np.float32)
    twice.setflags(write=False)
    return twice


def _cosines() -> NDArray[np.float32]:
    """(16, 64) float32: rows 1 to 16 of the orthonormal DCT-II."""
    frequency, position = np.arange(1, _KEPT + 1)[:, np.newaxis], np.arange(_GRID)[np.newaxis]
    cosines = np.sqrt(2 / _GRID) * np.cos((2 * position + 1) * frequency * np.pi / (2 * _GRID))
    return np.asarray(cosines, np.float32)


_DCT = _cosines()
