"""Segments of one video side by side."""

from dataclasses import replace

import numpy as np

from ashen.match.refine import Segment
from ashen.match.tiling import each_once, tiles
from ashen.signature.signature import Signature

FRAMES = 100
QUERY = Signature("frame/1", np.arange(FRAMES) / 24, np.ones((FRAMES, 64), np.int8), np.full(FRAMES, 80, np.uint8))


def a_segment(first: int, stop: int, gain: float = 0.5) -> Segment:
    n = stop - first
    values = np.full(n, gain, np.float32)
    return Segment(1, 0, 1.0, 0.0, first, values, values, np.full(n, gain > 0), np.zeros(n, np.bool_))


def spans(*segments: Segment) -> list[tuple[int, int]]:
    return [(tile.first, tile.last + 1) for tile in tiles([QUERY], segments)]


def test_what_explains_most_together_is_kept() -> None:
    """None over another, the better of two where both lie; a long one that explains little makes way for good ones."""
    assert spans(a_segment(20, 60, gain=0.9), a_segment(0, 40)) == [(0, 20), (20, 60)]
    assert spans(a_segment(0, 100, gain=0.4), a_segment(0, 45, gain=0.9), a_segment(55, 100, gain=0.9)) == [
        (0, 45),
        (45, 55),
        (55, 100),
    ]
    assert spans() == []


def test_two_cuts_are_likelier_than_an_odd_speed() -> None:
    """A slow scene is fitted a little better by odd speeds here and there; a version in which all runs faster is."""
    slower = replace(a_segment(20, 80, gain=0.55), speed=0.8)
    assert spans(a_segment(0, 50, gain=0.5), a_segment(50, 100, gain=0.5), slower) == [(0, 50), (50, 100)]
    assert spans(replace(a_segment(0, 100, gain=0.9), speed=25 / 24), a_segment(0, 50, gain=0.5)) == [(0, 100)]


def test_a_longer_look_is_no_repeat() -> None:
    """What two neighbours show is dropped where one shows it poorly, and kept where both show it well."""

    def kept(tail: float) -> list[tuple[int, int]]:
        gain = np.concatenate([np.full(40, 0.9), np.full(30, tail)]).astype(np.float32)
        before = replace(a_segment(0, 70), gain=gain)
        after = replace(a_segment(70, 100, gain=0.9), offset_s=-30 / 24)  # goes on where the other's frame 40 is
        return [(segment.first, segment.last + 1) for segment in each_once([QUERY], [after, before])]

    assert kept(tail=0.2) == [(0, 40), (70, 100)]
    assert kept(tail=0.9) == [(0, 70), (70, 100)]


def test_scraps_do_not_count() -> None:
    """A handful of frames, or what speaks against the video."""
    assert spans(a_segment(0, 96), a_segment(90, 100)) == [(0, 96)]
    assert spans(a_segment(0, 50, gain=-0.5)) == []
