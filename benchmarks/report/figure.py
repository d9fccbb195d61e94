"""One figure of the benchmark: the row everything else is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Task = Literal["picture", "clip", "amv", "file", "shared", "cost"]
TASKS: tuple[Task, ...] = get_args(Task)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value.

    Attributes:
        task: "picture", "clip", "amv", "file", "shared", or "cost" for what it takes.
        edit: name of the edit, "all" for the mean over edits; negatives have "not-indexed".
        system: name of the system.
        metric: name of the metric, as listed in docs/benchmark/README.md.
        value: as measured; shares are 0..1, times are in the unit the metric's name ends with. None: nothing to report.
        low, high: 95 % interval by bootstrap over works; None where there is none.
        n: how many queries it comes from.
    """

    task: Task
    edit: str
    system: str
    metric: str
    value: float | None
    low: float | None
    high: float | None
    n: int
