"""Recipe `frame/2`: the network of `network.py` as it was first trained, on two processor cores, by contrast of a
million edited parts of frames (training/README.md)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ashen.signature import network
from ashen.signature.cards import are_near
from ashen.signature.signature import Codes

_WEIGHTS, _CARDS = "frame2.onnx.zst", "frame2_cards.npz"


def describe(rgb: NDArray[np.uint8]) -> NDArray[np.int8]:
    """(n, 64) int8 codes, as `network.describe` says."""
    return network.describe(rgb, _WEIGHTS)


def are_cards(codes: Codes) -> NDArray[np.bool_]:
    """(n,) whether frames show nothing but text."""
    return are_near(codes, _CARDS)


def record() -> dict[str, Any]:
    """Data, seeds, commands and figures of the training."""
    return network.record(_WEIGHTS)
