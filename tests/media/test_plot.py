"""Plots: lines and pictures are where they must be, to the pixel."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.media.picture import read_picture
from ashen.media.plot import FRAME_RGB, LINE_RGB, MATRIX_PX, SCALE, Matrix, Pair, Panel, at_px, matrix_area, write_plot
from tests.media.drawn import drawn


def a_matrix(*lines: tuple[tuple[float, float], tuple[float, float]]) -> Matrix:
    """Of no similarity but in its left half, where all is equal."""
    similarity = np.zeros(MATRIX_PX[::-1], np.float32)
    similarity[:, : MATRIX_PX[0] // 2] = 1
    return Matrix(similarity, (0.0, 10.0), (100.0, 160.0), lines, 0.7)


def plotted(path: Path, *panels: Panel) -> NDArray[np.uint8]:
    write_plot(path, panels)
    assert path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    return read_picture(path)


def test_a_line_goes_from_end_to_end(tmp_path: Path) -> None:
    """The pixels of a line's colour lie on the line, and reach both of its ends; there are no others."""
    matrix = a_matrix(((2.0, 110.0), (8.0, 140.0)))
    panel = Panel("one", matrix, ())
    rgb = plotted(tmp_path / "plot.png", panel)
    area = matrix_area([panel], panel)
    rows, columns = np.nonzero((rgb == LINE_RGB).all(axis=2))
    first, last = at_px(matrix, area, (2.0, 110.0)), at_px(matrix, area, (8.0, 140.0))
    assert (columns.min(), rows.min()) == (pytest.approx(first[0], abs=2), pytest.approx(first[1], abs=2))
    assert (columns.max(), rows.max()) == (pytest.approx(last[0], abs=2), pytest.approx(last[1], abs=2))
    slope = (last[1] - first[1]) / (last[0] - first[0])
    assert np.abs(rows - (first[1] + slope * (columns - first[0]))).max() <= 2
    assert first[0] == pytest.approx(area.left + area.width * 10 / 60, abs=1)
    assert first[1] == pytest.approx(area.top + area.height * 2 / 10, abs=1)


def test_likeness_is_light(tmp_path: Path) -> None:
    """A matrix is drawn by its scale: darkest at no similarity, lightest at equality."""
    panel = Panel("one", a_matrix(), ())
    rgb = plotted(tmp_path / "plot.png", panel)
    area = matrix_area([panel], panel)
    assert tuple(rgb[area.top + 9, area.left + 9]) == SCALE[-1]
    assert tuple(rgb[area.top + 9, area.left + area.width - 9]) == SCALE[0]


def test_panels_lie_below_each_other(tmp_path: Path) -> None:
    """Each panel's matrix has its line in its own area."""
    panels = [Panel(name, a_matrix(((0.0, 100.0), (10.0, 160.0))), ()) for name in "ab"]
    rgb = plotted(tmp_path / "plot.png", *panels)
    for panel in panels:
        area = matrix_area(panels, panel)
        part = rgb[area.top : area.top + area.height, area.left : area.left + area.width]
        assert (part == LINE_RGB).all(axis=2).sum() >= area.width
    assert matrix_area(panels, panels[1]).top > matrix_area(panels, panels[0]).top + MATRIX_PX[1]


def test_pairs_are_shown_with_their_frames(tmp_path: Path) -> None:
    """Both pictures of a pair are in the strip, shrunk, and what shows the other is framed."""
    pair = Pair(drawn(1), drawn(2), "0:01.00", "0:02.00 0.93", None, (0.25, 0.25, 0.75, 0.75))
    bare = plotted(tmp_path / "bare.png", Panel("one", None, [Pair(drawn(1), drawn(2), "0:01.00", "0:02.00")]))
    framed = plotted(tmp_path / "framed.png", Panel("one", None, [pair]))
    rows, columns = np.nonzero((framed == FRAME_RGB).all(axis=2))
    assert float(np.ptp(columns)) == pytest.approx(72, abs=2)
    assert float(np.ptp(rows)) == pytest.approx(40.5, abs=2)
    assert not (bare == FRAME_RGB).all(axis=2).any()
    inside = bare[rows.min() : rows.max(), columns.min() : columns.max()].reshape(-1, 3)
    assert np.abs(inside.mean(axis=0) - drawn(2)[45:135, 80:240].reshape(-1, 3).mean(axis=0)).max() < 6


def test_long_words_and_nothing_are_drawn(tmp_path: Path) -> None:
    """Titles of any length and script, and no panels at all, make a picture."""
    words = "very long " * 60 + "\u661f\u306e\u6d77"
    assert plotted(tmp_path / "a.png", Panel(words, None, [Pair(drawn(1), drawn(2), words, words)])).size
    assert plotted(tmp_path / "b.png").size
