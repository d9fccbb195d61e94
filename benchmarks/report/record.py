"""`python -m benchmarks.report.record build/benchmark/results.json`: make a small run the one CI is held to.

Writes docs/benchmark/small.json and a line of docs/benchmark/history.jsonl. (A full run is recorded where it is made.)
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import history, results

ROOT = Path(__file__).parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0, or 2 when the run cannot be recorded."""
    parser = argparse.ArgumentParser(description="Records a small run as CI's baseline.")
    parser.add_argument("run", type=Path, help="results.json of a small run")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "benchmark")
    chosen = parser.parse_args(arguments)
    try:
        run = results.read(chosen.run)
        if run.size != "small":
            raise results.ResultsError(f"{chosen.run} is of a {run.size} run: CI can only repeat a small one")
        results.write(run, chosen.folder / "small.json")
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        history.append(run, chosen.folder / history.NAME, today)
    except results.ResultsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
