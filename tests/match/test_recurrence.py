"""Stretches that stored videos have in common: found with exact ends, whatever comes before them, within bounds."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pytest

from ashen.match.recurrence import PARTNERS, Recurrence, find_recurrences
from ashen.match.recurrence_line import Alike, Line, follow
from ashen.signature.signature import Signature
from tests.match.build import RATE, RECIPE, UNIT, Shelf, an_episode, joined, resampled

ALIKE = Alike(RECIPE.min_quality, UNIT)
FRAME_S = 1 / RATE


def again(source: Signature, noise: float, seed: int) -> Signature:
    """The same stretch as another encode has it."""
    return resampled(source, 0.0, float(source.times_s[-1]) + FRAME_S / 2, noise=noise, seed=seed)


def with_opening(number: int, opening: Signature, before_s: float, noise: float = 0.1) -> Signature:
    """An episode with an opening after `before_s` of its own."""
    before = an_episode(number * 10 + 1, seconds=before_s)
    return joined(before, again(opening, noise, number), an_episode(number * 10 + 2, seconds=60))


def found_in(
    shelf: Shelf, video_id: int, versions: Collection[int] = (), short: Collection[int] = ()
) -> list[Recurrence]:
    return find_recurrences(
        video_id,
        shelf.signature(video_id),
        shelf.index,
        shelf,
        ALIKE,
        RECIPE.run_distance,
        lambda other: other in versions,
        lambda other: other in short,
    )


@pytest.mark.parametrize("before_s", [0.5, 3.0, 20.0])
def test_an_opening_is_found_to_the_frame(before_s: float) -> None:
    """Wherever the opening lies in either episode, its ends are found to within a frame, and nothing else is."""
    opening = an_episode(1000, seconds=12)
    shelf = Shelf({1: with_opening(1, opening, before_s), 2: with_opening(2, opening, 7.0)})
    [found] = found_in(shelf, 1)
    start_s = round(before_s * RATE) * FRAME_S
    assert found.video_id == 2
    assert found.start_s == pytest.approx(start_s, abs=1.5 * FRAME_S)
    assert found.end_s == pytest.approx(start_s + len(opening) * FRAME_S, abs=1.5 * FRAME_S)
    assert found.start_s + found.offset_s == pytest.approx(round(7.0 * RATE) * FRAME_S, abs=1.5 * FRAME_S)


def test_several_stretches_of_one_pair_are_found() -> None:
    """Opening, ending and a shot of 2 s, at other offsets, are three stretches."""
    opening, ending, shot = (an_episode(1000 + part, seconds=s) for part, s in enumerate((10, 8, 2)))
    shelf = Shelf(
        {
            1: joined(opening, an_episode(11, 30), shot, an_episode(12, 20), ending),
            2: joined(an_episode(21, 5), opening, an_episode(22, 9), again(shot, 0.05, 1), an_episode(23, 40), ending),
        }
    )
    found = sorted(found_in(shelf, 1), key=lambda one: one.start_s)
    assert [round(one.end_s - one.start_s) for one in found] == [10, 2, 8]


def test_nothing_is_found_among_strangers() -> None:
    """Episodes that have nothing in common have no recurring span."""
    shelf = Shelf({number: an_episode(number, 60) for number in range(1, 8)})
    assert all(found_in(shelf, number) == [] for number in range(1, 8))


def test_flat_frames_are_no_recurrence() -> None:
    """Equal frames without detail, as black ones, do not make a span."""
    black = Signature(RECIPE.name, np.arange(100) / RATE, an_episode(3, 5).codes[:100], np.zeros(100, np.uint8))
    shelf = Shelf({1: joined(an_episode(1, 30), black), 2: joined(an_episode(2, 30), black)})
    assert found_in(shelf, 1) == []


def test_versions_and_copies_are_no_recurrence() -> None:
    """A version of the same episode is not compared; a copy that nothing says to be one is left out by its length."""
    episode = an_episode(1, 60)
    shelf = Shelf({1: episode, 2: again(episode, 0.1, 5)})
    assert found_in(shelf, 1) == []
    opening = an_episode(1000, seconds=12)
    shelf = Shelf({1: with_opening(1, opening, 5.0), 2: with_opening(2, opening, 5.0)})
    assert found_in(shelf, 1, versions=[2]) == []


def test_an_opening_in_a_file_of_its_own_is_found() -> None:
    """What is an opening by itself may be contained as a whole; another short video may not."""
    opening = an_episode(1000, seconds=12)
    shelf = Shelf({1: with_opening(1, opening, 5.0), 2: opening})
    assert found_in(shelf, 1) == []
    assert len(found_in(shelf, 1, short=[2])) == 1


def test_an_opening_in_many_episodes_is_compared_with_few() -> None:
    """Of 40 episodes that have it, a bounded number is read and refined."""
    opening = an_episode(1000, seconds=12)
    shelf = Shelf({number: with_opening(number, opening, 2.0 + number % 5) for number in range(1, 41)})
    found = found_in(shelf, 1)
    assert PARTNERS <= len(found) <= 2 * PARTNERS
    starts = [one.start_s for one in found]
    assert np.ptp(starts) <= FRAME_S


def test_a_removed_video_is_passed_over() -> None:
    """A video that the index still holds, but nobody else, is left out."""
    opening = an_episode(1000, seconds=12)
    shelf = Shelf({number: with_opening(number, opening, 4.0) for number in (1, 2, 3)})
    shelf.forget(2)
    assert {one.video_id for one in found_in(shelf, 1)} == {3}


def test_a_short_difference_is_bridged_and_a_long_one_is_not() -> None:
    """Half a second of other pictures (a card with text) leaves one stretch, three seconds make two."""
    first, second = an_episode(1000, 6), an_episode(1001, 6)
    for seconds, stretches in ((0.5, 1), (3.0, 2)):
        a = joined(an_episode(1, 5), first, an_episode(2, seconds), second, an_episode(3, 5))
        b = joined(an_episode(4, 5), first, an_episode(5, seconds), second, an_episode(6, 5))
        assert len(follow(a, b, Line(5.5, 10.5, 0.0), ALIKE)) == stretches
