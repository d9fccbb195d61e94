"""Rows that all tasks with segments share: VCSL's segment scores and boundary errors, with intervals over works."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from benchmarks.report.figure import Figure, Task
from benchmarks.scoring.bootstrap import interval, share_interval
from benchmarks.scoring.segments import Overlap, boundary_errors_s, coverage, f_score, false_claims
from benchmarks.tasks.clip_query import AskedClip

ALL: Final = "all"
ORIGINS: Final = {"drawn-works": False, "real-works": True}
"""Rows of what is drawn and of what is real by itself, with whether it is real."""
ROUNDS: Final = 300
"""Draws of the bootstrap for figures that are no plain means."""


def row(task: Task, edit: str, system: str, metric: str, n: int, value: float, low: float, high: float) -> Figure:
    """A figure; NaN is nothing to report."""
    shown, lowest, highest = (None if np.isnan(number) else float(number) for number in (value, low, high))
    return Figure(task, edit, system, metric, shown, lowest, highest, n)


def share_row(
    task: Task, edit: str, system: str, metric: str, works: Sequence[str], hits: ArrayLike, groups: Sequence[str] = ()
) -> Figure:
    """A share of hits; with `groups`, the mean of the groups' shares."""
    value, low, high = share_interval(works, hits, groups=groups or None)
    return row(task, edit, system, metric, len(works), value, low, high)


def statistic_row(
    task: Task,
    edit: str,
    system: str,
    metric: str,
    works: Sequence[str],
    statistic: Callable[[NDArray[np.intp]], float],
    n: int | None = None,
    strata: Sequence[str] | None = None,
) -> Figure:
    """Any figure of queries; `n` when it is not of them that the number counts."""
    low, high = interval(works, statistic, rounds=ROUNDS, strata=strata)
    value = statistic(np.arange(len(works)))
    return row(task, edit, system, metric, len(works) if n is None else n, value, low, high)


def quantile_rows(
    task: Task, edit: str, system: str, metric: str, works: Sequence[str], lists: Sequence[Sequence[float]]
) -> Iterator[Figure]:
    """Median and 90th percentile of numbers of which each query has none, one or some; no row where there are none."""
    n = sum(len(numbers) for numbers in lists)
    for name, share in (("median", 0.5), ("p90", 0.9)) if n else ():

        def quantile(rows: NDArray[np.intp], share: float = share) -> float:
            drawn = [number for at in rows.tolist() for number in lists[at]]
            return float(np.quantile(drawn, share)) if drawn else float("nan")

        yield statistic_row(task, edit, system, f"{metric}-{name}", works, quantile, n)


def claims(one: AskedClip) -> list[Overlap]:
    """The named segments, but for those that are right without meeting the truth.

    A picture that is also shown elsewhere (an opening, a stock shot) may be placed there; that is neither right nor
    wrong here.
    """
    named = [
        (Overlap(segment.query_start_s, segment.query_end_s, segment.video, segment.start_s, segment.end_s), right)
        for segment, right in zip(one.segments, one.right, strict=True)
        if segment.named
    ]
    return [claim for claim, right in named if not (right and false_claims([claim], one.query.true))]


def placing_rows(task: Task, edit: str, system: str, asked: Sequence[AskedClip]) -> Iterator[Figure]:
    """Segment scores and boundary errors of one system that places; of queries that show something stored."""
    works = [one.query.work for one in asked]
    claimed = [claims(one) for one in asked]
    covered = [coverage(claim, one.query.true) for claim, one in zip(claimed, asked, strict=True)]
    precision = np.array([one.precision for one in covered])
    recall = np.array([one.recall for one in covered])

    def f1(rows: NDArray[np.intp]) -> float:
        return f_score(float(precision[rows].mean()), float(recall[rows].mean()))

    yield statistic_row(task, edit, system, "segment-f1", works, f1)
    yield statistic_row(task, edit, system, "segment-precision", works, lambda rows: float(precision[rows].mean()))
    yield statistic_row(task, edit, system, "segment-recall", works, lambda rows: float(recall[rows].mean()))
    yield from _frame_rows(task, edit, system, asked)
    errors = [
        [error_s * float(one.query.rate) for error_s in boundary_errors_s(claim, one.query.true)]
        for claim, one in zip(claimed, asked, strict=True)
    ]
    yield from quantile_rows(task, edit, system, "boundary-error-frames", works, errors)
    if any(one.query.backwards for one in asked):
        yield from _direction_rows(task, edit, system, asked)


def _frame_rows(task: Task, edit: str, system: str, asked: Sequence[AskedClip]) -> Iterator[Figure]:
    """What of the named segments is so, frame by frame."""
    frames = [(one.query.work, one.frames) for one in asked if one.frames is not None]
    if not frames:
        return
    precision = np.array([covered.precision for _, covered in frames])
    recall = np.array([covered.recall for _, covered in frames])

    def f1(rows: NDArray[np.intp]) -> float:
        return f_score(float(precision[rows].mean()), float(recall[rows].mean()))

    yield statistic_row(task, edit, system, "frame-f1", [work for work, _ in frames], f1)


def _direction_rows(task: Task, edit: str, system: str, asked: Sequence[AskedClip]) -> Iterator[Figure]:
    """Of the surest named segments in the right place, the share that say rightly which way the stretch is played."""
    said = [
        (one.query.work, segment.backwards == one.query.backwards)
        for one in asked
        for segment, right in list(zip(one.segments, one.right, strict=True))[:1]
        if segment.named and right
    ]
    if said:
        works, hits = zip(*said, strict=True)
        yield share_row(task, edit, system, "direction-right", works, hits)


def cost_rows(task: str, system: str, asked: Sequence[AskedClip]) -> Iterator[Figure]:
    """What answers took; `task` may have more behind it: "amv-60-cuts"."""
    for metric, spent in (("cpu-ms", [one.cpu_s for one in asked]), ("latency-ms", [one.wall_s for one in asked])):
        for name, share in (("median", 0.5), ("p95", 0.95)):
            value = 1000 * float(np.quantile(spent, share))
            yield Figure("cost", task, system, f"{metric}-{name}", value, None, None, len(spent))


def by_edit(asked: Sequence[AskedClip]) -> dict[str, list[AskedClip]]:
    """Answers by edit, in the order edits came."""
    out: dict[str, list[AskedClip]] = {}
    for one in asked:
        out.setdefault(one.query.edit, []).append(one)
    return out


def by_origin(asked: Sequence[AskedClip]) -> dict[str, list[AskedClip]]:
    """Answers about drawn and about real works by themselves; nothing where all are of one kind."""
    parts = {name: [one for one in asked if one.query.real is real] for name, real in ORIGINS.items()}
    return parts if all(parts.values()) else {}


def by_system(asked: Sequence[AskedClip]) -> dict[str, list[AskedClip]]:
    """Answers by system, in the order systems came."""
    out: dict[str, list[AskedClip]] = {}
    for one in asked:
        out.setdefault(one.system, []).append(one)
    return out
