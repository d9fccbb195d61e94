from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.match.borders import Box, find_pictures, usual_pictures


def a_picture(height: int, width: int, seed: int = 0) -> NDArray[np.uint8]:
    """Blobs of every brightness, down to black."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (height // 20 + 1, width // 20 + 1, 3), dtype=np.uint8)
    return np.ascontiguousarray(coarse.repeat(20, 0).repeat(20, 1)[:height, :width])


def framed(colour: tuple[int, int, int], box: Box, size: tuple[int, int], seed: int = 0) -> NDArray[np.uint8]:
    """A (1, h, w, 3) canvas of one colour with a picture at `box`."""
    canvas = np.full((1, size[1], size[0], 3), colour, dtype=np.uint8)
    canvas[0, box.top : box.bottom, box.left : box.right] = a_picture(box.bottom - box.top, box.right - box.left, seed)
    return canvas


def nearest(found: list[Box], truth: Box) -> int:
    """How far, in pixels, the best of the boxes is from the true one."""
    return min(max(abs(a - b) for a, b in zip(box, truth, strict=True)) for box in found)


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (24, 26, 32), (180, 40, 90)])
@pytest.mark.parametrize(
    ("box", "size"),
    [
        (Box(0, 60, 640, 420), (640, 480)),
        (Box(107, 0, 747, 360), (854, 360)),
        (Box(64, 40, 576, 320), (640, 360)),
        (Box(0, 0, 640, 300), (640, 360)),
    ],
    ids=["letterbox", "pillarbox", "window-box", "one bar"],
)
def test_bars_of_any_colour_are_trimmed(colour: tuple[int, int, int], box: Box, size: tuple[int, int]) -> None:
    """Letterbox, pillarbox, window-box and a single bar are found to within two pixels, whatever the colour."""
    for seed in range(5):
        assert nearest(find_pictures(framed(colour, box, size, seed)), box) <= 2


def test_noise_on_bars_does_not_hide_them() -> None:
    """Bars with compression noise of a dozen levels are still bars."""
    truth = Box(0, 60, 640, 420)
    noise = np.random.default_rng(1).integers(-12, 13, (1, 480, 640, 3))
    canvas = np.clip(framed((16, 16, 16), truth, (640, 480)) + noise, 0, 255).astype(np.uint8)
    assert nearest(find_pictures(canvas), truth) <= 2


def test_text_on_a_phone_screen_is_not_picture() -> None:
    """A screen with lines of text and icons above and below the picture gives the picture alone."""
    truth = Box(0, 400, 540, 704)
    canvas = framed((18, 18, 20), truth, (540, 1170))
    for top in (20, 60, 330, 760, 790, 1100):
        canvas[0, top : top + 18, 30:200:3] = 230
    assert nearest(find_pictures(canvas), truth) <= 3


def test_picture_without_border_is_left_alone() -> None:
    """A full frame gives no box, also when one of its edges happens to be of one colour."""
    whole = a_picture(360, 640, 3)[None]
    assert find_pictures(whole) == []
    whole = whole.copy()
    whole[0, 0] = 0
    assert find_pictures(whole) == []


def test_what_moves_in_any_frame_is_picture() -> None:
    """Of several frames that share their bars, a dark one does not shrink the picture."""
    truth = Box(0, 60, 640, 420)
    frames = np.concatenate([framed((0, 0, 0), truth, (640, 480), seed) for seed in range(4)])
    frames[1, 60:300] = 0
    assert nearest(find_pictures(frames), truth) <= 2


def test_blank_screen_gives_nothing() -> None:
    """A frame of one colour holds no picture to cut out."""
    assert find_pictures(np.full((2, 90, 160, 3), 40, dtype=np.uint8)) == []


@pytest.mark.parametrize(
    ("picture", "size"),
    [(Box(0, 60, 640, 420), (640, 480)), (Box(107, 0, 747, 480), (854, 480)), (Box(0, 91, 1000, 509), (1000, 600))],
    ids=["16:9 in 4:3", "4:3 in 16:9", "2.39:1 in 5:3"],
)
def test_a_picture_as_dark_as_its_bars_has_a_usual_shape(picture: Box, size: tuple[int, int]) -> None:
    """A thing in the middle of the dark is cut out by itself; the picture around it is told by its shape, unless the
    thing reaches beyond."""
    thing = Box(picture.left + 150, picture.top + 80, picture.right - 200, picture.bottom - 90)
    trimmed = find_pictures(framed((0, 0, 0), thing, size))[0]
    assert nearest([trimmed], thing) <= 2
    assert nearest(usual_pictures(size, trimmed), picture) <= 1
    beyond = Box(0, 0, thing.right, thing.bottom)
    assert all(box == Box(0, 0, *size) for box in usual_pictures(size, beyond))


def test_a_usual_shape_that_is_known_is_no_news() -> None:
    """Where the bars are plain to see, or the whole has that shape."""
    assert usual_pictures((640, 480), Box(0, 60, 640, 420)) == []
    assert Box(0, 0, 640, 360) not in usual_pictures((640, 360), Box(200, 100, 400, 250))
