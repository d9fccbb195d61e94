import numpy as np
import pytest

from benchmarks.cartoon import Show, draw_still, write_script
from benchmarks.edits import PICTURE_EDITS
from benchmarks.edits.framing import letterbox
from benchmarks.systems.borders import cut_borders, fitted
from benchmarks.systems.contract import Rgb
from tests.benchmarks.systems.drawn import blocks


def still() -> Rgb:
    return np.array(draw_still(write_script(Show(12), 1, 10.0), 30, (320, 180)))


@pytest.mark.parametrize(("edit", "size"), [("letterbox", (180, 320)), ("pillarbox", (135, 240))])
def test_black_bars_go_and_the_picture_stays(edit: str, size: tuple[int, int]) -> None:
    """A drawn picture between black bars comes out as itself, to a pixel at each side."""
    bordered = fitted(PICTURE_EDITS[edit](still(), np.random.default_rng(1)))
    cut = cut_borders(bordered)
    assert np.abs(np.subtract(cut.shape[:2], size)).max() <= 2
    assert max(bordered.shape[0] - cut.shape[0], bordered.shape[1] - cut.shape[1]) >= 58


def test_pictures_without_bars_are_left_alone() -> None:
    """A full picture keeps every pixel."""
    whole = fitted(still())
    assert np.array_equal(cut_borders(whole), whole)


def test_an_unusual_shape_is_left_alone() -> None:
    """What is inside the bars must have the shape of a video, else nothing is cut."""
    tall = np.zeros((180, 320, 3), np.uint8)
    tall[:, 130:190] = 200
    assert np.array_equal(cut_borders(tall), tall)


def test_all_black_is_left_alone() -> None:
    """With nothing bright there is nothing to crop to."""
    black = np.zeros((180, 320, 3), np.uint8)
    assert np.array_equal(cut_borders(black), black)


def test_cinema_on_a_square_comes_back_to_16_9() -> None:
    """A 21:9 picture in the middle of a larger one is put on a black 320 x 180."""
    wide = blocks(1, 137, 320) // 2 + 60
    square = letterbox(0.286)(wide, np.random.default_rng(0))
    cut = cut_borders(fitted(square))
    assert cut.shape == (180, 320, 3)
    assert not cut[:20].any()
    assert not cut[-20:].any()
    assert cut[24:156].min() > 30


def test_small_pictures_are_enlarged_as_the_service_does() -> None:
    """Every picture is searched with a longest side of 320."""
    assert fitted(blocks(1, 50, 100)).shape == (160, 320, 3)
    assert fitted(blocks(1, 400, 300)).shape == (320, 240, 3)
