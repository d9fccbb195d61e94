"""The parts of stored pictures that are searched beside whole frames, so that crops of them are found.

A crop shows what its frame shows, elsewhere and larger: no signature of the whole stays near under heavy crops. So
parts of each still are signed as pictures of their own; a crop is near the part that is most like it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from ashen.media.shrink import shrink
from ashen.signature.recipe import Recipe
from ashen.signature.runs import run_starts
from ashen.signature.signature import Codes, Signature

WINDOWS: tuple[tuple[float, float, float, float], ...] = (
    (0.00, 0.00, 0.72, 0.72),
    (0.28, 0.00, 0.72, 0.72),
    (0.00, 0.28, 0.72, 0.72),
    (0.28, 0.28, 0.72, 0.72),
    (0.14, 0.14, 0.72, 0.72),
    (0.33, 0.00, 0.34, 1.00),
    (0.10, 0.00, 0.34, 1.00),
    (0.56, 0.00, 0.34, 1.00),
    (0.23, 0.00, 0.54, 1.00),
)
"""Left, top, width and height of each, as shares of the picture's sides. The first five hold most of any crop of half
the area; the others are the 9:16 strips in the middle and beside it, and the middle 4:5 to 9:8, of a 16:9 picture."""

_AT_ONCE = 7  # stills signed at a time: 63 windows, in two of the network's batches
_STEP_S = 1e-9
"""Windows of one still follow each other by the least that signatures tell apart."""


def sign_windows(stills: Iterable[tuple[float, NDArray[np.uint8]]], recipe: Recipe) -> Signature:
    """The signature of the windows of a video's stills: of each still `len(WINDOWS)` rows, a nanosecond apart.

    Args:
        stills: rising times, seconds, each with its (h, w, 3) uint8 R'G'B' picture. Consumed once, a few at a time.
        recipe: of windows.
    """
    times_s: list[float] = []
    codes: list[Codes] = []
    quality: list[NDArray[np.uint8]] = []
    left = iter(stills)
    while some := list(islice(left, _AT_ONCE)):
        times_s += [at_s + number * _STEP_S for at_s, _ in some for number in range(len(WINDOWS))]
        small = np.stack([shrink(rgb, box=_box(rgb, *window)) for _, rgb in some for window in WINDOWS])
        own_codes, own_quality = recipe.sign(small)
        codes.append(own_codes)
        quality.append(own_quality)
    no_codes: Codes = np.empty((0, recipe.dimension), recipe.dtype)
    return Signature(
        recipe.name,
        np.array(times_s),
        np.concatenate([no_codes, *codes]),
        np.concatenate([np.empty(0, np.uint8), *quality]),
    )


def window_starts(signature: Signature, max_distance: float) -> NDArray[np.int32]:
    """The rows worth indexing: of each window, those at which it begins to look different, as in `run_starts`.

    Returns:
        (k,) int32, rising.
    """
    count = len(WINDOWS)
    starts = [
        run_starts(signature.take(slice(number, None, count)), max_distance) * count + number for number in range(count)
    ]
    return np.sort(np.concatenate(starts)).astype(np.int32)


def seen_through(windows: Signature, number: int, times_s: NDArray[np.float64]) -> Signature:
    """What one window shows at given moments: of the last still at or before each, of the first before that.

    Args:
        windows: of a video, as `sign_windows` gives it; with one still at least.
        number: which of `WINDOWS`.
        times_s: (n,) rising, seconds.
    """
    one = windows.take(slice(number, None, len(WINDOWS)))
    rows = np.maximum(np.searchsorted(one.times_s, times_s + 1e-6, side="right") - 1, 0)
    return Signature(windows.recipe, times_s, one.codes[rows], one.quality[rows])


def _box(
    rgb: NDArray[np.uint8], left: float, top: float, width: float, height: float
) -> tuple[float, float, float, float]:
    high, wide = rgb.shape[:2]
    return left * wide, top * high, min(wide, (left + width) * wide), min(high, (top + height) * high)
