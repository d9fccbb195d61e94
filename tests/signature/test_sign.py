from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.media.frames import Frames
from ashen.signature.recipes import RECIPES, recipe_named
from ashen.signature.sign import sign, sign_picture

ALL = [recipe for _, recipe in sorted(RECIPES.items()) if not recipe.of_windows]


def noise(n: int, height: int = 64, width: int = 64) -> NDArray[np.uint8]:
    return np.random.default_rng(3).integers(0, 256, (n, height, width, 3), dtype=np.uint8)


def batches(rgb: NDArray[np.uint8], size: int) -> Iterator[Frames]:
    for first in range(0, len(rgb), size):
        part = rgb[first : first + size]
        yield Frames((first + np.arange(len(part))) / 24, part)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_one_pass_signs_with_every_recipe(size: int) -> None:
    """A generator, read once, gives each recipe all frames in order, however they were batched."""
    rgb = noise(30)
    signatures = sign(batches(rgb, size), ALL)
    assert set(signatures) == {recipe.name for recipe in ALL}
    for recipe in ALL:
        signature = signatures[recipe.name]
        assert signature.recipe == recipe.name
        assert signature.times_s.tolist() == (np.arange(30) / 24).tolist()
        assert np.abs(signature.codes.astype(int) - recipe.describe(rgb).astype(int)).max() <= 1
        assert signature.quality.tolist() == recipe.measure_quality(rgb).tolist()


def test_no_frames_give_empty_signatures() -> None:
    """Nothing read is nothing signed, in the recipe's shapes and types."""
    for recipe in ALL:
        signature = sign(iter(()), [recipe])[recipe.name]
        assert signature.codes.shape == (0, recipe.dimension)
        assert signature.codes.dtype == np.dtype(recipe.dtype)
        assert len(signature) == len(signature.quality) == 0


def test_a_small_picture_signs_as_the_frame_it_is() -> None:
    """A 64 x 64 picture and the same video frame get one code and one quality."""
    rgb = noise(1)
    for recipe in ALL:
        code, quality = sign_picture(rgb[0], recipe)
        assert code.tolist() == recipe.describe(rgb).tolist()
        assert quality == recipe.measure_quality(rgb)[0]


@pytest.mark.parametrize("name", ["frame/1", "frame/2", "frame/3"])
def test_a_large_picture_signs_nearly_as_its_small_frame(name: str) -> None:
    """Full size or area-averaged to 64 x 64 first: the same place in the index."""
    coarse = noise(1, 16, 16)[0]
    large = coarse.repeat(20, axis=0).repeat(28, axis=1)
    small = coarse.repeat(4, axis=0).repeat(4, axis=1)
    code, quality = sign_picture(large, recipe_named(name))
    expected, expected_quality = sign_picture(small, recipe_named(name))
    assert np.abs(code.astype(int) - expected.astype(int)).max() <= 1
    assert abs(quality - expected_quality) <= 1
