"""Versions of one episode: by their names, and by what they show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

import pytest

from ashen.catalog.records import Anime, Episode, Video
from ashen.match.clip_query import SignedClip
from ashen.match.identification import Identification, Query
from ashen.match.identify import Identifier
from ashen.match.views import QueryView
from ashen.signature.signature import Signature
from tests.match.build import RECIPE, Shelf, SignedPicture, an_episode, joined, plain_view, resampled
from tests.match.test_identify import CLIP, PICTURE, a_record, a_still

TELEVISION = an_episode(1, seconds=60)
DISC = resampled(joined(TELEVISION.take(slice(0, 900)), TELEVISION.take(slice(1000, None))), 0, 55, noise=0.15, seed=9)
OTHER = an_episode(2, seconds=60)


def named(video_id: int, anime: int, number: str | None, title: str | None = None) -> Video:
    """A video of an anime's episode; equal numbers are equal episodes."""
    record = a_record(video_id)
    episode = Episode(anime * 100 + int(number or 0), "episode", number, None, None, title)
    return replace(record, anime=Anime(anime, f"Show {anime}", None, None, {}), episode=episode, duration_s=60.0)


def asked(videos: dict[int, tuple[Signature, Video]], query: Query, views: list[QueryView]) -> Identification:
    shelf = Shelf({number: signature for number, (signature, _) in videos.items()})

    def names(video_ids: Iterable[int]) -> dict[int, Video]:
        return {video_id: videos[video_id][1] for video_id in video_ids}

    identifier = Identifier(RECIPE, shelf.index, None, shelf, names)
    return (
        identifier.picture(query, SignedPicture(views))
        if query is PICTURE
        else identifier.clip(query, SignedClip(views))
    )


CASES = [(PICTURE, plain_view(a_still(TELEVISION, 12.0))), (CLIP, plain_view(resampled(TELEVISION, 8, 16, noise=0.1)))]


@pytest.mark.parametrize(("query", "views"), CASES)
def test_versions_of_an_episode_are_one_match(query: Query, views: list[QueryView]) -> None:
    """Two videos whose names say the same episode are one match, the other its variant; never `shared`."""
    videos = {
        1: (TELEVISION, named(1, 1, "1")),
        2: (DISC, named(2, 1, "1")),
        3: (OTHER, named(3, 1, "2")),
    }
    found = asked(videos, query, views)
    assert found.answer == "match"
    [match] = found.matches
    assert {match.video_id, *(variant.video_id for variant in match.variants)} == {1, 2}
    assert 2 not in {other.video_id for other in found.runners_up}
    [as_json] = found.as_json()["matches"]
    assert as_json["variants"][0]["video"] in ("/videos/1.mkv", "/videos/2.mkv")


@pytest.mark.parametrize(("query", "views"), CASES)
def test_the_same_content_under_another_name_is_a_variant(query: Query, views: list[QueryView]) -> None:
    """A copy that names tell nothing of is known by what it shows, also where it starts later."""
    later = joined(an_episode(33, seconds=4), resampled(TELEVISION, 0, 60, noise=0.15))
    videos = {1: (TELEVISION, named(1, 1, "1")), 2: (later, named(2, 7, "9")), 3: (OTHER, named(3, 1, "2"))}
    found = asked(videos, query, views)
    assert found.answer == "match"
    [match] = found.matches
    [variant] = match.variants
    assert {match.video_id, variant.video_id} == {1, 2}
    at_s = {match.video_id: match.at_s, variant.video_id: variant.at_s}
    assert at_s[2] - at_s[1] == pytest.approx(4, abs=2)


@pytest.mark.parametrize(("query", "views"), CASES)
def test_a_shared_span_is_still_shared(query: Query, views: list[QueryView]) -> None:
    """Videos that have only a part in common are different episodes, whatever their names tell; and with two versions
    of one of them, each episode is named once."""
    with_part = joined(an_episode(40, seconds=10), TELEVISION.take(slice(150, 450)), an_episode(41, seconds=40))
    videos = {
        1: (TELEVISION, named(1, 1, "1")),
        2: (DISC, named(2, 1, "1")),
        4: (with_part, named(4, 9, None, "clip")),
    }
    found = asked(videos, query, views)
    assert found.answer == "shared"
    assert len(found.matches) == 2
    assert {match.video_id for match in found.matches} - {1, 2} == {4}


def test_numbers_of_one_anime_speak_against_content() -> None:
    """Two episodes that names tell apart stay apart although they show the same."""
    videos = {1: (TELEVISION, named(1, 1, "1")), 2: (TELEVISION, named(2, 1, "2"))}
    found = asked(videos, *CASES[1])
    assert found.answer == "shared"


def test_extras_without_number_or_title_are_not_one_episode() -> None:
    """Two openings in a folder that names tell nothing of are not versions of each other."""
    shared = joined(TELEVISION.take(slice(150, 450)), an_episode(50, seconds=40))
    nameless = [named(n, 1, None) for n in (1, 2)]
    extras = [replace(video, episode=replace(video.episode, kind="other")) for video in nameless]
    videos = {1: (TELEVISION, extras[0]), 2: (shared, extras[1])}
    assert asked(videos, *CASES[1]).answer == "shared"


def test_one_version_is_named_throughout() -> None:
    """A query cut from an episode, parts of which only one version has, names one version wherever that has it."""
    only = an_episode(60, seconds=8)
    longer = joined(TELEVISION, only)
    query = joined(resampled(TELEVISION, 0, 12), resampled(OTHER, 5, 15), resampled(longer, 40, 68))
    videos = {
        1: (resampled(TELEVISION, 0, 60, noise=0.05, seed=4), named(1, 1, "1")),
        2: (resampled(longer, 0, 68, noise=0.1, seed=5), named(2, 1, "1")),
        3: (OTHER, named(3, 1, "2")),
    }
    found = asked(videos, CLIP, plain_view(query))
    assert [video_id for video_id, _ in groupby(found.matches, lambda match: match.video_id)] == [2, 3, 2]
    assert {variant.video_id for match in found.matches for variant in match.variants} == {1}
    covered = {coverage.video_id: coverage for coverage in found.coverage}
    assert covered[2].query_s == pytest.approx(40, abs=0.5)
    assert covered[1].query_s == pytest.approx(32, abs=0.5)
    assert found.coverage[0].video_id == 2
    assert not found.unexplained
