"""How the small networks of `frame/2` and `frame/3` are computed: 64 x 64 small frames to 64 values of unit length.

1. Fixed first steps: luma less its mean over its spread; central differences of luma divided by their own length + 14
   levels, so that a caption's or a box's strong edges count little more than clear ones (from `frame/1`); blue and red
   difference less their means over their common spread. Brightness, contrast and tint are gone after this.
2. Residual convolutions (He et al. 2016) down to 4 x 4 places, and one linear map to 64 values: where things are in the
   frame stays known.
3. Divided by its length, times 127, rounded.

Between the second convolution and the last map all is integers of 8 bits (ADR 17), to within two units a value of what
floats give. ONNX Runtime computes it on one thread; two machines agree to within one unit a value.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ashen import networks
from ashen.media.frames import SMALL_PX
from ashen.media.shrink import shrink

_PACKAGE = "ashen.signature"
DIMENSION = 64
UNIT = 127

_AT_ONCE = 32  # frames whose intermediate planes stay in a core's cache
_SAME_LEVELS = 0.25
"""Mean difference, of 255, up to which a frame takes the code of the last signed: coding noise on a held drawing."""
_SAME_BLOCK_LEVELS = 1.5
"""The same for the block of 8 x 8 pixels that differs most: a mouth is small."""


def describe(rgb: NDArray[np.uint8], weights: str) -> NDArray[np.int8]:
    """The code of every frame; a frame that shows what the frame before shows has its very code.

    Args:
        rgb: (n, h, w, 3) uint8, full-range R'G'B'; other sizes than 64 x 64 are area-averaged to it first.
        weights: name of the network's file in this package, see `model`.

    Returns:
        (n, 64) int8, C order, each of length 127 but for rounding.
    """
    small = rgb if rgb.shape[1:3] == (SMALL_PX, SMALL_PX) else shrink(rgb)
    signed = _first_of_equal(small)
    rows = np.flatnonzero(signed)
    codes = np.empty((len(rows), DIMENSION), dtype=np.int8)
    for first in range(0, len(rows), _AT_ONCE):
        part = rows[first : first + _AT_ONCE]
        (values,) = networks.session(_PACKAGE, weights).run(None, {"rgb": small[part]})
        codes[first : first + len(part)] = np.rint(np.asarray(values) * UNIT)
    of_all: NDArray[np.int8] = codes[np.cumsum(signed) - 1]
    return of_all


def model(weights: str) -> bytes:
    """The network of a file in this package, in ONNX's format."""
    return networks.model(_PACKAGE, weights)


def record(weights: str) -> dict[str, Any]:
    """Data, seeds, commands and figures of the training."""
    return networks.record(_PACKAGE, weights)


def _first_of_equal(small: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """(n,) whether each frame differs from the last that did."""
    differs = np.ones(len(small), dtype=np.bool_)
    planes = small.astype(np.int16)
    last = 0
    for row in range(1, len(small)):
        difference = np.abs(planes[row] - planes[last])
        if difference.mean() <= _SAME_LEVELS:
            blocks = difference.reshape(8, 8, 8, 24).mean(axis=(1, 3))
            if blocks.max() <= _SAME_BLOCK_LEVELS:
                differs[row] = False
                continue
        last = row
    return differs
