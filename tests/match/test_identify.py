"""Answers on synthetic signatures: what is named, what is shared, what stays unknown."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from ashen.catalog.records import Anime, Episode, Video
from ashen.errors import VideoMissing
from ashen.match.clip_query import SignedClip
from ashen.match.identification import Identification, Query
from ashen.match.identify import Identifier
from ashen.match.views import QueryView, View
from ashen.signature.signature import Signature
from tests.match.build import RATE, RECIPE, Shelf, SignedPicture, an_episode, joined, plain_view, resampled

PICTURE = Query("query.jpg", "image", None)
CLIP = Query("query.mp4", "video", 8.0)


def a_record(video_id: int) -> Video:
    """A video's record, named after its number."""
    return Video(
        id=video_id,
        content_hash=f"{video_id:040x}",
        size_bytes=1,
        duration_s=100.0,
        frames=2400,
        width_px=640,
        height_px=360,
        codec="h264",
        partial=False,
        note=None,
        indexed_at_s=0,
        anime=Anime(1, "Show", None, None, {"anilist": "1"}),
        episode=Episode(video_id, "episode", str(video_id), float(video_id), float(video_id), None),
        paths=(f"/videos/{video_id}.mkv",),
    )


def records(video_ids: Iterable[int]) -> dict[int, Video]:
    return {video_id: a_record(video_id) for video_id in video_ids}


def answer(shelf: Shelf, query: Query, views: list[QueryView], threshold: float | None = None) -> Identification:
    identifier = Identifier(RECIPE, shelf.index, None, shelf, records, threshold=threshold)
    return (
        identifier.picture(query, SignedPicture(views))
        if query is PICTURE
        else identifier.clip(query, SignedClip(views))
    )


def a_still(source: Signature, at_s: float, noise: float = 0.0) -> Signature:
    """One frame of a signature, as another encode would give it."""
    return resampled(source, at_s, at_s + 0.5 / RATE, noise=noise)


EPISODES = {number: an_episode(number) for number in range(1, 9)}
SHELF = Shelf(EPISODES)


@pytest.mark.parametrize("at_s", [5.0, 61.3, 118.0])
def test_picture_names_video_and_moment(at_s: float) -> None:
    """A noisy stored frame is named, with its moment inside the stretch that looks the same."""
    found = answer(SHELF, PICTURE, plain_view(a_still(EPISODES[4], at_s, noise=0.3)))
    assert found.answer == "match"
    assert {match.video for match in found.matches} == {"/videos/4.mkv"}
    best = found.matches[0]
    assert best.start_s <= best.at_s <= best.end_s
    assert any(abs(match.at_s - at_s) < 2 or match.start_s <= at_s <= match.end_s for match in found.matches)
    assert best.confidence > 0.9
    assert best.margin > 0


class Counted(Shelf):
    """A shelf that remembers which signatures were read."""

    def __init__(self, signatures: dict[int, Signature]) -> None:
        super().__init__(signatures)
        self.read: set[int] = set()

    def signature(self, video_id: int) -> Signature:
        """As in `match.truth.Truth`."""
        self.read.add(video_id)
        return super().signature(video_id)


def test_a_clear_answer_reads_no_more_than_it_needs() -> None:
    """The video that is named is read and its nearest rival, not all that are listed behind them."""
    shelf = Counted(EPISODES)
    found = answer(shelf, PICTURE, plain_view(a_still(EPISODES[4], 61.3, noise=0.3)))
    assert found.answer == "match"
    assert len({match.video_id for match in found.runners_up}) > 1
    assert len(shelf.read) == 2
    assert 4 in shelf.read


def test_unstored_picture_is_unknown_and_says_why() -> None:
    """A frame of an episode that is not stored is not named; what came nearest is listed as such."""
    for seed in range(100, 120):
        found = answer(SHELF, PICTURE, plain_view(a_still(an_episode(seed), 10.0)))
        assert found.answer == "unknown"
        assert not found.matches
        assert found.reason


def test_picture_without_detail_is_unknown() -> None:
    """A query frame of no quality finds nothing, however near its code is."""
    still = a_still(EPISODES[1], 3.0)
    blank = Signature(still.recipe, still.times_s, still.codes, np.zeros(1, np.uint8))
    found = answer(SHELF, PICTURE, plain_view(blank))
    assert found.answer == "unknown"
    assert "detail" in found.reason


def test_empty_library_says_so() -> None:
    """Where nothing is stored, picture and clip are unknown for that reason, not for theirs."""
    for query, signature in ((PICTURE, a_still(EPISODES[1], 3.0)), (CLIP, resampled(EPISODES[1], 3, 11))):
        found = answer(Shelf({}), query, plain_view(signature))
        assert found.answer == "unknown"
        assert "holds nothing" in found.reason


def test_opening_is_shared_by_all_its_episodes() -> None:
    """A picture and a clip of a span that all episodes hold are answered with all of them."""
    opening = an_episode(50, seconds=20)
    shelf = Shelf({n: joined(an_episode(60 + n, seconds=10), opening, an_episode(80 + n, 20)) for n in range(1, 14)})
    for query, views in (
        (PICTURE, plain_view(a_still(opening, 7.0, noise=0.2))),
        (CLIP, plain_view(resampled(opening, 4, 12, noise=0.2))),
    ):
        found = answer(shelf, query, views)
        assert found.answer == "shared"
        assert {match.video_id for match in found.matches} == set(range(1, 14))


def test_mirrored_view_is_reported() -> None:
    """When only the mirrored view matches, the answer says mirrored."""
    other = a_still(an_episode(200), 1.0)
    views = [QueryView(View(0, mirrored=False), other), QueryView(View(0, mirrored=True), a_still(EPISODES[2], 40.0))]
    found = answer(SHELF, PICTURE, views)
    assert found.answer == "match"
    assert found.matches[0].mirrored


def test_clip_carries_its_evidence() -> None:
    """A clip's match says which stretch follows which, and how many frames agree."""
    found = answer(SHELF, CLIP, plain_view(resampled(EPISODES[6], 30, 38, noise=0.2)))
    assert found.answer == "match"
    [match] = found.matches
    assert (match.episode_number, match.mirrored) == ("6", False)
    assert match.start_s == pytest.approx(30, abs=0.1)
    assert match.end_s - match.start_s == pytest.approx(8, abs=0.1)
    assert match.frames_agreeing == match.frames_compared == pytest.approx(8 * RATE, abs=2)
    assert match.runs_agreeing > 10
    assert match.start_s <= match.at_s <= match.end_s


def test_fade_from_black_belongs_to_the_clip() -> None:
    """Frames blank in query and source alike, at the end of a segment, are part of it."""
    faded = Signature(
        EPISODES[1].recipe,
        EPISODES[1].times_s,
        EPISODES[1].codes,
        np.where(EPISODES[1].times_s < 1.0, 0, 80).astype("u1"),
    )
    shelf = Shelf({1: faded})
    found = answer(shelf, CLIP, plain_view(resampled(faded, 0, 8, noise=0.1)))
    assert found.matches[0].query_start_s == 0.0


def test_threshold_decides() -> None:
    """The same evidence is named under a low threshold and unknown under one that nothing reaches."""
    views = plain_view(a_still(EPISODES[4], 61.3, noise=0.3))
    assert answer(SHELF, PICTURE, views, threshold=0.0).answer == "match"
    assert answer(SHELF, PICTURE, views, threshold=1.01).answer == "unknown"


def test_removed_video_does_not_end_the_search() -> None:
    """A video that the index still holds but the catalogue does not is passed over."""
    shelf = Shelf({1: EPISODES[1], 2: EPISODES[2]})
    shelf.forget(1)
    with pytest.raises(VideoMissing):
        shelf.signature(1)
    assert answer(shelf, CLIP, plain_view(resampled(EPISODES[1], 10, 18))).answer == "unknown"
    assert answer(shelf, CLIP, plain_view(resampled(EPISODES[2], 10, 18))).answer == "match"
    assert answer(shelf, PICTURE, plain_view(a_still(EPISODES[1], 10))).answer == "unknown"
    assert answer(shelf, PICTURE, plain_view(a_still(EPISODES[2], 10))).answer == "match"


def test_json_has_the_documented_fields() -> None:
    """The JSON of an answer has schema 1's fields, and only finite numbers."""
    found = answer(SHELF, CLIP, plain_view(resampled(EPISODES[6], 30, 38))).as_json()
    assert found["schema"] == 1
    assert set(found["query"]) == {"path", "kind", "duration_s"}
    [match] = found["matches"]
    assert {"anime", "episode", "video", "query_start_s", "query_end_s", "start_s", "at_s", "end_s"} <= set(match)
    assert {"speed", "mirrored", "similarity", "confidence", "frames_agreeing"} <= set(match)
    assert (match["flipped"], match["geometry"]) == (False, None)
    assert match["anime"] == {"title": "Show", "ids": {"anilist": "1"}}
    assert match["episode"] == {"number": "6", "title": None}
    assert all(np.isfinite(value) for value in match.values() if isinstance(value, float))
