"""The one file that holds all figures of a run: JSON, checked when written and when read.

Equal runs give equal bytes but for costs and runtime: figures are sorted, numbers have five significant digits. The
format is described in docs/benchmark/README.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from benchmarks.report.figure import TASKS, Figure, Task
from benchmarks.scoring.retrieval import Bin, Curve

SCHEMA = 1
DIGITS = 5
Size = Literal["small", "medium", "full"]


class ResultsError(ValueError):
    """A file of results is not what it should be; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was not measured.

    Attributes:
        what: a source, a system, a task.
        why: the reason, in a sentence.
    """

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Source:
    """Something the corpus is made of.

    Attributes:
        name: short.
        licence: under which it is used.
        credit: who made it, as the licence asks.
        videos: how many stored videos come from it.
    """

    name: str
    licence: str
    credit: str
    videos: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was searched.

    Attributes:
        sha256: checksum over the content of all stored videos.
        items: where they come from.
    """

    sha256: str
    items: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class SystemCurve:
    """False matches against recall of one system at one task: rates and recalls, both rising, equally many."""

    task: Task
    system: str
    false_match_rate: tuple[float, ...]
    recall: tuple[float, ...]

    @classmethod
    def of(cls, task: Task, system: str, curve: Curve) -> SystemCurve:
        """From what scoring gives."""
        return cls(task, system, tuple(curve.false_match_rate.tolist()), tuple(curve.recall.tolist()))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Stated probability against how often it was right, of one system at one task."""

    task: Task
    system: str
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """A run of the benchmark.

    Attributes:
        size: "small", "medium" or "full".
        seed: of everything.
        commit: of Ashen; with "+" at its end when files were changed since.
        machine: cpu, cores, python, platform.
        versions: of the libraries that matter.
        corpus: what was searched.
        plans: by task, a short hash of what was asked; equal ones over equal videos ask equal queries.
        missing: what was not measured, and why.
        runtime_s: of the whole run.
        figures: all that was measured.
        curves, calibrations: for the plots.
    """

    size: Size
    seed: int
    commit: str
    machine: Mapping[str, str]
    versions: Mapping[str, str]
    corpus: Corpus
    missing: tuple[Missing, ...]
    runtime_s: float
    figures: tuple[Figure, ...]
    curves: tuple[SystemCurve, ...] = ()
    calibrations: tuple[Calibration, ...] = ()
    plans: Mapping[str, str] = field(default_factory=dict)


def write(results: Results, path: Path) -> None:
    """Write a run's figures. A value that is NaN is written as null: nothing to report.

    Raises:
        ResultsError: they break a rule. The file is there all the same, so that hours of work can be mended by hand.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"schema": SCHEMA, **asdict(results)}
    document["figures"] = [asdict(row) for row in sorted(results.figures, key=_place)]
    document["curves"] = [asdict(one) for one in sorted(results.curves, key=lambda one: (one.task, one.system))]
    document["calibrations"] = [asdict(o) for o in sorted(results.calibrations, key=lambda o: (o.task, o.system))]
    document["missing"] = [asdict(one) for one in sorted(results.missing, key=lambda one: (one.what, one.why))]
    path.write_text(_lines(_rounded(document)), encoding="utf-8")
    read(path)


def read(path: Path) -> Results:
    """Read what `write` wrote.

    Raises:
        ResultsError: no such file, not such a file, of another schema, or with figures that cannot be.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ResultsError(f"{path} is missing: make it with `make benchmark-full`") from error
    except ValueError as error:
        raise ResultsError(f"{path} is not JSON ({error}): make it again with `make benchmark-full`") from error
    try:
        results = _results(document)
    except (KeyError, TypeError, AttributeError) as error:
        raise ResultsError(f"{path} lacks or misspells a field ({error}); see docs/benchmark/README.md") from error
    except ResultsError as error:
        raise ResultsError(f"{path}: {error}") from error
    return results


def _results(document: dict[str, Any]) -> Results:
    schema = document.pop("schema", None)
    if schema != SCHEMA:
        raise ResultsError(f"schema {schema}, but this program reads {SCHEMA}: run the benchmark again")
    corpus = document["corpus"]
    results = Results(
        **{
            **document,
            "corpus": Corpus(corpus["sha256"], tuple(Source(**item) for item in corpus["items"])),
            "missing": tuple(Missing(**one) for one in document["missing"]),
            "figures": tuple(Figure(**row) for row in document["figures"]),
            "curves": tuple(
                SystemCurve(one["task"], one["system"], tuple(one["false_match_rate"]), tuple(one["recall"]))
                for one in document["curves"]
            ),
            "calibrations": tuple(
                Calibration(one["task"], one["system"], tuple(Bin(**part) for part in one["bins"]))
                for one in document["calibrations"]
            ),
        }
    )
    if results.size not in get_args(Size):
        raise ResultsError(f"size {results.size!r} is neither small nor full")
    seen: set[tuple[str, str, str, str]] = set()
    for row in results.figures:
        key = (row.task, row.edit, row.system, row.metric)
        said = " / ".join(map(str, key))
        if key in seen:
            raise ResultsError(f"{said} is there twice: every figure must be measured once")
        seen.add(key)
        _check(row, said)
    for curve in results.curves:
        if not len(curve.recall) == len(curve.false_match_rate) > 0:
            raise ResultsError(f"curve of {curve.task} / {curve.system}: needs a recall for each rate of false matches")
    return results


def _check(row: Figure, said: str) -> None:
    if row.task not in TASKS:
        raise ResultsError(f"{said}: task is none of {', '.join(TASKS)}")
    if not all(isinstance(name, str) and name for name in (row.edit, row.system, row.metric)):
        raise ResultsError(f"{said}: edit, system and metric must be names")
    numbers = (row.value, row.low, row.high)
    if not all(one is None or (isinstance(one, int | float) and math.isfinite(one)) for one in numbers):
        raise ResultsError(f"{said}: value, low and high must be finite numbers or null")
    if (row.low is None) != (row.high is None) or (row.low is not None and row.value is None):
        raise ResultsError(f"{said}: an interval needs both ends and a value")
    if row.low is not None and row.high is not None and row.low > row.high:
        raise ResultsError(f"{said}: the interval ends before it begins")
    if not isinstance(row.n, int) or row.n < 0:
        raise ResultsError(f"{said}: n must be how many queries it comes from")


def _place(row: Figure) -> tuple[int, str, str, str]:
    return TASKS.index(row.task) if row.task in TASKS else len(TASKS), row.edit, row.system, row.metric


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return None if math.isnan(value) else float(f"{value:.{DIGITS}g}")
    if isinstance(value, Mapping):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value


def _lines(document: Mapping[str, Any]) -> str:
    """JSON with a line for each entry of each list, so that versions of the file can be compared."""
    parts = []
    for key, value in document.items():
        if isinstance(value, list) and value:
            rows = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in value)
            parts.append(f"  {json.dumps(key)}: [\n{rows}\n  ]")
        else:
            parts.append(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"
