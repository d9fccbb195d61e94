"""`ashen status`: how much the library holds, and what went wrong."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from ashen.cli.location import LibraryOption
from ashen.cli.output import print_json


def status(
    library: LibraryOption,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Count what the library holds, and list the files that failed, are damaged or have gone."""
    from ashen.cli.resign import status_line
    from ashen.library import Library

    with Library.open(library) as lib:
        summary = lib.summary()
        files = list(lib.files())
        rows = lib.indexed_rows()
        needed = lib.resigning()
    problems = [file for file in files if file.state != "indexed"]
    gone = [file.path for file in files if file.video_id is not None and _is_gone(file.path)]
    if as_json:
        counts = {
            "library": str(library),
            "anime": summary.anime,
            "episodes": summary.episodes,
            "videos": summary.videos,
            "files": dict(summary.files),
            "frames": summary.frames,
            "duration_s": round(summary.duration_s, 3),
            "size_bytes": summary.size_bytes,
            "indexed_rows": rows,
            "recipe": needed.searched,
            "resign": {way: amount.videos for way, amount in needed.by_way.items()} if needed.needed else None,
            "stills": summary.stills,
            "stills_bytes": summary.stills_bytes,
            "problems": [
                {"path": file.path, "state": file.state, "code": file.code, "message": file.message}
                for file in problems
            ],
            "gone": gone,
        }
        print_json(counts)
        return
    states = ", ".join(f"{count} {state}" for state, count in summary.files.items()) or "none"
    print(f"Library   {library}")
    print(f"Anime     {summary.anime}, episodes {summary.episodes}, videos {summary.videos}")
    print(f"Files     {states}")
    print(f"Frames    {summary.frames:,} ({summary.duration_s / 3600:.2f} hours), searched as {rows:,} runs")
    print(f"Stills    {summary.stills:,} ({summary.stills_bytes / 1e6:.1f} MB)")
    if needed.needed:
        print(f"Recipe    {status_line(needed)}")
    for file in problems:
        print(f"{file.state:<9} {file.path}: {file.message}")
    for path in gone:
        print(f"gone      {path} (still recognised; `ashen remove` forgets it)")


def _is_gone(path: str) -> bool:
    """Whether a file was here and is not any more."""
    from ashen.catalog.records import ARCHIVED

    return not path.startswith(ARCHIVED) and not os.path.lexists(path)
