"""Recipe `frame/3`: the network of `network.py`, trained by contrast of twenty million edited parts of frames, of twice
the art of `frame/2` (training/README.md): boxes, insets, photographs of screens and negatives move its codes less."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ashen.signature import network
from ashen.signature.cards import are_near
from ashen.signature.signature import Codes

_WEIGHTS, _CARDS = "frame3.onnx.zst", "frame3_cards.npz"


def describe(rgb: NDArray[np.uint8]) -> NDArray[np.int8]:
    """(n, 64) int8 codes, as `network.describe` says."""
    return network.describe(rgb, _WEIGHTS)


def are_cards(codes: Codes) -> NDArray[np.bool_]:
    """(n,) whether frames show nothing but text."""
    return are_near(codes, _CARDS)


def record() -> dict[str, Any]:
    """Data, seeds, commands and figures of the training."""
    return network.record(_WEIGHTS)
