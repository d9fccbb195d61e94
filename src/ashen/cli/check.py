"""`ashen check`: whether a file may pass an upload gate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ashen.cli.exits import ERROR, HELD
from ashen.cli.identify import answer_lines, clock, print_error
from ashen.cli.location import LibraryOption
from ashen.cli.output import print_json

if TYPE_CHECKING:
    from ashen.match.check import Check


def check(
    file: Annotated[Path, typer.Argument(help="A picture or a video.", metavar="FILE")],
    library: LibraryOption,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.0, help="Seconds of a video that may be in the library.")
    ] = 5.0,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold", min=0.0, max=1.0, help="Confidence below which nothing is named; default measured."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Say whether more than some seconds of a video, or a picture, are in the library. Code 0 only if not."""
    from ashen.errors import MediaError
    from ashen.library import Library

    with Library.open(library) as lib:
        try:
            found = lib.check(file, limit_s=seconds, threshold=threshold)
        except MediaError as error:
            print_error(file, error.code, error.message, as_json)
            raise typer.Exit(ERROR) from None
        except OSError as error:
            print_error(file, "unreadable", f"{error.strerror or error}. Check that it is there.", as_json)
            raise typer.Exit(ERROR) from None
    if as_json:
        print_json(found.as_json())
    else:
        print(_line(file, found))
        for line in answer_lines(found.identification, runners_up=False):
            print(line)
    if found.held:
        raise typer.Exit(HELD)


def _line(file: Path, found: Check) -> str:
    verdict = "held" if found.held else "clear"
    if found.held_s is None:
        return f"{file}: {verdict}"
    return f"{file}: {verdict}, {clock(found.held_s)} of it in the library, {clock(found.limit_s)} may be"
