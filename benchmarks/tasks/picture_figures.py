"""What the answers to pictures come to: one row for each edit, system and metric."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.report.figure import Figure
from benchmarks.scoring import retrieval
from benchmarks.scoring.bootstrap import interval, share_interval
from benchmarks.scoring.retrieval import Bin, Judged, Outcomes
from benchmarks.tasks.picture import Asked

ALL: Final = "all"
NOT_INDEXED: Final = "not-indexed"
PROBABILISTIC: Final = frozenset({"ashen"})
"""Systems whose score claims to be a probability."""
ROUNDS: Final = 300
"""Draws of the bootstrap for figures that must sort all answers in each."""


def figures(asked: Sequence[Asked]) -> Iterator[Figure]:
    """All rows, by system."""
    systems: defaultdict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        systems[one.system].append(one)
    for system, answers in systems.items():
        yield from _of_system(system, answers)


def outcomes_of(asked: Sequence[Asked]) -> Outcomes:
    """Answers as scoring takes them."""
    return Outcomes.of(
        [
            Judged(one.query.work, one.query.known, tuple(found.score for found in one.found), one.right, one.named)
            for one in asked
        ]
    )


def _of_system(system: str, asked: Sequence[Asked]) -> Iterator[Figure]:
    everything = outcomes_of(asked)
    edits = np.array([one.query.edit for one in asked])
    names = list(dict.fromkeys(one.query.edit for one in asked if one.query.known))
    at_rate = retrieval.recall_at_rate(everything)
    positive = everything.positive
    works = [work for work, known in zip(everything.works, positive, strict=True) if known]
    groups = edits[positive].tolist()
    accepted = everything.right[:, 0] & (everything.scores[:, 0] > at_rate.threshold)
    columns: dict[str, NDArray[np.bool_]] = {
        "recall@1": retrieval.found_within(everything, 1),
        "recall@10": retrieval.found_within(everything, 10),
        "recall-named": retrieval.rightly_named(everything),
    }
    if at_rate.negatives:
        columns["recall@fmr-1/1000"] = accepted[positive]
    for metric, hits in columns.items():
        for edit in names:
            of_edit = np.array(groups) == edit
            chosen = [work for work, mine in zip(works, of_edit, strict=True) if mine]
            value, low, high = share_interval(chosen, hits[of_edit])
            yield _figure(edit, system, metric, value, low, high, len(chosen))
        value, low, high = share_interval(works, hits, groups=groups)
        yield _figure(ALL, system, metric, value, low, high, len(works))
    yield _micro_ap(system, everything)
    if at_rate.negatives:
        yield from _negatives(system, everything)
    if system in PROBABILISTIC:
        yield _calibration(system, everything)
    for metric, spent in (("cpu-ms", [one.cpu_s for one in asked]), ("latency-ms", [one.wall_s for one in asked])):
        for name, share in (("median", 0.5), ("p95", 0.95)):
            value = 1000 * float(np.quantile(spent, share))
            yield Figure("cost", "picture", system, f"{metric}-{name}", value, None, None, len(spent))


def _figure(edit: str, system: str, metric: str, value: float, low: float, high: float, n: int) -> Figure:
    if np.isnan(low):
        return Figure("picture", edit, system, metric, value, None, None, n)
    return Figure("picture", edit, system, metric, value, low, high, n)


def _micro_ap(system: str, everything: Outcomes) -> Figure:
    strata = ["known" if known else "unknown" for known in everything.positive]
    ranked = retrieval.ranking(everything)
    low, high = interval(everything.works, ranked.average_precision, rounds=ROUNDS, strata=strata)
    value = retrieval.micro_average_precision(everything)
    return _figure(ALL, system, "micro-ap", value, low, high, len(strata))


def _negatives(system: str, everything: Outcomes) -> Iterator[Figure]:
    works = [work for work, known in zip(everything.works, everything.positive, strict=True) if not known]
    value, low, high = share_interval(works, retrieval.falsely_named(everything))
    yield _figure(NOT_INDEXED, system, "false-match-rate", value, low, high, len(works))


def reliability_of(everything: Outcomes) -> list[Bin]:
    """How often first candidates are right, against the probability stated."""
    answered = np.isfinite(everything.scores[:, 0])
    return retrieval.reliability(everything.scores[answered, 0], everything.right[answered, 0])


def _calibration(system: str, everything: Outcomes) -> Figure:
    answered = np.isfinite(everything.scores[:, 0])
    said, right = everything.scores[answered, 0], everything.right[answered, 0]
    works = [work for work, has in zip(everything.works, answered, strict=True) if has]

    def error(rows: NDArray[np.intp]) -> float:
        return retrieval.calibration_error(retrieval.reliability(said[rows], right[rows]))

    low, high = interval(works, error, rounds=ROUNDS)
    return _figure(ALL, system, "calibration-error", error(np.arange(len(said))), low, high, len(said))
