"""Pictures drawn by formula, and the slow, exact mean of their areas."""

import numpy as np
from numpy.typing import NDArray


def drawn(number: int, height: int = 180, width: int = 320) -> NDArray[np.uint8]:
    """(h, w, 3): soft coloured waves that tell left from right and top from bottom, another for each number."""
    y, x = np.mgrid[0:height, 0:width] / [[[height]], [[width]]]
    phase = number * 0.7
    red = 0.15 + 0.7 * x * (0.6 + 0.4 * np.sin(5 * y + phase))
    green = 0.2 + 0.6 * y * (0.6 + 0.4 * np.cos(4 * x + phase))
    blue = 0.5 + 0.3 * np.sin(3 * x + 2 * y + phase)
    pixels: NDArray[np.uint8] = np.rint(np.stack([red, green, blue], axis=-1) * 255).astype(np.uint8)
    return pixels


def noise(seed: int, height: int, width: int) -> NDArray[np.uint8]:
    """(h, w, 3): unrelated pixels, the hardest to average."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def exact_means(
    rgb: NDArray[np.uint8], width: int = 64, height: int = 64, box: tuple[float, float, float, float] | None = None
) -> NDArray[np.float64]:
    """(height, width, 3): the integral of each rectangle over its area, from cumulative sums."""
    h, w, _ = rgb.shape
    left, top, right, bottom = box or (0, 0, w, h)
    along_y = _integrals(rgb.astype(np.float64), np.linspace(top, bottom, height + 1))
    along_x = _integrals(along_y.transpose(1, 0, 2), np.linspace(left, right, width + 1))
    return np.asarray(along_x.transpose(1, 0, 2) * (width * height) / ((right - left) * (bottom - top)))


def _integrals(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
    whole = np.minimum(edges.astype(int), len(values) - 1)
    at_edges = sums[whole] + (edges - whole)[:, None, None] * values[whole]
    return np.diff(at_edges, axis=0)


def mean_error(small: NDArray[np.uint8], exact: NDArray[np.float64]) -> float:
    """Mean absolute difference, of 255."""
    return float(np.abs(small - exact).mean())


def largest_error(small: NDArray[np.uint8], exact: NDArray[np.float64]) -> float:
    """Largest absolute difference, of 255."""
    return float(np.abs(small - exact).max())
