"""Tests of benchmarks.scoring.bootstrap."""

import numpy as np
import pytest

from benchmarks.scoring.bootstrap import interval, mean_interval, share_interval


def _queries(works: int, each: int, seed: int) -> tuple[list[str], np.ndarray]:
    """Names of works and 0 / 1 values, whose works differ in how often they are hit."""
    rng = np.random.default_rng(seed)
    names = [f"work {w}" for w in range(works) for _ in range(each)]
    chance = np.repeat(rng.beta(8, 2, works), each)
    return names, (rng.random(works * each) < chance).astype(float)


def test_quick_means_are_the_slow_ones() -> None:
    """The quick path draws the same works and gives the same ends as the slow one, to the last bit."""
    names, values = _queries(7, 11, 3)
    names, values = names[:-4], values[:-4]
    slow = interval(names, lambda at: float(values[at].mean()), seed=5)
    value, low, high = mean_interval(names, values, seed=5)
    assert value == values.mean()
    assert (low, high) == slow


def test_means_of_groups_are_the_slow_ones() -> None:
    """With groups, the mean of the groups' means of every draw."""
    names, values = _queries(6, 10, 4)
    groups = [f"edit {i % 3}" for i in range(60)]
    groups[0] = "edit 1"
    labels = np.array(groups)

    def slow(at: np.ndarray) -> float:
        return float(np.mean([values[at][labels[at] == edit].mean() for edit in sorted(set(groups))]))

    value, low, high = mean_interval(names, values, groups=groups)
    assert value == pytest.approx(slow(np.arange(60)))
    assert (low, high) == pytest.approx(interval(names, slow))


def test_order_of_queries_says_nothing() -> None:
    """Queries in another order give the same interval; another seed gives another one."""
    names, values = _queries(11, 23, 1)
    order = np.random.default_rng(0).permutation(len(names))
    assert mean_interval(names, values) == mean_interval([names[i] for i in order], values[order])
    assert mean_interval(names, values) != mean_interval(names, values, seed=1)


def test_works_are_drawn_not_queries() -> None:
    """A hundred equal queries of a work are one piece of evidence: repeating queries does not narrow the interval."""
    names, values = _queries(8, 5, 2)
    once, often = mean_interval(names, values), mean_interval(names * 20, np.tile(values, 20))
    assert once == pytest.approx(often)


@pytest.mark.parametrize("works", [4, 8, 16])
def test_intervals_hold_the_truth(works: int) -> None:
    """Over many worlds the 95 % interval holds the true mean in 90 to 99 % of them, also with few works."""
    rng = np.random.default_rng(0)
    held = 0
    for _ in range(300):
        chance = rng.beta(8, 4, works)
        values = (rng.random((works, 20)) < chance[:, None]).astype(float).ravel()
        _, low, high = mean_interval([str(w) for w in range(works) for _ in range(20)], values, rounds=400)
        held += low <= 8 / 12 <= high
    assert 0.86 if works == 4 else 0.90 <= held / 300 <= 0.99


def test_one_work_gives_no_interval() -> None:
    """One work says nothing of other works: NaN, not a width of zero."""
    value, low, high = mean_interval(["a", "a"], [0.0, 1.0])
    assert value == 0.5
    assert np.isnan([low, high]).all()
    assert np.isnan(interval(["a", "a"], lambda at: float(len(at)))).all()


def test_all_hits_leave_doubt() -> None:
    """A perfect share has an interval below 1: between Clopper-Pearson's of all queries and of the works alone."""
    names, _ = _queries(6, 50, 0)
    assert mean_interval(names, np.ones(300))[1:] == (1.0, 1.0)
    value, low, high = share_interval(names, np.ones(300))
    assert (value, high) == (1.0, 1.0)
    assert 0.025 ** (1 / 6) < low < 0.025 ** (1 / 300)
    assert share_interval(names, np.zeros(300))[1:] == pytest.approx((0.0, 1 - low))
    assert share_interval(names, np.ones(300), within_work=0)[1] == pytest.approx(0.025 ** (1 / 300))
    assert share_interval(names, np.ones(300), within_work=1)[1] == pytest.approx(0.025 ** (1 / 6))


def test_a_share_with_misses_is_its_mean() -> None:
    """With hits and misses the share's interval is the bootstrap's."""
    names, values = _queries(6, 10, 4)
    assert share_interval(names, values) == mean_interval(names, values)
    with pytest.raises(ValueError, match="0 or 1"):
        share_interval(names, values / 2)


def test_strata_are_drawn_for_themselves() -> None:
    """Every draw has as many works of each group as there are; a work in two groups is refused."""
    works = ["a", "a", "b", "c", "x", "y"]
    strata = ["in", "in", "in", "in", "out", "out"]
    drawn: list[int] = []

    def outsiders(at: np.ndarray) -> float:
        drawn.append(int((at >= 4).sum()))
        return 0.0

    interval(works, outsiders, strata=strata, rounds=50)
    assert set(drawn) == {2}
    with pytest.raises(ValueError, match="two groups"):
        interval(["a", "a"], outsiders, strata=["in", "out"])


def test_rounds_without_a_value_are_left_out() -> None:
    """A statistic that is NaN in some rounds is taken over the others; NaN in most gives no interval."""
    works = [str(w) for w in range(6)]
    low, high = interval(works, lambda at: float("nan") if 0 not in at else float(len(at)))
    assert (low, high) == (6.0, 6.0)
    assert np.isnan(interval(works, lambda at: float("nan") * len(at))).all()
