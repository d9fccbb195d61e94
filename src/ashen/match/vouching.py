"""Stretches of one query on one line vouch for each other: they are one finding in pieces, and sure as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from ashen.match.identification import Match

SAME_LINE_S = 2.0
"""How far off the stretch that vouches a stretch may lie in its video: alike moments let short ones be placed a little
off."""
SAME_SPEED = 0.05
"""By how much their speeds may differ."""
LEAST = 0.3
"""What is less sure by itself is not vouched for: something else may be shown there, put in between."""


def vouched(matches: Sequence[Match]) -> list[Match]:
    """The same matches, each as sure as all on its line are together: that not every one of them is wrong.

    Args:
        matches: the best of each stretch of one query, none over another.
    """
    return [
        replace(match, confidence=1 - prod(1 - other.confidence for other in matches if _vouches(other, match)))
        if match.confidence >= LEAST
        else match
        for match in matches
    ]


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
