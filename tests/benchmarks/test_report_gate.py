"""Tests of benchmarks.report.gate: by simulation that it fails when it should and not by chance; then its details."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.report import results
from benchmarks.report.figure import Figure
from benchmarks.report.gate import judge, main, widening
from benchmarks.report.results import Corpus, Results, ResultsError
from benchmarks.scoring.bootstrap import share_interval

EDITS, STILLS, WORKS = 24, 30, 6
WORK_NAMES = [f"work {still % WORKS}" for still in range(STILLS)]

Hits = np.ndarray
"""(EDITS, STILLS) bool: which still was found under which edit."""


def _hits(rng: np.random.Generator) -> Hits:
    """As a small run has them: edits from easy to hard, stills that are hard under every edit."""
    ability = np.linspace(4.5, -0.5, EDITS)[:, None] + rng.normal(0, 1, STILLS)[None, :]
    return rng.random((EDITS, STILLS)) < 1 / (1 + np.exp(-ability))


def _run(hits: Hits) -> Results:
    rows = [
        Figure("picture", f"edit-{edit:02d}", "ashen", "recall@1", *share_interval(WORK_NAMES, row, rounds=200), STILLS)
        for edit, row in enumerate(hits)
    ]
    rows = [replace(row, low=None, high=None) if row.low is None or np.isnan(row.low) else row for row in rows]
    return Results("small", 0, "c", {}, {}, Corpus("s", ()), (), 1.0, tuple(rows))


def _swapped(hits: Hits, share: float, rng: np.random.Generator) -> Hits:
    """A change of no consequence: a share of answers turns, as many right as wrong but for chance."""
    turned = hits.copy()
    right, wrong = np.argwhere(hits), np.argwhere(~hits)
    count = min(round(share * hits.size / 2), len(wrong))
    lost, won = rng.binomial(2 * count, 0.5), 0
    won = 2 * count - lost
    for cell in rng.permutation(right)[:lost]:
        turned[tuple(cell)] = False
    for cell in rng.permutation(wrong)[:won]:
        turned[tuple(cell)] = True
    return turned


def _evenly(hits: Hits, rng: np.random.Generator) -> Hits:
    """5 points lost, anywhere."""
    return _without(hits, rng, np.ones(EDITS, bool))


def _in_five_edits(hits: Hits, rng: np.random.Generator) -> Hits:
    """5 points of the mean lost, all of them in the five easiest edits."""
    return _without(hits, rng, np.arange(EDITS) < 5)


def _in_stills(hits: Hits, rng: np.random.Generator) -> Hits:
    """Two stills of thirty are no longer found, whatever the edit."""
    turned = hits.copy()
    turned[:, rng.permutation(STILLS)[:2]] = False
    return turned


def _without(hits: Hits, rng: np.random.Generator, edits: np.ndarray) -> Hits:
    turned = hits.copy()
    chosen = rng.permutation(np.argwhere(hits & edits[:, None]))[: round(0.05 * hits.size)]
    turned[tuple(chosen.T)] = False
    return turned


def test_the_same_answers_pass() -> None:
    """Code that answers as before passes, and nothing is called better."""
    run = _run(_hits(np.random.default_rng(0)))
    verdict = judge(run, run)
    assert verdict.worse == verdict.better == verdict.notes == ()


@pytest.mark.parametrize("share", [0.02, 0.05, 0.10])
def test_changes_without_consequence_pass(share: float) -> None:
    """When answers turn either way by chance, at most one change in twenty fails, however many rows there are."""
    failed = 0
    for seed in range(60):
        rng = np.random.default_rng([seed, 1])
        hits = _hits(rng)
        failed += bool(judge(_run(_swapped(hits, share, rng)), _run(hits)).worse)
    assert failed <= 3


@pytest.mark.parametrize("loss", [_evenly, _in_five_edits, _in_stills])
def test_five_points_are_caught(loss: Callable[[Hits, np.random.Generator], Hits]) -> None:
    """5 points of the mean lost are caught 19 times in 20, also when uneven and when other answers turn by chance."""
    caught = 0
    for seed in range(40):
        rng = np.random.default_rng([seed, 2])
        hits = _hits(rng)
        caught += bool(judge(_run(loss(_swapped(hits, 0.02, rng), rng)), _run(hits)).worse)
    assert caught >= 38


def test_one_edit_that_collapses_is_caught() -> None:
    """An edit whose recall falls to nothing fails by its own row, by name, though the mean hardly moves."""
    hits = _hits(np.random.default_rng(3))
    broken = hits.copy()
    broken[7] = False
    verdict = judge(_run(broken), _run(hits))
    assert any("edit-07" in line for line in verdict.worse)


def test_a_rise_asks_for_a_new_baseline() -> None:
    """Clearly better passes, and says so."""
    hits = _hits(np.random.default_rng(4))
    verdict = judge(_run(hits), _run(_evenly(hits, np.random.default_rng(0))))
    assert verdict.worse == ()
    assert len(verdict.better) == 1


def test_more_false_matches_are_worse() -> None:
    """Where less is better, a rise fails."""
    run = _run(_hits(np.random.default_rng(5)))
    low = Figure("picture", "not-indexed", "ashen", "false-match-rate", 0.01, 0.0, 0.02, 300)
    high = replace(low, value=0.10, low=0.07, high=0.13)
    before, after = replace(run, figures=(*run.figures, low)), replace(run, figures=(*run.figures, high))
    assert len(judge(after, before).worse) == 1
    assert judge(before, after).worse == ()


def test_a_row_that_has_gone_fails() -> None:
    """What is no longer measured fails by name; a new row is only noted. Peers do not matter."""
    run = _run(_hits(np.random.default_rng(6)))
    fewer = replace(run, figures=run.figures[1:])
    assert judge(fewer, run).worse == ("picture, recall@1, edit-00: no longer measured",)
    assert "not in the baseline" in judge(run, fewer).notes[0]
    peer = replace(run.figures[0], system="phash")
    assert judge(run, replace(run, figures=(*run.figures, peer))).worse == ()


def test_other_queries_are_not_compared() -> None:
    """Another seed or size asks other queries: refused. Other videos under the same seed: noted."""
    run = _run(_hits(np.random.default_rng(7)))
    with pytest.raises(ResultsError, match="baseline's seed"):
        judge(replace(run, seed=1), run)
    with pytest.raises(ResultsError, match="baseline's size"):
        judge(replace(run, size="full"), run)
    assert "byte for byte" in judge(replace(run, corpus=Corpus("other", ())), run).notes[0]


def test_rows_are_widened_for_their_number() -> None:
    """One row is held to its own interval, more rows to wider ones: 3.2 deviations for 36 rows, not 1.96."""
    assert widening(1) == pytest.approx(1.0)
    assert widening(36) * 1.959964 == pytest.approx(3.197, abs=0.001)


def test_the_command_says_what_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 when not worse, 1 when worse with a line that says which and by how much, 2 when it cannot compare."""
    hits = _hits(np.random.default_rng(8))
    new, baseline = tmp_path / "new.json", tmp_path / "baseline.json"
    results.write(_run(hits), baseline)
    results.write(_run(hits), new)
    assert main([str(new), str(baseline)]) == 0
    results.write(_run(_evenly(hits, np.random.default_rng(0))), new)
    assert main([str(new), str(baseline)]) == 1
    assert "mean of 24 edits: -5.0 points" in capsys.readouterr().out
    assert main([str(tmp_path / "none.json"), str(baseline)]) == 2
    assert "make benchmark" in capsys.readouterr().err
