"""`python -m benchmarks.report`: plots, results page and README's table anew, from the recorded figures."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import headline, page, plots, results

ROOT = Path(__file__).parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0, or 2 when the figures cannot be read."""
    parser = argparse.ArgumentParser(description="Draws plots and page from results.json, and fills README's table.")
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "benchmark")
    parser.add_argument(
        "--readme", type=Path, default=ROOT / "README.md", help="page with marks for the headline table"
    )
    chosen = parser.parse_args(arguments)
    try:
        run = results.read(chosen.folder / "results.json")
        plots.write(run, chosen.folder)
        page.write(run, chosen.folder)
    except results.ResultsError as error:
        print(error, file=sys.stderr)
        return 2
    text = chosen.readme.read_text(encoding="utf-8")
    if headline.between_marks(text) is None:
        print(f"{chosen.readme} has no {headline.BEGIN} and {headline.END}: its table stays as it is", file=sys.stderr)
    else:
        chosen.readme.write_text(headline.fill(text, run), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
