"""Tests of benchmarks.scoring.rows."""

import numpy as np
import pytest

from benchmarks.report.figure import Figure
from benchmarks.scoring.retrieval import Judged, Outcomes
from benchmarks.scoring.rows import mean_figure, median_figure, retrieval_figures


def _outcomes(positives: int, negatives: int) -> Outcomes:
    """Six works of each kind; positives found four times in five, negatives seldom named."""
    rng = np.random.default_rng(0)
    rows = [
        Judged(f"in {i % 6}", True, (float(rng.beta(8, 2)), 0.1), (bool(rng.random() < 0.8), False), True)
        for i in range(positives)
    ]
    rows += [
        Judged(f"out {i % 6}", False, (float(rng.beta(2, 6)),), (False,), bool(rng.random() < 0.1))
        for i in range(negatives)
    ]
    return Outcomes.of(rows)


def _by_metric(figures: list[Figure]) -> dict[str, Figure]:
    return {row.metric: row for row in figures}


def test_every_metric_has_its_interval() -> None:
    """All metrics of a task are measured, each inside its interval, each with how many queries it comes from."""
    rows = _by_metric(retrieval_figures("picture", "flip", "ashen", _outcomes(60, 90), probability=True))
    assert {metric: row.n for metric, row in rows.items()} == {
        "recall@1": 60,
        "recall@10": 60,
        "named_recall": 60,
        "false_match_rate": 90,
        "micro_ap": 150,
        "recall@fmr_0.001": 150,
        "calibration_error": 150,
    }
    for row in rows.values():
        assert row.low is not None
        assert row.value is not None
        assert row.high is not None
        assert row.low < row.value < row.high


def test_what_cannot_be_said_is_left_out() -> None:
    """Without negatives there are no false matches, without positives no recall; neither is a zero."""
    assert set(_by_metric(retrieval_figures("picture", "flip", "ashen", _outcomes(60, 0)))) == {
        "recall@1",
        "recall@10",
        "named_recall",
    }
    assert set(_by_metric(retrieval_figures("picture", "flip", "ashen", _outcomes(0, 60)))) == {"false_match_rate"}
    assert retrieval_figures("picture", "flip", "ashen", Outcomes.of([]), probability=True) == []


def test_one_work_has_no_interval() -> None:
    """A single work gives a value without an interval."""
    answers = [Judged("one", True, (0.5,), (hit,), True) for hit in (True, False)]
    row = _by_metric(retrieval_figures("picture", "flip", "ashen", Outcomes.of(answers)))["recall@1"]
    assert (row.value, row.low, row.high, row.n) == (0.5, None, None, 2)


def test_all_is_the_mean_over_edits() -> None:
    """An edit asked often does not outweigh one asked rarely."""
    answers = [Judged(f"w{i % 2}", True, (0.5,), (i < 8,), True) for i in range(10)]
    edits = ["easy"] * 8 + ["hard"] * 2
    rows = retrieval_figures("picture", "all", "ashen", Outcomes.of(answers), edits=edits)
    assert _by_metric(rows)["recall@1"].value == 0.5


def test_costs_have_intervals_too() -> None:
    """Means and medians of numbers are drawn over works as shares are; one stall moves the mean, not the median."""
    works, values = [f"w{i % 5}" for i in range(50)], np.array([10.0] * 49 + [1000.0])
    mean = mean_figure("cost", "all", "ashen", "latency_ms", works, values)
    median = median_figure("cost", "all", "ashen", "latency_ms", works, values)
    assert mean.value == pytest.approx(29.8)
    assert (median.value, median.low, median.high) == (10.0, 10.0, 10.0)
