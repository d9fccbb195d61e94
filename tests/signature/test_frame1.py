import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ashen.signature import frame1

GOLDEN = Path(__file__).parents[1] / "golden"
CODES: list[dict[str, Any]] = json.loads((GOLDEN / "frame1" / "codes.json").read_text())


def read_picture(name: str) -> NDArray[np.uint8]:
    with Image.open(GOLDEN / "color_layout" / name) as picture:
        return np.asarray(picture.convert("RGB"))


def scene(seed: int, size: int = 64) -> NDArray[np.uint8]:
    """(size, size, 3) coloured discs on a slope, the same picture at any size."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:size, 0:size] / size
    picture = np.stack([60 + 80 * x, 90 + 40 * y, 120 - 60 * x], axis=-1)
    for _ in range(12):
        cx, cy, radius = rng.random(), rng.random(), rng.uniform(0.05, 0.25)
        picture[(x - cx) ** 2 + (y - cy) ** 2 < radius**2] = rng.uniform(0, 255, 3)
    return picture.astype(np.uint8)


def slow_code(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The oracle: one (64, 64, 3) frame in double precision, by the steps of the module's docstring."""
    small = rgb.astype(np.float64).reshape(32, 2, 32, 2, 3).mean(axis=(1, 3))
    luma = small @ [0.299, 0.587, 0.114]
    across, down = np.zeros((32, 32)), np.zeros((32, 32))
    across[:, 1:-1], down[1:-1] = luma[:, 2:] - luma[:, :-2], luma[2:] - luma[:-2]
    length = np.hypot(across, down) + 14
    across, down = across / length, down / length
    values: list[float] = []
    for angle in (0, 2, 1, 3):
        # Along x, along y, along the falling diagonal, along the rising one.
        edge = np.cos(angle * np.pi / 4) * across + np.sin(angle * np.pi / 4) * down
        if angle == 3:
            edge = (down - across) / np.sqrt(2)
        for part in (np.maximum(edge, 0), np.maximum(-edge, 0)):
            values += [float(np.sqrt(slow_cell(part, i, j) + 0.01)) for i in range(5) for j in range(5)]
    differences = [small[..., 2] - luma, small[..., 0] - luma]
    differences = [plane - plane.mean() for plane in differences]
    spread = np.sqrt(sum((plane**2).mean() for plane in differences)) + 20
    for plane in differences:
        scaled = 1.5 * plane / spread
        bounded = scaled / (1 + np.abs(scaled))
        values += [0.1 * slow_coefficient(bounded, u, v) for u in range(4) for v in range(4) if (u, v) != (0, 0)]
    trained = frame1.weights()
    code = (np.array(values) - trained.mean) @ trained.projection.astype(np.float64)
    return np.asarray(code * 127 / np.linalg.norm(code))


def slow_cell(plane: NDArray[np.float64], row: int, column: int) -> float:
    weights = [np.exp(-0.5 * ((np.arange(32) - ((c + 0.5) * 6.4 - 0.5)) / 3.2) ** 2) for c in (row, column)]
    return float(weights[0] / weights[0].sum() @ plane @ (weights[1] / weights[1].sum()))


def slow_coefficient(plane: NDArray[np.float64], u: int, v: int) -> float:
    waves = [np.cos((2 * np.arange(32) + 1) * f * np.pi / 64) * np.sqrt((1 if f == 0 else 2) / 32) for f in (u, v)]
    return float(waves[0] @ plane @ waves[1])


def distance(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    codes = frame1.describe(np.stack([one, other])).astype(int)
    return int(((codes[0] - codes[1]) ** 2).sum())


@pytest.mark.parametrize("golden", CODES, ids=[golden["file"] for golden in CODES])
def test_reference_pictures_keep_their_codes(golden: dict[str, Any]) -> None:
    """Any machine, to within one unit a value: stored libraries depend on it for ever."""
    code = frame1.describe(read_picture(golden["file"])[None])[0].astype(int)
    assert np.abs(code - np.array(golden["code"])).max() <= 1


@pytest.mark.parametrize("seed", range(6))
def test_batches_equal_the_oracle(seed: int) -> None:
    """The fast arithmetic is the documented one, to within rounding."""
    rng = np.random.default_rng(seed)
    frames = np.stack([scene(seed), rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)])
    for code, frame in zip(frame1.describe(frames), frames, strict=True):
        assert np.abs(code - slow_code(frame)).max() <= 0.51


def test_codes_are_of_unit_length() -> None:
    """Squared distances then mean angles, between 0 and 4 * 127^2."""
    codes = frame1.describe(np.stack([scene(seed) for seed in range(40)])).astype(int)
    assert np.abs(np.sqrt((codes**2).sum(axis=1)) - frame1.UNIT).max() < 1.5


def test_flat_frames_have_a_code_like_any_other() -> None:
    """Nothing to see is still 64 finite numbers; quality keeps them from mattering."""
    flat = np.stack([np.full((64, 64, 3), level, np.uint8) for level in (0, 128, 255)])
    codes = frame1.describe(flat).astype(int)
    assert (codes == codes[0]).all()
    assert abs(np.linalg.norm(codes[0]) - frame1.UNIT) < 1.5


def test_edits_move_a_frame_less_than_other_frames_are_away() -> None:
    """Grey, gamma, half the contrast, a caption, a 5 % crop: each far nearer than any other scene."""
    frame = scene(0)
    grey = (frame @ np.array([0.299, 0.587, 0.114])).astype(np.uint8)[..., None].repeat(3, axis=2)
    gamma = (255 * (frame / 255) ** 1.5).astype(np.uint8)
    dull = (64 + frame * 0.5).astype(np.uint8)
    captioned = frame.copy()
    captioned[54:60, 12:52] = np.random.default_rng(0).integers(0, 2, (6, 40, 1)) * 255
    cropped = scene(0, 70)[3:67, 3:67]
    edited = [distance(frame, copy) for copy in (grey, gamma, dull, captioned, cropped)]
    others = [distance(frame, scene(seed)) for seed in range(1, 60)]
    assert max(edited) < 0.5 * min(others)


def test_trained_numbers_name_their_origin() -> None:
    """The weights carry recipe, seed, data with licences and the command that made them; only integers are stored."""
    record = frame1.weights().record
    assert record["recipe"] == "frame/1"
    assert record["seed"] > 0
    assert all(record["data"].values())
    assert any("training" in command for command in record["commands"])
    path = Path(frame1.__file__).with_name("frame1.npz")
    with np.load(path, allow_pickle=False) as stored:
        assert {stored[name].dtype.kind for name in stored.files} <= {"i", "u"}
