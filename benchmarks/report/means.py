"""Means over edits, for tasks that do not measure one with its interval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from benchmarks.report.figure import Figure, Task
from benchmarks.report.names import ALL, MAIN_METRICS, NOT_INDEXED, ORIGINS


def with_means(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figures, and for each system and main metric without a row "all" its mean over edits, without an interval.

    A system that was not asked under every edit that others were asked under gets none: it would be of other edits.
    """
    given = tuple(figures)
    edits: defaultdict[tuple[Task, str], dict[str, dict[str, Figure]]] = defaultdict(lambda: defaultdict(dict))
    for row in given:
        apart = row.edit == NOT_INDEXED or row.edit in ORIGINS
        if row.metric in MAIN_METRICS[row.task] and row.value is not None and not apart:
            edits[row.task, row.metric][row.system][row.edit] = row
    made: list[Figure] = []
    for (task, metric), systems in edits.items():
        every = {edit for rows in systems.values() for edit in rows} - {ALL}
        for system, rows in systems.items():
            if ALL not in rows and set(rows) == every:
                values = [row.value for row in rows.values() if row.value is not None]
                n = sum(row.n for row in rows.values())
                made.append(Figure(task, ALL, system, metric, sum(values) / len(values), None, None, n))
    return (*given, *made)
