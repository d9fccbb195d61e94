from __future__ import annotations

import pytest

from ashen.errors import UnknownRecipe
from ashen.match.calibration import BACKGROUND_ROWS, calibration_of

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
    assert clips.clip_confidence(20, 5, 0.9, -1.0, 0.6) == clips.clip_confidence(20, 5, 0.9, 1.0, 0.6)
    surest = CALIBRATION.clip_confidence(10**6, 10**6, 1.01, 1.0, 0.0)
    for confidence in (surest, CALIBRATION.picture_confidence(0.0, -1.0)):
        assert 0.0 <= confidence <= 1.0


def test_chance_is_not_named() -> None:
    """What chance reaches in a library of the size fitted in stays below the threshold; a re-encode is above it."""
    chance = CALIBRATION.picture_confidence(CALIBRATION.background + 0.1, 0.1)
    assert chance < CALIBRATION.picture_threshold < CALIBRATION.picture_confidence(0.98, 0.98 - CALIBRATION.background)
