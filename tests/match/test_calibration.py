from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashen.errors import UnknownRecipe
from ashen.match.calibration import BACKGROUND_ROWS, calibration_of
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
    assert (backgrounds[0], backgrounds[-1]) == (0.55, 0.75)


def test_better_evidence_is_surer() -> None:
    """Confidence rises with similarity, margin, frames and pictures, falls with odd speeds and chance, is 0 to 1."""
    assert CALIBRATION.picture_confidence(0.9, 0.2) > CALIBRATION.picture_confidence(0.8, 0.2)
    assert CALIBRATION.picture_confidence(0.9, 0.2) > CALIBRATION.picture_confidence(0.9, 0.1)
    few, many = (CALIBRATION.clip_confidence(frames, 5, 0.9, 1.0, 0.6) for frames in (20, 100))
    assert many > few
    assert many > CALIBRATION.clip_confidence(100, 5, 0.9, 1.9, 0.6)
    assert CALIBRATION.clip_confidence(100, 5, 0.9, 1.5, 0.6) == CALIBRATION.clip_confidence(100, 5, 0.9, 1 / 1.5, 0.6)
    clips = calibration_of("frame/2")
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


def test_what_is_seen_counts_more_than_the_signature() -> None:
    """A still that lies on the query with many corners, far above any other, is named at a cosine that chance reaches;
    a cosine far above it names nothing whose still lies on the query no better than another.
    """
    calibration = calibration_of("frame/2")
    seen = laid(score=0.5, inliers=60)
    assert calibration.verified_confidence(seen, excess=0.02, rival=0.02) > calibration.picture_threshold
    faint = laid(score=0.08, inliers=0)
    assert calibration.verified_confidence(faint, excess=0.4, rival=0.07) < calibration.picture_threshold


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 160), st.floats(-0.6, 0.45))
def test_more_evidence_never_makes_less_sure(score: float, rival: float, inliers: int, excess: float) -> None:
    """Confidence of a verified picture rises, or stays, with every part of its evidence, and falls with its rival's."""
    calibration = calibration_of("frame/2")
    least = calibration.verified_confidence(laid(score, inliers), excess, rival)
    more = [
        calibration.verified_confidence(laid(score + 0.1, inliers), excess, rival),
        calibration.verified_confidence(laid(score, inliers + 5), excess, rival),
        calibration.verified_confidence(laid(score, inliers), excess + 0.1, rival),
        calibration.verified_confidence(laid(score, inliers), excess, rival * 0.9),
    ]
    assert min(more) >= least - 1e-12
    assert all(0.0 <= confidence <= 1.0 for confidence in more)


def laid(score: float, inliers: int) -> Verification:
    """What laying a query over a still shows, as far as confidence goes."""
    return Verification(score, inliers, 0.5, np.eye(3), WHOLE, WHOLE, 0.5, 0.5, 1.0, 0.0)
