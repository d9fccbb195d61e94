"""Segments whose one line is not the truth, looked at again."""

from __future__ import annotations

import numpy as np
import pytest

from ashen.match.refine import Segment, along
from ashen.match.retrace import retrace
from ashen.signature.signature import Signature
from tests.match.build import AGREEMENT, RATE, RECIPE, an_episode, joined, resampled

FRAME_S = 1 / RATE
SOURCE = an_episode(7, seconds=60, shot_s=0.7)


def on_a_line(query: Signature, speed: float, offset_s: float) -> Segment:
    rows = np.arange(len(query))
    return along(query, SOURCE, rows, speed, offset_s, AGREEMENT, np.ones(len(query), np.bool_))


def pieces_of(query: Signature, speed: float, offset_s: float) -> list[Segment]:
    segment = on_a_line(query, speed, offset_s)
    return retrace(query, SOURCE, segment, AGREEMENT, np.ones(len(query), np.bool_))


def test_a_right_line_stays() -> None:
    """A segment whose frames all lie on its line is right as it is."""
    assert pieces_of(resampled(SOURCE, 20, 28), 1.0, 20.0) == []


@pytest.mark.parametrize("removed_s", [1.0, 1.5, 2.0])
def test_a_removed_part_is_a_jump(removed_s: float) -> None:
    """A line through a clip that lacks a part in its middle comes apart into the two true lines."""
    query = joined(resampled(SOURCE, 20, 23), resampled(SOURCE, 23 + removed_s, 26, seed=1))
    length_s = 6 - removed_s
    pieces = pieces_of(query, 6 / length_s, 20.0)
    assert [piece.speed for piece in pieces] == [1.0, 1.0]
    assert [piece.offset_s for piece in pieces] == pytest.approx([20, 20 + removed_s], abs=2 * FRAME_S)


def test_a_wrong_pace_is_corrected() -> None:
    """A line of the unaltered speed through a clip played 10 % faster gets its pace."""
    query = resampled(SOURCE, 20, 30, speed=1.1)
    middle_s = float(query.times_s[len(query) // 2])
    [piece] = pieces_of(query, 1.0, 20 + 0.1 * middle_s)
    assert piece.speed == pytest.approx(1.1, abs=0.02)


def test_backwards_too() -> None:
    """A clip played backwards with a part removed comes apart into lines that run backwards."""
    forwards = joined(resampled(SOURCE, 20, 23), resampled(SOURCE, 24, 27))
    query = Signature(RECIPE.name, forwards.times_s, forwards.codes[::-1], forwards.quality[::-1])
    pieces = pieces_of(query, -7 / 6, 27.0)
    assert [piece.speed for piece in pieces] == [-1.0, -1.0]
    assert [piece.offset_s for piece in pieces] == pytest.approx([27, 26], abs=3 * FRAME_S)
