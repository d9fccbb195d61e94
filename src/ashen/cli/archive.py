"""`ashen archive` and `ashen import`: signatures made on one machine, held by a library on another."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ashen.cli.exits import INTERRUPTED, SOME_FAILED
from ashen.cli.location import LibraryOption
from ashen.cli.output import print_json


def archive(
    paths: Annotated[list[Path], typer.Argument(help="Folders and files to sign.", metavar="PATH...")],
    out: Annotated[Path, typer.Option("--out", help="The archive to write.")],
    recipe: Annotated[
        str, typer.Option("--recipe", help="What the library it is for is searched by; `ashen status` there says it.")
    ] = "frame/3",
    stills: Annotated[
        bool, typer.Option("--stills/--no-stills", help="Whether small pictures go along, for checks and previews.")
    ] = True,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Files signed at a time; default all cores.")
    ] = None,
) -> None:
    """Sign the videos at or below each PATH into one file, for a library elsewhere; the videos stay here."""
    from ashen import sign_archive
    from ashen.cli.index import print_summary
    from ashen.cli.progress import progress_for

    try:
        with progress_for() as progress:
            summary = sign_archive(paths, out, recipe=recipe, stills=stills, workers=workers, on_event=progress.show)
    except KeyboardInterrupt:
        print("Interrupted. No archive was written.", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    print_summary(summary)
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB")
    if summary.counts.get("failed"):
        raise typer.Exit(SOME_FAILED)


def import_(
    archives: Annotated[list[Path], typer.Argument(help="What `ashen archive` wrote.", metavar="ARCHIVE...")],
    library: LibraryOption,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object an archive.")] = False,
) -> None:
    """Hold the videos of signature archives; their files are not needed."""
    from ashen.library import Library

    refused = False
    with Library.open(library, create=True) as held:
        for path in archives:
            summary = held.import_archive(path)
            refused = refused or "refused" in summary.counts
            if as_json:
                print_json({"schema": 1, "archive": str(path), **summary.as_json()})
                continue
            print(f"{path}: " + (", ".join(f"{count} {fate}" for fate, count in summary.counts.items()) or "empty"))
            for video in summary.videos:
                if video.fate == "refused":
                    print(f"  refused {video.name}: {video.message}")
    if refused:
        raise typer.Exit(SOME_FAILED)
