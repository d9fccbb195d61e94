"""How often what is said of videos with some probability is right; pictures have the same in their own figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.report.figure import Figure, Task
from benchmarks.scoring.retrieval import Bin, calibration_error, reliability
from benchmarks.tasks.clip_query import AskedClip
from benchmarks.tasks.picture_figures import PROBABILISTIC
from benchmarks.tasks.segment_figures import ALL, statistic_row

__all__ = ["PROBABILISTIC", "Statements", "calibration_rows", "reliability_of", "statements"]


@dataclass(frozen=True, slots=True, eq=False)
class Statements:
    """What was said of some videos.

    Attributes:
        works: (n) the work of each query, for the bootstrap.
        stated: (n,) float64, the probability.
        right: (n,) bool.
    """

    works: tuple[str, ...]
    stated: NDArray[np.float64]
    right: NDArray[np.bool_]


def statements(asked: Sequence[AskedClip], *, first: bool = False) -> Statements:
    """Every named segment; with `first`, of each query the surest segment alone, named or not, as of pictures."""
    said = [
        (one.query.work, segment.score, right)
        for one in asked
        for place, (segment, right) in enumerate(zip(one.segments, one.right, strict=True))
        if (place == 0 if first else segment.named)
    ]
    return Statements(
        tuple(work for work, _, _ in said),
        np.array([score for _, score, _ in said], np.float64),
        np.array([right for _, _, right in said], np.bool_),
    )


def reliability_of(said: Statements) -> list[Bin]:
    """How often it is right, against the probability stated."""
    return reliability(said.stated, said.right)


def calibration_rows(task: Task, system: str, said: Statements) -> Iterator[Figure]:
    """The expected calibration error, if anything was said."""
    if not len(said.works):
        return

    def error(rows: NDArray[np.intp]) -> float:
        return calibration_error(reliability(said.stated[rows], said.right[rows]))

    yield statistic_row(task, ALL, system, "calibration-error", said.works, error)
