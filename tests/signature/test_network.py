import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from PIL import Image

import ashen
from ashen.match import sameness
from ashen.signature import frame2, frame3, network
from ashen.signature.network import UNIT
from benchmarks.cartoon import Show, draw_still, write_script
from training.network import TRAINED, TRAINED_BEFORE

GOLDEN = Path(__file__).parents[1] / "golden"
CODES: list[tuple[ModuleType, dict[str, Any]]] = [
    (recipe, golden)
    for recipe, folder in ((frame2, "frame2"), (frame3, "frame3"))
    for golden in json.loads((GOLDEN / folder / "codes.json").read_text())
]
WEIGHTS = ("frame2.onnx.zst", "frame3.onnx.zst")
BOTH = pytest.mark.parametrize("recipe", [frame2, frame3], ids=["frame/2", "frame/3"])


def drawn(count: int, seed: int = 3) -> NDArray[np.uint8]:
    """(count, 64, 64, 3) pictures a third of a second apart."""
    script = write_script(Show(seed), 1, max(2, count / 3))
    return np.stack([draw_still(script, 8 * number, (64, 64)) for number in range(count)])


def noise(count: int) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, (count, 64, 64, 3), np.uint8)


def apart(one: NDArray[np.int8], other: NDArray[np.int8]) -> int:
    """The largest difference of any value."""
    return int(np.abs(one.astype(int) - other.astype(int)).max())


@pytest.mark.parametrize(("recipe", "golden"), CODES, ids=[f"{of.__name__}-{golden['file']}" for of, golden in CODES])
def test_reference_pictures_keep_their_codes(recipe: ModuleType, golden: dict[str, Any]) -> None:
    """Any machine, to within one unit a value: stored libraries depend on it for ever."""
    with Image.open(GOLDEN / "color_layout" / golden["file"]) as picture:
        rgb = np.asarray(picture.convert("RGB"))
    assert apart(recipe.describe(rgb[None])[0], np.array(golden["code"], np.int8)) <= 1


@pytest.mark.parametrize(
    ("recipe", "floats_of", "most", "median"), [(frame2, TRAINED_BEFORE, 2, 16), (frame3, TRAINED, 8, 40)]
)
def test_integers_give_what_the_trained_network_does(
    recipe: ModuleType, floats_of: Path, most: int, median: float
) -> None:
    """To within a few units a value, and far less than a re-encode moves codes: squared, 69 to 205 in the median."""
    trained = onnxruntime.InferenceSession(floats_of, providers=["CPUExecutionProvider"])
    pictures = np.concatenate([drawn(40), drawn(40, seed=4), noise(8)])
    (values,) = trained.run(None, {"rgb": pictures})
    floats = np.rint(values * UNIT).astype(np.int8)
    integers = np.concatenate([recipe.describe(picture[None]) for picture in pictures])
    assert apart(integers, floats) <= most
    assert np.median(((integers.astype(int) - floats) ** 2).sum(axis=1)) < median


@pytest.mark.parametrize("weights", WEIGHTS)
def test_fused_kernels_compute_what_plain_ones_do(weights: str) -> None:
    """ONNX Runtime rewrites the network when it loads it; node by node, as written, it gives the same codes."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    plain = onnxruntime.InferenceSession(network.model(weights), options, providers=["CPUExecutionProvider"])
    pictures = np.concatenate([drawn(8), noise(2)])
    (values,) = plain.run(None, {"rgb": pictures})
    codes = np.rint(values * UNIT).astype(np.int8)
    assert apart(network.describe(pictures, weights), codes) <= 1


@BOTH
def test_codes_are_of_unit_length(recipe: ModuleType) -> None:
    """64 signed values in C order; squared distances mean angles, of drawn, noisy and flat frames alike."""
    flat = np.stack([np.full((64, 64, 3), level, np.uint8) for level in (0, 128, 255)])
    codes = recipe.describe(np.concatenate([drawn(12), noise(3), flat]))
    assert (codes.shape, codes.dtype.name, codes.flags.c_contiguous) == ((18, 64), "int8", True)
    assert np.abs(np.linalg.norm(codes.astype(float), axis=1) - UNIT).max() < 1.5


@BOTH
@pytest.mark.parametrize("size", [1, 2, 5, 32, 33, 100])
def test_any_batch_gives_the_same_codes(recipe: ModuleType, size: int) -> None:
    """However different frames are dealt out, their codes agree to within one unit a value."""
    frames = noise(70)
    together = recipe.describe(frames)
    dealt = np.concatenate([recipe.describe(frames[first : first + size]) for first in range(0, 70, size)])
    assert apart(together, dealt) <= 1


@BOTH
def test_held_drawings_share_a_code(recipe: ModuleType) -> None:
    """Frames that differ by coding noise have the very code of the first; a small thing that moved has its own."""
    held = np.clip(noise(1)[0], 20, 235)
    grain = held + (np.random.default_rng(2).random(held.shape) < 0.1)
    spoke = held.copy()
    spoke[24:30, 24:30] = 255 - spoke[24:30, 24:30]
    small = held.copy()
    small[24:28, 24:32] ^= 16  # 0.125 levels of the frame, and 8 of its block
    codes = recipe.describe(np.stack([held, grain.astype(np.uint8), held, spoke, small, held]))
    assert (codes[:3] == codes[0]).all()
    for row, frame in ((3, spoke), (4, small), (5, held)):
        assert apart(codes[row : row + 1], recipe.describe(frame[None])) <= 1
    assert (codes[3] != codes[0]).any()


@BOTH
def test_slow_changes_are_not_lost(recipe: ModuleType) -> None:
    """A frame is compared with the last that was signed, not with the one before it: steps too small to see add up."""
    scattered = np.random.default_rng(3).permutation(64 * 64 * 3).reshape(64, 64, 3)
    steps = [(100 + (scattered < 2000 * number)).astype(np.uint8) for number in range(8)]
    codes = recipe.describe(np.stack(steps))
    assert 1 < len(np.unique(codes, axis=0)) < 8


@BOTH
def test_larger_pictures_are_averaged_first(recipe: ModuleType) -> None:
    """A picture and the same one enlarged without smoothing have one code, to within one unit a value."""
    frames = drawn(4)
    large = frames.repeat(3, axis=1).repeat(5, axis=2)
    assert apart(recipe.describe(frames), recipe.describe(large)) <= 1


@BOTH
def test_edits_move_a_frame_less_than_other_frames_are_away(recipe: ModuleType) -> None:
    """Grey, gamma, half the contrast, a 5 % crop: each is nearer than any frame of another show."""
    script = write_script(Show(3), 1, 4)
    large = draw_still(script, 40, (160, 160))
    grey = (large @ np.array([0.299, 0.587, 0.114])).astype(np.uint8)[..., None].repeat(3, axis=2)
    gamma = (255 * (large / 255) ** 1.5).astype(np.uint8)
    dull = (64 + large * 0.5).astype(np.uint8)
    [code] = recipe.describe(large[None]).astype(int)
    edited = [int(recipe.describe(copy[None])[0] @ code) for copy in (grey, gamma, dull, large[4:156, 4:156])]
    others = recipe.describe(np.concatenate([drawn(6, seed) for seed in (11, 12, 13, 14)])).astype(int) @ code
    assert min(edited) > max(others)


@BOTH
def test_the_network_names_its_origin(recipe: ModuleType) -> None:
    """It carries its recipe, data with licences, seeds and the commands that made it, and is small."""
    record = recipe.record()
    assert record["recipe"] == recipe.__name__.replace("ashen.signature.frame", "frame/")
    assert record["data"]
    assert all(isinstance(licence, str) and licence for licence in record["data"].values())
    assert all(seed > 0 for seed in record["seeds"].values())
    assert record["commands"]
    assert all("training" in command for command in record["commands"])


def test_weights_are_few() -> None:
    """Of all networks in the package together, that of match/sameness.py too, at most 3 MB."""
    networks = sorted(Path(ashen.__file__).parent.rglob("*.onnx.zst"))
    assert {path.name for path in networks} >= {*WEIGHTS, sameness.WEIGHTS}
    assert sum(path.stat().st_size for path in networks) <= 3_000_000
