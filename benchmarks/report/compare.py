"""Two runs side by side: `python -m benchmarks.report.compare ONE.json OTHER.json`.

Runs of one commit, size and seed must agree in every figure but costs; exit 1 says that they do not. Runs of other
seeds have other works and other queries; how many of their figures lie within the first one's intervals is printed.
Both are estimates: of two runs that measure the same, about 83 % of the second's figures lie within the first's 95 %
intervals (their difference has twice the variance of one), and nearly all intervals overlap.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report.figure import Figure
from benchmarks.report.results import Results, ResultsError, read
from benchmarks.report.tables import Key, keyed


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two runs agree.

    Attributes:
        figures: how many both measured, costs left out.
        equal: of these, how many are the same to the last digit, intervals and counts too.
        alone: how many only one of them has.
        compared: how many have an interval in the first run.
        within: of these, how many values of the second lie within it.
        overlapping: how many intervals of the two overlap.
    """

    figures: int
    equal: int
    alone: int
    compared: int
    within: int
    overlapping: int


def agreement(one: Results, other: Results) -> Agreement:
    """Hold the second run's figures against the first's."""
    first, second = _answers(one), _answers(other)
    both = [(first[key], second[key]) for key in first if key in second]
    pairs = [(a, b) for a, b in both if a.low is not None and b.low is not None and b.value is not None]
    return Agreement(
        figures=len(both),
        equal=sum(a == b for a, b in both),
        alone=len(first.keys() ^ second.keys()),
        compared=len(pairs),
        within=sum(_ends(a)[0] <= (b.value or 0.0) <= _ends(a)[1] for a, b in pairs),
        overlapping=sum(_ends(a)[0] <= _ends(b)[1] and _ends(b)[0] <= _ends(a)[1] for a, b in pairs),
    )


def _answers(run: Results) -> Mapping[Key, Figure]:
    """Figures that follow from the seed: all but times."""
    return keyed([row for row in run.figures if not (row.task == "cost" and row.edit != "storage")])


def _ends(row: Figure) -> tuple[float, float]:
    return (row.low or 0.0, row.high or 0.0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0, 1 when equal runs differ, 2 when a file cannot be read."""
    parser = argparse.ArgumentParser(description="Compares two results.json.")
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    chosen = parser.parse_args(arguments)
    try:
        one, other = read(chosen.one), read(chosen.other)
    except ResultsError as error:
        print(error, file=sys.stderr)
        return 2
    found = agreement(one, other)
    print(f"{found.equal} of {found.figures} figures equal; {found.alone} in one run only")
    if (one.size, one.seed) == (other.size, other.seed):
        return 0 if found.equal == found.figures and not found.alone else 1
    print(f"{found.within} of {found.compared} values within the first run's intervals")
    print(f"{found.overlapping} of {found.compared} intervals overlap")
    return 0


if __name__ == "__main__":
    sys.exit(main())
