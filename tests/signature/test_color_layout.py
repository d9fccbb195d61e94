import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ashen.signature import color_layout

GOLDEN = Path(__file__).parents[1] / "golden" / "color_layout"
VECTORS: list[dict[str, Any]] = json.loads((GOLDEN / "vectors.json").read_text())
ZIGZAG = [0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40]


def read_picture(name: str) -> NDArray[np.uint8]:
    with Image.open(GOLDEN / name) as picture:
        return np.asarray(picture.convert("RGB"))


def noise(n: int, height: int, width: int, seed: int = 0) -> NDArray[np.uint8]:
    """Blurred noise of all contrasts: mixes flat and busy blocks, so every branch of the quantisers is reached."""
    rng = np.random.default_rng(seed)
    coarse = rng.normal(128, 90, (n, 5, 5, 3)).repeat(-(-height // 5), 1).repeat(-(-width // 5), 2)
    fine = rng.normal(0, 40, (n, height, width, 3))
    return np.clip(coarse[:, :height, :width] + fine, 0, 255).astype(np.uint8)


def slow_color_layout(rgb: NDArray[np.uint8]) -> list[int]:
    """The oracle: one (h, w, 3) picture, one pixel, one coefficient and one branch at a time."""
    height, width, _ = rgb.shape
    sums, counts = [[0, 0, 0] for _ in range(64)], [0] * 64
    for y in range(height):
        for x in range(width):
            block = int(y / (height / 8)) * 8 + int(x / (width / 8))
            counts[block] += 1
            for c in range(3):
                sums[block][c] += int(rgb[y, x, c])
    planes = [[0] * 64, [0] * 64, [0] * 64]
    for block in range(64):
        if counts[block]:
            red, green, blue = (total / counts[block] for total in sums[block])
            luma = (0.299 * red + 0.587 * green + 0.114 * blue) / 256
            planes[0][block] = int(219 * luma + 16.5)
            planes[1][block] = int(224 * 0.564 * (blue / 256 - luma) + 128.5)
            planes[2][block] = int(224 * 0.713 * (red / 256 - luma) + 128.5)
    values: list[int] = []
    for index, (plane, count) in enumerate(zip(planes, (21, 6, 6), strict=True)):
        coefficients = slow_dct(plane)
        values.append(slow_y_dc(coefficients[0] >> 3) if index == 0 else slow_c_dc(coefficients[0] >> 3))
        for position in ZIGZAG[1:count]:
            values.append(slow_ac(coefficients[position] >> 1 if index == 0 else coefficients[position]))
    return values


def slow_cosine(frequency: int, position: int) -> float:
    exact = np.sqrt(1 / 8) if frequency == 0 else 0.5 * np.cos((2 * position + 1) * frequency * np.pi / 16)
    return float(f"{exact:.6e}")


def slow_dct(plane: list[int]) -> list[int]:
    rows = [0.0] * 64
    for i in range(8):
        for j in range(8):
            rows[8 * i + j] = float(np.float32(sum(slow_cosine(j, k) * plane[8 * i + k] for k in range(8))))
    result = [0] * 64
    for i in range(8):
        for j in range(8):
            total = sum(slow_cosine(i, k) * rows[8 * k + j] for k in range(8))
            result[8 * i + j] = int(np.floor(total + 0.499999))
    return result


def slow_y_dc(level: int) -> int:
    if level > 192:
        return (112 + (level - 192) // 4) // 2
    if level > 160:
        return (96 + (level - 160) // 2) // 2
    if level > 96:
        return (32 + level - 96) // 2
    if level > 64:
        return (16 + (level - 64) // 2) // 2
    return level // 4 // 2


def slow_c_dc(level: int) -> int:
    if level > 191:
        return 63
    if level > 160:
        return 56 + (level - 160) // 4
    if level > 144:
        return 48 + (level - 144) // 2
    if level > 112:
        return 16 + level - 112
    if level > 96:
        return 8 + (level - 96) // 2
    return (level - 64) // 4 if level > 64 else 0


def slow_ac(coefficient: int) -> int:
    size = abs(max(-256, min(255, coefficient)))
    if size > 127:
        size = 64 + size // 4
    elif size > 63:
        size = 32 + size // 2
    return ((-size if coefficient < 0 else size) + 128) // 8


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["file"] for vector in VECTORS])
def test_equals_every_golden_vector(vector: dict[str, Any]) -> None:
    """The descriptor equals, value for value, what trace.moe's own code computed from the same picture."""
    picture = read_picture(vector["file"])
    assert picture.shape == (vector["height"], vector["width"], 3)
    assert color_layout.describe(picture[None])[0].tolist() == vector["vector"]


@pytest.mark.parametrize("vector", VECTORS[3:7], ids=[vector["file"] for vector in VECTORS[3:7]])
def test_the_oracle_equals_golden_vectors(vector: dict[str, Any]) -> None:
    """The slow oracle the other tests lean on is itself right (small pictures only: it is slow)."""
    assert slow_color_layout(read_picture(vector["file"])) == vector["vector"]


@pytest.mark.parametrize(("height", "width"), [(64, 64), (1, 1), (5, 7), (8, 8), (9, 31), (13, 29), (3, 40)])
def test_batches_equal_the_oracle(height: int, width: int) -> None:
    """Any size, in a batch, equals the plain per-pixel arithmetic."""
    pictures = noise(4, height, width)
    assert color_layout.describe(pictures).tolist() == [slow_color_layout(picture) for picture in pictures]


def test_saturated_pictures_equal_the_oracle() -> None:
    """Pure colours and hard edges reach the clipped ends of the quantisers."""
    cells = np.random.default_rng(1).integers(0, 2, (6, 8, 8, 3), dtype=np.uint8) * 255
    assert color_layout.describe(cells).tolist() == [slow_color_layout(picture) for picture in cells]
    codes = color_layout.describe(cells)
    assert codes.dtype == np.uint8
    assert codes.shape == (6, 33)


def test_no_pictures_give_no_codes() -> None:
    """An empty batch is not an error."""
    assert color_layout.describe(np.empty((0, 64, 64, 3), np.uint8)).shape == (0, 33)
