"""Which of a picture's scenes is answered first, by the constants that are shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ashen.match.calibration import calibration_of
from ashen.match.decide import BEYOND_DOUBT, Decider
from ashen.match.scene import Scene, rank
from tests.match.build import Shelf
from tests.match.test_identify import PICTURE, records
from tests.match.test_scene import a_scene

ROWS = 90_000
"""Searched: those of a million frames."""


def a_decider(threshold: float = 0.85) -> Decider:
    """Of pictures that were laid over stills."""
    calibration = replace(calibration_of("frame/3"), picture_threshold=threshold)
    return Decider(calibration, records, Shelf({}), ROWS, min_quality=10, top=5)


def a_verified(video_id: int, *, score: float, similarity: float, sameness: float) -> Scene:
    """A scene of a video."""
    return replace(a_scene(score, similarity).compared(sameness), video_id=video_id)


def confidences(scenes: Sequence[Scene]) -> list[float]:
    """Of each, all others its rivals."""
    return [a_decider().scene_confidence(scene, scenes) for scene in scenes]


def test_of_scenes_in_doubt_the_likeliest_comes_first() -> None:
    """Where a few corners agree on what is plainly another picture, it is listed after what looks the same."""
    corners = a_verified(1, score=0.3, similarity=0.6, sameness=-2.0)
    dark = a_verified(2, score=0.05, similarity=0.64, sameness=3.0)
    proposed = replace(dark, video_id=3, similarity=0.5, verification=None)
    assert sorted([dark, corners], key=rank) == [corners, dark]
    ordered = a_decider().likeliest_first([corners, dark, proposed])
    assert [scene.video_id for scene in ordered] == [2, 1, 3]
    found = a_decider().picture(PICTURE, [], ordered)
    assert found.answer == "unknown"
    assert [match.video_id for match in found.runners_up] == [2, 1, 3]


def test_the_likeliest_is_named_alone() -> None:
    """What has more evidence but is less sure does not share the answer with it."""
    corners = a_verified(1, score=0.3, similarity=0.8, sameness=2.0)
    same = a_verified(2, score=0.15, similarity=0.79, sameness=7.0)
    assert corners.evidence > same.evidence
    assert confidences([corners, same])[0] < BEYOND_DOUBT <= confidences([corners, same])[1]
    decider = a_decider()
    found = decider.picture(PICTURE, [], decider.likeliest_first([corners, same]))
    assert found.answer == "match"
    assert [match.video_id for match in found.matches] == [2]


def test_evidence_orders_what_is_beyond_doubt() -> None:
    """Of two that both surely show the query, that with more evidence comes first, whatever the threshold."""
    more = a_verified(1, score=0.4, similarity=0.84, sameness=5.0)
    surer = a_verified(2, score=0.1, similarity=0.86, sameness=7.0)
    assert BEYOND_DOUBT <= confidences([more, surer])[0] < confidences([more, surer])[1]
    for threshold in (0.0, 0.99):
        assert a_decider(threshold).likeliest_first([more, surer]) == [more, surer]
