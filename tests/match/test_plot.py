"""What is drawn of an explanation: matrices with their lines where the truth is."""

from __future__ import annotations

import numpy as np
import pytest

from ashen.match.clip_query import SignedClip
from ashen.match.evidence import Evidence
from ashen.match.identify import Identifier
from ashen.match.views import QueryView
from ashen.media.plot import MATRIX_PX, Panel
from tests.match.build import RECIPE, Shelf, an_episode, joined, plain_view, resampled
from tests.match.test_identify import CLIP, records

EPISODES = {number: an_episode(number) for number in range(1, 5)}
SHELF = Shelf(EPISODES)


def panels(views: list[QueryView]) -> list[Panel]:
    identifier = Identifier(RECIPE, SHELF.index, None, SHELF, records)
    evidence = Evidence()
    found = identifier.clip(CLIP, SignedClip(views), evidence)
    return identifier.panels(identifier.explain(found, evidence), evidence)


def test_a_line_lies_where_frames_are_most_alike() -> None:
    """From the true start to the true end; along it the matrix is lightest, and dark well beside it."""
    [panel] = panels(plain_view(resampled(EPISODES[3], 40, 52, noise=0.2)))
    matrix = panel.matrix
    assert matrix is not None
    assert panel.title == "Show episode 3"
    [((start_s, first_s), (end_s, last_s))] = matrix.lines
    assert [start_s, first_s, end_s, last_s] == pytest.approx([0, 40, 12, 52], abs=0.1)
    assert list(matrix.source_s) == pytest.approx([37, 55], abs=0.2)
    width_px, height_px = MATRIX_PX
    rows = np.arange(height_px)
    source_s = 40 + 12 * rows / height_px
    columns = np.clip((source_s - matrix.source_s[0]) / np.ptp(matrix.source_s) * width_px, 0, width_px - 1)
    along = matrix.similarity[rows, columns.astype(int)]
    assert np.median(along) > 0.9
    assert matrix.similarity.mean() < 0.6


def test_each_video_of_a_compilation_has_a_panel() -> None:
    """With all its lines, also the one played backwards, which falls."""
    back = resampled(EPISODES[2], 60, 68)
    parts = (resampled(EPISODES[1], 10, 20), type(back)(back.recipe, back.times_s, back.codes[::-1], back.quality))
    drawn = {panel.title: panel.matrix for panel in panels(plain_view(joined(*parts)))}
    assert set(drawn) == {"Show episode 1", "Show episode 2"}
    falling = drawn["Show episode 2"]
    assert falling is not None
    [((start_s, first_s), (end_s, last_s))] = falling.lines
    assert start_s < end_s
    assert [first_s, last_s] == pytest.approx([68, 60], abs=0.3)


def test_what_was_rejected_is_drawn_where_nothing_was_found() -> None:
    """Its title says that it is not named."""
    found = panels(plain_view(resampled(EPISODES[3], 40, 44, noise=1.5)))
    assert found
    assert all(panel.title.endswith("not named") for panel in found)
