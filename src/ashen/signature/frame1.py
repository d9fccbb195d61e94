"""Recipe `frame/1`: Ashen's own search signature; the directions of edges, weighed by what edits leave alone.

1. The 64 x 64 small frame is averaged to 32 x 32, and split into luma Y and the colour differences B - Y, R - Y.
2. Luma: central differences, each divided by its own length + 14 levels, so that a strong edge (a caption's, a box's)
   counts little more than a clear one, and tint, gamma and contrast count little. Their positive and negative parts
   along 4 directions are averaged over 5 x 5 overlapping Gaussian cells, which tolerates small crops and turns, and
   square roots taken. This is GIST (Oliva and Torralba 2001) with the bounded, signed cells of HOG (Dalal and Triggs
   2005, section 6.3) and the square root of RootSIFT (Arandjelovic and Zisserman 2012).
3. Colour: each difference less its mean, divided by their common spread, bounded by x / (1 + |x|), and 15 coefficients
   of its DCT; weighed low, as grey and tinted copies must still be found.
4. These 230 features less their mean, times a trained 230 x 64 matrix: linear discriminant analysis (Fisher 1936;
   Fukunaga 1990, section 10.2) of the covariance between frames against that which edits cause within one.
5. Divided by its length, times 127, rounded.

The order of the sums is the linear algebra library's, so two machines agree to within one unit a value. The trained
numbers and where they come from are in frame1.npz: integers only, see `training/`.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ashen.media.frames import SMALL_PX
from ashen.media.shrink import shrink

DIMENSION = 64
UNIT = 127

_SIDE = SMALL_PX // 2
_CELLS = 5
_FREQUENCIES = 4
_EDGE_FLOOR = np.float32(14.0)
_CELL_FLOOR = np.float32(0.01)
_COLOUR_FLOOR = np.float32(20.0)
_COLOUR_GAIN = np.float32(1.5)
_COLOUR_WEIGHT = np.float32(0.1)
_HALF_ROOT = np.float32(0.5**0.5)
_AT_ONCE = 32  # frames whose intermediate planes stay in a core's cache

FEATURES = 8 * _CELLS**2 + 2 * (_FREQUENCIES**2 - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The trained numbers.

    Attributes:
        mean: (FEATURES,) float32.
        projection: (FEATURES, DIMENSION) float32.
        record: data, script, seed and figures of the training.
    """

    mean: NDArray[np.float32]
    projection: NDArray[np.float32]
    record: dict[str, Any]


@cache
def weights() -> Weights:
    """The trained numbers, read once, when first used."""
    with resources.files("ashen.signature").joinpath("frame1.npz").open("rb") as file, np.load(file) as stored:
        record = json.loads(stored["record"].tobytes())
        return Weights(
            stored["mean"].astype(np.float32) / np.float32(record["mean_scale"]),
            stored["projection"].astype(np.float32) / np.float32(record["projection_scale"]),
            record,
        )


def describe(rgb: NDArray[np.uint8]) -> NDArray[np.int8]:
    """The code of every frame.

    Args:
        rgb: (n, h, w, 3) uint8, full-range R'G'B'; other sizes than 64 x 64 are area-averaged to it first.

    Returns:
        (n, 64) int8, C order, each of length 127 but for rounding.
    """
    codes = np.empty((len(rgb), DIMENSION), dtype=np.int8)
    trained = weights()
    for first in range(0, len(rgb), _AT_ONCE):
        values = (features(rgb[first : first + _AT_ONCE]) - trained.mean) @ trained.projection
        values *= UNIT / np.maximum(np.sqrt(np.einsum("ij,ij->i", values, values)), np.float32(1e-6))[:, None]
        codes[first : first + _AT_ONCE] = np.rint(values)
    return codes


def features(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, FEATURES) float32, steps 1 to 3, of (n, h, w, 3) uint8 frames: what the projection is trained on."""
    luma, blue, red = _planes(rgb)
    return np.concatenate([_edge_cells(luma), _colour(blue, red)], axis=1)


def _planes(rgb: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Luma (ITU-R BT.601), blue and red difference, each (n, 32, 32) float32."""
    small = rgb if rgb.shape[1:3] == (SMALL_PX, SMALL_PX) else shrink(rgb)
    rows = small.astype(np.uint16).reshape(-1, 2, 3 * SMALL_PX)
    sums = rows[:, 0] + rows[:, 1]
    # Adding all neighbours and keeping every other sum is faster than pairing pixels of three values.
    sums = sums[:, :-3] + sums[:, 3:]
    red, green, blue = (sums[:, c::6].reshape(-1, _SIDE, _SIDE) * np.float32(0.25) for c in range(3))
    luma = np.float32(0.299) * red + np.float32(0.587) * green + np.float32(0.114) * blue
    return luma, blue - luma, red - luma


def _edge_cells(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, 8 * cells) float32: bounded edge strength by direction and sign, then by cell."""
    edges = np.zeros((4, *luma.shape), dtype=np.float32)
    across, down, falling, rising = edges
    np.subtract(luma[:, :, 2:], luma[:, :, :-2], out=across[:, :, 1:-1])
    np.subtract(luma[:, 2:], luma[:, :-2], out=down[:, 1:-1])
    edges[:2] /= np.sqrt(across * across + down * down) + _EDGE_FLOOR
    np.multiply(across + down, _HALF_ROOT, out=falling)
    np.multiply(down - across, _HALF_ROOT, out=rising)
    # The mean of the positive part is half the sum of the means of |x| and of x: one product serves both signs.
    cells = _cell_means()
    signed = edges.reshape(4, len(luma), -1) @ cells
    whole = np.abs(edges, out=edges).reshape(4, len(luma), -1) @ cells
    parts = np.stack([whole + signed, whole - signed], axis=1) * np.float32(0.5)
    rooted = np.sqrt(np.maximum(parts, 0) + _CELL_FLOOR)
    return rooted.transpose(2, 0, 1, 3).reshape(len(luma), -1)


def _colour(blue: NDArray[np.float32], red: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, 2 * coefficients) float32 of (n, 32, 32) colour differences."""
    planes = np.stack([blue, red]).reshape(2, len(blue), -1)
    planes -= planes.mean(axis=2, keepdims=True)
    spread = np.sqrt((planes * planes).mean(axis=2).sum(axis=0)) + _COLOUR_FLOOR
    planes *= (_COLOUR_GAIN / spread)[:, None]
    planes /= 1 + np.abs(planes)
    coefficients = planes @ _low_frequencies() * _COLOUR_WEIGHT
    return coefficients.transpose(1, 0, 2).reshape(len(blue), -1)


@cache
def _cell_means() -> NDArray[np.float32]:
    """(1024, cells) float32 weights of pixels in cells: Gaussians half a cell wide, each summing to 1."""
    pixel, size = np.arange(_SIDE), _SIDE / _CELLS
    centre = (np.arange(_CELLS) + 0.5) * size - 0.5
    bell = np.exp(-0.5 * ((pixel[:, None] - centre[None, :]) / (size / 2)) ** 2)
    bell /= bell.sum(axis=0)
    return np.kron(bell, bell).astype(np.float32)


@cache
def _low_frequencies() -> NDArray[np.float32]:
    """(1024, coefficients) float32 orthonormal two-dimensional DCT-II basis, without the mean."""
    pixel, frequency = np.arange(_SIDE)[:, None], np.arange(_FREQUENCIES)[None, :]
    basis = np.cos((2 * pixel + 1) * frequency * np.pi / (2 * _SIDE)) * np.sqrt(2 / _SIDE)
    basis[:, 0] /= np.sqrt(2)
    return np.kron(basis, basis)[:, 1:].astype(np.float32)
