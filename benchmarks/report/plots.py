"""The plots of the results page: PNG files, equal bytes for equal figures, readable on light and dark pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from PIL import Image

from benchmarks.report.figure import Figure, Task
from benchmarks.report.means import with_means
from benchmarks.report.names import ALL, ASHEN, MAIN_METRICS, ORIGINS, SYSTEMS, grouped, in_order
from benchmarks.report.results import Calibration, Results, SystemCurve
from benchmarks.report.tables import Key, keyed, metric_of, system_title

GROUND, INK, FAINT = "#fbfbfa", "#24292f", "#d8dcdf"
ASHEN_COLOUR = "#c8102e"
PEER_COLOURS = ("#1f6fb2", "#2f9e5b", "#e08a00", "#7b4fb5", "#00a3a3", "#8a6d3b", "#5b6770", "#b04a8b")
_TASK_LOOKS = ((ASHEN_COLOUR, "o"), (PEER_COLOURS[0], "s"), (PEER_COLOURS[1], "^"))
COLOURS = 255
MARKS = ("s", "D", "^", "v", "p", "X", "<", ">")
STYLE: Mapping[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.facecolor": GROUND,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "figure.facecolor": GROUND,
    "legend.frameon": False,
}


def write(results: Results, folder: Path) -> list[Path]:
    """Draw every plot that the figures allow; those that they do not allow are removed, so that none is stale."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = keyed(with_means(results.figures))
    measured = {row.system for row in results.figures} | {one.system for one in results.curves}
    systems = in_order(measured | {one.system for one in results.calibrations}, list(SYSTEMS))
    looks = _looks(systems)
    written: list[Path] = []
    with mpl.rc_context({**mpl.rcParamsDefault, "backend": "Agg", **STYLE}):
        for name, drawing in (
            ("recall.png", _recall(figures, looks, "picture")),
            ("clips.png", _recall(figures, looks, "clip")),
            ("latency.png", _latency(figures, looks)),
            ("false-matches.png", _false_matches(results.curves, looks)),
            ("reliability.png", _reliability(results.calibrations, looks, ("picture",))),
            ("reliability-videos.png", _reliability(results.calibrations, looks, ("clip", "amv", "file"))),
        ):
            path = folder / name
            path.unlink(missing_ok=True)
            if drawing is not None:
                _save(drawing, path)
                written.append(path)
    return written


def _save(drawing: Drawing, path: Path) -> None:
    """As a PNG of few colours: a third of the size, and no trace of when or by what it was made."""
    drawn = BytesIO()
    drawing.savefig(drawn, format="png", dpi=110, metadata={"Software": None})
    Image.open(drawn).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


Looks = Mapping[str, tuple[str, str]]
"""Colour and mark of each system."""


def _looks(systems: Sequence[str]) -> Looks:
    peers = [system for system in systems if system != ASHEN]
    looks = {peer: (PEER_COLOURS[i % len(PEER_COLOURS)], MARKS[i % len(MARKS)]) for i, peer in enumerate(peers)}
    return {ASHEN: (ASHEN_COLOUR, "o"), **looks}


def _recall(figures: Mapping[Key, Figure], looks: Looks, task: Task) -> Drawing | None:
    """A dot for every edit and system, with its interval; edits in their groups."""
    metric = MAIN_METRICS[task][0]
    edits = {edit for of_task, edit, _, name in figures if (of_task, name) == (task, metric)} - {ALL, *ORIGINS}
    systems = [name for name in looks if any((t, s, m) == (task, name, metric) for t, _, s, m in figures)]
    if not edits:
        return None
    groups = grouped(task, edits)
    lines = sum(len(names) + 1 for names in groups.values())
    drawing = Drawing(figsize=(8.2, 0.165 * lines + 1.1), layout="constrained")
    axes = drawing.add_subplot()
    labels: list[str] = []
    places: dict[str, int] = {}
    for group, names in groups.items():
        axes.text(
            0.0, len(labels) + 0.1, f" {group}", va="center", fontsize=8, fontweight="bold", transform=_rows(axes)
        )
        labels.append("")
        for edit in names:
            places[edit] = len(labels)
            labels.append(edit)
    for name in reversed(systems):
        shown = [(y, row) for edit, y in places.items() if (row := figures.get((task, edit, name, metric)))]
        _dots(axes, shown, *looks[name])
    y = len(labels)
    axes.set_ylim(y - 0.4, -0.6)
    axes.set_yticks(range(y), labels, fontsize=8)
    axes.set_xlim(-1, 101)
    axes.set_xlabel(f"{metric_of(metric).title}, %, with 95 % intervals")
    axes.xaxis.set_ticks_position("both")
    axes.tick_params(labeltop=True)
    _legend(drawing, axes, systems, looks)
    return drawing


def _rows(axes: Axes) -> mpl.transforms.Transform:
    """x in shares of the drawing's width, y in rows."""
    return axes.get_yaxis_transform()


def _dots(axes: Axes, shown: Sequence[tuple[int, Figure]], colour: str, mark: str) -> None:
    """One system's values, each at its row, with their intervals."""
    spans = [(y, 100 * row.low, 100 * row.high) for y, row in shown if row.low is not None and row.high is not None]
    if spans:
        axes.hlines(*np.transpose(spans), color=colour, linewidth=1.4, alpha=0.55)
    ys, values = [y for y, _ in shown], [100 * (row.value or 0.0) for _, row in shown]
    axes.plot(values, ys, mark, color=colour, markersize=4.6, markeredgecolor=GROUND, markeredgewidth=0.5)


def _legend(drawing: Drawing, axes: Axes, systems: Iterable[str], looks: Looks) -> None:
    handles = [
        axes.plot([], [], looks[name][1], color=looks[name][0], markersize=6, label=system_title(name))[0]
        for name in systems
    ]
    drawing.legend(handles=handles, loc="outside upper center", ncols=min(len(handles), 4), columnspacing=1.4)


def _latency(figures: Mapping[Key, Figure], looks: Looks) -> Drawing | None:
    """Recall against the median time of an answer."""
    metric = MAIN_METRICS["picture"][0]
    points = [
        (name, took, found)
        for name in looks
        if (took := figures.get(("cost", "picture", name, "latency-ms-median")))
        and (found := figures.get(("picture", ALL, name, metric)))
    ]
    if not points:
        return None
    drawing = Drawing(figsize=(7.2, 4.2), layout="constrained")
    axes = drawing.add_subplot()
    for name, took, found in points:
        colour, mark = looks[name]
        x, value = took.value or 0.0, 100 * (found.value or 0.0)
        if found.low is not None and found.high is not None:
            axes.plot([x, x], [100 * found.low, 100 * found.high], color=colour, linewidth=1.6, alpha=0.6)
        axes.plot(x, value, mark, linestyle="", color=colour, markersize=9, markeredgecolor=GROUND)
        axes.plot([], [], mark, linestyle="", color=colour, markersize=7, label=system_title(name))
    axes.set_xscale("log")
    axes.margins(x=0.2)
    axes.set_ylim(0, 102)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    drawing.legend(loc="outside right upper")
    axes.set_xlabel("time until the answer, median, ms (decoding the picture included)")
    axes.set_ylabel(f"{metric_of(metric).title}, %, mean of all edits")
    return drawing


def _false_matches(curves: Sequence[SystemCurve], looks: Looks) -> Drawing | None:
    """Recall at every rate of false matches."""
    chosen = [curve for name in looks for curve in curves if (curve.task, curve.system) == ("picture", name)]
    if not chosen:
        return None
    drawing = Drawing(figsize=(7.2, 4.2), layout="constrained")
    axes = drawing.add_subplot()
    least = min((rate for curve in chosen for rate in curve.false_match_rate if rate > 0), default=1.0)
    for curve in reversed(chosen):
        rates = np.maximum(curve.false_match_rate, least / 2)
        width = 2.4 if curve.system == ASHEN else 1.4
        colour = looks[curve.system][0]
        axes.step(rates, 100 * np.asarray(curve.recall), where="post", color=colour, linewidth=width)
    axes.axvline(1 / 1000, color=INK, linewidth=0.9, linestyle=(0, (3, 3)))
    axes.text(1 / 1000, 101, " 1 in 1,000", ha="left", va="bottom", fontsize=8)
    axes.set_xscale("log")
    axes.set_xlim(min(least / 2, 1 / 2000), 1)
    axes.set_ylim(0, 100.5)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:g} %")
    axes.set_xlabel("pictures that are not stored, yet matched (the left edge: none of them)")
    axes.set_ylabel("pictures found and accepted, %")
    for curve in chosen:
        axes.plot([], [], color=looks[curve.system][0], linewidth=2, label=system_title(curve.system))
    drawing.legend(loc="outside right upper")
    return drawing


def _reliability(calibrations: Sequence[Calibration], looks: Looks, tasks: Sequence[Task]) -> Drawing | None:
    """Stated probability against how often it was right, and under it how many answers were how sure."""
    calibrations = [one for one in calibrations if one.task in tasks and one.bins]
    if not calibrations:
        return None
    drawing = Drawing(figsize=(4.8, 5.2), layout="constrained")
    upper, lower = drawing.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    upper.plot([0, 1], [0, 1], color=INK, linewidth=0.9, linestyle=(0, (3, 3)))
    dashes = ("-", "--", ":", "-.")
    for place, one in enumerate(calibrations):
        colour, mark = looks[one.system] if len(tasks) == 1 else _TASK_LOOKS[tasks.index(one.task)]
        stated, right = [part.stated for part in one.bins], [part.right for part in one.bins]
        label = f"{system_title(one.system)}, {one.task}"
        upper.plot(stated, right, mark, linestyle=dashes[place % 4], color=colour, markersize=5, label=label)
        lower.step(
            [part.low for part in one.bins] + [one.bins[-1].high],
            [part.n for part in one.bins] + [one.bins[-1].n],
            where="post",
            color=colour,
            linestyle=dashes[place % 4],
        )
    upper.set_ylabel("share that was right")
    upper.set_ylim(-0.02, 1.02)
    upper.legend(loc="upper left")
    lower.set_yscale("log")
    lower.set_ylabel("answers")
    lower.set_xlim(-0.02, 1.02)
    lower.set_xlabel("stated probability")
    return drawing
