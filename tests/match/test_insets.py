from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.match.borders import Box
from ashen.match.insets import find_insets

Picture = NDArray[np.uint8]
WIDTH, HEIGHT = 640, 360


def a_picture(width: int, height: int, seed: int) -> Picture:
    """(h, w, 3): shades and slanted blobs of every size, as drawings have; nothing that follows rows or columns."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, height / width, height))
    picture = np.zeros((height, width, 3)) + rng.integers(40, 200, 3)
    for size in np.geomspace(0.4, 0.02, 60):
        across, down, turn = rng.uniform(0, 1), rng.uniform(0, height / width), rng.uniform(0.3, 1.2)
        u = (x - across) * np.cos(turn) + (y - down) * np.sin(turn)
        v = (y - down) * np.cos(turn) - (x - across) * np.sin(turn)
        picture[(u / size) ** 2 + (v / size / 0.6) ** 2 < 1] = rng.integers(0, 256, 3)
    return np.clip(picture + rng.normal(0, 1, picture.shape), 0, 255).astype(np.uint8)


def a_ground(kind: str, width: int, height: int, seed: int) -> Picture:
    """(h, w, 3) something to show a picture on."""
    rng = np.random.default_rng([seed, 1])
    if kind == "plain":
        return np.full((height, width, 3), rng.integers(0, 256, 3), np.uint8)
    if kind == "texture":
        return a_picture(width, height, seed + 100)
    side = {"gradient": 2, "blurred": 6}[kind]  # colours that far apart, blended between
    colours = rng.integers(0, 256, (side, side, 3))
    at_y, at_x = np.linspace(0, side - 1, height), np.linspace(0, side - 1, width)
    down, across = (np.maximum(0, 1 - np.abs(at[:, np.newaxis] - np.arange(side))) for at in (at_y, at_x))
    blended: Picture = np.einsum("ya,xb,abc->yxc", down, across, colours).astype(np.uint8)
    return blended


def inset(kind: str, box: Box, seed: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Picture:
    """(1, h, w, 3) a picture at `box` on a ground."""
    canvas = a_ground(kind, *size, seed)
    canvas[box.top : box.bottom, box.left : box.right] = a_picture(box.right - box.left, box.bottom - box.top, seed)
    return canvas[np.newaxis]


def distance(found: list[Box], truth: Box) -> int:
    """How far, in pixels, the worst side of the best of the boxes is from the true one."""
    return min((max(abs(a - b) for a, b in zip(box, truth, strict=True)) for box in found), default=9999)


@pytest.mark.parametrize("kind", ["plain", "gradient", "texture", "blurred"])
@pytest.mark.parametrize(
    "box",
    [Box(96, 54, 544, 306), Box(17, 130, 337, 310), Box(340, 20, 628, 182), Box(200, 0, 520, 180)],
    ids=["70 %", "50 %", "45 %", "50 % at the top"],
)
def test_picture_in_picture_is_found(kind: str, box: Box) -> None:
    """A picture anywhere on any ground is among the first four, to within three pixels."""
    for seed in range(3):
        assert distance(find_insets(inset(kind, box, seed)), box) <= 3


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_boxes_are_in_pixels_of_the_picture_given(scale: int) -> None:
    """Whatever the size, boxes are in its own pixels."""
    box = Box(*(scale * side for side in (66, 60, 364, 228)))
    assert distance(find_insets(inset("blurred", box, 1, (426 * scale, 240 * scale))), box) <= 2 * scale


def test_picture_across_a_tall_blur_is_found_first() -> None:
    """A band across a tall canvas, over something blurred, is the first."""
    box = Box(0, 328, 540, 632)
    assert distance(find_insets(inset("blurred", box, 2, (540, 960)), limit=1), box) <= 4


@pytest.mark.parametrize("stacked", [False, True])
@pytest.mark.parametrize("line_px", [0, 4])
def test_halves_of_a_split_picture_are_found(stacked: bool, line_px: int) -> None:
    """Both of two pictures beside or above each other are found, with or without a line between."""
    axis = 0 if stacked else 1
    first, second = a_picture(426, 240, 4), a_picture(426, 240, 5)
    line = np.full((line_px, 426, 3) if stacked else (240, line_px, 3), 255, np.uint8)
    whole = np.concatenate([first, line, second], axis=axis)[np.newaxis]
    found = find_insets(whole)
    height, width = whole.shape[1:3]
    assert distance(found, Box(0, 0, 426, 240)) <= 6
    assert distance(found, Box(width - 426, height - 240, width, height)) <= 6


@pytest.mark.parametrize("line_px", [0, 6])
def test_the_four_pictures_of_a_grid_come_first(line_px: int) -> None:
    """Halves of a grid, which are likelier rectangles by themselves, hold two pictures each."""
    width, height = (WIDTH - line_px) // 2, (HEIGHT - line_px) // 2
    canvas = np.full((1, HEIGHT, WIDTH, 3), 255, np.uint8)
    cells = [Box(left, top, left + width, top + height) for top in (0, HEIGHT - height) for left in (0, WIDTH - width)]
    for seed, cell in enumerate(cells):
        canvas[0, cell.top : cell.bottom, cell.left : cell.right] = a_picture(width, height, seed)
    found = find_insets(canvas)[:4]
    assert all(distance(found, cell) <= 1 + line_px for cell in cells)


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("stacked", [False, True])
def test_a_soft_picture_beside_a_busy_one_is_found(stacked: bool, first: bool) -> None:
    """Of two pictures beside each other one may have no line of its own to be found by: it is what the other leaves."""
    busy, soft = a_picture(WIDTH, HEIGHT, 5), a_ground("gradient", WIDTH, HEIGHT, 6) // 4
    busy = np.clip(busy + np.random.default_rng(5).normal(0, 25, busy.shape), 0, 255).astype(np.uint8)
    both = [soft, busy] if first else [busy, soft]
    whole = np.concatenate(both, axis=0 if stacked else 1)
    at = 0 if first else HEIGHT if stacked else WIDTH
    truth = Box(0, at, WIDTH, at + HEIGHT) if stacked else Box(at, 0, at + WIDTH, HEIGHT)
    assert distance(find_insets(whole[None]), truth) <= 6


def test_picture_alone_has_no_inset() -> None:
    """A picture that is nothing but itself gives nothing."""
    for seed in range(6):
        assert find_insets(a_picture(WIDTH, HEIGHT, seed)[np.newaxis]) == []


def test_blank_tiny_or_no_pictures_have_no_inset() -> None:
    """Frames of one colour, of a few pixels or none at all are no error."""
    for shape in [(2, 90, 160, 3), (1, 4, 3, 3), (1, 1, 1, 3), (0, 90, 160, 3), (1, 33, 900, 3), (1, 40_000, 32, 3)]:
        assert find_insets(np.full(shape, 40, np.uint8)) == []


def test_known_boxes_are_no_news() -> None:
    """What is known already is not given again, nor is anything near what is given."""
    box = Box(96, 54, 544, 306)
    picture = inset("texture", box, 0)
    found = find_insets(picture, known=[Box(97, 55, 544, 305)])
    assert distance(found, box) > 0.03 * HEIGHT
    everything = find_insets(picture, limit=20)
    assert len(find_insets(picture, limit=1)) == 1
    for number, one in enumerate(everything):
        assert distance(everything[:number], one) > 0.03 * HEIGHT


def test_moving_picture_shows_its_border() -> None:
    """In several frames that share their border, lines that stand still win over those of any one frame."""
    box = Box(340, 20, 628, 182)
    frames = np.concatenate([inset("texture", box, seed) for seed in range(9)])
    frames[3:5, box.top : box.bottom, box.left : box.right] = 90
    assert distance(find_insets(frames, limit=1), box) <= 3
