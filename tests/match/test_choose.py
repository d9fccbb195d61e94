"""The sequence of segments that explains a query, against every sequence there is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ashen.match.choose import ENTER, choose
from ashen.match.refine import BLANK_GAIN, Segment
from ashen.signature.signature import Signature
from tests.match.build import RECIPE

FRAME_S = 0.25


def a_query(frames: int) -> Signature:
    codes = np.zeros((frames, RECIPE.dimension), np.int8)
    return Signature(RECIPE.name, np.arange(frames, dtype=np.float64) * FRAME_S, codes, np.full(frames, 80, np.uint8))


def a_segment(
    video_id: int, first: int, gain: NDArray[np.float32], offset_s: float = 0.0, speed: float = 1.0
) -> Segment:
    agrees = gain > 0
    return Segment(video_id, 0, speed, offset_s, first, 0.7 + 0.3 * gain, gain, agrees, agrees)


def gains(*values: float) -> NDArray[np.float32]:
    return np.array(values, np.float32)


def best_by_trying_all(frames: int, segments: list[Segment]) -> float:
    """What the best sequence earns: at every frame one segment or none, every begin of one costs `ENTER`."""
    lines = [dict(zip(range(one.first, one.last + 1), one.gain.tolist(), strict=True)) for one in segments]
    states: dict[int, float] = {-1: 0.0}
    for row in range(frames):
        following: dict[int, float] = {-1: max(states.values())}
        for number, line in enumerate(lines):
            if row in line:
                entered = max(states.values()) - ENTER
                following[number] = max(states.get(number, -np.inf), entered) + line[row]
        states = following
    return max(states.values())


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_sequence_earns_more(data: st.DataObject) -> None:
    """What the chosen stretches earn, less what beginning them costs, is the most that any sequence could."""
    frames = data.draw(st.integers(4, 30))
    segments = []
    for number in range(data.draw(st.integers(1, 4))):
        first = data.draw(st.integers(0, frames - 2))
        length = data.draw(st.integers(1, frames - first))
        quarters = data.draw(st.lists(st.integers(-4, 4), min_size=length, max_size=length))
        segments.append(
            a_segment(number, first, gains(*(quarter / 4 for quarter in quarters)), offset_s=100.0 * number)
        )
    chosen = choose([a_query(frames)], segments)
    earned = sum(stretch.segment.score - ENTER for stretch in chosen)
    assert earned == pytest.approx(best_by_trying_all(frames, segments), abs=1e-4)
    rows = [row for stretch in chosen for row in range(stretch.segment.first, stretch.segment.last + 1)]
    assert rows == sorted(set(rows))


def test_each_takes_what_it_explains_better() -> None:
    """Where two segments overlap, the border lies at the frame from which on the second is nearer."""
    first = a_segment(1, 0, gains(*[1.0] * 10, *[0.1] * 6))
    second = a_segment(2, 6, gains(*[0.2] * 4, *[1.0] * 10))
    chosen = choose([a_query(20)], [first, second])
    assert [(one.segment.video_id, one.segment.first, one.segment.last) for one in chosen] == [(1, 0, 9), (2, 10, 19)]


def test_a_part_that_is_seen_in_more_frames_is_followed_to_the_end() -> None:
    """Of long queries not all frames are signed, but all of a part that is followed, after the last of those too."""
    every = a_query(40)
    some = every.take(slice(0, 38, 4))
    part = replace(a_segment(1, 0, gains(*[1.0] * 40)), view=1)
    [stretch] = choose([some, every], [part])
    assert (stretch.segment.first, stretch.segment.last) == (0, 39)
    assert (stretch.start_s, stretch.end_s) == (0.0, 39 * FRAME_S)


def test_a_few_frames_do_not_interrupt() -> None:
    """A segment that is a little nearer for two frames does not interrupt the one around them."""
    chosen = choose([a_query(20)], [a_segment(1, 0, gains(*[0.5] * 20)), a_segment(2, 9, gains(1.0, 1.0))])
    assert [one.segment.video_id for one in chosen] == [1]


def test_another_video_over_the_same_stretch_is_a_rival() -> None:
    """A video that explains the same stretch less well is a rival, cut to the stretch; one elsewhere is none."""
    chosen = choose(
        [a_query(30)],
        [
            a_segment(1, 0, gains(*[0.9] * 10)),
            a_segment(2, 0, gains(*[0.8] * 11)),
            a_segment(3, 16, gains(*[0.9] * 10)),
        ],
    )
    assert [one.segment.video_id for one in chosen] == [1, 3]
    assert [(rival.video_id, rival.first, rival.last) for rival in chosen[0].rivals] == [(2, 0, 9)]
    assert not chosen[1].rivals


def test_what_agrees_in_nothing_is_no_rival() -> None:
    """A video that is only blank where the query is blank, too, earns a little and is no rival."""
    blank = gains(*[BLANK_GAIN] * 10)
    nothing = np.zeros(10, np.bool_)
    shows_nothing = Segment(2, 0, 1.0, 5.0, 0, np.full(10, np.nan, np.float32), blank, nothing, nothing)
    [explained] = choose([a_query(10)], [a_segment(1, 0, gains(*[0.8] * 10)), shows_nothing])
    assert explained.rivals == ()


def test_uneven_pace_is_one_segment() -> None:
    """Two lines of one video that follow each other without a jump are one segment; with a jump they are two."""
    for jump_s, count in ((0.1, 1), (2.0, 2)):
        first = a_segment(1, 0, gains(*[0.9] * 10, *[-1.0] * 10))
        second = a_segment(1, 0, gains(*[-1.0] * 10, *[0.9] * 10), offset_s=jump_s)
        assert len(choose([a_query(20)], [first, second])) == count


def test_context_decides_between_equals() -> None:
    """Of two videos that hold a stretch alike, the one that explains the rest of the query too is chosen."""
    chosen = choose(
        [a_query(30)],
        [
            a_segment(1, 0, gains(*[0.9] * 10)),
            a_segment(2, 0, gains(*[0.89] * 10)),
            a_segment(2, 12, gains(*[0.9] * 10), offset_s=9.0),
        ],
    )
    assert [one.segment.video_id for one in chosen] == [2, 2]
    assert [rival.video_id for rival in chosen[0].rivals] == [1]
