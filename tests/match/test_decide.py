"""What is named, and in which order, by the constants that are shipped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ashen.match.calibration import calibration_of
from ashen.match.choose import Explained
from ashen.match.decide import IN_COMPANY, Decider
from ashen.match.identification import Identification
from ashen.match.refine import Segment
from ashen.match.scene import Scene, rank
from tests.match.build import AGREEMENT, RATE, RECIPE, Shelf, an_episode, plain_view
from tests.match.test_identify import CLIP, PICTURE, records
from tests.match.test_scene import a_scene

ROWS = 90_000
"""Searched: those of a million frames."""
THRESHOLD = calibration_of("frame/3").picture_threshold


def a_decider() -> Decider:
    """Of pictures that were laid over stills."""
    return Decider(calibration_of("frame/3"), records, Shelf({}), ROWS, min_quality=10, top=5)


def a_verified(video_id: int, *, score: float, similarity: float, sameness: float) -> Scene:
    """A scene of a video."""
    return replace(a_scene(score, similarity).compared(sameness), video_id=video_id)


def test_of_what_is_not_named_the_likeliest_is_listed_first() -> None:
    """Where a few corners agree on what is plainly another picture, it comes after what looks the same."""
    corners = a_verified(1, score=0.3, similarity=0.6, sameness=-2.0)
    dark = a_verified(2, score=0.05, similarity=0.64, sameness=3.0)
    proposed = [replace(dark, video_id=video, similarity=0.5, verification=None) for video in (3, 4, 5, 6)]
    scenes = sorted([*proposed, dark, corners], key=rank)
    assert [scene.video_id for scene in scenes[:2]] == [1, 2]
    found = a_decider().picture(PICTURE, [], scenes)
    assert found.answer == "unknown"
    assert [match.video_id for match in found.runners_up] == [2, 1, 3, 4, 5]
    assert found.runners_up[0].confidence > 2 * found.runners_up[1].confidence


def test_what_is_likely_but_has_less_evidence_is_not_named() -> None:
    """One that is sure enough by itself, where more speaks for another that is not."""
    corners = a_verified(1, score=0.3, similarity=0.8, sameness=2.0)
    same = a_verified(2, score=0.15, similarity=0.79, sameness=7.0)
    found = a_decider().picture(PICTURE, [], [corners, same])
    assert found.answer == "unknown"
    assert [match.video_id for match in found.runners_up] == [2, 1]
    assert found.runners_up[0].confidence > THRESHOLD > found.runners_up[1].confidence


def test_evidence_orders_what_is_named() -> None:
    """Of two that both surely show the query, that with more evidence is named."""
    more = a_verified(1, score=0.4, similarity=0.84, sameness=5.0)
    surer = a_verified(2, score=0.1, similarity=0.86, sameness=7.0)
    found = a_decider().picture(PICTURE, [], sorted([surer, more], key=rank))
    assert [match.video_id for match in found.matches] == [1]
    assert [match.video_id for match in found.runners_up] == [2]
    assert found.runners_up[0].confidence > found.matches[0].confidence > THRESHOLD


QUERY_S = 30.0
STORED = {video: an_episode(video, seconds=60) for video in (1, 2)}


def a_stretch(video_id: int, start_s: float, length_s: float, *, cosine: float, pictured: float) -> Explained:
    """A stretch of a query that follows a video, ten seconds later, at one cosine."""
    frames = round(length_s * RATE)
    similarity = np.full(frames, cosine, np.float32)
    agrees = similarity >= AGREEMENT.similarity
    first = round(start_s * RATE)
    segment = Segment(video_id, 0, 1.0, 10.0 - start_s, first, similarity, similarity - 0.5, agrees, agrees, pictured)
    return Explained(segment, (), start_s, start_s + length_s, 0.5)


@pytest.mark.parametrize(("doubtful", "named"), [(1, [1, 1]), (2, [1])])
def test_a_video_that_is_surely_shown_is_named_again_more_easily(doubtful: int, named: list[int]) -> None:
    """A stretch below the threshold is named where another one of the query surely shows its video, and only there."""
    calibration = calibration_of(RECIPE.name)
    decider = Decider(calibration, records, Shelf(dict(STORED)), ROWS, min_quality=10, top=5)
    views = plain_view(an_episode(3, seconds=QUERY_S))
    sure = a_stretch(1, 0.0, 8.0, cosine=0.97, pictured=0.0)
    less = a_stretch(doubtful, 15.0, 2.0, cosine=0.3, pictured=0.85 * calibration.clip_threshold)
    found = decider.clip(CLIP, views, [sure, less], [sure.segment, less.segment], lambda _: [(0.0, 8.0), (15.0, 17.0)])
    assert [match.video_id for match in found.matches] == named
    assert IN_COMPANY * calibration.clip_threshold < least_sure(found) < calibration.clip_threshold


def least_sure(found: Identification) -> float:
    """Of the stretch that is less sure."""
    return min(match.confidence for match in (*found.matches, *found.runners_up))
