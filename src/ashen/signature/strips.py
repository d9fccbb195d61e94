"""Sums of pixel rows: the first half of every block mean."""

import numpy as np
from numpy.typing import NDArray

_MOST_ROWS = 257  # 257 * 255 is the largest sum of bytes that 16 bits hold


def row_sums(rgb: NDArray[np.uint8], tops: NDArray[np.intp]) -> NDArray[np.float32]:
    """Exact sums over horizontal strips.

    Args:
        rgb: (n, h, w, 3) uint8.
        tops: (k,) strictly rising first rows of the strips, from 0; the last strip ends with the picture.

    Returns:
        (n, k, 3 w) float32 whole numbers, columns as they lie in memory: red, green and blue of the first pixel first.
    """
    n, height, width, _ = rgb.shape
    rows = rgb.reshape(n, height, width * 3)
    count = len(tops)
    if height % count == 0 and height // count <= _MOST_ROWS and (tops == np.arange(count) * (height // count)).all():
        # Ten times as fast as reduceat: whole rows add up in vector registers.
        strips: NDArray[np.uint16] = (
            rows.astype(np.uint16).reshape(n, count, height // count, width * 3).sum(axis=2, dtype=np.uint16)
        )
        return np.asarray(strips, dtype=np.float32)
    sums: NDArray[np.uint32] = np.add.reduceat(rows, tops, axis=1, dtype=np.uint32)
    return np.asarray(sums, dtype=np.float32)
