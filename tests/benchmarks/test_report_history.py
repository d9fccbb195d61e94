"""Tests of benchmarks.report.history."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.report import history
from benchmarks.report.figure import Figure
from benchmarks.report.results import Results, ResultsError
from tests.benchmarks import made_results


def _run(commit: str, recall: float) -> Results:
    row = Figure("picture", "all", "ashen", "recall@1", recall, recall - 0.03, recall + 0.03, 300)
    cost = Figure("cost", "picture", "ashen", "latency-ms-median", 100 * recall, None, None, 300)
    return replace(made_results.results(), commit=commit, figures=(row, cost))


def test_runs_are_lines(tmp_path: Path) -> None:
    """Each run is one line with Ashen's headline figures, oldest first; the same run again takes its own place."""
    path = tmp_path / history.NAME
    assert history.read(path) == []
    history.append(_run("aaaa", 0.9), path, "2026-01-01")
    history.append(_run("bbbb", 0.8), path, "2026-01-02")
    history.append(_run("bbbb", 0.81), path, "2026-01-03")
    assert len(path.read_text().splitlines()) == 2
    first, last = history.read(path)
    assert (first.commit, first.date, first.figures[0].value) == ("aaaa", "2026-01-01", 0.9)
    assert (last.commit, last.date, last.figures[0].value) == ("bbbb", "2026-01-03", 0.81)
    assert history.previous([first, last], last) == first
    assert history.previous([first, last], first) is None


def test_only_ashen_and_only_headlines_are_kept() -> None:
    """Peers and single edits do not swell the history."""
    entry = history.entry_of(made_results.results(), "2026-01-01")
    assert {row.system for row in entry.figures} == {"ashen"}
    assert len(entry.figures) == 13


@pytest.mark.parametrize(("after", "more"), [(0.94, False), (0.95, True), (0.86, False), (0.85, True)])
def test_more_than_noise(after: float, more: bool) -> None:
    """Two intervals of 3 points to either side: a move of more than 4.2 is more than noise, up or down."""
    one = history.entry_of(_run("aaaa", 0.9), "2026-01-01")
    moved = history.changes(one, history.entry_of(_run("bbbb", after), "2026-01-02"))
    assert [change.more_than_noise for change in moved] == [more, None]
    text = history.render(one, history.entry_of(_run("bbbb", after), "2026-01-02"))
    assert ("**more than noise**" in text) == more
    assert "noise not known" in text


def test_other_sizes_are_not_compared() -> None:
    """The run before is the last one of the same size."""
    small = history.entry_of(replace(_run("aaaa", 0.9), size="small"), "2026-01-01")
    full = history.entry_of(_run("bbbb", 0.9), "2026-01-02")
    assert history.previous([small, full], full) is None


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    """A line that is not a run is refused by its number."""
    (tmp_path / history.NAME).write_text("{}\n")
    with pytest.raises(ResultsError, match="line 1"):
        history.read(tmp_path / history.NAME)
