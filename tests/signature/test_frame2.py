import json
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from PIL import Image

from ashen.signature import frame2
from benchmarks.cartoon import Show, draw_still, write_script
from training.frame2 import TRAINED

GOLDEN = Path(__file__).parents[1] / "golden"
CODES: list[dict[str, Any]] = json.loads((GOLDEN / "frame2" / "codes.json").read_text())


def drawn(count: int, seed: int = 3) -> NDArray[np.uint8]:
    """(count, 64, 64, 3) pictures a third of a second apart."""
    script = write_script(Show(seed), 1, max(2, count / 3))
    return np.stack([draw_still(script, 8 * number, (64, 64)) for number in range(count)])


def noise(count: int) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, (count, 64, 64, 3), np.uint8)


def apart(one: NDArray[np.int8], other: NDArray[np.int8]) -> int:
    """The largest difference of any value."""
    return int(np.abs(one.astype(int) - other.astype(int)).max())


@pytest.mark.parametrize("golden", CODES, ids=[golden["file"] for golden in CODES])
def test_reference_pictures_keep_their_codes(golden: dict[str, Any]) -> None:
    """Any machine, to within one unit a value: stored libraries depend on it for ever."""
    with Image.open(GOLDEN / "color_layout" / golden["file"]) as picture:
        rgb = np.asarray(picture.convert("RGB"))
    assert apart(frame2.describe(rgb[None])[0], np.array(golden["code"], np.int8)) <= 1


def test_integers_give_what_the_trained_network_does() -> None:
    """To within two units a value, and far less than a re-encode moves codes: squared, 69 to 205 in the median."""
    trained = onnxruntime.InferenceSession(TRAINED, providers=["CPUExecutionProvider"])
    pictures = np.concatenate([drawn(40), drawn(40, seed=4), noise(8)])
    (values,) = trained.run(None, {"rgb": pictures})
    floats = np.rint(values * frame2.UNIT).astype(np.int8)
    integers = np.concatenate([frame2.describe(picture[None]) for picture in pictures])
    assert apart(integers, floats) <= 2
    assert np.median(((integers.astype(int) - floats) ** 2).sum(axis=1)) < 16


def test_fused_kernels_compute_what_plain_ones_do() -> None:
    """ONNX Runtime rewrites the network when it loads it; node by node, as written, it gives the same codes."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    data = resources.files("ashen.signature").joinpath("frame2.onnx").read_bytes()
    plain = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    pictures = np.concatenate([drawn(8), noise(2)])
    (values,) = plain.run(None, {"rgb": pictures})
    codes = np.rint(values * frame2.UNIT).astype(np.int8)
    assert apart(frame2.describe(pictures), codes) <= 1


def test_codes_are_of_unit_length() -> None:
    """64 signed values in C order; squared distances mean angles, of drawn, noisy and flat frames alike."""
    flat = np.stack([np.full((64, 64, 3), level, np.uint8) for level in (0, 128, 255)])
    codes = frame2.describe(np.concatenate([drawn(12), noise(3), flat]))
    assert (codes.shape, codes.dtype.name, codes.flags.c_contiguous) == ((18, 64), "int8", True)
    assert np.abs(np.linalg.norm(codes.astype(float), axis=1) - frame2.UNIT).max() < 1.5


@pytest.mark.parametrize("size", [1, 2, 5, 32, 33, 100])
def test_any_batch_gives_the_same_codes(size: int) -> None:
    """However different frames are dealt out, their codes agree to within one unit a value."""
    frames = noise(70)
    together = frame2.describe(frames)
    dealt = np.concatenate([frame2.describe(frames[first : first + size]) for first in range(0, 70, size)])
    assert apart(together, dealt) <= 1


def test_held_drawings_share_a_code() -> None:
    """Frames that differ by coding noise have the very code of the first; a small thing that moved has its own."""
    held = np.clip(noise(1)[0], 20, 235)
    grain = held + (np.random.default_rng(2).random(held.shape) < 0.1)
    spoke = held.copy()
    spoke[24:30, 24:30] = 255 - spoke[24:30, 24:30]
    small = held.copy()
    small[24:28, 24:32] ^= 16  # 0.125 levels of the frame, and 8 of its block
    codes = frame2.describe(np.stack([held, grain.astype(np.uint8), held, spoke, small, held]))
    assert (codes[:3] == codes[0]).all()
    for row, frame in ((3, spoke), (4, small), (5, held)):
        assert apart(codes[row : row + 1], frame2.describe(frame[None])) <= 1
    assert (codes[3] != codes[0]).any()


def test_slow_changes_are_not_lost() -> None:
    """A frame is compared with the last that was signed, not with the one before it: steps too small to see add up."""
    scattered = np.random.default_rng(3).permutation(64 * 64 * 3).reshape(64, 64, 3)
    steps = [(100 + (scattered < 2000 * number)).astype(np.uint8) for number in range(8)]
    codes = frame2.describe(np.stack(steps))
    assert 1 < len(np.unique(codes, axis=0)) < 8


def test_larger_pictures_are_averaged_first() -> None:
    """A picture and the same one enlarged without smoothing have one code, to within one unit a value."""
    frames = drawn(4)
    large = frames.repeat(3, axis=1).repeat(5, axis=2)
    assert apart(frame2.describe(frames), frame2.describe(large)) <= 1


def test_edits_move_a_frame_less_than_other_frames_are_away() -> None:
    """Grey, gamma, half the contrast, a 5 % crop: each is nearer than any frame of another show."""
    script = write_script(Show(3), 1, 4)
    large = draw_still(script, 40, (160, 160))
    grey = (large @ np.array([0.299, 0.587, 0.114])).astype(np.uint8)[..., None].repeat(3, axis=2)
    gamma = (255 * (large / 255) ** 1.5).astype(np.uint8)
    dull = (64 + large * 0.5).astype(np.uint8)
    [code] = frame2.describe(large[None]).astype(int)
    edited = [int(frame2.describe(copy[None])[0] @ code) for copy in (grey, gamma, dull, large[4:156, 4:156])]
    others = frame2.describe(np.concatenate([drawn(6, seed) for seed in (11, 12, 13, 14)])).astype(int) @ code
    assert min(edited) > max(others)


def test_the_network_names_its_origin() -> None:
    """It carries its recipe, data with licences, seeds and the commands that made it, and is small."""
    record = frame2.record()
    assert record["recipe"] == "frame/2"
    assert record["data"]
    assert all(isinstance(licence, str) and licence for licence in record["data"].values())
    assert all(seed > 0 for seed in record["seeds"].values())
    assert record["commands"]
    assert all("training" in command for command in record["commands"])
    assert Path(frame2.__file__).with_name("frame2.onnx").stat().st_size <= 3_000_000
