"""Runs of near-equal frames: only the first frame of each is indexed."""

import numpy as np
from numpy.typing import NDArray

from ashen.signature.signature import Signature

_NEAR = 16
_FIRST_LOOK = 32


def run_starts(signature: Signature, max_distance: float) -> NDArray[np.int32]:
    """The frame numbers at which runs of near-equal frames begin.

    A frame begins a new run when its code lies more than `max_distance` (squared L2) from the code of the first frame
    of the current run: slow drifts are cut too, since the first frame never moves.

    How far each frame's run would reach, up to 16 frames, is worked out for all frames at once; only longer runs are
    searched one by one, in blocks that double. 35,000 frames take 7 to 20 ms
    whatever their runs.

    Args:
        signature: of the whole medium.
        max_distance: `recipe.run_distance`.

    Returns:
        (k,) int32, strictly rising, beginning with 0; empty for an empty signature.
    """
    # float32 holds every squared distance exactly: 64 * 255^2 is below 2^24.
    codes = signature.codes.astype(np.float32)
    squares = np.einsum("ij,ij->i", codes, codes)
    near = _near_ends(codes, squares, max_distance).tolist()
    starts: list[int] = []
    start = 0
    while start < len(codes):
        starts.append(start)
        start = start + near[start] if near[start] else _far_end(codes, squares, start, max_distance)
    return np.array(starts, dtype=np.int32)


def _near_ends(codes: NDArray[np.float32], squares: NDArray[np.float32], max_distance: float) -> NDArray[np.int32]:
    """(n,) how many frames on the first far frame comes, 1.._NEAR; 0 when it comes later or never."""
    ends = np.zeros(len(codes), dtype=np.int32)
    for lag in range(min(_NEAR, len(codes) - 1), 0, -1):
        products = np.einsum("ij,ij->i", codes[lag:], codes[:-lag])
        far = squares[lag:] + squares[:-lag] - 2 * products > max_distance
        ends[:-lag][far] = lag
    return ends


def _far_end(codes: NDArray[np.float32], squares: NDArray[np.float32], start: int, max_distance: float) -> int:
    """First frame more than _NEAR after `start` that is far from it; the number of frames when there is none."""
    low, look = start + _NEAR + 1, _FIRST_LOOK
    while low < len(codes):
        block = slice(low, low + look)
        far = squares[block] + squares[start] - 2 * (codes[block] @ codes[start]) > max_distance
        first = int(far.argmax())
        if far[first]:
            return low + first
        low, look = low + look, look * 2
    return len(codes)


def run_end(signature: Signature, start: int, max_distance: float) -> int:
    """The first frame after `start` that lies more than `max_distance` from it; the last frame when none does.

    Args:
        signature: of the whole medium.
        start: a frame.
        max_distance: `recipe.run_distance`.
    """
    first = signature.codes[start].astype(np.float32)
    low, look = start + 1, _FIRST_LOOK
    while low < len(signature):
        apart = signature.codes[low : low + look].astype(np.float32) - first
        far = np.einsum("ij,ij->i", apart, apart) > max_distance
        nearest = int(far.argmax())
        if far[nearest]:
            return low + nearest
        low, look = low + look, look * 2
    return len(signature) - 1
