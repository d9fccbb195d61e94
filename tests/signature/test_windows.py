import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.index.entry import entry_of
from ashen.signature.codec import decode_signature, encode_signature
from ashen.signature.recipes import recipe_named
from ashen.signature.windows import WINDOWS, sign_windows, window_starts
from benchmarks.cartoon import Show, draw_still, write_script

RECIPE = recipe_named("frame/3-windows")
MIDDLE = WINDOWS.index((0.14, 0.14, 0.72, 0.72))
STRIP = WINDOWS.index((0.33, 0.0, 0.34, 1.0))


def a_mosaic(seed: int) -> NDArray[np.uint8]:
    """(180, 320, 3) tiles of chance, detailed everywhere."""
    tiles = np.random.default_rng(seed).integers(0, 256, (18, 32, 3), np.uint8)
    return tiles.repeat(10, axis=0).repeat(10, axis=1)


def test_each_still_has_a_row_for_each_window() -> None:
    """Stills come in order, and their windows, each signed as a picture of its own, a nanosecond apart."""
    stills = [(0.0, a_mosaic(1)), (0.1, a_mosaic(2)), (5025.020, a_mosaic(3))]
    signature = sign_windows(iter(stills), RECIPE)
    count = len(WINDOWS)
    assert (signature.recipe, len(signature)) == (RECIPE.name, 3 * count)
    for number, (at_s, picture) in enumerate(stills):
        rows = signature.take(slice(number * count, (number + 1) * count))
        np.testing.assert_allclose(rows.times_s, at_s + 1e-9 * np.arange(count), rtol=0, atol=1e-11)
        for row, (left, top, width, height) in enumerate(WINDOWS):
            # The mosaic's pixels are so many that a window cut to whole ones is nearly the window.
            part = picture[
                round(180 * top) : round(180 * (top + height)), round(320 * left) : round(320 * (left + width))
            ]
            [alone] = RECIPE.describe(part[None]).astype(int)
            assert alone @ rows.codes[row].astype(int) > 0.9 * 127**2
            assert abs(int(rows.quality[row]) - int(RECIPE.measure_quality(part[None])[0])) <= 5


def test_signatures_of_windows_can_be_stored() -> None:
    """The codec keeps rows a nanosecond apart in their order, late in a long video too."""
    signature = sign_windows([(number * 1001 / 24, a_mosaic(number)) for number in range(0, 200, 40)], RECIPE)
    decoded = decode_signature(encode_signature(signature))
    assert (np.diff(decoded.times_s) > 0).all()
    np.testing.assert_allclose(decoded.times_s, signature.times_s, rtol=0, atol=1e-9)
    np.testing.assert_array_equal(decoded.codes, signature.codes)
    assert window_starts(decoded, RECIPE.run_distance).tolist() == list(range(5 * len(WINDOWS)))


def test_no_stills_give_an_empty_signature() -> None:
    """Nothing to sign is nothing signed, in the recipe's shapes and types, and nothing to index."""
    signature = sign_windows([], RECIPE)
    assert (signature.codes.shape, signature.codes.dtype.name, len(signature)) == ((0, 64), "int8", 0)
    assert len(entry_of(1, signature).ticks) == 0


def test_only_windows_that_changed_are_indexed() -> None:
    """Equal stills in a row give one row for each window; where a part changes, the windows that show it another."""
    picture = a_mosaic(1)
    changed = picture.copy()
    changed[:, :70] = a_mosaic(2)[:, :70]
    entry = entry_of(7, sign_windows([(0.0, picture), (1.0, picture), (2.0, changed), (3.0, changed)], RECIPE))
    shows_it = [left < 70 / 320 for left, *_ in WINDOWS]
    assert entry.ticks.tolist() == [0] * len(WINDOWS) + [200] * sum(shows_it)
    flat = np.full_like(picture, 128)
    assert len(entry_of(7, sign_windows([(0.0, flat)], RECIPE)).ticks) == 0


@pytest.mark.parametrize("window", [MIDDLE, STRIP])
def test_a_crop_is_nearest_to_its_window(window: int) -> None:
    """A crop's code is nearer to that of the window it shows than to the whole's, and than to any other window's."""
    left, top, width, height = WINDOWS[window]
    for seed in (3, 4, 5, 6):
        picture = draw_still(write_script(Show(seed), 1, 4), 40, (640, 360))
        rows = slice(round(360 * top), round(360 * (top + height)))
        crop = picture[rows, round(640 * left) : round(640 * (left + width))]
        [code] = RECIPE.describe(crop[None]).astype(int)
        [whole] = RECIPE.describe(picture[None]).astype(int)
        windows = sign_windows([(0.0, picture)], RECIPE).codes.astype(int) @ code
        assert windows[window] > code @ whole
        assert int(windows.argmax()) == window
