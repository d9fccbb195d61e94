"""Tests of benchmarks.scoring.retrieval, against cases worked out by hand."""

import numpy as np
import pytest

from benchmarks.scoring.retrieval import (
    Judged,
    Outcomes,
    calibration_error,
    false_match_curve,
    falsely_named,
    found_within,
    micro_average_precision,
    ranking,
    recall_at_rate,
    reliability,
    rightly_named,
)


def _hit(score: float, named: bool = True) -> Judged:
    return Judged("work", True, (score,), (True,), named)


def _miss(score: float, named: bool = True) -> Judged:
    return Judged("work", True, (score,), (False,), named)


def _stranger(score: float, named: bool = True) -> Judged:
    return Judged("stranger", False, (score,), (False,), named)


def _silent(positive: bool) -> Judged:
    return Judged("work", positive, (), (), False)


def test_recall_counts_the_first_k() -> None:
    """A query is found when one of its first k candidates is right; negatives do not count."""
    outcomes = Outcomes.of(
        [
            Judged("a", True, (0.9, 0.8), (True, False), True),
            Judged("a", True, (0.9, 0.8), (False, True), True),
            Judged("b", True, (0.9,), (False,), True),
            _silent(True),
            _stranger(0.9),
        ]
    )
    assert found_within(outcomes, 1).tolist() == [True, False, False, False]
    assert found_within(outcomes, 10).tolist() == [True, True, False, False]


def test_own_threshold() -> None:
    """Named and right among positives; named at all among negatives; no candidate is never named."""
    outcomes = Outcomes.of(
        [_hit(1), _hit(1, False), _miss(1), _stranger(1), _stranger(1, False), Judged("s", False, (), (), True)]
    )
    assert rightly_named(outcomes).tolist() == [True, False, False]
    assert falsely_named(outcomes).tolist() == [True, False, False]


def test_micro_average_precision_by_hand() -> None:
    """Pairs by score: right, stranger, right, wrong; 3 positives: 1/1 x 1/3 + 2/3 x 1/3 = 5/9."""
    outcomes = Outcomes.of([_hit(0.9), _stranger(0.8), _hit(0.7), _miss(0.6)])
    assert micro_average_precision(outcomes) == pytest.approx(5 / 9)


def test_micro_average_precision_counts_every_candidate() -> None:
    """A wrong runner-up above another query's right answer costs: 1/1 x 1/2 + 2/3 x 1/2 = 5/6."""
    outcomes = Outcomes.of([Judged("a", True, (0.9, 0.8), (True, False), True), _hit(0.7)])
    assert micro_average_precision(outcomes) == pytest.approx(5 / 6)


def test_micro_average_precision_finds_a_query_once() -> None:
    """Further right candidates of a query count neither way; the surest is the one, wherever it stands."""
    outcomes = Outcomes.of([Judged("a", True, (0.5, 0.9, 0.8), (True, True, True), True), _stranger(0.7)])
    assert micro_average_precision(outcomes) == 1.0


def test_micro_average_precision_of_ties_is_the_blocks() -> None:
    """All tied: one block, precision x recall, in whatever order the queries stand."""
    answers = [_hit(0.5), _hit(0.5), _stranger(0.5), _miss(0.5)]
    assert micro_average_precision(Outcomes.of(answers)) == pytest.approx(2 / 4 * 2 / 3)
    assert micro_average_precision(Outcomes.of(answers[::-1])) == pytest.approx(2 / 4 * 2 / 3)


def test_micro_average_precision_at_the_edges() -> None:
    """Perfect without negatives is 1, silence is 0, no positives is no number."""
    assert micro_average_precision(Outcomes.of([_hit(0.1), _hit(0.2)])) == 1.0
    assert micro_average_precision(Outcomes.of([_silent(True)])) == 0.0
    assert np.isnan(micro_average_precision(Outcomes.of([_stranger(0.4)])))
    assert np.isnan(micro_average_precision(Outcomes.of([])))


def test_a_draw_is_scored_as_its_queries_are() -> None:
    """Scoring indices with repeats gives what scoring those queries themselves gives."""
    rng = np.random.default_rng(1)
    answers = [
        Judged(
            "a", stored, tuple(rng.integers(0, 9, 3).tolist()), tuple((stored & (rng.random(3) < 0.4)).tolist()), True
        )
        for stored in (rng.random(60) < 0.7).tolist()
    ]
    outcomes = Outcomes.of(answers)
    ranked = ranking(outcomes)
    for _ in range(20):
        at = rng.integers(0, 60, 60)
        assert ranked.average_precision(at) == pytest.approx(micro_average_precision(outcomes.take(at)))
        assert recall_at_rate(outcomes, 0.2, at) == recall_at_rate(outcomes.take(at), 0.2)


def test_recall_at_a_rate_by_hand() -> None:
    """Of 2000 negatives scoring 1..2000, 1 in 1000 allows two: only positives above the third highest count."""
    strangers = [_stranger(float(score)) for score in range(1, 2001)]
    outcomes = Outcomes.of([*strangers, _hit(1998.0), _hit(1998.5), _miss(3000.0), _hit(3000.0)])
    at = recall_at_rate(outcomes)
    assert (at.threshold, at.allowed, at.negatives, at.resolved) == (1998.0, 2, 2000, True)
    assert at.recall == 2 / 4


def test_ties_at_the_threshold_are_refused() -> None:
    """When more negatives than allowed share a score, that score is not accepted, for positives neither."""
    strangers = [_stranger(5.0)] * 3 + [_stranger(1.0)] * 7
    at = recall_at_rate(Outcomes.of([*strangers, _hit(5.0), _hit(6.0)]), 0.2)
    assert (at.threshold, at.recall) == (5.0, 0.5)
    assert recall_at_rate(Outcomes.of([_stranger(1.0), _hit(1.0)])).recall == 0.0


def test_few_negatives_say_so() -> None:
    """Fewer than a thousand negatives: the threshold is above all of them, and the rate is not resolved."""
    at = recall_at_rate(Outcomes.of([_stranger(0.3), _stranger(0.6), _hit(0.5), _hit(0.7)]))
    assert (at.threshold, at.allowed, at.negatives, at.resolved, at.recall) == (0.6, 0, 2, False, 0.5)


def test_rates_at_the_edges() -> None:
    """No negatives: no number. All may match: everything right counts. Silent negatives: any score is accepted."""
    assert np.isnan(recall_at_rate(Outcomes.of([_hit(1.0)])).recall)
    assert np.isnan(recall_at_rate(Outcomes.of([_stranger(1.0)])).recall)
    assert recall_at_rate(Outcomes.of([_stranger(1.0), _hit(0.1), _silent(True)]), 1.0).recall == 0.5
    assert recall_at_rate(Outcomes.of([_silent(False), _hit(-7.0)])).recall == 1.0


def test_curve_by_hand() -> None:
    """From the strictest threshold on: the best recall at each rate of false matches."""
    outcomes = Outcomes.of([_hit(0.9), _stranger(0.8), _hit(0.7), _miss(0.65), _stranger(0.6), _hit(0.5)])
    curve = false_match_curve(outcomes)
    assert curve.false_match_rate.tolist() == [0.0, 0.5, 1.0]
    assert curve.recall.tolist() == [0.25, 0.5, 0.75]
    with pytest.raises(ValueError, match="negatives"):
        false_match_curve(Outcomes.of([_hit(1.0)]))


def test_curve_agrees_with_recall_at_a_rate() -> None:
    """Wherever the curve has a point, it is the recall at that rate; thinning keeps points and both ends."""
    rng = np.random.default_rng(0)
    answers = [_stranger(round(score, 2)) for score in rng.normal(0, 1, 3000)]
    answers += [_hit(round(score, 2)) for score in rng.normal(2, 1, 500)]
    outcomes = Outcomes.of(answers)
    curve = false_match_curve(outcomes, points=30)
    assert len(curve.recall) <= 30
    assert (curve.false_match_rate[0], curve.false_match_rate[-1]) == (0.0, 1.0)
    for rate, recall in zip(curve.false_match_rate.tolist(), curve.recall.tolist(), strict=True):
        assert recall == pytest.approx(recall_at_rate(outcomes, rate).recall)


def test_reliability_by_hand() -> None:
    """Two bins of two: stated 0.95 and right 1/2, stated 0.15 and right 0: error (0.45 + 0.15) / 2."""
    bins = reliability(np.array([0.9, 1.0, 0.1, 0.2 - 1e-9]), np.array([True, False, False, False]))
    assert [(one.low, one.n, one.right) for one in bins] == [(0.1, 2, 0.0), (0.9, 2, 0.5)]
    assert calibration_error(bins) == pytest.approx(0.3)
    assert np.isnan(calibration_error([]))
    with pytest.raises(ValueError, match="probability"):
        reliability(np.array([1.5]), np.array([True]))


def test_judgements_that_cannot_be_are_refused() -> None:
    """A negative cannot have a right candidate, nor a candidate a score that is not a number."""
    with pytest.raises(ValueError, match="not stored"):
        Outcomes.of([Judged("a", False, (1.0,), (True,), True)])
    with pytest.raises(ValueError, match="score"):
        Outcomes.of([Judged("a", True, (float("nan"),), (True,), True)])
    with pytest.raises(ValueError, match="score"):
        Outcomes.of([Judged("a", True, (), (True,), True)])
