"""What the headline figures were, run by run: one line of JSON each, never rewritten but for the same run again."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.report.figure import Figure
from benchmarks.report.headline import HEADLINE
from benchmarks.report.means import with_means
from benchmarks.report.names import ASHEN
from benchmarks.report.results import DIGITS, Results, ResultsError, Size
from benchmarks.report.tables import cell, metric_of, number, table

NAME = "history.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One run.

    Attributes:
        date: of the run, YYYY-MM-DD.
        commit, size, seed: as in the results.
        corpus: the first digits of its checksum.
        figures: Ashen's headline figures.
    """

    date: str
    commit: str
    size: Size
    seed: int
    corpus: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How one headline figure moved.

    Attributes:
        words: what it is.
        before, after: the two figures.
        noise: how far it moves by chance between two draws of works; None where no interval is known.
    """

    words: str
    before: Figure
    after: Figure
    noise: float | None

    @property
    def more_than_noise(self) -> bool | None:
        """Whether it moved by more than its noise; None when that is not known."""
        return None if self.noise is None else abs((self.after.value or 0.0) - (self.before.value or 0.0)) > self.noise


def entry_of(results: Results, date: str) -> Entry:
    """The line of a run."""
    chosen = [row[1:] for row in HEADLINE]
    figures = [
        _rounded(row)
        for row in with_means(results.figures)
        if row.system == ASHEN and row.value is not None and (row.task, row.edit, row.metric) in chosen
    ]
    figures.sort(key=lambda row: chosen.index((row.task, row.edit, row.metric)))
    return Entry(date, results.commit, results.size, results.seed, results.corpus.sha256[:12], tuple(figures))


def append(results: Results, path: Path, date: str) -> Entry:
    """Add a run to the history; the same commit, size and seed again takes the place of its line.

    Raises:
        ResultsError: the history cannot be read.
    """
    entry = entry_of(results, date)
    key = (entry.commit, entry.size, entry.seed)
    kept = [one for one in read(path) if (one.commit, one.size, one.seed) != key]
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in [*kept, entry]]
    path.write_text("".join(lines), encoding="utf-8")
    return entry


def read(path: Path) -> list[Entry]:
    """All runs, oldest first; none when there is no such file.

    Raises:
        ResultsError: a line is not what `append` writes.
    """
    if not path.exists():
        return []
    entries = []
    for place, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            document = json.loads(line)
            entries.append(Entry(**{**document, "figures": tuple(Figure(**row) for row in document["figures"])}))
        except (ValueError, TypeError, KeyError) as error:
            raise ResultsError(f"{path}, line {place}: {error}; take the line out or mend it") from error
    return entries


def changes(before: Entry, after: Entry) -> list[Change]:
    """How each figure that both have moved.

    The noise is that of two draws of works, sqrt(a^2 + b^2) of the two half intervals: right for another seed, and more
    than enough for the same one, whose queries are the same.
    """
    old = {(row.task, row.edit, row.metric): row for row in before.figures}
    words = {row[1:]: row[0] for row in HEADLINE}
    return [
        Change(words[key], old[key], row, _noise(old[key], row))
        for row in after.figures
        if (key := (row.task, row.edit, row.metric)) in old and key in words
    ]


def previous(entries: Sequence[Entry], after: Entry) -> Entry | None:
    """The last run of the same size before this one, which is in the history."""
    same = [one for one in entries[: entries.index(after)] if one.size == after.size]
    return same[-1] if same else None


def render(before: Entry, after: Entry) -> str:
    """Markdown: what moved, and whether by more than its noise."""
    verdicts = {True: "**more than noise**", False: "within noise", None: "noise not known"}
    rows = [
        [one.words, cell(one.before), cell(one.after), _moved(one), verdicts[one.more_than_noise]]
        for one in changes(before, after)
    ]
    heads = [
        "",
        f"{before.date} `{before.commit}`, seed {before.seed}",
        f"{after.date} `{after.commit}`, seed {after.seed}",
    ]
    return table([*heads, "moved", ""], rows)


def _moved(change: Change) -> str:
    by = (change.after.value or 0.0) - (change.before.value or 0.0)
    unit = " points" if metric_of(change.after.metric).unit == "share" else ""
    return f"{'+' if by > 0 else ''}{number(by, change.after.metric)}{unit}"


def _noise(one: Figure, other: Figure) -> float | None:
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return None
    return math.hypot((one.high - one.low) / 2, (other.high - other.low) / 2)


def _rounded(row: Figure) -> Figure:
    value, low, high = (None if one is None else float(f"{one:.{DIGITS}g}") for one in (row.value, row.low, row.high))
    return Figure(row.task, row.edit, row.system, row.metric, value, low, high, row.n)
