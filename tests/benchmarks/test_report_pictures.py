"""Tests of benchmarks.report.plots and benchmarks.report.filmstrips."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.report import filmstrips, plots
from benchmarks.report.filmstrips import Miss
from benchmarks.report.page import PLOTS
from tests.benchmarks import made_results


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all plots."""
    folder = tmp_path_factory.mktemp("plots")
    plots.write(made_results.results(), folder)
    return folder


def test_every_plot_is_drawn_small_and_without_a_date(drawn: Path) -> None:
    """All plots that the page knows are drawn, each under 150 kB, with no text chunk that says when or by what."""
    names = {path.name for path in drawn.iterdir()}
    assert names == set(PLOTS) - {filmstrips.NAME}
    for name in names:
        assert (drawn / name).stat().st_size < 150_000
        with Image.open(drawn / name) as image:
            assert image.width >= 500
            assert set(image.info) <= {"dpi"}
            assert len(image.convert("RGB").getcolors(maxcolors=256) or []) > 4


def test_equal_figures_give_equal_bytes(drawn: Path, tmp_path: Path) -> None:
    """Drawing again gives the same files, to the byte; other figures give others."""
    run = made_results.results()
    only_one = replace(run, figures=tuple(row for row in run.figures if row.task != "clip"))
    plots.write(only_one, tmp_path)
    for name in ("recall.png", "latency.png", "false-matches.png", "reliability.png"):
        assert (tmp_path / name).read_bytes() == (drawn / name).read_bytes()
    other = replace(run, figures=(), curves=run.curves[:1])
    plots.write(other, tmp_path)
    assert (tmp_path / "false-matches.png").read_bytes() != (drawn / "false-matches.png").read_bytes()


def test_no_stale_plot_stays(tmp_path: Path) -> None:
    """A plot that the figures no longer allow is removed, not left from the last run."""
    (tmp_path / "latency.png").write_bytes(b"old")
    assert plots.write(replace(made_results.results(), figures=(), curves=(), calibrations=()), tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def _miss(edit: str, number: int, *, answered: bool = True) -> Miss:
    rng = np.random.default_rng(number)
    picture = rng.integers(0, 256, (90, 160, 3), np.uint8)
    tall = rng.integers(0, 256, (195, 90, 3), np.uint8)
    return Miss("picture", edit, "ashen", tall, picture, picture if answered else None, f"number {number} " * 20)


def test_edits_take_turns_on_the_sheet() -> None:
    """The worst of every edit comes before the second of any, edits in the order of their worst."""
    misses = [_miss("a", 0), _miss("a", 1), _miss("b", 2), _miss("a", 3), _miss("c", 4)]
    assert [(miss.edit, miss.note.split()[1]) for miss in filmstrips.spread(misses)] == [
        ("a", "0"),
        ("b", "2"),
        ("c", "4"),
        ("a", "1"),
        ("a", "3"),
    ]


def test_the_sheet_is_small_and_the_same_again(tmp_path: Path) -> None:
    """Twenty of forty failures fit one sheet below the size limit, even of noise; equal failures give equal bytes."""
    misses = [_miss(f"edit-{number}", number, answered=number % 3 > 0) for number in range(40)]
    path = filmstrips.write(misses, tmp_path)
    assert path is not None
    first = path.read_bytes()
    assert len(first) <= filmstrips.LARGEST_BYTES
    filmstrips.write(misses[:20], tmp_path)
    assert path.read_bytes() == first


def test_pictures_keep_their_shape() -> None:
    """A tall query is shown whole, between grey edges, not stretched."""
    red = np.zeros((400, 100, 3), np.uint8)
    red[..., 0] = 255
    sheet = np.asarray(filmstrips.sheet([Miss("picture", "e", "s", red, red, None, "")])).astype(int)
    is_red = (sheet[..., 0] > 200) & (sheet[..., 1] < 60)
    wide, high = is_red.any(axis=0).sum() / 2, is_red.any(axis=1).sum()
    assert high / wide == pytest.approx(4, rel=0.05)


def test_no_failures_no_sheet(tmp_path: Path) -> None:
    """Without failures there is no sheet, and the last run's is removed."""
    (tmp_path / filmstrips.NAME).write_bytes(b"old")
    assert filmstrips.write([], tmp_path) is None
    assert not (tmp_path / filmstrips.NAME).exists()
