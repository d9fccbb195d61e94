from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.match.slanted import are_alike, find_slanted, straightened
from tests.match.test_insets import a_ground, a_picture

Rgb = NDArray[np.uint8]
WIDTH, HEIGHT = 800, 600


def corners_of(width: float, degrees: float, tilt: float = 0.0, shape: float = 9 / 16) -> NDArray[np.float32]:
    """(4, 2) pixels, clockwise from the picture's own upper left: about the middle, turned clockwise, and seen from a
    side so that the left side is longer by `tilt`."""
    sides = np.array([width, width * shape])
    flat = np.array([(-1, -1 - tilt), (1, -1 + tilt), (1, 1 - tilt), (-1, 1 + tilt)]) / 2 * sides
    turn = np.deg2rad(degrees)
    rows = np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))])
    return np.asarray(flat @ rows + (WIDTH / 2, HEIGHT / 2), np.float32)


def shown(picture: Rgb, corners: NDArray[np.float32], kind: str = "texture", seed: int = 3) -> Rgb:
    """A picture on a ground."""
    height, width = picture.shape[:2]
    place = cv2.getPerspectiveTransform(
        np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32), corners
    )
    ground = a_ground(kind, WIDTH, HEIGHT, seed)
    share = cv2.warpPerspective(np.ones((height, width), np.float32), place, (WIDTH, HEIGHT))[..., None]
    seen = cv2.warpPerspective(picture, place, (WIDTH, HEIGHT)) * share + ground * (1 - share)
    return np.asarray(np.rint(seen), np.uint8)


@pytest.mark.parametrize("kind", ["plain", "gradient", "texture", "blurred"])
@pytest.mark.parametrize(("width", "degrees", "tilt"), [(560, 5, 0.04), (420, -8, 0.1), (300, 7, 0.0), (480, 30, 0.03)])
def test_a_slanted_picture_is_found_and_straightened(kind: str, width: float, degrees: float, tilt: float) -> None:
    """One of the outlines is the true one, and what it holds looks like the picture."""
    picture = a_picture(640, 360, seed=1)
    corners = corners_of(width, degrees, tilt)
    scene = shown(picture, corners, kind)
    truth = corners / (WIDTH, HEIGHT)
    found = [outline for outline in find_slanted(scene) if are_alike(outline, truth)]
    assert len(found) == 1
    np.testing.assert_allclose(found[0], truth, atol=0.015)
    upright = straightened(scene, found[0])
    assert upright.shape[1] == pytest.approx(width, rel=0.06)
    again = cv2.resize(upright, (80, 45), interpolation=cv2.INTER_AREA).ravel().astype(float)
    own = cv2.resize(picture, (80, 45), interpolation=cv2.INTER_AREA).ravel().astype(float)
    assert np.corrcoef(own, again)[0, 1] > 0.95


def test_one_that_stands_on_end_is_given_turned_either_way() -> None:
    """Turned by 70 degrees a picture is nearer to standing on end; one of both outlines begins at its upper left."""
    corners = corners_of(480, 70)
    found = find_slanted(shown(a_picture(640, 360, seed=3), corners, "plain"))
    truth = corners / (WIDTH, HEIGHT)
    assert sum(are_alike(outline, truth) for outline in found) == 1
    assert sum(are_alike(outline, np.roll(truth, 2, axis=0)) for outline in found) == 1


def test_pictures_that_are_level_are_left_to_insets() -> None:
    """One along rows and columns is not given, though its sides are as plain as can be."""
    truth = corners_of(480, 0) / (WIDTH, HEIGHT)
    level = find_slanted(shown(a_picture(640, 360, seed=5), corners_of(480, 0)))
    assert not any(are_alike(outline, truth) for outline in level)


def test_nothing_is_found_where_nothing_is() -> None:
    """Flat, tiny and thin pictures have no outlines."""
    for size in ((HEIGHT, WIDTH), (16, 16), (20, 900)):
        assert find_slanted(np.full((*size, 3), 90, np.uint8)) == []


def test_what_reaches_outside_is_filled_from_its_edge() -> None:
    """An outline may reach beyond the picture by a little; nothing black comes in."""
    rgb = np.full((90, 160, 3), 200, np.uint8)
    upright = straightened(rgb, np.array([(-0.03, -0.02), (1.02, 0.0), (1.0, 1.03), (0.0, 1.0)]))
    assert (upright == 200).all()
