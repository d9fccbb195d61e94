"""Scenes of signatures whose cuts are known."""

from __future__ import annotations

import numpy as np
import pytest

from ashen.server.scenes import scene_around
from ashen.signature.signature import Signature

UNIT = 127.0
RATE = 25
CUTS_S = (4.0, 4.4, 7.0, 20.0)


def cut_at(*cuts_s: float, end_s: float = 24.0) -> Signature:
    """Shots that are all different and still within themselves."""
    times_s = np.arange(round(end_s * RATE)) / RATE
    shots = np.searchsorted(cuts_s, times_s + 1e-9, side="right")
    codes = np.zeros((len(times_s), 8), np.int8)
    codes[np.arange(len(times_s)), shots] = 127
    return Signature("frame/3", times_s, codes, np.full(len(times_s), 100, np.uint8))


@pytest.mark.parametrize(
    ("at_s", "start_s", "end_s"),
    [
        (1.0, 0.0, 4.0),  # the first shot
        (5.0, 4.4, 7.0),  # from cut to cut
        (4.4, 4.4, 7.0),  # the frame of a cut belongs to what it begins
        (4.2, 3.7, 4.7),  # a short one, with what is around it
        (12.0, 9.0, 15.0),  # a long one, around the moment
        (19.5, 14.0, 20.0),  # but not beyond its end
        (7.1, 7.0, 13.0),  # nor before its start
        (23.9, 20.0, 24.0),  # the last
    ],
)
def test_a_scene_is_the_shot_of_its_moment(at_s: float, start_s: float, end_s: float) -> None:
    """Cut at the shot's borders where its length is right for a preview."""
    assert scene_around(cut_at(*CUTS_S), UNIT, at_s) == pytest.approx((start_s, end_s), abs=0.05)


def test_a_video_of_one_frame_has_a_scene() -> None:
    """It begins at 0 and lasts."""
    start_s, end_s = scene_around(cut_at(end_s=1 / RATE), UNIT, 0.0)
    assert start_s == 0.0
    assert end_s > 0.0
