"""Figures as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.report.figure import Figure, Task
from benchmarks.report.names import ASHEN, METRICS, Metric

DASH = "–"

Key = tuple[Task, str, str, str]
"""Task, edit, system, metric."""


def keyed(figures: Iterable[Figure]) -> dict[Key, Figure]:
    """Figures that have a value, by what they measure."""
    return {(row.task, row.edit, row.system, row.metric): row for row in figures if row.value is not None}


def metric_of(name: str) -> Metric:
    """What a metric is; of one that is not documented, a ratio of that name."""
    return METRICS.get(name, Metric(name, "not documented", "ratio"))


def number(value: float, metric: str) -> str:
    """A value alone: shares in percent, costs with three digits."""
    unit = metric_of(metric).unit
    if unit == "share":
        return f"{100 * value:.1f}"
    if unit == "s":
        return f"{value:.2f} s"
    if unit == "frames":
        return f"{value:.1f} frames"
    size = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return {"ms": f"{size} ms", "bytes": f"{size} B"}.get(unit, size)


def cell(row: Figure | None, *, bold: bool = False) -> str:
    """A value with its interval; a dash for a system that cannot do the task."""
    if row is None or row.value is None:
        return DASH
    said = number(row.value, row.metric)
    said = f"**{said}**" if bold else said
    if row.low is None or row.high is None:
        return said
    low, high = (number(end, row.metric).partition(" ")[0] for end in (row.low, row.high))
    return f"{said} <sub>{low}–{high}</sub>"


def is_better(value: float, than: float, metric: str) -> bool:
    """Whether one value is better than another."""
    return value > than if metric_of(metric).more_is_better else value < than


def row_of(figures: Mapping[Key, Figure], task: Task, edit: str, metric: str, systems: Sequence[str]) -> list[str]:
    """A cell for each system; the best in bold, all of them when several are shown as the same number."""
    rows = [figures.get((task, edit, system, metric)) for system in systems]
    values = [row.value for row in rows if row is not None and row.value is not None]
    if len(values) < 2:
        return [cell(row) for row in rows]
    best = number(max(values) if metric_of(metric).more_is_better else min(values), metric)
    return [cell(row, bold=row is not None and number(row.value or 0.0, metric) == best) for row in rows]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown; the first column to the left, the others to the right."""
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def system_title(name: str) -> str:
    """How a system is called at the head of a column."""
    return "Ashen" if name == ASHEN else name
