"""Labels from structure: position, length, who shares."""

from __future__ import annotations

import pytest

from ashen.match.span_labels import in_ranges
from tests.match.told import EPISODE_S, Told, an_episode_of


def test_openings_and_endings() -> None:
    """An opening at the start or after a cold open, an ending before the end or a preview; versions by groups."""
    told = Told.season(12)
    told.share(89.5, {number: 0.0 if number % 2 else 130.0 for number in range(1, 7)})
    told.share(89.5, dict.fromkeys(range(7, 13), 60.0))
    told.share(90.0, dict.fromkeys(range(1, 13), 1340.0))
    assert told.labels(1) == [("opening", 0.0, 89.5), ("ending", 1340.0, 1430.0)]
    assert told.labels(2) == [("opening", 130.0, 219.5), ("ending", 1340.0, 1430.0)]
    assert told.labels(9) == [("opening", 60.0, 149.5), ("ending", 1340.0, 1430.0)]
    evidence = told.found(9)[0].evidence
    assert (evidence.episodes, evidence.videos, evidence.pieces) == (6, 6, 1)
    assert evidence.length_s == pytest.approx(89.5)
    assert evidence.typical_place == pytest.approx((60 + 89.5 / 2) / EPISODE_S)


def test_an_opening_in_the_endings_place_is_an_opening() -> None:
    """The last episode plays the opening at its end: most others say what it is."""
    told = Told.season(6)
    told.share(90.0, {**dict.fromkeys(range(1, 6), 30.0), 6: 1340.0})
    assert told.labels(6) == [("opening", 1340.0, 1430.0)]


def test_an_opening_cut_in_parts_is_one() -> None:
    """An episode with another picture in the middle of it cut the group in two; it is still shown as one."""
    told = Told.season(5)
    told.share(40.0, dict.fromkeys(range(1, 6), 10.0))
    told.share(47.0, dict.fromkeys(range(1, 6), 53.0))
    assert told.labels(1) == [("opening", 10.0, 100.0)]
    assert told.found(1)[0].evidence.pieces == 2


def test_what_is_short_or_in_the_middle_is_other() -> None:
    """Logos, eyecatches and repeated scenes are neither opening nor ending."""
    told = Told.season(5)
    told.share(5.0, dict.fromkeys(range(1, 6), 0.0))
    told.share(6.0, dict.fromkeys(range(1, 6), 700.0))
    told.share(60.0, dict.fromkeys(range(1, 6), 900.0))
    assert [label for label, *_ in told.labels(3)] == ["other"] * 3


def test_recap_and_preview() -> None:
    """Pieces of the episode before, at the start, are a recap; of the next, at the end, a preview; there, other."""
    told = Told.season(3)
    told.share(4.0, {2: 0.0, 1: 400.0})
    told.share(5.0, {2: 4.0, 1: 900.0})
    told.share(4.0, {2: 9.2, 1: 620.0})
    told.share(6.0, {2: 1425.0, 3: 300.0})
    told.share(9.0, {2: 1431.0, 3: 800.0})
    assert told.labels(2) == [("recap", 0.0, 13.2), ("preview", 1425.0, EPISODE_S)]
    assert {label for label, *_ in told.labels(1)} == {label for label, *_ in told.labels(3)} == {"other"}
    assert "episode 1" in told.found(2)[0].evidence.why


def test_a_recap_or_preview_may_have_a_stock_shot() -> None:
    """Beside pieces of the next episode a shot that many have, elsewhere, belongs to the preview."""
    told = Told.season(8)
    told.share(6.0, {4: 1425.0, **{number: 100.0 * number for number in (1, 2, 5, 6, 7)}})
    told.share(9.0, {4: 1431.0, 5: 300.0})
    assert told.labels(4) == [("preview", 1425.0, EPISODE_S)]


def test_a_logo_beside_a_recap_stays_apart() -> None:
    """What all episodes have at the same place is not part of the recap that follows."""
    told = Told.season(8)
    told.share(5.0, dict.fromkeys(range(1, 9), 0.0))
    told.share(9.0, {2: 5.0, 1: 800.0})
    told.share(4.0, {2: 14.0, 1: 300.0})
    assert told.labels(2) == [("other", 0.0, 5.0), ("recap", 5.0, 18.0)]


def test_what_the_last_preview_showed_is_no_recap() -> None:
    """The first scenes of an episode, which the preview after the last one's ending has, recap nothing."""
    told = Told.season(3)
    told.share(90.0, dict.fromkeys((1, 2, 3), 1320.0))
    told.share(9.0, {1: 1420.0, 2: 1.0})
    told.share(5.0, {1: 1429.0, 2: 12.0})
    assert [label for label, *_ in told.labels(1)] == ["ending", "preview"]
    assert [label for label, *_ in told.labels(2)] == ["other", "other", "ending"]


def test_an_episode_has_one_preview() -> None:
    """Scenes before the ending that look like the next episode's are none when there is one after the ending."""
    told = Told.season(3)
    told.share(90.0, dict.fromkeys((1, 2, 3), 1320.0))
    told.share(5.0, {1: 1309.0, 2: 300.0})
    told.share(6.0, {1: 1314.0, 2: 400.0})
    assert told.labels(1) == [("preview", 1309.0, 1320.0), ("ending", 1320.0, 1410.0)]
    told.share(9.0, {1: 1420.0, 2: 500.0})
    assert [label for label, *_ in told.labels(1)] == ["other", "other", "ending", "preview"]


def test_a_stock_shot_at_the_start_is_no_recap() -> None:
    """What many episodes have is a piece of none of them."""
    told = Told.season(8)
    told.share(10.0, {1: 500.0, 2: 0.0, 3: 600.0, 4: 200.0, 5: 900.0, 6: 50.0})
    assert told.labels(2) == [("other", 0.0, 10.0)]


def test_short_episodes_have_short_openings() -> None:
    """In an episode of four minutes 24 s are an opening; in one of 24 minutes a recap must be longer than 3 s."""
    told = Told({number: an_episode_of(number, number, duration_s=240.0) for number in (1, 2)})
    told.share(24.0, {1: 0.0, 2: 30.0})
    assert told.labels(1) == [("opening", 0.0, 24.0)]
    long = Told.season(2)
    long.share(3.0, {1: 700.0, 2: 0.0})
    assert long.labels(2) == [("other", 0.0, 3.0)]


def test_a_file_of_the_opening_tells() -> None:
    """A video that is the opening by itself names it, even in a single episode."""
    told = Told({1: an_episode_of(1, 1), 2: an_episode_of(2, 1, kind="opening", duration_s=90.0)})
    told.share(90.0, {1: 600.0, 2: 0.0})
    assert told.labels(1) == [("opening", 600.0, 690.0)]


def test_another_show_does_not_make_an_opening() -> None:
    """A trailer of a distributor that several shows have is other."""
    told = Told({number: an_episode_of(number, 1, anime=number) for number in (1, 2, 3)})
    told.share(30.0, dict.fromkeys((1, 2, 3), 0.0))
    assert told.labels(1) == [("other", 0.0, 30.0)]


def test_numbers_in_ranges() -> None:
    """Runs of whole numbers as ranges, others by themselves, in order; what has no value comes last."""
    numbers = [(value, f"{value:g}") for value in (3.0, 1.0, 2.0, 12.5, 5.0, 6.0)]
    assert in_ranges([*numbers, (None, "NC")]) == "1-3, 5-6, 12.5, NC"
    assert in_ranges([]) == ""
