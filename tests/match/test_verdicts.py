"""Queries known again, and what verdicts change of answers; on synthetic signatures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ashen.catalog.records import Asked, Said, Scope, Verdict
from ashen.match.identification import Identification, Match, Query
from ashen.match.verdicts import (
    REJECTED,
    confirmed,
    lengths_near,
    meaning,
    means,
    one_query,
    rejected,
    thinned,
    verdict_on,
    without_rejected,
)
from ashen.signature.signature import Signature
from tests.match.build import RECIPE, an_episode, resampled
from tests.match.test_identify import a_record, a_still

EPISODE = an_episode(5, seconds=90)
FILM = Query("clip.mp4", "video", 8.0)


def remembered(signature: Signature, kind: str = "video") -> Asked:
    duration_s = 0.0 if kind == "image" else float(signature.times_s[-1])
    return Asked("/q", "hash", 1, kind, duration_s, thinned(signature))  # type: ignore[arg-type]


def said(word: Said, video_id: int, scope: Scope = "episode", number: int = 1) -> Verdict:
    meant = meaning(scope, a_record(video_id))
    return Verdict(number, word, remembered(a_still(EPISODE, 3.0), "image"), meant, 0)


def a_match(video_id: int, start_s: float = 0.0, end_s: float = 4.0, confidence: float = 0.99) -> Match:
    return Match(
        anime_title="Show",
        anime_ids={},
        episode_number=str(video_id),
        episode_title=None,
        video=f"/videos/{video_id}.mkv",
        video_id=video_id,
        query_start_s=start_s,
        query_end_s=end_s,
        start_s=start_s,
        at_s=start_s,
        end_s=end_s,
        speed=1.0,
        mirrored=False,
        similarity=0.9,
        confidence=confidence,
        frames_agreeing=90,
        frames_compared=96,
        runs_agreeing=40,
        margin=0.2,
    )


def test_a_re_encode_is_the_same_query() -> None:
    """Other codes, another rate: known again; another part of the episode, or another length, is not."""
    told = remembered(resampled(EPISODE, 10, 40))
    least = RECIPE.min_quality
    assert one_query(told, resampled(EPISODE, 10, 40, rate=30, noise=0.2, seed=3), least)
    assert not one_query(told, resampled(EPISODE, 20, 50), least)
    assert not one_query(told, an_episode(6, seconds=30), least)
    low, high = lengths_near(told.duration_s)
    assert low < told.duration_s < high
    assert not low < 2 * told.duration_s < high
    picture = remembered(a_still(EPISODE, 3.0), "image")
    assert one_query(picture, a_still(EPISODE, 3.0, noise=0.1), least)
    assert not one_query(picture, a_still(EPISODE, 60.0), least)


def test_other_recipes_and_blank_queries_are_never_known_again() -> None:
    """Codes of different recipes do not compare; frames without detail say nothing."""
    told = remembered(resampled(EPISODE, 10, 40))
    other = replace(resampled(EPISODE, 10, 40), recipe="frame/3")
    assert not one_query(told, other, RECIPE.min_quality)
    blank = resampled(EPISODE, 10, 40)
    blank = Signature(blank.recipe, blank.times_s, blank.codes, blank.quality * 0)
    assert not one_query(remembered(blank), blank, RECIPE.min_quality)


def test_what_is_remembered_is_bounded() -> None:
    """Four frames a second, and of hours of video 2,400."""
    assert len(thinned(resampled(EPISODE, 0, 60))) == pytest.approx(240, abs=2)
    long = resampled(EPISODE, 0, 80, speed=0.05)
    assert len(thinned(long)) == 2400


def test_scopes_mean_more_and_more() -> None:
    """The video alone; its episode in any version; all of its anime. Known by names when it was indexed anew."""
    first, second = a_record(1), a_record(2)
    version = replace(first, id=9, content_hash="other")
    scopes: tuple[Scope, ...] = ("video", "episode", "anime")
    assert [means(meaning(scope, first), first) for scope in scopes] == [True, True, True]
    assert [means(meaning(scope, first), version) for scope in scopes] == [False, True, True]
    assert [means(meaning(scope, first), second) for scope in scopes] == [False, False, True]


def test_the_latest_verdict_counts() -> None:
    """Of two that mean a video, what was said last."""
    told = [said("not", 1, "anime", 1), said("is", 1, "episode", 2)]
    assert [verdict_on(a_record(number), told) for number in (1, 2)] == ["confirmed", "rejected"]
    assert verdict_on(a_record(1), [*told, said("not", 1, "video", 3)]) == "rejected"
    assert verdict_on(a_record(3), []) == ""
    assert rejected([a_record(1), a_record(2)], told) == {2}


def test_rejected_matches_are_runners_up_with_a_reason() -> None:
    """What was rejected comes first among the runners-up, marked; where nothing else is left the reason says why."""
    before = Identification(FILM, "match", (a_match(1),), (a_match(2, confidence=0.5),))
    after = without_rejected(Identification(FILM, "unknown", (), (), "nothing"), before, frozenset({1}), 5)
    assert (after.answer, after.reason) == ("unknown", REJECTED)
    assert [(match.video_id, match.verdict) for match in after.runners_up] == [(1, "rejected")]
    other = without_rejected(Identification(FILM, "match", (a_match(2),)), before, frozenset({1}), 5)
    assert [match.video_id for match in other.matches] == [2]
    assert other.reason == ""


def test_confirmed_matches_are_named() -> None:
    """Among the matches, among the runners-up, or by a person's word alone; rivals over the same stretch step back."""
    shared = Identification(FILM, "shared", (a_match(1), a_match(2), a_match(3, 5.0, 8.0)))
    found = confirmed(shared, [a_record(2)])
    assert found.answer == "match"
    assert [(match.video_id, match.verdict) for match in found.matches] == [(2, "confirmed"), (3, "")]
    assert found.matches[0].confidence == 1
    assert [match.video_id for match in found.runners_up] == [1]
    unsure = Identification(FILM, "unknown", (), (a_match(4, confidence=0.2),), "nothing near")
    found = confirmed(unsure, [a_record(4)])
    assert (found.answer, found.reason, found.runners_up) == ("match", "", ())
    assert (found.matches[0].video_id, found.matches[0].frames_agreeing) == (4, 90)
    found = confirmed(unsure, [a_record(6)])
    assert (found.matches[0].video, found.matches[0].frames_agreeing) == ("/videos/6.mkv", 0)
    assert [match.video_id for match in found.runners_up] == [4]
    assert confirmed(shared, []) is shared
