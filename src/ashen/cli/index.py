"""`ashen index`: videos into the library."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ashen.cli.exits import INTERRUPTED, SOME_FAILED
from ashen.cli.location import LibraryOption

if TYPE_CHECKING:
    from ashen.ingest.events import IndexSummary


def index(
    paths: Annotated[list[Path], typer.Argument(help="Folders and files to index.", metavar="PATH...")],
    library: LibraryOption,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Files signed at a time; default all cores.")
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Also retry unchanged files that failed.")
    ] = False,
) -> None:
    """Sign every frame of the videos at or below each PATH and store them. Run it again whenever videos were added."""
    from ashen.cli.progress import progress_for
    from ashen.library import Library

    try:
        with Library.open(library, create=True) as lib, progress_for() as progress:
            summary = lib.index(paths, workers=workers, retry_failed=retry_failed, on_event=progress.show)
    except KeyboardInterrupt:
        print("Interrupted. What was indexed is stored; the same command goes on from there.", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    print_summary(summary)
    if summary.counts.get("failed"):
        raise typer.Exit(SOME_FAILED)


def print_summary(summary: IndexSummary) -> None:
    """What became of all files, and every problem."""
    counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(summary.counts.items()))
    speed = summary.signed_s / summary.elapsed_s if summary.elapsed_s else 0.0
    print(f"{counts or 'no videos found'}. {summary.signed_s / 60:.1f} minutes of video, {speed:.1f} x real time.")
    for problem in summary.problems:
        print(f"  {problem.outcome} {problem.path}: {problem.message}")
    if summary.counts.get("skipped"):
        print("Skipped: failed before and not changed since. `ashen status` says why, --retry-failed tries again.")
