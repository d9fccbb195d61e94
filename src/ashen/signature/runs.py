"""Runs of near-equal frames: only the first frame of each is indexed."""

import numpy as np
from numpy.typing import NDArray

from ashen.signature.signature import Signature

_FIRST_LOOK = 8


def run_starts(signature: Signature, max_distance: float) -> NDArray[np.int32]:
    """The frame numbers at which runs of near-equal frames begin.

    A frame begins a new run when its code lies more than `max_distance` (squared L2) from the code of the first frame
    of the current run: slow drifts are cut too, since the first frame never moves.

    The next start is looked for in blocks that double while nothing is found, so long runs cost few calls and short
    ones little waste.

    Args:
        signature: of the whole medium.
        max_distance: `recipe.run_distance`.

    Returns:
        (k,) int32, strictly rising, beginning with 0; empty for an empty signature.
    """
    # float32 holds the squared distances exactly: 64 * 255^2 is below 2^24.
    codes = signature.codes.astype(np.float32)
    starts: list[int] = []
    start, length = 0, len(codes)
    while start < length:
        starts.append(start)
        start = _next_start(codes, start, max_distance)
    return np.array(starts, dtype=np.int32)


def _next_start(codes: NDArray[np.float32], start: int, max_distance: float) -> int:
    """First frame after `start` further than `max_distance` from it; the number of frames when there is none."""
    low, look = start + 1, _FIRST_LOOK
    while low < len(codes):
        moved = codes[low : low + look] - codes[start]
        far = np.einsum("ij,ij->i", moved, moved) > max_distance
        first = int(far.argmax())
        if far[first]:
            return low + first
        low, look = low + look, look * 2
    return len(codes)
