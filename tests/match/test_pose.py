from __future__ import annotations

import numpy as np

from ashen.match.pose import Pose, poses
from ashen.match.slanted import are_alike
from tests.match.test_insets import a_ground, a_picture
from tests.match.test_slanted import HEIGHT, WIDTH, corners_of, shown

CORNERS = corners_of(420, 12)
OUTLINE = CORNERS / (WIDTH, HEIGHT)


def outlines(found: list[Pose]) -> int:
    """How many of the poses are the true outline."""
    return sum(pose.outline is not None and are_alike(pose.outline, OUTLINE) for pose in found)


def test_a_quarter_turn_is_undone() -> None:
    """What was turned clockwise comes back as it was, pixel by pixel."""
    picture = a_picture(160, 90, seed=1)
    for quarters in (1, 3):
        assert np.array_equal(Pose(quarters).upright(np.rot90(picture, -quarters)), picture)
    assert Pose(quarters=1).share == 1.0


def test_an_outline_is_cut_out_and_its_share_said() -> None:
    """The picture comes upright, and the share is that of its longest side."""
    scene = shown(np.full((90, 160, 3), (10, 200, 90), np.uint8), CORNERS, "plain")
    pose = Pose(outline=OUTLINE)
    middle = pose.upright(scene)[8:-8, 8:-8]
    assert np.abs(middle.astype(int) - (10, 200, 90)).max() <= 2
    assert 0.5 < pose.share < 0.65


def test_one_picture_is_enough_for_a_still_query() -> None:
    """Both quarter turns come first, then outlines."""
    found = poses([shown(a_picture(640, 360, seed=1), CORNERS)])
    assert [pose.quarters for pose in found[:2]] == [1, 3]
    assert outlines(found) == 1


def test_a_moving_query_must_show_an_outline_twice() -> None:
    """An outline of one frame among others is chance; of two it is given once."""
    scenes = [shown(a_picture(640, 360, seed), CORNERS, seed=seed) for seed in (1, 3)]
    empty = a_ground("gradient", WIDTH, HEIGHT, seed=5)
    assert outlines(poses([scenes[0], empty, empty])) == 0
    assert outlines(poses([scenes[0], empty, scenes[1]])) == 1
