from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashen.errors import UnknownRecipe
from ashen.match.calibration import BACKGROUND_ROWS, calibration_of, verified_features, with_pictures
from ashen.match.geometry import WHOLE
from ashen.match.verify import Verification

CALIBRATION = calibration_of("frame/1")


def test_recipe_without_calibration_does_not_decide() -> None:
    """A recipe that was never calibrated raises, naming those that were."""
    with pytest.raises(UnknownRecipe, match="frame/1"):
        calibration_of("color-layout/1")


def test_more_rows_ask_for_more() -> None:
    """The background rises with the library within its bounds, and is the fitted one where it was fitted."""
    backgrounds = [CALIBRATION.background_in(rows) for rows in (0, 10, 10_000, BACKGROUND_ROWS, 10**6, 10**9)]
    assert backgrounds == sorted(backgrounds)
    assert backgrounds[3] == pytest.approx(CALIBRATION.background)
    assert (backgrounds[0], backgrounds[-1]) == (0.55, 0.8)


def test_better_evidence_is_surer() -> None:
    """Confidence rises with similarity, margin, frames and pictures, falls with odd speeds and chance, is 0 to 1."""
    assert CALIBRATION.picture_confidence(0.9, 0.2) > CALIBRATION.picture_confidence(0.8, 0.2)
    assert CALIBRATION.picture_confidence(0.9, 0.2) > CALIBRATION.picture_confidence(0.9, 0.1)
    few, many = (CALIBRATION.clip_confidence(frames, 5, 0.9, 1.0, 0.6) for frames in (20, 100))
    assert many > few
    assert many > CALIBRATION.clip_confidence(100, 5, 0.9, 1.9, 0.6)
    assert CALIBRATION.clip_confidence(100, 5, 0.9, 1.5, 0.6) == CALIBRATION.clip_confidence(100, 5, 0.9, 1 / 1.5, 0.6)
    clips = calibration_of("frame/3")
    assert clips.clip_confidence(20, 5, 0.9, 1.0, 0.6) > clips.clip_confidence(20, 1, 0.9, 1.0, 0.6)
    assert clips.clip_confidence(20, 5, 0.9, 1.0, 0.6) > clips.clip_confidence(20, 5, 0.9, 1.0, 0.8)
    assert clips.clip_confidence(20, 5, 0.9, -1.0, 0.6) < clips.clip_confidence(20, 5, 0.9, 1.0, 0.6)
    assert clips.clip_confidence(20, 5, 0.9, 1.0, 0.1) == clips.clip_confidence(20, 5, 0.9, 1.0, 0.5)
    surest = CALIBRATION.clip_confidence(10**6, 10**6, 1.01, 1.0, 0.0)
    for confidence in (surest, CALIBRATION.picture_confidence(0.0, -1.0)):
        assert 0.0 <= confidence <= 1.0


def test_chance_is_not_named() -> None:
    """What chance reaches in a library of the size fitted in stays below the threshold; a re-encode is above it."""
    chance = CALIBRATION.picture_confidence(CALIBRATION.background + 0.1, 0.1)
    assert chance < CALIBRATION.picture_threshold < CALIBRATION.picture_confidence(0.98, 0.98 - CALIBRATION.background)


@given(
    *(st.floats(0, 1), st.floats(0, 1), st.integers(0, 160), st.floats(0, 1), st.floats(-8, 8)),
    *(st.floats(-0.6, 0.45), st.floats(-0.6, 0.45)),
)
def test_more_evidence_never_makes_less_sure(
    score: float, rival: float, inliers: int, covered: float, sameness: float, excess: float, margin: float
) -> None:
    """Confidence of a verified picture rises, or stays, with every part of its evidence, and falls with its rival's."""
    seen = laid(score, inliers, covered, sameness)
    given = (rival, excess, margin)
    least = sure(seen, *given)
    more = [
        sure(replace(seen, score=score + 0.1), *given),
        sure(replace(seen, inliers=inliers + 5), *given),
        sure(replace(seen, covered=covered + 0.1), *given),
        sure(replace(seen, sameness=sameness + 1), *given),
        sure(seen, 0.9 * rival, excess, margin),
        sure(seen, rival, excess + 0.1, margin),
        sure(seen, rival, excess, margin + 0.1),
    ]
    assert min(more) >= least - 1e-12
    assert all(0.0 <= confidence <= 1.0 for confidence in more)


def test_strangers_that_share_a_room_are_not_named() -> None:
    """Strangers with much to show in development stay below the threshold: other shows' rooms, the same wood."""
    calibration = calibration_of("frame/3")
    for score, rival, inliers, covered, sameness, excess, margin in (
        (0.09, 0.054, 4, 0.73, 2.89, 0.217, 0.149),
        (0.038, 0.075, 0, 1.0, 3.88, 0.206, 0.096),
        (0.11, 0.087, 5, 0.94, 3.94, 0.165, -0.01),
        (0.287, 0.06, 25, 1.0, 1.91, 0.113, 0.097),
        (0.17, 0.221, 13, 0.93, 2.86, 0.243, 0.0),
        (0.18, 0.147, 17, 0.95, 1.95, 0.248, 0.248),  # of these two the margin was not kept: it can be no more
        (0.27, 0.041, 26, 0.96, 2.38, 0.144, 0.144),
    ):
        seen = laid(score, inliers, covered, sameness)
        assert sure(seen, rival, excess, margin) < calibration.picture_threshold


def test_what_a_box_hides_is_named_by_what_it_leaves() -> None:
    """A frame under a box over a third of it, of the development films: its cosine is low, its corners few, and side by
    side both are plainly the same."""
    calibration = calibration_of("frame/3")
    seen = laid(0.2, 20, 1.0, 4.5)
    unlike = replace(seen, sameness=0.0)
    assert sure(seen, 0.03, 0.1, 0.1) > calibration.picture_threshold
    assert sure(unlike, 0.03, 0.1, 0.1) < calibration.picture_threshold


def sure(seen: Verification, rival: float, excess: float, margin: float) -> float:
    """Confidence that a verified picture is right."""
    return calibration_of("frame/3").verified_confidence(verified_features(seen, rival, excess, margin))


def laid(score: float, inliers: int, covered: float, sameness: float) -> Verification:
    """What laying a query over a still and comparing them shows, as far as confidence goes."""
    whole = np.eye(3)
    return Verification(score, inliers, 0.5, whole, WHOLE, WHOLE, 0.6, 0.6, covered, 0.0, sameness)


@pytest.mark.parametrize(
    ("line", "pictured", "sure"),
    [(0.9, 0.0, 0.9), (0.9, 0.2, 0.6), (0.9, 0.7, 0.9), (0.7, 0.7, 0.7), (0.3, 0.7, 0.64), (0.0, 0.87, 0.7395)],
)
def test_a_line_adds_little_to_its_pictures_and_takes_less(line: float, pictured: float, sure: float) -> None:
    """A line of which no frame was asked as a picture is as sure as it is; another at most somewhat surer than its
    pictures, and a little less sure where its frames do not bear them out."""
    assert with_pictures(line, pictured) == pytest.approx(sure)
