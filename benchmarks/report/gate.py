"""Whether Ashen has become worse: `python -m benchmarks.report.gate NEW.json BASELINE.json`. Exit 1 says that it has.

Both runs ask the same queries (same size, same seed; anything else is refused), so code that answers as before gives
the same figures to the last digit, and any difference is answers that changed. The question is whether more were lost
than a change of no consequence loses by chance, when as many answers turn right as turn wrong. Two rules, either fails:

1.  **The mean over edits** of each task and metric, paired by edit. If a share f of an edit's n answers changed either
    way by chance, the edit's figure moves by a random amount of variance f / n (McNemar, Psychometrika 12(2), 1947).
    The file does not say f: it is at least the |difference|, and `UNSEEN` is added for changes that cancelled. The mean
    of E edits then has variance sum(f / n) / E^2. It fails when the drop is more than `Z_MEAN` of these deviations, and
    more than `LEAST`: what is smaller passes, and cannot add up unseen, since the baseline stays until somebody raises
    it. The spread of the differences over edits is not used as noise: a real loss is uneven too, and would excuse
    itself.

2.  **Each edit by itself**, so that one edit's collapse is not averaged away: below the baseline's 95 % interval,
    widened for the number of rows looked at (Bonferroni), so that 30 or 300 rows raise no more alarms by chance than
    one does. Intervals are of new works being drawn, and both runs have the same works: this is far more than the
    noise, on purpose. An interval narrower than Wilson's of n answers is taken as that (Wilson, JASA 22(158), 1927).

A row that has gone is a failure: what is no longer measured may have broken. tests/benchmarks/test_report_gate.py
simulates both: changes without consequence pass, a loss of 5 points of the mean is caught, even or not. For 24 edits of
30 pictures, of which 2 % turned by chance besides, losses of 2, 3 and 4 points were caught in 19, 83 and 100 % of runs;
with 10 % of all answers turning and nothing lost, 2 % failed. A rewrite that turns 20 % without loss fails in 3 of 10:
look at it, and record a new baseline.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from typing import Final

from benchmarks.report.figure import Figure, Task
from benchmarks.report.names import ALL, ASHEN, MAIN_METRICS, NOT_INDEXED, ORIGINS
from benchmarks.report.results import Results, ResultsError, read
from benchmarks.report.tables import metric_of

UNSEEN: Final = 0.05
Z_MEAN: Final = NormalDist().inv_cdf(0.99)
LEAST: Final = 0.01
LEVEL: Final = 0.95

RowKey = tuple[Task, str, str]
"""Task, metric, edit."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says.

    Attributes:
        worse: what fails, a sentence each.
        better: what has risen by more than the noise, a sentence each: the baseline should be raised.
        notes: anything else that a reader should know.
    """

    worse: tuple[str, ...]
    better: tuple[str, ...]
    notes: tuple[str, ...]


def judge(new: Results, baseline: Results) -> Verdict:
    """Hold a run against the baseline.

    Raises:
        ResultsError: the two did not ask the same queries.
    """
    for what, one, other in (("size", new.size, baseline.size), ("seed", new.seed, baseline.seed)):
        if one != other:
            raise ResultsError(
                f"{what} is {one}, the baseline's is {other}: run the benchmark with the baseline's {what}"
            )
    notes = []
    if new.corpus.sha256 != baseline.corpus.sha256:
        notes.append("the stored videos are not those of the baseline, byte for byte: small differences mean nothing")
    before, after = _gated(baseline), _gated(new)
    worse = [f"{_said(key)}: no longer measured" for key in before if key not in after]
    if added := [key for key in after if key not in before]:
        notes.append(
            f"{len(added)} figures are not in the baseline, the first {_said(added[0])}: record a new baseline"
        )
    pairs = {key: (row, after[key]) for key, row in before.items() if key in after}
    better: list[str] = []
    means: defaultdict[tuple[Task, str], list[tuple[Figure, Figure]]] = defaultdict(list)
    for (task, metric, _), pair in pairs.items():
        means[task, metric].append(pair)
    for (task, metric), rows in means.items():
        change, noise = mean_change(rows)
        said = (
            f"{task}, {metric_of(metric).title}, mean of {len(rows)} edits: {_points(change)}, noise {_points(noise)}"
        )
        if abs(change) > noise:
            (worse if change < 0 else better).append(said)
    width = widening(len(pairs))
    for key, (old, now) in pairs.items():
        change, noise = gain(old, now), width * half_width(old)
        if change < -noise and len(means[key[0], key[1]]) > 1:
            worse.append(f"{_said(key)}: {_points(change)}, noise {_points(noise)}")
    return Verdict(tuple(worse), tuple(better), tuple(notes))


def mean_change(rows: Sequence[tuple[Figure, Figure]]) -> tuple[float, float]:
    """Mean gain over edits, (baseline, new) each, and how large it must be to be more than noise."""
    gains = [gain(old, now) for old, now in rows]
    variance = sum((abs(one) + UNSEEN) / max(now.n, 1) for one, (_, now) in zip(gains, rows, strict=True))
    return sum(gains) / len(gains), max(LEAST, Z_MEAN * math.sqrt(variance) / len(gains))


def widening(rows: int) -> float:
    """How much wider than one 95 % interval each of many must be, for all to hold together as often as one."""
    normal = NormalDist()
    return normal.inv_cdf(1 - (1 - LEVEL) / 2 / max(rows, 1)) / normal.inv_cdf((1 + LEVEL) / 2)


def half_width(row: Figure) -> float:
    """From the value to the bad end of its interval; at least as for `n` answers that have nothing in common."""
    value, n = row.value or 0.0, max(row.n, 1)
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    middle = (value + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(value * (1 - value) / n + z * z / (4 * n * n))
    if metric_of(row.metric).more_is_better:
        return max(value - (middle - reach), 0.0 if row.low is None else value - row.low)
    return max(middle + reach - value, 0.0 if row.high is None else row.high - value)


def gain(old: Figure, now: Figure) -> float:
    """By how much a figure is better than it was; negative is worse."""
    change = (now.value or 0.0) - (old.value or 0.0)
    return change if metric_of(old.metric).more_is_better else -change


def _gated(results: Results) -> dict[RowKey, Figure]:
    """Ashen's shares that the gate holds: each task's main metrics by edit, and false matches."""
    rows = {
        (row.task, row.metric, row.edit): row
        for row in results.figures
        if row.system == ASHEN
        and row.value is not None
        and row.edit not in ORIGINS  # their answers are in the edits' rows
        and metric_of(row.metric).unit == "share"
        and (row.metric in MAIN_METRICS[row.task] or (row.metric == "false-match-rate" and row.edit == NOT_INDEXED))
    }
    several = {(task, metric) for task, metric, edit in rows if edit != ALL}
    return {key: row for key, row in sorted(rows.items()) if key[2] != ALL or key[:2] not in several}


def _said(key: RowKey) -> str:
    task, metric, edit = key
    return f"{task}, {metric_of(metric).title}, {edit}"


def _points(share: float) -> str:
    return f"{100 * share:+.1f} points" if share < 0 else f"{100 * share:.1f} points"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 passes, 1 is worse than the baseline, 2 cannot be compared."""
    parser = argparse.ArgumentParser(description="Fails when Ashen's recall dropped by more than the noise.")
    parser.add_argument("new", type=Path, help="results of the run to judge")
    parser.add_argument("baseline", type=Path, help="results to hold it against")
    chosen = parser.parse_args(arguments)
    try:
        verdict = judge(read(chosen.new), read(chosen.baseline))
    except ResultsError as error:
        print(f"cannot compare: {error}", file=sys.stderr)
        return 2
    for note in verdict.notes:
        print(f"note: {note}")
    for line in verdict.better:
        print(f"better: {line}; raise the baseline: copy {chosen.new} to {chosen.baseline} and commit it")
    for line in verdict.worse:
        print(f"worse: {line}")
    print("worse than the baseline" if verdict.worse else "not worse than the baseline")
    return 1 if verdict.worse else 0


if __name__ == "__main__":
    sys.exit(main())
