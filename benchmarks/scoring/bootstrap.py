"""How far a figure can be trusted: intervals by bootstrap over works.

Queries of one work stand or fall together, so works are drawn, with all their queries (the cluster bootstrap: Davison &
Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8). Percentiles of few works are too narrow, by
sqrt((k - 1) / k) and by taking the normal for Student's t; the percentiles are moved outwards by both (the expanded
percentile interval: Hesterberg, "What Teachers Should Know about the Bootstrap", The American Statistician 69(4), 2015,
section 5.3). In simulation of shares (works from a beta(8, 4), 20 queries each) 95 % intervals then held the truth in
76, 89, 94, 93 and 94 % of worlds with 3, 4, 6, 8 and 12 works; plain percentiles in 76, 81, 87, 88 and 91 %. With five
works or fewer they reach what the extreme draws gave and cannot be wider: they are a lower bound of the doubt. One work
gives none.

A share at 0 or at 1 has nothing to resample: every draw gives the same. `share_interval` then asks how large a share
may hide behind that many works without one exception.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Interval = tuple[float, float]
NONE: Interval = (float("nan"), float("nan"))
"""What is given when the works are too few to say anything; a figure then has no interval."""

WITHIN_WORK = 0.05
"""Correlation of two queries' success within a work, taken where the queries themselves cannot tell. Where they could
(18 edits of 30 pictures from each of four drawn works) it was 0.01 on average and 0.05 at most."""


def interval(
    works: Sequence[str],
    statistic: Callable[[NDArray[np.intp]], float],
    *,
    seed: int = 0,
    rounds: int = 1000,
    level: float = 0.95,
    strata: Sequence[str] | None = None,
) -> Interval:
    """Low and high end for a statistic of queries.

    Args:
        works: the work of each query.
        statistic: of the queries with the indices given, repeats included. Rounds where it is NaN are left out.
        seed: equal seeds give equal intervals, in whatever order the queries stand.
        rounds: how many draws.
        level: how often the interval is to hold the truth.
        strata: for each query, a group of works drawn for itself (works that are stored and works that are not), so
            that every draw has as many works of each as there are; None: one group. A work may be in one group only.

    Returns:
        NaN twice when a group has one work only, or when the statistic is NaN in half of the rounds.

    Raises:
        ValueError: no query, lengths that differ, or a work in two groups.
    """
    names, member, draws, few = _draw(works, strata, seed, rounds)
    if few < 2:
        return NONE
    queries = [np.flatnonzero(member == work) for work in range(len(names))]
    values = np.array([statistic(np.concatenate([queries[work] for work in drawn])) for drawn in draws])
    return _percentiles(values, few, level)


def mean_interval(
    works: Sequence[str],
    values: ArrayLike,
    *,
    groups: Sequence[str] | None = None,
    seed: int = 0,
    rounds: int = 1000,
    level: float = 0.95,
) -> tuple[float, float, float]:
    """Mean of the queries' values, and its low and high end: `interval` of the mean, quickly.

    Args:
        works: the work of each query.
        values: (n,) a number for each query. Of two systems' differences, query by query, it is the paired interval.
        groups: for each query, its group (its edit): the result is then the mean of the groups' means. A draw without
            any query of some group is left out.
        seed, rounds, level: as for `interval`.

    Raises:
        ValueError: no query, or lengths that differ.
    """
    numbers = np.asarray(values, np.float64)
    names, member, draws, few = _draw(works, None, seed, rounds)
    labels = np.zeros(len(works), np.intp) if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
    if numbers.shape != (len(works),) or labels.shape != numbers.shape:
        raise ValueError("works, values and groups must have one entry for each query")
    count = int(labels.max()) + 1
    cell = (labels, member)
    sums, sizes = np.zeros((count, len(names))), np.zeros((count, len(names)))
    np.add.at(sums, cell, numbers)
    np.add.at(sizes, cell, 1.0)
    value = float((sums.sum(1) / sizes.sum(1)).mean())
    if few < 2:
        return value, *NONE
    times = np.stack([np.bincount(drawn, minlength=len(names)) for drawn in draws]).astype(np.float64)
    with np.errstate(invalid="ignore"):
        means = ((times @ sums.T) / (times @ sizes.T)).mean(1)
    return value, *_percentiles(means, few, level)


def share_interval(
    works: Sequence[str],
    hits: ArrayLike,
    *,
    groups: Sequence[str] | None = None,
    within_work: float = WITHIN_WORK,
    seed: int = 0,
    rounds: int = 1000,
    level: float = 0.95,
) -> tuple[float, float, float]:
    """`mean_interval` of a share; honest also when every query, or none, is a hit.

    Then the interval is Clopper and Pearson's (Biometrika 26(4), 1934; for 0 of n at 95 % it ends near 3.7 / n, the
    two-sided "rule of three") over the *effective* number of queries, n / (1 + (m - 1) r) with m queries a work and
    correlation r within a work (Kish, "Survey Sampling", 1965, section 5.4). r cannot be seen when all are alike, so it
    is assumed; r = 1 would count works instead of queries.

    Args:
        works, groups, seed, rounds, level: as for `mean_interval`.
        hits: (n,) booleans, or 0 and 1.
        within_work: r.

    Raises:
        ValueError: as `mean_interval`, or a value that is neither 0 nor 1.
    """
    numbers = np.asarray(hits, np.float64)
    if not np.isin(numbers, (0.0, 1.0)).all():
        raise ValueError("a share is of hits and misses: every value must be 0 or 1")
    value, low, high = mean_interval(works, numbers, groups=groups, seed=seed, rounds=rounds, level=level)
    if value not in (0.0, 1.0):
        return value, low, high
    _, sizes = np.unique(np.asarray(works), return_counts=True)
    per_work = float((sizes**2).sum() / sizes.sum())
    effective = len(numbers) / (1 + (per_work - 1) * within_work)
    doubt = 1 - ((1 - level) / 2) ** (1 / effective)
    return (value, 0.0, doubt) if value == 0.0 else (value, 1 - doubt, 1.0)


def _draw(
    works: Sequence[str], strata: Sequence[str] | None, seed: int, rounds: int
) -> tuple[NDArray[np.str_], NDArray[np.intp], NDArray[np.intp], int]:
    """Works in order, each query's work, (rounds, works) works drawn, and how many works the smallest group has."""
    if not len(works):
        raise ValueError("no query to draw from")
    names, first, member = np.unique(np.asarray(works), return_index=True, return_inverse=True)
    group_of_query = np.zeros(len(works), np.intp)
    if strata is not None:
        if len(strata) != len(works):
            raise ValueError("works and strata must have one entry for each query")
        group_of_query = np.unique(np.asarray(strata), return_inverse=True)[1]
    group = group_of_query[first]
    if (group[member] != group_of_query).any():
        raise ValueError("a work is in two groups of works")
    rng = np.random.default_rng(seed)
    parts = [np.flatnonzero(group == one) for one in np.unique(group)]
    draws = np.concatenate([part[rng.integers(0, len(part), (rounds, len(part)))] for part in parts], axis=1)
    return names, member, draws, min(len(part) for part in parts)


def _percentiles(values: NDArray[np.float64], works: int, level: float) -> Interval:
    """The expanded percentile interval."""
    known = values[~np.isnan(values)]
    if len(known) * 2 <= len(values):
        return NONE
    outwards = float(stats.t.ppf((1 - level) / 2, works - 1)) * (works / (works - 1)) ** 0.5
    tail = NormalDist().cdf(outwards)
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)
