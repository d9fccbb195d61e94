"""Stretches of one query on one line vouch for each other: they are one finding in pieces, and sure as one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from math import prod

from ashen.match.identification import Match
from ashen.match.shots import Span

SAME_LINE_S = 2.0
"""How far off the stretch that vouches a stretch may lie in its video: alike moments let short ones be placed a little
off."""
SAME_SPEED = 0.05
"""By how much their speeds may differ."""
LEAST = 0.3
"""What is less sure by itself is not vouched for: something else may be shown there, put in between."""


def vouched(matches: Sequence[Match], shots: Sequence[Sequence[Span]]) -> list[Match]:
    """The same matches, each as sure as all on its line are together: that not in every shot they are wrong.

    Pieces of one shot are no independent evidence: where one of them looks like something else, so do all. Together
    they count as the surest of them.

    Args:
        matches: the best of each stretch of one query, none over another.
        shots: for each, the query's, as the view shows them that it was found in.
    """
    return [
        replace(match, confidence=_together([other for other in matches if _vouches(other, match)], seen))
        if match.confidence >= LEAST
        else match
        for match, seen in zip(matches, shots, strict=True)
    ]


def _together(line: Sequence[Match], shots: Sequence[Span]) -> float:
    """How sure the matches on one line are."""
    starts_s = [start_s for start_s, _ in shots]
    surest: dict[int, float] = {}
    for match in line:
        shot = bisect_right(starts_s, (match.query_start_s + match.query_end_s) / 2)
        surest[shot] = max(surest.get(shot, 0.0), match.confidence)
    return 1 - prod(1 - confidence for confidence in surest.values())


def _vouches(other: Match, match: Match) -> bool:
    """Whether both lie on one line, or are the same."""
    if (other.video_id, _turned(other)) != (match.video_id, _turned(match)):
        return False
    if abs(other.speed - match.speed) > SAME_SPEED:
        return False
    if match.reversed:
        expected_s = other.end_s - other.speed * (match.query_start_s - other.query_start_s)
        return abs(match.end_s - expected_s) <= SAME_LINE_S
    expected_s = other.start_s + other.speed * (match.query_start_s - other.query_start_s)
    return abs(match.start_s - expected_s) <= SAME_LINE_S


def _turned(match: Match) -> tuple[bool, bool, bool]:
    return match.mirrored, match.flipped, match.reversed
