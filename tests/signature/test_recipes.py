import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.errors import UnknownRecipe
from ashen.signature.recipe import Recipe
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, RECIPES, recipe_named, recipes_to_sign


def noise(n: int, height: int, width: int) -> NDArray[np.uint8]:
    return np.random.default_rng(5).integers(0, 256, (n, height, width, 3), dtype=np.uint8)


@pytest.fixture(params=sorted(RECIPES))
def recipe(request: pytest.FixtureRequest) -> Recipe:
    return recipe_named(request.param)


@pytest.mark.parametrize(("height", "width"), [(64, 64), (1, 1), (3, 200), (150, 90)])
def test_codes_are_as_the_recipe_says(recipe: Recipe, height: int, width: int) -> None:
    """Shape, dtype and quality range hold for pictures of any size."""
    codes, quality = recipe.describe(noise(3, height, width)), recipe.measure_quality(noise(3, height, width))
    assert codes.shape == (3, recipe.dimension)
    assert codes.dtype == np.dtype(recipe.dtype)
    assert codes.flags.c_contiguous
    assert quality.dtype == np.uint8
    assert quality.max() <= 100


def test_no_pictures_give_no_codes(recipe: Recipe) -> None:
    """An empty batch is not an error."""
    assert recipe.describe(noise(0, 64, 64)).shape == (0, recipe.dimension)
    assert recipe.measure_quality(noise(0, 64, 64)).shape == (0,)


def test_a_frame_is_signed_the_same_in_any_batch(recipe: Recipe) -> None:
    """Codes depend on the frame alone: in a batch or by itself they agree to one unit a value."""
    frames = noise(9, 64, 64)
    together = recipe.describe(frames).astype(int)
    alone = np.concatenate([recipe.describe(frame[None]) for frame in frames]).astype(int)
    assert np.abs(together - alone).max() <= (0 if recipe.dtype == "uint8" else 1)


def test_unknown_recipes_are_named_in_the_error() -> None:
    """The message lists what there is, and the default is among it."""
    with pytest.raises(UnknownRecipe, match=r"frame/99.*color-layout/1, frame/1"):
        recipe_named("frame/99")
    assert DEFAULT_SEARCH_RECIPE in RECIPES


def test_new_libraries_are_searched_by_the_newest() -> None:
    """The default is `frame/3`; there are windows for it, of the same codes."""
    default = recipe_named(DEFAULT_SEARCH_RECIPE)
    assert default.name == "frame/3"
    windows = recipe_named(default.windows or "")
    assert (windows.of_windows, windows.windows) == (True, None)
    assert (windows.dimension, windows.dtype, windows.unit) == (default.dimension, default.dtype, default.unit)


@pytest.mark.parametrize(
    ("searched", "signed"),
    [
        ("frame/1", ("color-layout/1", "frame/1", "frame/3", "frame/3-windows")),
        ("frame/2", ("color-layout/1", "frame/2", "frame/3", "frame/2-windows", "frame/3-windows")),
        ("frame/3", ("color-layout/1", "frame/3", "frame/3-windows")),
    ],
)
def test_a_video_is_signed_by_what_is_searched_and_by_the_newest(searched: str, signed: tuple[str, ...]) -> None:
    """An older library goes on being searched by its own recipe, and new videos are ready for the newest."""
    assert recipes_to_sign(searched) == signed


def test_what_to_sign_is_of_known_recipes_only() -> None:
    """A library searched by a recipe this Ashen does not know is not signed for."""
    with pytest.raises(UnknownRecipe):
        recipes_to_sign("frame/99")


def test_importing_recipes_reads_no_weights() -> None:
    """Listing recipes is cheap: trained numbers are read when first used, and no heavy library is imported."""
    program = (
        "import sys; from ashen.signature import frame1, recipes; "
        "heavy = {'av', 'PIL', 'cv2', 'faiss', 'onnxruntime', 'sqlalchemy'} & set(sys.modules); "
        "sys.exit(bool(heavy) or frame1.weights.cache_info().currsize != 0)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
