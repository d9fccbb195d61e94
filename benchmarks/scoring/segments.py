"""How well stretches of a query are placed in stored videos: VCSL's segment-level protocol, ends, and false claims.

He et al., "A Large-scale Comprehensive Dataset and Copy-overlap Aware Evaluation Protocol for Segment-level Video Copy
Detection", CVPR 2022, section 5. An overlap is a rectangle, query time by stored time; what is claimed is compared with
what is true by how much of their sides they cover of each other, so that neither splitting a stretch nor merging two
costs anything, and shifts and missing parts do.

VCSL judges given pairs of videos. A search has no pairs until it answers, and a wrong video would then be a pair of its
own with nothing to miss, a recall of 1. So here a query is judged with all stored videos at once; rectangles of
different videos do not meet. With one stored video it is VCSL's own number.

A rectangle has no direction: of a stretch shown backwards, a claim that it runs forwards has the same sides. That is
left so here, to stay VCSL's; "direction-right" (benchmarks/tasks/segment_figures.py) is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Overlap:
    """A stretch of a query and a stretch of a stored video that show the same, or are said to; seconds, ends exclusive.

    Attributes:
        query_start_s, query_end_s: in the query.
        video: id of the stored video.
        start_s, end_s: in it.
    """

    query_start_s: float
    query_end_s: float
    video: str
    start_s: float
    end_s: float

    @property
    def in_query(self) -> Interval:
        """The side along the query."""
        return self.query_start_s, self.query_end_s

    @property
    def in_stored(self) -> Interval:
        """The side along the stored video."""
        return self.start_s, self.end_s


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what is claimed is true (precision) and how much of what is true is claimed (recall), 0..1."""

    precision: float
    recall: float


def coverage(claimed: Sequence[Overlap], true: Sequence[Overlap]) -> Coverage:
    """SP-precision and SP-recall of one query.

    For each claimed rectangle, its intersections with true ones are projected on both axes; precision is the length of
    their unions over the claimed length, query axis times stored axis. Recall likewise, the other way round. As in
    VCSL's evaluation program, precision is 1 where nothing is claimed and recall is 1 where nothing is true.
    """
    return Coverage(_covered(claimed, true), _covered(true, claimed))


def _covered(own: Sequence[Overlap], others: Sequence[Overlap]) -> float:
    """Share of `own` sides that meet `others`: product over both axes."""
    if not own:
        return 1.0
    met = [[meeting for other in others if (meeting := _meeting(one, other)) is not None] for one in own]
    share = 1.0
    for axis in (0, 1):
        whole_s = sum(_length_s(one.in_stored if axis else one.in_query) for one in own)
        share *= sum(union_s(meeting[axis] for meeting in meetings) for meetings in met) / whole_s if whole_s else 0.0
    return min(share, 1.0)


def _meeting(one: Overlap, other: Overlap) -> tuple[Interval, Interval] | None:
    """Both sides of the intersection, if it has an area."""
    in_query, in_stored = shared(one.in_query, other.in_query), shared(one.in_stored, other.in_stored)
    if one.video != other.video or _length_s(in_query) <= 0 or _length_s(in_stored) <= 0:
        return None
    return in_query, in_stored


def shared(one: Interval, other: Interval) -> Interval:
    """What two intervals share; its end lies before its start when that is nothing."""
    return max(one[0], other[0]), min(one[1], other[1])


def _length_s(interval: Interval) -> float:
    return interval[1] - interval[0]


def union_s(intervals: Iterable[Interval]) -> float:
    """How long the intervals are together, what lies in several counted once."""
    total, reached = 0.0, -np.inf
    for start, end in sorted(intervals):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def f_score(precision: float, recall: float) -> float:
    """Harmonic mean of the two; 0 when both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def mean_coverage(of_queries: Sequence[Coverage]) -> Coverage:
    """VCSL's macro average over queries; its F-score is `f_score` of the two means.

    Raises:
        ValueError: there is no query.
    """
    if not of_queries:
        raise ValueError("there is no query to take the mean of")
    precisions, recalls = zip(*((one.precision, one.recall) for one in of_queries), strict=True)
    return Coverage(float(np.mean(precisions)), float(np.mean(recalls)))


def matched(claimed: Sequence[Overlap], true: Sequence[Overlap]) -> list[tuple[Overlap, Overlap]]:
    """Each claim that meets something true, with the true overlap that it shares the largest rectangle with."""
    pairs = []
    for claim in claimed:
        areas = [
            0.0 if (met := _meeting(claim, one)) is None else _length_s(met[0]) * _length_s(met[1]) for one in true
        ]
        if areas and max(areas) > 0:
            pairs.append((claim, true[int(np.argmax(areas))]))
    return pairs


def boundary_errors_s(claimed: Sequence[Overlap], true: Sequence[Overlap]) -> list[float]:
    """How far the ends of each matched claim are from the true ends, stored time; two numbers a claim."""
    return [
        abs(here - there)
        for claim, one in matched(claimed, true)
        for here, there in zip(claim.in_stored, one.in_stored, strict=True)
    ]


def false_claims(claimed: Sequence[Overlap], true: Sequence[Overlap]) -> int:
    """How many claims meet nothing true."""
    return len(claimed) - len(matched(claimed, true))


def claimed_s(claimed: Sequence[Overlap], stretches: Sequence[Interval]) -> float:
    """How much of the query's `stretches`, which do not meet each other, any claim covers."""
    return union_s(
        part for claim in claimed for stretch in stretches if _length_s(part := shared(claim.in_query, stretch)) > 0
    )
