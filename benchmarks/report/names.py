"""What tasks, metrics and systems are called, and what the names mean: the words of docs/benchmark/README.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from benchmarks.edits import CLIP_EDITS, EDIT_GROUPS, PICTURE_EDITS
from benchmarks.report.figure import Task

Unit = Literal["share", "ms", "s", "bytes", "ratio"]

ASHEN: Final = "ashen"
ALL: Final = "all"
NOT_INDEXED: Final = "not-indexed"


@dataclass(frozen=True, slots=True)
class Metric:
    """A kind of figure.

    Attributes:
        title: short, for tables.
        says: what it is, for people.
        unit: of its values.
        more_is_better: else less is.
    """

    title: str
    says: str
    unit: Unit = "share"
    more_is_better: bool = True


TASKS_SAY: Final[Mapping[Task, str]] = {
    "picture": "One picture, edited: which video does it show, and which moment?",
    "clip": "A clip of some seconds, edited and encoded: which stretch of which video is it?",
    "amv": "A compilation of short cuts from many videos: which stretch is from where?",
    "file": "A whole episode's file in another encoding: which episode is it?",
    "shared": "An opening or ending that many episodes share: are all of them named, and none besides?",
    "cost": "What it takes: time, processor, storage.",
}

METRICS: Final[Mapping[str, Metric]] = {
    "recall@1": Metric("recall@1", "share of stored queries whose first answer is right"),
    "recall@10": Metric("recall@10", "share of stored queries with a right answer among the first ten"),
    "recall-named": Metric(
        "recall, named", "share of stored queries whose first answer is right and named by the system's own threshold"
    ),
    "recall@fmr-1/1000": Metric(
        "recall at 1/1000 false matches",
        "share of stored queries whose first answer is right and scores above what all but 1 in 1,000 queries that are "
        "not stored reach; with fewer than 1,000 of these, above all of them",
    ),
    "micro-ap": Metric(
        "micro-AP",
        "micro average precision over all answers to all queries, stored and not, sorted by score (DISC21, section 4)",
    ),
    "false-match-rate": Metric(
        "false matches",
        "share of queries that are not stored for which the system names something, by its own threshold",
        more_is_better=False,
    ),
    "calibration-error": Metric(
        "calibration error",
        "expected calibration error: mean gap between the stated probability and how often it was right",
        more_is_better=False,
    ),
    "segment-f1": Metric("segment F1", "VCSL's segment F-score: harmonic mean of segment precision and recall"),
    "segment-precision": Metric("segment precision", "VCSL: how much of what is named is so"),
    "segment-recall": Metric("segment recall", "VCSL: how much of what is so is named"),
    "boundary-error-s": Metric(
        "boundary error", "median distance of a named segment's ends from the true ones, in seconds", "s", False
    ),
    "cpu-ms-median": Metric("CPU", "processor time for one query, median, in milliseconds", "ms", False),
    "cpu-ms-p95": Metric("CPU, p95", "processor time for one query, 95th percentile, in milliseconds", "ms", False),
    "latency-ms-median": Metric("latency", "time until the answer, one query at a time, median, in ms", "ms", False),
    "latency-ms-p95": Metric("latency, p95", "time until the answer, 95th percentile, in milliseconds", "ms", False),
    "bytes-per-frame-index": Metric("index", "bytes that searching needs for each stored frame", "bytes", False),
    "bytes-per-frame-database": Metric("database", "bytes kept besides for each stored frame", "bytes", False),
    "cpu-ratio-to-decoding": Metric(
        "CPU of indexing", "processor time of indexing over that of bare decoding", "ratio", False
    ),
}

MAIN_METRIC: Final[Mapping[Task, tuple[str, ...]]] = {
    "picture": ("recall@1", "recall@fmr-1/1000", "micro-ap"),
    "clip": ("segment-f1", "recall@1"),
    "amv": ("segment-f1",),
    "file": ("recall@1", "segment-f1"),
    "shared": ("segment-f1", "recall@1"),
    "cost": (),
}
"""What each task is first judged by, most telling first."""

SYSTEMS: Final[Mapping[str, str]] = {
    ASHEN: "Ashen as it is, asked as its users ask it",
}

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    **EDIT_GROUPS,
    "video": tuple(name for name in CLIP_EDITS if name not in PICTURE_EDITS),
}
"""Edits of pictures and clips, in groups."""


def in_order(names: Iterable[str], documented: Sequence[str]) -> list[str]:
    """Names in the documented order; then those that are not documented, by name."""
    place = {name: number for number, name in enumerate(documented)}
    return sorted(set(names), key=lambda name: (place.get(name, len(place)), name))


def edit_groups(edits: Iterable[str]) -> dict[str, list[str]]:
    """Edits by group, both in the documented order; edits in no group last, under the empty name."""
    left = set(edits)
    groups: dict[str, list[str]] = {}
    for group, names in GROUPS.items():
        chosen = [name for name in names if name in left]
        left -= set(chosen)
        if chosen:
            groups[group] = chosen
    if left:
        groups[""] = sorted(left)
    return groups
