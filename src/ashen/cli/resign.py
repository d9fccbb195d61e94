"""`ashen resign`: an older library over to the newest recipe."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ashen.cli.exits import INTERRUPTED, SOME_FAILED
from ashen.cli.location import LibraryOption

if TYPE_CHECKING:
    from ashen.ingest.resign import ResignSummary
    from ashen.ingest.resigning import Amount, ResigningNeeded


def resign(
    library: LibraryOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would take.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Videos signed at a time; default all cores.")
    ] = None,
    without_missing: Annotated[
        bool,
        typer.Option(
            "--without-missing",
            help="Go over although some videos have neither file nor stills; these are then not found.",
        ),
    ] = False,
) -> None:
    """Sign the videos of an older library by the newest recipe, from their files or stills, and go over to it. The
    library is searched as before meanwhile."""
    from ashen.cli.progress import progress_for
    from ashen.library import Library

    with Library.open(library) as lib:
        if dry_run:
            print("\n".join(needed_lines(lib.resigning(), workers)))
            return
        try:
            with progress_for() as progress:
                summary = lib.resign(workers=workers, without_missing=without_missing, on_event=progress.show)
        except KeyboardInterrupt:
            print("Interrupted. What was re-signed is stored; the same command goes on from there.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None
    _print_summary(summary, without_missing)
    if summary.counts.get("failed") or (summary.left and not without_missing):
        raise typer.Exit(SOME_FAILED)


def needed_lines(needed: ResigningNeeded, workers: int | None = None) -> list[str]:
    """What re-signing would take, in lines for people."""
    if not needed.needed:
        return [f"All videos are signed by {needed.newest}, the newest recipe. Nothing to do."]
    files, stills, missing = (needed.by_way[way] for way in ("file", "stills", "missing"))
    lines = [
        f"Searched by {needed.searched}; {_amount(needed.total)} not yet signed by {needed.newest}.",
        f"  from files    {_amount(files)}",
        f"  from stills   {_amount(stills)}, as their files are gone or have changed",
        f"  from neither  {_amount(missing)}",
        f"That takes about {_rough_time(needed, workers)}, judged by length alone.",
    ]
    if missing.videos:
        lines.append("Bring the files of the last back and `ashen index` them, or leave them out: --without-missing.")
    return lines


def status_line(needed: ResigningNeeded) -> str:
    """The same in a line, where there is anything to do."""
    total, missing = needed.total, needed.by_way["missing"].videos
    videos = "1 video" if total.videos == 1 else f"{total.videos:,} videos"
    without = f" ({missing} with neither file nor stills)" if missing else ""
    if needed.searched == needed.newest:
        return f"{needed.newest}; {videos} not yet signed by {needed.newest}{without}: `ashen resign`"
    takes = f"{total.duration_s / 3600:.2f} hours of video, about {_rough_time(needed)}"
    return f"{needed.searched}; {videos} to sign by {needed.newest}{without}, {takes}: `ashen resign`"


def _rough_time(needed: ResigningNeeded, workers: int | None = None) -> str:
    """The estimate in minutes or hours."""
    estimated_s = needed.estimated_s(workers or os.cpu_count() or 1)
    return f"{estimated_s / 3600:.1f} hours" if estimated_s >= 5400 else f"{max(1, round(estimated_s / 60))} min"


def _amount(amount: Amount) -> str:
    videos = "1 video" if amount.videos == 1 else f"{amount.videos:,} videos"
    return f"{videos} ({amount.frames:,} frames, {amount.duration_s / 3600:.2f} hours)"


def _print_summary(summary: ResignSummary, without_missing: bool) -> None:
    counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(summary.counts.items()))
    print(f"{counts or 'nothing to re-sign'}. The library is searched by {summary.searched}.")
    for problem in summary.problems:
        print(f"  {problem.outcome} {problem.path}: {problem.message}")
    if summary.searched == summary.newest:
        return
    if without_missing:
        print(
            f"Not one video could be signed by {summary.newest}, so it is searched as before. Bring their files back."
        )
    else:
        print(f"{summary.left} left, so it is searched as before. --without-missing goes over without them.")
