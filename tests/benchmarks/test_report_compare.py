"""Tests of benchmarks.report.compare and benchmarks.report.record."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.report import compare, history, record, results
from benchmarks.report.figure import Figure
from tests.benchmarks import made_results


def written(path: Path, *values: float, seed: int = 1, latency_ms: float = 5.0) -> Path:
    """A small run with one share for each of `values`, each with an interval of 10 points."""
    figures = [
        Figure("picture", f"edit-{number}", "ashen", "recall@1", value, value - 0.05, value + 0.05, 40)
        for number, value in enumerate(values)
    ]
    figures.append(Figure("cost", "picture", "ashen", "latency-ms-median", latency_ms, None, None, 40))
    run = replace(made_results.results(), size="small", seed=seed, figures=tuple(figures))
    results.write(run, path)
    return path


def test_equal_runs_agree_whatever_they_took(tmp_path: Path) -> None:
    """Times differ between runs and say nothing about answers."""
    one, other = written(tmp_path / "a.json", 0.5), written(tmp_path / "b.json", 0.5, latency_ms=9.0)
    assert compare.main([str(one), str(other)]) == 0


def test_a_figure_that_moved_under_the_same_seed_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same commit and seed give the same answers, or something is left to chance."""
    one, other = written(tmp_path / "a.json", 0.5, 0.6), written(tmp_path / "b.json", 0.5, 0.61)
    assert compare.main([str(one), str(other)]) == 1
    assert "1 of 2 figures equal" in capsys.readouterr().out


def test_other_seeds_are_held_against_intervals(tmp_path: Path) -> None:
    """Values within the first run's intervals are counted, and intervals that meet."""
    one = results.read(written(tmp_path / "a.json", 0.50, 0.50, 0.50))
    other = results.read(written(tmp_path / "b.json", 0.52, 0.58, 0.70, seed=2))
    found = compare.agreement(one, other)
    assert (found.compared, found.within, found.overlapping) == (3, 1, 2)


def test_recording_makes_the_baseline_and_a_line_of_history(tmp_path: Path) -> None:
    """What CI is held to is a small run, byte for byte."""
    run = written(tmp_path / "run.json", 0.5)
    folder = tmp_path / "docs"
    assert record.main([str(run), "--folder", str(folder)]) == 0
    assert (folder / "small.json").read_bytes() == run.read_bytes()
    (line,) = (folder / history.NAME).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["size"] == "small"


def test_a_full_run_is_no_baseline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CI could not repeat it."""
    path = tmp_path / "full.json"
    results.write(replace(made_results.results(), size="full"), path)
    assert record.main([str(path), "--folder", str(tmp_path / "docs")]) == 2
    assert "CI can only repeat a small one" in capsys.readouterr().err
