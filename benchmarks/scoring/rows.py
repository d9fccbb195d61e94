"""From judged answers to figures: the same metrics for every system, edit and task that answers single queries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from benchmarks.report.figure import Figure, Task
from benchmarks.scoring import bootstrap, retrieval
from benchmarks.scoring.retrieval import Outcomes


def retrieval_figures(
    task: Task,
    edit: str,
    system: str,
    outcomes: Outcomes,
    *,
    edits: Sequence[str] | None = None,
    probability: bool = False,
    seed: int = 0,
) -> list[Figure]:
    """All metrics of single queries, with intervals.

    Args:
        task, edit, system: as in the figures.
        outcomes: of this edit's positives and of all negatives it is to be held against; none of either is no error,
            and leaves out what cannot be said.
        edits: for "all": the edit of each query, so that recall is the mean over edits whatever their sizes.
        probability: whether scores are probabilities of being right; then calibration is measured.
        seed: of the bootstrap.
    """
    positive, works = outcomes.positive, np.asarray(outcomes.works, np.str_)
    stored, groups = works[positive].tolist(), None if edits is None else np.asarray(edits)[positive].tolist()
    n_positive, n_negative = int(positive.sum()), int((~positive).sum())
    rows: list[Figure] = []

    def add(metric: str, measured: tuple[float, float, float], n: int) -> None:
        rows.append(figure(task, edit, system, metric, measured, n))

    if n_positive:
        for metric, hits in (
            ("recall@1", retrieval.found_within(outcomes, 1)),
            ("recall@10", retrieval.found_within(outcomes, 10)),
            ("named_recall", retrieval.rightly_named(outcomes)),
        ):
            add(metric, bootstrap.share_interval(stored, hits, groups=groups, seed=seed), n_positive)
    if n_negative:
        named = retrieval.falsely_named(outcomes)
        add("false_match_rate", bootstrap.share_interval(works[~positive].tolist(), named, seed=seed), n_negative)
    if n_positive and n_negative:
        strata = np.where(positive, "stored", "not stored").tolist()
        ranked = retrieval.ranking(outcomes)
        low, high = bootstrap.interval(outcomes.works, ranked.average_precision, seed=seed, strata=strata)
        add("micro_ap", (ranked.average_precision(), low, high), n_positive + n_negative)

        def at_rate(at: NDArray[np.intp]) -> float:
            return retrieval.recall_at_rate(outcomes, at=at).recall

        low, high = bootstrap.interval(outcomes.works, at_rate, seed=seed, strata=strata)
        add("recall@fmr_0.001", (retrieval.recall_at_rate(outcomes).recall, low, high), n_positive + n_negative)
    if probability and (answered := np.isfinite(outcomes.scores[:, 0])).any():
        stated, right = outcomes.scores[answered, 0], outcomes.right[answered, 0]

        def error(at: NDArray[np.intp]) -> float:
            return retrieval.calibration_error(retrieval.reliability(stated[at], right[at]))

        low, high = bootstrap.interval(works[answered].tolist(), error, seed=seed)
        add("calibration_error", (error(np.arange(len(stated))), low, high), len(stated))
    return rows


def mean_figure(
    task: Task, edit: str, system: str, metric: str, works: Sequence[str], values: ArrayLike, *, seed: int = 0
) -> Figure:
    """The mean of a number of each query, with its interval: times, costs, errors."""
    return figure(task, edit, system, metric, bootstrap.mean_interval(works, values, seed=seed), len(works))


def median_figure(
    task: Task, edit: str, system: str, metric: str, works: Sequence[str], values: ArrayLike, *, seed: int = 0
) -> Figure:
    """The median of a number of each query, with its interval: for latencies, whose mean a few stalls would make."""
    numbers = np.asarray(values, np.float64)
    low, high = bootstrap.interval(works, lambda at: float(np.median(numbers[at])), seed=seed)
    return figure(task, edit, system, metric, (float(np.median(numbers)), low, high), len(works))


def figure(task: Task, edit: str, system: str, metric: str, measured: tuple[float, float, float], n: int) -> Figure:
    """A figure from (value, low, high), NaN standing for "nothing can be said"."""
    value, low, high = (None if np.isnan(one) else one for one in measured)
    return Figure(task, edit, system, metric, value, low, high, n)
