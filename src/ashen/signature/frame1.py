"""Recipe `frame/1`: Ashen's own search signature. (Untrained forerunner; the trained weights replace it.)"""

import numpy as np
from numpy.typing import NDArray

from ashen.media.frames import SMALL_PX

DIMENSION = 64
UNIT = 127


def _dct_basis(count: int) -> NDArray[np.float32]:
    frequency, position = np.arange(count)[:, None], np.arange(SMALL_PX)[None, :]
    basis = np.cos((2 * position + 1) * frequency * np.pi / (2 * SMALL_PX)) * np.sqrt(2 / SMALL_PX)
    basis[0] /= np.sqrt(2)
    return basis.astype(np.float32)


_BASIS = _dct_basis(8)
_ORDER = np.array(sorted(range(1, 64), key=lambda i: ((i // 8) + (i % 8), i))[:50], dtype=np.intp)
_CHROMA = [0, 1, 2, 8, 9, 16, 10]


def describe(rgb: NDArray[np.uint8]) -> NDArray[np.int8]:
    """The code of every frame: (n, 64) int8 of length about 127, of (n, h, w, 3) uint8 full-range R'G'B'."""
    small = _area_mean(rgb) if rgb.shape[1:3] != (SMALL_PX, SMALL_PX) else rgb.astype(np.float32)
    luma = small @ np.array([0.299, 0.587, 0.114], np.float32)
    chroma = [small[..., c] - luma for c in (2, 0)]
    luma = luma - luma.mean(axis=(1, 2), keepdims=True)
    luma = np.tanh(luma / (luma.std(axis=(1, 2), keepdims=True) * 1.5 + 4))
    grid = (_BASIS @ luma @ _BASIS.T).reshape(len(rgb), 64)[:, _ORDER]
    parts = [grid]
    for plane in chroma:
        parts.append((_BASIS @ np.tanh(plane / 60) @ _BASIS.T).reshape(len(rgb), 64)[:, _CHROMA] * 0.3)
    values = np.concatenate(parts, axis=1)
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    return np.ascontiguousarray(np.rint(values / np.maximum(lengths, 1e-3) * UNIT).astype(np.int8))


def _area_mean(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, 64, 64, 3) float32 area averages of frames of any size."""
    rows, columns = _area_weights(rgb.shape[1]), _area_weights(rgb.shape[2])
    return np.einsum("ih,nhwc,jw->nijc", rows, rgb.astype(np.float32), columns, optimize=True)


def _area_weights(size_px: int) -> NDArray[np.float32]:
    edges = np.arange(SMALL_PX + 1) * size_px / SMALL_PX
    pixel = np.arange(size_px)
    overlap = np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel)
    return (np.maximum(overlap, 0) * SMALL_PX / size_px).astype(np.float32)
