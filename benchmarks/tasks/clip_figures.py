"""What the answers to clips come to: one row for each edit, system and metric."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from benchmarks.report.figure import Figure
from benchmarks.scoring import retrieval
from benchmarks.scoring.retrieval import Judged, Outcomes
from benchmarks.scoring.segments import shared
from benchmarks.tasks.clip_query import ASKED_EDITS, AskedClip, said_at, true_at
from benchmarks.tasks.confidence import PROBABILISTIC, calibration_rows, statements
from benchmarks.tasks.segment_figures import (
    ALL,
    ORIGINS,
    by_system,
    cost_rows,
    placing_rows,
    quantile_rows,
    share_row,
    statistic_row,
)

NOT_INDEXED: Final = "not-indexed"
RATE: Final = Fraction(1, 100)
"""The rate of false matches at which recall is compared: a few hundred negatives cannot tell rarer ones apart."""


def figures(asked: Sequence[AskedClip]) -> Iterator[Figure]:
    """All rows, by system."""
    for system, answers in by_system(asked).items():
        yield from _of_system(system, answers)


def outcomes_of(asked: Sequence[AskedClip]) -> Outcomes:
    """Answers as scoring takes them: each segment is a candidate."""
    return Outcomes.of(
        [
            Judged(
                one.query.work,
                one.query.known,
                tuple(segment.score for segment in one.segments),
                one.right,
                bool(one.segments) and one.segments[0].named,
            )
            for one in asked
        ]
    )


def _of_system(system: str, asked: Sequence[AskedClip]) -> Iterator[Figure]:
    everything = outcomes_of(asked)
    at_rate = retrieval.recall_at_rate(everything, float(RATE))
    known = [one for one in asked if one.query.known]
    columns = {
        "recall@1": retrieval.found_within(everything, 1),
        "recall-named": retrieval.rightly_named(everything),
    }
    if at_rate.negatives:
        accepted = everything.right[:, 0] & (everything.scores[:, 0] > at_rate.threshold)
        columns[f"recall@fmr-{RATE}"] = accepted[everything.positive]
    works, edits = [one.query.work for one in known], [one.query.edit for one in known]
    for edit, rows in _rows(known).items():
        mine, own_works, own_edits = [known[at] for at in rows], [works[at] for at in rows], [edits[at] for at in rows]
        for metric, hits in columns.items():
            yield share_row("clip", edit, system, metric, own_works, hits[rows], groups=own_edits)
        if mine[0].places:
            yield from placing_rows("clip", edit, system, mine)
            lists = [offset_errors_s(one) for one in mine]
            yield from quantile_rows("clip", edit, system, "offset-error-s", own_works, lists)
    if at_rate.negatives:
        yield from _with_negatives(system, [one for one in asked if counts(one)])
    if system in PROBABILISTIC:
        yield from calibration_rows("clip", system, statements([one for one in asked if counts(one)], first=True))
    yield from cost_rows("clip", system, asked)


def _rows(known: Sequence[AskedClip]) -> dict[str, list[int]]:
    """Which answers are of each edit; of all edits but those of other lengths; and of these, of each origin."""
    edits = [one.query.edit for one in known]
    out = {edit: [at for at, other in enumerate(edits) if other == edit] for edit in dict.fromkeys(edits)}
    every = [at for at, edit in enumerate(edits) if edit in ASKED_EDITS]
    if every:
        out[ALL] = every
        origins = {name: [at for at in every if known[at].query.real is real] for name, real in ORIGINS.items()}
        out.update(origins if all(origins.values()) else {})
    return out


def counts(one: AskedClip) -> bool:
    """Whether it is of the usual length: only these are weighed against what is not stored."""
    return one.query.edit in ASKED_EDITS


def _with_negatives(system: str, asked: Sequence[AskedClip]) -> Iterator[Figure]:
    everything = outcomes_of(asked)
    strangers = [one.query.work for one in asked if not one.query.known]
    named = retrieval.falsely_named(everything)
    yield share_row("clip", NOT_INDEXED, system, "false-match-rate", strangers, named)
    yield statistic_row(
        "clip",
        ALL,
        system,
        "micro-ap",
        everything.works,
        lambda rows: retrieval.micro_average_precision(everything.take(rows)),
        strata=["known" if one.query.known else "unknown" for one in asked],
    )


def offset_errors_s(one: AskedClip) -> list[float]:
    """How far the surest right segment is from the true place; nothing where the first is wrong.

    Of a picture that is also shown elsewhere, the true place may be far; such an answer has no error.
    """
    if not one.segments or not one.right[0]:
        return []
    segment = one.segments[0]
    errors = []
    for true in one.query.true:
        start_s, end_s = shared(true.in_query, (segment.query_start_s, segment.query_end_s))
        if true.video == segment.video and start_s <= end_s:
            middle_s = (start_s + end_s) / 2
            errors.append(abs(true_at(true, middle_s, one.query.backwards) - said_at(segment, middle_s)))
    return [min(errors)] if errors else []
