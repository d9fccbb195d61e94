"""What tasks, edits, metrics and systems are called, and what the names mean: the lists of docs/benchmark/README.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from benchmarks.edits import CLIP_EDITS, EDIT_GROUPS, PICTURE_EDITS
from benchmarks.report import edit_words
from benchmarks.report.figure import Task
from benchmarks.systems.peers import PEERS
from benchmarks.tasks.amv import AMV_EDITS
from benchmarks.tasks.file import FILE_EDITS

Unit = Literal["share", "ms", "s", "frames", "bytes", "ratio"]

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


TASK_TITLES: Final[Mapping[Task, str]] = {
    "picture": "Pictures",
    "clip": "Clips",
    "amv": "Compilations",
    "file": "Whole files",
    "shared": "Shared openings and endings",
    "cost": "Costs",
}
TASKS_SAY: Final[Mapping[Task, str]] = {
    "picture": "One picture, edited: which video does it show, and which moment?",
    "clip": "A clip of some seconds, edited and encoded: which stretch of which video is it?",
    "amv": "A compilation of short cuts from many videos: which stretch is from where?",
    "file": "A whole episode's file, made anew: which episode is it, and which stretches of it?",
    "shared": "A picture or clip of an opening or ending that several episodes share: are all of them named, no other?",
    "cost": "What it takes: time, processor, storage.",
}

_ACCEPTED = (
    "share of stored queries whose first answer is right and scores above what all but 1 in {} queries that are not "
    "stored reach; with fewer than {} of these, above all of them"
)

_ERRORS: Final = {"median": "median", "p90": "90th percentile"}
_TIMES: Final = {"median": "median", "p95": "95th percentile"}
_SPREAD: Final[tuple[tuple[str, str, str, Unit, Mapping[str, str]], ...]] = (
    (
        "offset-error-s",
        "offset error",
        "how far the moment in the stored video is from the true one, where the first answer is right",
        "s",
        _ERRORS,
    ),
    ("pair-offset-error-s", "pair offset error", "the same of compared pairs that agree", "s", _ERRORS),
    (
        "boundary-error-frames",
        "boundary error",
        "how far a named stretch's ends are from the true ones",
        "frames",
        _ERRORS,
    ),
    ("latency-ms", "latency", "time until the answer, one query at a time, its decoding included", "ms", _TIMES),
    ("cpu-ms", "CPU", "processor time of one query, its decoding included", "ms", _TIMES),
)

METRICS: Final[Mapping[str, Metric]] = {
    "recall@1": Metric("recall@1", "share of stored queries whose first answer is right"),
    "recall@10": Metric("recall@10", "share of stored queries with a right answer among the first ten"),
    "recall-named": Metric(
        "recall, named", "share of stored queries whose first answer is right and named by the system's own threshold"
    ),
    "recall@fmr-1/1000": Metric("recall at 1/1000 false matches", _ACCEPTED.format("1,000", "1,000")),
    "recall@fmr-1/100": Metric("recall at 1/100 false matches", _ACCEPTED.format("100", "100")),
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
    "segment-f1": Metric(
        "segment F1", "harmonic mean of segment precision and segment recall (VCSL's segment F-score)"
    ),
    "segment-precision": Metric("segment precision", "how much of what is named is so (VCSL)"),
    "segment-recall": Metric("segment recall", "how much of what is so is named (VCSL)"),
    "frame-f1": Metric(
        "frame F1",
        "harmonic mean of the share of named frames that are shown there and the share of stored frames that are named "
        "so, within two frames or where the very same picture is shown",
    ),
    "direction-right": Metric(
        "direction",
        "of the surest named stretches in the right place, the share that says rightly which way it is played",
    ),
    "foreign-claimed": Metric(
        "foreign time claimed",
        "of the time of a compilation that shows nothing stored, the share that is named all the same",
        more_is_better=False,
    ),
    "coverage-error": Metric(
        "coverage error",
        "how far the named share of a file is from the true share, parts named outside of it counted too",
        more_is_better=False,
    ),
    "set-f1": Metric("set F1", "harmonic mean of set precision and set recall, query by query"),
    "set-precision": Metric("set precision", "of the episodes named, the share that holds it; 1 where none is named"),
    "set-recall": Metric("set recall", "of the episodes that hold it, the share that is named"),
    "pair-recall": Metric("pair recall", "share of clips that are found to agree with the video they are from"),
    "pair-false-rate": Metric(
        "false pairs", "share of clips that are found to agree with another video", more_is_better=False
    ),
    **{
        f"{metric}-{name}": Metric(f"{title}, {words}", f"{says}, {words}", unit, False)
        for metric, title, says, unit, quantiles in _SPREAD
        for name, words in quantiles.items()
    },
    "bytes-per-frame-index": Metric("index", "bytes that searching needs for each stored frame", "bytes", False),
    "bytes-per-frame-database": Metric("database", "bytes kept besides for each stored frame", "bytes", False),
    "cpu-ratio-to-decoding": Metric(
        "CPU of indexing", "processor time of indexing over that of bare decoding", "ratio", False
    ),
}

MAIN_METRICS: Final[Mapping[Task, tuple[str, ...]]] = {
    "picture": ("recall@1", "recall@fmr-1/1000", "micro-ap"),
    "clip": ("recall@1", "segment-f1", "recall@fmr-1/100"),
    "amv": ("segment-f1",),
    "file": ("recall@1", "segment-f1"),
    "shared": ("set-f1",),
    "cost": (),
}
"""What each task is judged by, the first first: shown whole, and held by the gate."""

SYSTEMS: Final[Mapping[str, str]] = {
    ASHEN: "Ashen as it is, asked as its users ask it",
    **{peer.name: f"{peer.what} ({peer.source})" for peer in PEERS},
}

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    **EDIT_GROUPS,
    "video": tuple(name for name in CLIP_EDITS if name not in PICTURE_EDITS),
    "compilations": tuple(AMV_EDITS),
    "whole files": tuple(FILE_EDITS),
    "costs": tuple(edit_words.COSTS),
}
"""All edits in groups, as tables show them."""

EDITS: Final[Mapping[str, str]] = {
    **edit_words.PICTURES,
    **edit_words.CLIPS,
    **edit_words.COMPILATIONS,
    **edit_words.FILES,
    **edit_words.COSTS,
}
"""What every edit does. Where `EDITS` and `GROUPS` differ, a test says so."""


LENGTH: Final = re.compile(r"-\d+(\.\d+)?s$")
"""After the edit of a clip that is not 5 s long."""
CUTS: Final = re.compile(r"-\d+-cuts$")
"""After the edit of a compilation that has not 20 cuts."""
ORIGINS: Final[Mapping[str, str]] = {
    "drawn-works": "mean of all edits, drawn works alone",
    "real-works": "mean of all edits, real works alone",
}
"""Rows of a part of what was asked under all edits."""


def bare(task: Task, edit: str) -> str:
    """An edit's name without what a task adds: "clip-mirrored" of shared openings, "indexing-h264" of costs,
    "subtitled-30s" of clips of another length, "dissolves-60-cuts" of compilations of more cuts."""
    if task == "clip":
        return LENGTH.sub("", edit)
    if CUTS.search(edit):
        return CUTS.sub("", edit)
    head, _, tail = edit.partition("-")
    if task == "shared" and head in ("picture", "clip"):
        return tail
    return head if task == "cost" and head == "indexing" else edit


def in_order(names: Iterable[str], documented: Sequence[str]) -> list[str]:
    """Names in the documented order; then those that are not documented, by name."""
    place = {name: number for number, name in enumerate(documented)}
    return sorted(set(names), key=lambda name: (place.get(name, len(place)), name))


def grouped(task: Task, edits: Iterable[str]) -> dict[str, list[str]]:
    """Edits of a task by group, both in the documented order; edits in no group last, under the empty name."""
    left = set(edits)
    groups: dict[str, list[str]] = {}
    for group, names in GROUPS.items():
        chosen = sorted(
            (edit for edit in left if bare(task, edit) in names), key=lambda e: (names.index(bare(task, e)), e)
        )
        left -= set(chosen)
        if chosen:
            groups[group] = chosen
    if left:
        groups[""] = sorted(left)
    return groups
