"""How well answers to single queries are: found or not, and how sure.

A *positive* shows something stored, a *negative* nothing stored. An answer is a ranked list of candidates with scores;
its *first* is what the system would name. A *false match* is a negative whose first is accepted. Everything here goes
by thresholds, so that ties are never broken in anybody's favour: candidates with equal scores are accepted together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

FALSE_MATCH_RATE = 1 / 1000
"""The rate of false matches at which recall is compared."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One query's answer, held against the truth.

    Attributes:
        work: the title that the query is from.
        positive: whether what it shows is stored.
        scores: of the candidates, in the order the system gave them.
        right: which of them are right; all False for a negative.
        named: whether the system itself would name the first.
    """

    work: str
    positive: bool
    scores: tuple[float, ...]
    right: tuple[bool, ...]
    named: bool


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """Judged answers in columns, one query a row.

    Attributes:
        works: of each query.
        positive: (n,) bool.
        scores: (n, k) float64, minus infinity where there is no candidate.
        right: (n, k) bool.
        named: (n,) bool.
    """

    works: tuple[str, ...]
    positive: Bools
    scores: Floats
    right: Bools
    named: Bools

    @classmethod
    def of(cls, answers: Sequence[Judged]) -> Outcomes:
        """From rows.

        Raises:
            ValueError: a score is missing or NaN, or a negative has a right candidate.
        """
        depth = max((len(answer.scores) for answer in answers), default=0) or 1
        scores = np.full((len(answers), depth), -np.inf)
        right = np.zeros((len(answers), depth), np.bool_)
        for row, answer in enumerate(answers):
            if len(answer.scores) != len(answer.right) or np.isnan(answer.scores).any():
                raise ValueError(f"query {row} of {answer.work!r}: every candidate needs a score that is a number")
            if any(answer.right) and not answer.positive:
                raise ValueError(f"query {row} of {answer.work!r}: is not stored, yet has a right candidate")
            scores[row, : len(answer.scores)] = answer.scores
            right[row, : len(answer.right)] = answer.right
        return cls(
            tuple(answer.work for answer in answers),
            np.array([answer.positive for answer in answers], np.bool_),
            scores,
            right,
            np.array([answer.named and len(answer.scores) > 0 for answer in answers], np.bool_),
        )

    def take(self, at: NDArray[np.intp] | Bools) -> Outcomes:
        """The queries at these indices, repeats included, or where True."""
        rows = np.flatnonzero(at) if at.dtype == np.bool_ else at
        works = tuple(self.works[row] for row in rows.tolist())
        return Outcomes(works, self.positive[rows], self.scores[rows], self.right[rows], self.named[rows])

    @property
    def positives(self) -> Outcomes:
        """The positives alone."""
        return self.take(self.positive)

    @property
    def negatives(self) -> Outcomes:
        """The negatives alone."""
        return self.take(~self.positive)


def found_within(outcomes: Outcomes, k: int) -> Bools:
    """(positives,) bool: whether one of the first `k` candidates is right; its mean is recall@k."""
    return np.asarray(outcomes.right[outcomes.positive, :k].any(axis=1), np.bool_)


def rightly_named(outcomes: Outcomes) -> Bools:
    """(positives,) bool: whether the first is right and named; its mean is recall at the system's own threshold."""
    stored = outcomes.positive
    return np.asarray(outcomes.right[stored, 0] & outcomes.named[stored], np.bool_)


def falsely_named(outcomes: Outcomes) -> Bools:
    """(negatives,) bool: whether anything is named; its mean is the false-match rate at the system's own threshold."""
    named: Bools = outcomes.named[~outcomes.positive]
    return named


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The candidates of all queries together, surest first, ready to be scored for any multiset of the queries.

    Attributes:
        query: (p,) the query of each candidate.
        right: (p,) bool.
        last_of_tie: (t,) index of the last candidate of each score.
        positive: (n,) bool, of the queries.
    """

    query: NDArray[np.intp]
    right: Bools
    last_of_tie: NDArray[np.intp]
    positive: Bools

    def average_precision(self, at: NDArray[np.intp] | None = None) -> float:
        """The area under the precision-recall curve of the queries at these indices, repeats included; None: all."""
        queries = len(self.positive)
        times = np.bincount(np.arange(queries) if at is None else at, minlength=queries)
        total = int(times[self.positive].sum())
        if total == 0:
            return float("nan")
        weight = times[self.query]
        hits = np.cumsum(np.where(self.right, weight, 0))[self.last_of_tie]
        precision = hits / np.maximum(np.cumsum(weight)[self.last_of_tie], 1)
        return float((precision * np.diff(hits / total, prepend=0.0)).sum())


def ranking(outcomes: Outcomes) -> Ranking:
    """Sort the candidates of all queries by score; a query's right candidates but the surest are left out."""
    surest = np.where(outcomes.right, outcomes.scores, -np.inf).argmax(axis=1)
    first_right = outcomes.right & (np.arange(outcomes.right.shape[1]) == surest[:, None])
    query, place = np.nonzero(np.isfinite(outcomes.scores) & (first_right | ~outcomes.right))
    scores = outcomes.scores[query, place]
    order = np.argsort(-scores, kind="stable")
    last_of_tie = np.flatnonzero(np.diff(scores[order], append=-np.inf))
    return Ranking(query[order], first_right[query, place][order], last_of_tie, outcomes.positive)


def micro_average_precision(outcomes: Outcomes) -> float:
    """One precision-recall curve over the candidates of all queries together, and the area under it.

    Douze et al., "The 2021 Image Similarity Dataset and Challenge" (arXiv:2106.09672), section 4: all (query,
    candidate) pairs are sorted by score; AP = sum over i of p(i) x (r(i) - r(i - 1)). Scores must therefore mean the
    same for every query, and a sure answer to a negative costs. A positive is found once, by its surest right
    candidate: further right ones (an opening stored thirteen times) count neither way. Pairs with equal scores enter
    together.

    Returns:
        0..1; NaN without positives.
    """
    return ranking(outcomes).average_precision()


@dataclass(frozen=True, slots=True)
class AtRate:
    """Recall where false matches are as rare as asked.

    Attributes:
        recall: share of positives whose first is right and scores above `threshold`; NaN without positives, or without
            negatives.
        threshold: a first is accepted when its score is *above* this: the highest score of a negative not accepted.
        allowed: how many of the negatives may be accepted. 0 when there are fewer than one per rate: then recall is
            where *no* negative is accepted, which says of the rate only that it is likely below 3 / negatives.
        negatives: how many negatives there were.
        resolved: whether the negatives are enough to see the rate, that is, whether `allowed` is at least 1.
    """

    recall: float
    threshold: float
    allowed: int
    negatives: int
    resolved: bool


def recall_at_rate(outcomes: Outcomes, rate: float = FALSE_MATCH_RATE, at: NDArray[np.intp] | None = None) -> AtRate:
    """Recall at the lowest threshold at which at most `rate` of the negatives are accepted.

    With ties at the threshold all of them are refused: the measured rate never exceeds the one asked for. A system that
    gives all its answers one score has a recall of 0.

    Args:
        outcomes: positives and negatives.
        rate: share of the negatives.
        at: of the queries at these indices, repeats included; None: all.
    """
    rows = np.arange(len(outcomes.works)) if at is None else at
    first, right, positive = outcomes.scores[rows, 0], outcomes.right[rows, 0], outcomes.positive[rows]
    strangers = np.sort(first[~positive])[::-1]
    if not len(strangers):
        return AtRate(float("nan"), float("nan"), 0, 0, False)
    allowed = int(rate * len(strangers) + 1e-9)
    threshold = float(strangers[allowed]) if allowed < len(strangers) else -np.inf
    accepted = right[positive] & (first[positive] > threshold)
    recall = float(accepted.mean()) if len(accepted) else float("nan")
    return AtRate(recall, threshold, allowed, len(strangers), allowed > 0)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """False matches against recall, from the strictest threshold to none.

    Attributes:
        false_match_rate: (m,) rising float64, share of negatives accepted.
        recall: (m,) rising float64, share of positives accepted and right.
    """

    false_match_rate: Floats
    recall: Floats


def false_match_curve(outcomes: Outcomes, points: int = 100) -> Curve:
    """The curve of all thresholds, at the best recall of each rate, thinned to about `points` rates (evenly in log).

    Raises:
        ValueError: no positives or no negatives.
    """
    first, positive = outcomes.scores[:, 0], outcomes.positive
    strangers, own = np.sort(first[~positive]), np.sort(first[positive & outcomes.right[:, 0]])
    if not len(strangers) or not positive.any():
        raise ValueError("a curve of false matches needs positives and negatives")
    at = np.unique(first[np.isfinite(first)])
    rates = 1 - np.searchsorted(strangers, at, "left") / len(strangers)
    recalls = (len(own) - np.searchsorted(own, at, "left")) / positive.sum()
    rates, recalls = np.append(rates, 0.0)[::-1], np.append(recalls, 0.0)[::-1]
    last = np.flatnonzero(np.diff(rates, append=np.inf))
    rates, recalls = rates[last], recalls[last]
    grid = np.geomspace(1 / len(strangers), 1.0, max(points - 1, 2))
    keep = np.unique(np.concatenate([[0], np.searchsorted(rates, grid + 1e-12, "right") - 1]))
    return Curve(rates[keep], recalls[keep])


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about one stated probability.

    Attributes:
        low, high: probabilities from `low` on, below `high` (the last bin includes 1).
        n: how many answers.
        stated: their mean probability.
        right: the share of them that is right.
    """

    low: float
    high: float
    n: int
    stated: float
    right: float


def reliability(probabilities: Floats, right: Bools, bins: int = 10) -> list[Bin]:
    """Stated probability against how often it was right, in bins of equal width; empty bins are left out.

    Raises:
        ValueError: something stated is not a probability.
    """
    if len(probabilities) != len(right) or not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ValueError("reliability needs one probability from 0 to 1 for each answer")
    member = np.minimum((probabilities * bins).astype(int), bins - 1)
    return [
        Bin(i / bins, (i + 1) / bins, int(own.sum()), float(probabilities[own].mean()), float(right[own].mean()))
        for i in range(bins)
        if (own := member == i).any()
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: the mean, over answers, of the gap between what their bin states and what is right.

    Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, equation 3. It belongs to the mix of positives
    and negatives that was asked. NaN without answers.
    """
    total = sum(one.n for one in bins)
    return sum(one.n * abs(one.stated - one.right) for one in bins) / total if total else float("nan")
