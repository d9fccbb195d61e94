"""Answers completed by what recurs."""

from __future__ import annotations

from ashen.match.identification import Answer, Identification, Match, Query
from ashen.match.recurring import StoredRecurrences
from ashen.match.sharing import completed
from tests.match.told import Told

PICTURE = Query("shot.png", "image", None)
CLIP = Query("clip.mp4", "video", 10.0)


def a_match(video_id: int, start_s: float, end_s: float, query_s: tuple[float, float] = (0.0, 0.0)) -> Match:
    return Match(
        anime_title="Show 1",
        anime_ids={},
        episode_number=f"{video_id}",
        episode_title=None,
        video=f"/{video_id}.mkv",
        video_id=video_id,
        query_start_s=query_s[0],
        query_end_s=query_s[1],
        start_s=start_s,
        at_s=(start_s + end_s) / 2,
        end_s=end_s,
        speed=1.0,
        mirrored=False,
        similarity=0.9,
        confidence=0.99,
        frames_agreeing=1,
        frames_compared=1,
        runs_agreeing=1,
        margin=0.2,
    )


def an_answer(query: Query, answer: Answer, *matches: Match, runners_up: tuple[Match, ...] = ()) -> Identification:
    return Identification(query, answer, matches, runners_up)


def season() -> StoredRecurrences:
    told = Told.season(6)
    told.share(90.0, {1: 0.0, 2: 100.0, 3: 0.0, 5: 0.0})
    told.share(10.0, {4: 0.0, 3: 700.0})
    told.share(4.0, {1: 800.0, 6: 500.0})
    return StoredRecurrences(told)


def test_a_picture_of_an_opening_is_shared_by_all_episodes() -> None:
    """One episode was found; all that have the opening are named, each at its own time, with the set in ranges."""
    found = completed(an_answer(PICTURE, "match", a_match(2, 130.0, 131.0)), season())
    assert found.answer == "shared"
    assert [(match.video_id, match.start_s, match.label) for match in found.matches] == [
        (2, 130.0, "opening"),
        (1, 30.0, "opening"),
        (3, 30.0, "opening"),
        (5, 30.0, "opening"),
    ]
    [shared] = found.shared_by
    assert (shared.label, shared.episodes, shared.count) == ("opening", "1-3, 5", 4)
    assert found.as_json()["shared_by"][0]["episodes"] == "1-3, 5"
    assert found.as_json()["matches"][0]["label"] == "opening"


def test_a_picture_of_a_recap_names_the_original_first() -> None:
    """Found in the recap of episode 4, it is from episode 3."""
    found = completed(an_answer(PICTURE, "match", a_match(4, 5.0, 6.0)), season())
    assert [(match.video_id, match.start_s, match.label) for match in found.matches] == [
        (3, 705.0, "other"),
        (4, 5.0, "recap"),
    ]


def test_other_material_leaves_out_what_was_found_worse() -> None:
    """A shot that looks much like one of another episode, which was compared and is a runner-up, is no more shared."""
    best, worse = a_match(1, 801.0, 802.0), a_match(6, 501.0, 502.0)
    assert completed(an_answer(PICTURE, "match", best), season()).answer == "shared"
    found = completed(an_answer(PICTURE, "match", best, runners_up=(worse,)), season())
    assert (found.answer, [match.video_id for match in found.matches]) == ("match", [1])
    assert found.runners_up == (worse,)


def test_a_runner_up_that_has_the_opening_is_an_answer() -> None:
    """It is not listed twice."""
    found = completed(
        an_answer(PICTURE, "match", a_match(2, 130.0, 131.0), runners_up=(a_match(3, 30.0, 31.0),)), season()
    )
    assert [match.video_id for match in found.matches] == [2, 1, 3, 5]
    assert found.runners_up == ()


def test_clips_are_completed_stretch_by_stretch() -> None:
    """A stretch within an opening gets all episodes; one outside stays, and then the whole is not shared."""
    opening, own = a_match(1, 10.0, 15.0, (0.0, 5.0)), a_match(6, 900.0, 905.0, (5.0, 10.0))
    found = completed(an_answer(CLIP, "match", opening), season())
    assert (found.answer, [match.video_id for match in found.matches]) == ("shared", [1, 2, 3, 5])
    both = completed(an_answer(CLIP, "match", opening, own), season())
    assert (both.answer, [match.video_id for match in both.matches]) == ("match", [1, 2, 3, 5, 6])
    played_backwards = a_match(1, 15.0, 10.0, (0.0, 5.0))
    assert completed(an_answer(CLIP, "match", played_backwards), season()).answer == "shared"


def test_unknown_stays_unknown() -> None:
    """Nothing is added to an answer that names nothing, nor to one that recurs nowhere."""
    unknown = an_answer(PICTURE, "unknown", runners_up=(a_match(2, 130.0, 131.0),))
    assert completed(unknown, season()) == unknown
    alone = an_answer(PICTURE, "match", a_match(6, 900.0, 901.0))
    assert completed(alone, season()) == alone
