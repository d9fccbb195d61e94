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


def test_earlier_segments_are_served_first() -> None:
    """Later ones keep their longest stretch beside them, or nothing."""
    assert spans(a_segment(20, 60), a_segment(0, 40), a_segment(25, 55)) == [(20, 60), (0, 20)]
    assert spans(a_segment(40, 50), a_segment(0, 100)) == [(40, 50), (50, 100)]
    assert spans() == []


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
