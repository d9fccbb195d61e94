"""`ashen explain`: why a picture or a clip is answered as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ashen.cli.exits import UNKNOWN
from ashen.cli.explained import print_explained
from ashen.cli.location import LibraryOption


def explain(
    query: Annotated[Path, typer.Argument(help="The picture or video asked about.", metavar="QUERY")],
    library: LibraryOption,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object: the answer, with its explanation.")] = False,
    top: Annotated[int, typer.Option("--top", min=1, max=100, help="Videos or scenes not named to list.")] = 5,
    threshold: Annotated[
        float | None,
        typer.Option("--threshold", min=0.0, max=1.0, help="Confidence below which nothing is named."),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE.png", help="Draw similarities, lines and matched pictures into a PNG."),
    ] = None,
) -> None:
    """Say what QUERY is, and why: what voted, what was rejected and for what reason, what came next."""
    from ashen.library import Library

    with Library.open(library) as lib:
        found, explanation = lib.explain(query, top=top, threshold=threshold, plot=plot)
    print_explained(found, explanation, as_json=as_json)
    if found.answer == "unknown":
        raise typer.Exit(UNKNOWN)
