"""Stretches whose place their pictures leave open: a shot of the video is held for ten seconds."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from ashen.match.choose import Explained
from ashen.match.clip import match_clip
from ashen.match.continuity import continued
from ashen.match.refine import along
from ashen.signature.signature import Signature
from tests.match.build import AGREEMENT, RATE, RECIPE, Shelf, an_episode, joined, plain_view, resampled

LIVELY = an_episode(3, seconds=60)
HELD_FROM_S, HELD_TO_S = 20.0, 30.0
CARD = an_episode(4, seconds=2)


def _with_a_held_shot() -> Signature:
    codes = LIVELY.codes.copy()
    held = (LIVELY.times_s >= HELD_FROM_S) & (LIVELY.times_s < HELD_TO_S)
    codes[held] = codes[held][0]
    return Signature(RECIPE.name, LIVELY.times_s, codes, LIVELY.quality)


SHELF = Shelf({1: _with_a_held_shot()})


def part(start_s: float, end_s: float) -> Signature:
    return resampled(SHELF.signature(1), start_s, end_s, noise=0.1, seed=round(start_s))


def laid(query: Signature, *stretches: tuple[float, float, float]) -> list[Explained]:
    """Stretches from one moment of a query to another, each from a moment of the video on."""
    explained = []
    for start_s, end_s, stored_s in stretches:
        rows = np.flatnonzero((query.times_s > start_s - 1e-6) & (query.times_s < end_s - 1e-6))
        ends_s = query.times_s[rows[[0, -1]]]
        anew = np.ones(len(query), np.bool_)
        segment = along(query, SHELF.signature(1), rows, 1.0, stored_s - float(ends_s[0]), AGREEMENT, anew)
        explained.append(Explained(replace(segment, video_id=1), (), float(ends_s[0]), float(ends_s[1])))
    return explained


def places(stretches: list[Explained]) -> list[tuple[float, float]]:
    """Where each stretch begins and ends in the video."""
    return [(each.segment.at_s(each.start_s), each.segment.at_s(each.end_s)) for each in stretches]


@pytest.mark.parametrize(
    ("first", "second"),
    [((17.0, 24.0), (24.0, 27.0)), ((22.0, 25.0), (25.0, 33.0)), ((22.0, 24.0), (24.0, 26.0))],
    ids=["the later stands still", "the earlier stands still", "both stand still"],
)
def test_a_video_goes_on_where_a_card_interrupted_it(first: tuple[float, float], second: tuple[float, float]) -> None:
    """Of two stretches with a card between, one of which could lie anywhere in a held shot, one begins where the other
    ends; each begins within two frames of the truth where its pictures tell."""
    query = joined(part(*first), CARD, part(*second))
    found = match_clip(plain_view(query), SHELF.index, SHELF, AGREEMENT, RECIPE.run_distance)
    assert [stretch.segment.video_id for stretch in found] == [1, 1]
    (begins_s, ends_s), (goes_on_s, stops_s) = places(found)
    assert goes_on_s - ends_s == pytest.approx(0, abs=3 / RATE)
    if first[0] < HELD_FROM_S or second[1] > HELD_TO_S:
        assert begins_s == pytest.approx(first[0], abs=2 / RATE)
        assert stops_s == pytest.approx(second[1], abs=3 / RATE)


def test_only_where_the_pictures_leave_it_open() -> None:
    """What moves stays where it is shown, and so do stretches with nothing between them."""
    query = joined(part(5, 10), CARD, part(40, 44))
    apart = laid(query, (0, 5, 5), (7, 11, 40))
    assert places(continued(apart, plain_view(query), SHELF, AGREEMENT)) == places(apart)
    query = joined(part(17, 24), part(26, 29))
    cut_out = laid(query, (0, 7, 17), (7, 10, 26))
    assert places(continued(cut_out, plain_view(query), SHELF, AGREEMENT)) == places(cut_out)


def test_one_after_the_other() -> None:
    """A shot interrupted twice goes on twice; a video removed meanwhile changes nothing."""
    query = joined(part(17, 23), CARD, part(23, 25), CARD, part(25, 27))
    found = laid(query, (0, 6, 17), (8, 10, 20.5), (12, 14, 27))
    settled = places(continued(found, plain_view(query), SHELF, AGREEMENT))
    assert all(after[0] - before[1] == pytest.approx(1 / RATE, abs=0.01) for before, after in pairwise(settled))
    assert settled[0][0] == pytest.approx(17, abs=0.01)
    assert places(continued(found, plain_view(query), Shelf({2: CARD}), AGREEMENT)) == places(found)
