"""Made-up seasons: what recurs in them is known."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.made_seasons import EPISODE_S, RATE, parts_of, place_of, true_spans


def test_an_episode_is_whole() -> None:
    """Its parts follow each other and last 24 minutes; the preview is of the next episode's own scenes."""
    parts = parts_of(1, 7)
    ends_s = [part.start_s + part.length_s for part in parts]
    assert [part.start_s for part in parts] == pytest.approx([0.0, *ends_s[:-1]])
    assert ends_s[-1] == pytest.approx(EPISODE_S)
    preview = [part for part in parts if part.key[2:] == (8,)]
    assert len(preview) >= 5
    assert sum(part.length_s for part in preview) == pytest.approx(20.0)
    assert all(abs(part.from_s * RATE - round(part.from_s * RATE)) < 1e-6 for part in parts)


def test_half_of_a_library_is_one_show() -> None:
    """So that one opening is in as many episodes as may be; the others have 25 episodes each."""
    places = [place_of(number, 200) for number in range(200)]
    assert places[:100] == [(1, number) for number in range(1, 101)]
    assert places[100:] == [(show, number) for show in range(2, 6) for number in range(1, 26)]


def test_true_spans_are_as_the_catalogue_wants_them() -> None:
    """Those of a video do not overlap; an opening is in all episodes of its show, a piece in two videos."""
    places = [place_of(number, 12) for number in range(12)]
    spans = list(true_spans(places, range(1, 13)))
    groups: dict[int, set[int]] = {}
    for span in spans:
        groups.setdefault(span.group_id, set()).add(span.video_id)
    assert sorted(map(len, groups.values()))[-1] == 6
    for video_id in range(1, 13):
        own = sorted((span.start_s, span.end_s) for span in spans if span.video_id == video_id)
        assert np.all(np.array(own)[1:, 0] >= np.array(own)[:-1, 1] - 1e-6)
