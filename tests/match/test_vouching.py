"""Stretches of one query that lie on one line are sure together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ashen.match.identification import Match
from ashen.match.shots import Span
from ashen.match.vouching import LEAST, vouched


def a_stretch(
    query_s: tuple[float, float], start_s: float, confidence: float, *, speed: float = 1.0, backwards: bool = False
) -> Match:
    """A stretch of video 1 that begins, or played backwards ends, at a moment of the query."""
    length_s = speed * (query_s[1] - query_s[0])
    return Match(
        anime_title="Hoshi no Umi",
        anime_ids={},
        episode_number="1",
        episode_title=None,
        video="1.mkv",
        video_id=1,
        query_start_s=query_s[0],
        query_end_s=query_s[1],
        start_s=start_s,
        at_s=start_s,
        end_s=start_s + length_s,
        speed=speed,
        mirrored=False,
        similarity=0.9,
        confidence=confidence,
        frames_agreeing=20,
        frames_compared=20,
        runs_agreeing=5,
        margin=0.2,
        reversed=backwards,
    )


BEFORE = a_stretch((0.0, 2.0), 100.0, 0.6)
SHOTS = [(0.0, 2.5), (2.5, 5.0)]


def sure(after: Match, before: Match = BEFORE, shots: Sequence[Span] = SHOTS) -> tuple[object, object]:
    """How sure both are together."""
    first, second = vouched([before, after], [shots, shots])
    return pytest.approx(first.confidence), pytest.approx(second.confidence)


def test_pieces_of_one_line_are_one_finding() -> None:
    """That both are wrong is as likely as the product of their doubts; a little off the line they still are one."""
    assert sure(a_stretch((3.0, 5.0), 103.0, 0.7)) == (0.88, 0.88)
    assert sure(a_stretch((3.0, 5.0), 104.5, 0.7)) == (0.88, 0.88)
    fast, on = a_stretch((0.0, 2.0), 100.0, 0.6, speed=1.5), a_stretch((3.0, 5.0), 104.5, 0.7, speed=1.5)
    assert sure(on, fast) == (0.88, 0.88)
    last, earlier = (
        a_stretch((0.0, 2.0), 103.0, 0.6, backwards=True),
        a_stretch((3.0, 5.0), 100.0, 0.7, backwards=True),
    )
    assert sure(earlier, last) == (0.88, 0.88)


def test_pieces_of_one_shot_are_as_sure_as_the_surest() -> None:
    """Where one moment of a shot looks like something else, so do all."""
    assert sure(a_stretch((3.0, 5.0), 103.0, 0.7), shots=[(0.0, 5.0)]) == (0.7, 0.7)


@pytest.mark.parametrize(
    "other",
    [
        a_stretch((3.0, 5.0), 106.0, 0.7),
        a_stretch((3.0, 5.0), 103.0, 0.7, speed=1.25),
        a_stretch((3.0, 5.0), 103.0, 0.7, backwards=True),
        replace(a_stretch((3.0, 5.0), 103.0, 0.7), video_id=2),
        replace(a_stretch((3.0, 5.0), 103.0, 0.7), mirrored=True),
        replace(a_stretch((3.0, 5.0), 103.0, 0.7), flipped=True),
    ],
    ids=["elsewhere", "faster", "backwards", "another video", "mirrored", "upside down"],
)
def test_others_do_not_vouch(other: Match) -> None:
    """What lies on another line, or is seen otherwise, says nothing."""
    assert sure(other) == (0.6, 0.7)


def test_what_is_hardly_there_is_not_vouched_for() -> None:
    """A card put in between lies on the line of what is around it, but does not show it."""
    assert sure(a_stretch((3.0, 5.0), 103.0, LEAST - 0.01), replace(BEFORE, confidence=0.99))[1] == LEAST - 0.01
