"""Recurring spans of drawn seasons as television and collections have them: other credits, other cuts, other files."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from ashen import Library
from ashen.match.span_labels import LabelledSpan
from ashen.signature.signature import Signature
from benchmarks.cartoon import Show
from tests.ingest.drawn import (
    FRAME_S,
    as_it_is,
    encoded,
    joined,
    looked_at,
    mirrored,
    much_smaller,
    opening_of,
    scenes_of,
    seconds,
    signed,
    store,
)

SHOW, OTHER = Show(100_226), Show(100_227)
NEAR_S = 3.5 * FRAME_S
Found = dict[int, list[LabelledSpan]]


@cache
def body(number: int) -> Signature:
    """Scenes that only one episode has."""
    return signed(SHOW, scenes_of(SHOW, number, 18.0))


@cache
def cold_open(number: int) -> Signature:
    """A few seconds of other scenes."""
    return signed(SHOW, scenes_of(SHOW, number + 10, 2.0 + number % 3))


@cache
def opening(version: str = "plain") -> Signature:
    """The opening: as it is, as another encode, or without its credits."""
    shots = opening_of(SHOW)
    if version == "creditless":
        return signed(SHOW, [replace(shot, text=()) for shot in shots])
    if version == "small":
        return signed(SHOW, shots, much_smaller)
    return signed(SHOW, shots, lambda rgb: encoded(rgb, 60) if version == "again" else as_it_is(rgb))


def credited(number: int) -> Signature:
    """The opening with the names of an episode's own staff."""
    names = [f"Staff {number}{letter}" for letter in "abcdefgh"]
    shots = [
        replace(shot, text=(names[(place + number) % 8],)) if shot.text and place else shot
        for place, shot in enumerate(opening_of(SHOW))
    ]
    return signed(SHOW, shots)


def openings(found: Found) -> dict[int, tuple[float, float]]:
    """Where the one opening of each episode is."""
    return {
        number: (one.start_s, one.end_s) for number, spans in found.items() for one in spans if one.label == "opening"
    }


def at(start_s: float, length_s: float) -> object:
    return pytest.approx((start_s, start_s + length_s), abs=NEAR_S)


def test_other_credits_in_each_episode_are_one_opening(tmp_path: Path) -> None:
    """Names change from episode to episode, also when some episodes are missing and it starts elsewhere in each."""
    numbers = (1, 2, 4, 7)
    parts = {number: (cold_open(number), credited(number), body(number)) for number in numbers}
    found = openings(looked_at(tmp_path, {("Show", number): joined(*three) for number, three in parts.items()}))
    assert found == {number: at(seconds(before), seconds(reel)) for number, (before, reel, _) in parts.items()}


def test_an_opening_without_credits_is_the_same(tmp_path: Path) -> None:
    """One episode has it without credits; and a file of the creditless opening alone names it in a single episode."""
    plain, creditless = opening(), opening("creditless")
    season = {("Show", number): joined(cold_open(number), plain, body(number)) for number in (1, 2, 3)}
    season["Show", 4] = joined(cold_open(4), creditless, body(4))
    found = openings(looked_at(tmp_path, season))
    assert found == {number: at(seconds(cold_open(number)), seconds(plain)) for number in (1, 2, 3, 4)}
    with Library.open(tmp_path / "single", create=True) as library:
        episode = store(library, season["Show", 1], "Show", 1)
        alone = store(library, creditless, "Show", 1, "opening")
        library.update_spans()
        spans = library.spans([episode, alone])
    [found_alone] = spans[episode]
    assert found_alone.label == "opening"
    assert found_alone.start_s == pytest.approx(seconds(cold_open(1)), abs=NEAR_S)


def test_an_opening_with_another_middle_is_one_in_each(tmp_path: Path) -> None:
    """Two seconds in its midst are others from episode 3 on: every episode has one whole opening."""
    whole, other = opening(), signed(SHOW, scenes_of(SHOW, 20, 2.0)).take(slice(0, round(2.0 / FRAME_S)))
    first = round(2.2 / FRAME_S)
    second = first + len(other)
    assert len(other) > 40
    changed = joined(whole.take(slice(0, first)), other, whole.take(slice(second, len(whole))))
    season = {
        ("Show", number): joined(cold_open(number), whole if number < 3 else changed, body(number))
        for number in (1, 2, 3, 4)
    }
    found = openings(looked_at(tmp_path, season))
    assert found == {number: at(seconds(cold_open(number)), seconds(whole)) for number in (1, 2, 3, 4)}


def test_a_studios_logo_is_no_opening(tmp_path: Path) -> None:
    """Two shows begin with the same logo, one of them goes on with its opening: the logo is something else in both."""
    logo = signed(OTHER, scenes_of(OTHER, 9, 1.8)).take(slice(0, round(1.8 / FRAME_S)))
    plain = opening()
    videos = {("Show", number): joined(logo, plain, body(number)) for number in (1, 2, 3)}
    videos |= {("Another", number): joined(logo, body(number), body(number + 2)) for number in (4, 5)}
    found = looked_at(tmp_path, videos)
    assert openings(found) == {number: at(seconds(logo), seconds(plain)) for number in (1, 2, 3)}
    logos = {number: [one for one in spans if one.start_s < NEAR_S] for number, spans in found.items()}
    assert all([one.label for one in spans] == ["other"] for spans in logos.values())
    assert all(spans[0].evidence.videos == 5 for spans in logos.values())


def test_a_film_and_its_parts_do_not_recur(tmp_path: Path) -> None:
    """A film, and its two halves as files of their own, are copies of each other and share no opening."""
    film = joined(body(1), body(2))
    half = len(body(1))
    with Library.open(tmp_path / "library", create=True) as library:
        for number, part in enumerate((film, film.take(slice(0, half)), body(2))):
            store(library, part, f"Film {number}", None)
        library.update_spans()
        assert not any(library.spans().values())


@pytest.mark.parametrize("known", [True, False])
def test_copies_of_an_episode_have_only_its_opening(tmp_path: Path, known: bool) -> None:
    """Another encode of an episode, and one with scenes cut out, whether their numbers are known or not."""
    plain, again = opening(), opening("again")
    first = joined(cold_open(1), plain, body(1))
    copy = joined(cold_open(1), again, body(1))
    thirds = [len(copy) * part // 8 for part in (0, 3, 4, 6, 7, 8)]
    stretches = [copy.take(slice(begin, end)) for begin, end in list(pairwise(thirds))[::2]]
    cut = joined(*stretches)
    with Library.open(tmp_path / "library", create=True) as library:
        ids = [store(library, first, "Show", 1)]
        for number, version in enumerate((copy, cut)):
            ids.append(store(library, version, "Show" if known else f"Rip {number}", 1 if known else None))
        for number in (2, 3):
            store(library, joined(cold_open(number), plain, body(number)), "Show", number)
        library.update_spans()
        spans = library.spans()
    assert [(one.start_s, one.end_s) for one in spans[ids[0]]] == [at(seconds(cold_open(1)), seconds(plain))]
    assert spans[ids[0]][0].label == "opening"
    for video_id in ids[1:]:
        assert all(one.end_s - one.start_s < seconds(plain) + NEAR_S for one in spans[video_id])


def test_a_small_encode_beside_large_ones_shares_their_opening(tmp_path: Path) -> None:
    """One episode has half the lines and a coarse encode."""
    season = {("Show", number): joined(cold_open(number), opening(), body(number)) for number in (1, 2, 3)}
    season["Show", 4] = joined(cold_open(4), opening("small"), body(4))
    found = openings(looked_at(tmp_path, season))
    assert found == {number: at(seconds(cold_open(number)), seconds(opening())) for number in (1, 2, 3, 4)}


def test_a_mirrored_episode_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    """Spans are compared as stored: a mirrored upload among the episodes has none of theirs, and they lose nothing."""
    season = {("Show", number): joined(cold_open(number), opening(), body(number)) for number in (1, 2, 3)}
    season["Show", 4] = joined(cold_open(4), signed(SHOW, opening_of(SHOW), mirrored), body(4))
    found = openings(looked_at(tmp_path, season))
    assert found == {number: at(seconds(cold_open(number)), seconds(opening())) for number in (1, 2, 3)}
