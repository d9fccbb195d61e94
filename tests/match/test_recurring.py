"""What a found moment is part of, and how much shared frames weigh."""

from __future__ import annotations

import numpy as np
import pytest

from ashen.match.recurring import NoRecurrences, StoredRecurrences, inverse_video_frequency
from tests.match.told import Told


def season() -> Told:
    told = Told.season(4)
    told.share(90.0, {1: 0.0, 2: 100.0, 3: 0.0})
    told.share(10.0, {4: 0.0, 3: 700.0})
    return told


def test_a_moment_of_an_opening_is_known_in_all_episodes() -> None:
    """All that have it, in order, with their own times."""
    found = StoredRecurrences(season()).at(2, 130.0, 130.0)
    assert found is not None
    assert (found.label, found.original) == ("opening", True)
    assert [(holder.video.id, holder.start_s, holder.label) for holder in found.holders] == [
        (1, 0.0, "opening"),
        (2, 100.0, "opening"),
        (3, 0.0, "opening"),
    ]


def test_a_recap_names_its_original_first() -> None:
    """Asked in the recap or in the original, the original's episode comes first."""
    recurrences = StoredRecurrences(season())
    for video_id, at_s, label, original in ((4, 5.0, "recap", False), (3, 705.0, "other", True)):
        found = recurrences.at(video_id, at_s, at_s)
        assert found is not None
        assert (found.label, found.original) == (label, original)
        assert [(holder.video.id, holder.label) for holder in found.holders] == [(3, "other"), (4, "recap")]


def test_what_is_mostly_outside_is_not_shared() -> None:
    """A stretch counts when most of it lies within, and other moments do not."""
    recurrences = StoredRecurrences(season())
    assert recurrences.at(1, 80.0, 92.0) is not None
    assert recurrences.at(1, 80.0, 130.0) is None
    assert recurrences.at(1, 400.0, 400.0) is None
    assert recurrences.at(99, 1.0, 1.0) is None
    assert NoRecurrences().at(1, 10.0, 10.0) is None


def test_shared_and_plain_frames_weigh_less() -> None:
    """1 / (1 + ln f) for a frame that f videos show as well; less for low quality; weak hits do not count as shows."""
    row = np.array([0, 1, 1, 1, 1, 2, 2])
    video_id = np.array([5, 1, 2, 3, 3, 1, 2])
    weight = np.array([0.9, 0.9, 0.9, 0.8, 0.8, 0.9, 0.1])
    quality = np.array([80, 80, 25], np.uint8)
    found = inverse_video_frequency(row, video_id, weight, quality)
    shared = 1 / (1 + np.log(3))
    assert found == pytest.approx([1.0, shared, shared, shared, shared, 0.5, 0.5])
    assert len(inverse_video_frequency(row[:0], video_id[:0], weight[:0], quality)) == 0
