"""Short pieces of the episode beside, in rows: recaps and previews of quick cuts."""

from __future__ import annotations

import pytest

from ashen.match.montage import find_montage
from ashen.match.recurrence_line import Alike, Line
from ashen.signature.signature import Signature
from tests.match.build import RATE, RECIPE, UNIT, an_episode, joined, resampled

ALIKE = Alike(RECIPE.min_quality, UNIT)
NEXT = an_episode(50, seconds=120)
ENDING = an_episode(1000, seconds=12)


def piece(start_s: float, seconds: float) -> Signature:
    """A stretch of the next episode as another encode has it."""
    return resampled(NEXT, start_s, start_s + seconds, noise=0.1, seed=round(start_s))


def found(query: Signature, known: list[tuple[float, float]], common: list[Line] | None = None) -> list[Line]:
    return find_montage(query, NEXT, known, common or [], ALIKE, RECIPE.run_distance)


def with_preview(*pieces: Signature, body_s: float = 60.0) -> tuple[Signature, list[tuple[float, float]]]:
    """An episode that ends with its ending and these, and where its ending is."""
    whole = joined(an_episode(7, seconds=body_s), ENDING, *pieces)
    start_s = round(body_s * RATE) / RATE
    return whole, [(start_s, start_s + len(ENDING) / RATE)]


def test_quick_cuts_after_the_ending_are_found() -> None:
    """Pieces of 0.8 to 1.3 s, each too short to recur by itself, are found where they are and where they come from."""
    starts_s, lengths_s = (70.0, 20.0, 100.0, 45.0), (1.3, 0.8, 1.0, 1.2)
    whole, known = with_preview(*(piece(*one) for one in zip(starts_s, lengths_s, strict=True)))
    lines = found(whole, known)
    assert len(lines) == 4
    at_s = known[0][1]
    for line, start_s, length_s in zip(lines, starts_s, lengths_s, strict=True):
        assert line.start_s == pytest.approx(at_s, abs=2.5 / RATE)
        assert line.start_s + line.offset_s == pytest.approx(start_s, abs=0.25)  # in slow shots it is loose
        at_s += round(length_s * RATE) / RATE
        assert line.end_s == pytest.approx(at_s, abs=2.5 / RATE)


def test_a_single_short_piece_is_chance() -> None:
    """One second alone says nothing, at the end or in the midst of the episode."""
    assert found(*with_preview(piece(70.0, 1.0), an_episode(8, seconds=5))) == []
    assert found(*with_preview(piece(70.0, 1.0))) == []


def test_pieces_far_from_an_end_are_left_out() -> None:
    """In the midst of scenes quick cuts of the next episode are no preview."""
    middle = joined(piece(70.0, 1.0), piece(20.0, 1.0), piece(100.0, 1.0))
    whole = joined(an_episode(7, seconds=40), middle, an_episode(8, seconds=40))
    assert found(whole, []) == []
    apart = joined(an_episode(9, seconds=2), piece(70.0, 1.0), piece(20.0, 1.0))
    whole, known = with_preview(apart, an_episode(8, seconds=4))
    assert found(whole, known) == []


def test_a_short_piece_beside_a_known_one_completes_it() -> None:
    """What is left of a preview whose longer piece recurs by itself is found up to the end of the video."""
    whole, known = with_preview(piece(70.0, 3.0), piece(20.0, 0.6))
    long = (known[0][1], known[0][1] + round(3.0 * RATE) / RATE)
    [line] = found(whole, [*known, long], [Line(*long, 70.0 - long[0])])
    assert line.start_s == pytest.approx(long[1], abs=1.5 / RATE)
    assert line.end_s == pytest.approx(float(whole.times_s[-1]) + 1 / RATE, abs=2.5 / RATE)
    assert found(whole, [*known, long]) == []  # what recurs there is of another episode


def test_a_recap_before_an_opening_is_found() -> None:
    """At the beginning as at the end."""
    whole = joined(piece(70.0, 1.2), piece(20.0, 1.1), ENDING, an_episode(7, seconds=60))
    start_s = (round(1.2 * RATE) + round(1.1 * RATE)) / RATE
    assert [round(line.offset_s) for line in found(whole, [(start_s, start_s + 12.0)])] == [70, 19]


def test_a_held_picture_shown_twice_is_two_pieces() -> None:
    """A still shot that the preview shows twice in a row is one run of equal frames, and yet both are found."""
    still = joined(*[resampled(NEXT, 70.0, 70.0 + 1 / RATE) for _ in range(20)])
    source = joined(an_episode(51, 30), still, an_episode(52, 30))
    whole = joined(an_episode(7, seconds=60), ENDING, still, still, resampled(source, 10.0, 10.8))
    start_s = 60.0 - 60.0 % (1 / RATE)
    known = [(start_s, start_s + len(ENDING) / RATE)]
    lines = find_montage(whole, source, known, [], ALIKE, RECIPE.run_distance)
    covered_s = sum(line.end_s - line.start_s for line in lines)
    assert covered_s == pytest.approx((2 * 20 + 19) / RATE, abs=0.15)


def test_nothing_is_found_among_strangers_or_of_nothing() -> None:
    """Other scenes at the end, and empty signatures, have no pieces."""
    whole, known = with_preview(an_episode(8, seconds=6))
    assert found(whole, known) == []
    empty = whole.take(slice(0, 0))
    assert found(empty, []) == []
    assert find_montage(whole, empty, known, [], ALIKE, RECIPE.run_distance) == []
