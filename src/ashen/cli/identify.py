"""`ashen identify`: what a picture or a clip is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ashen.cli.exits import ERROR, UNKNOWN
from ashen.cli.location import LibraryOption
from ashen.cli.output import print_json

if TYPE_CHECKING:
    from ashen.match.identification import Geometry, Identification, Match

WHOLE_SHARE = 0.9
"""Of an area: from this on, the whole of it is meant."""
OVERLAY_SHARE = 0.15
"""Less than this hidden goes without saying: subtitles, a logo."""


def identify(
    files: Annotated[list[Path], typer.Argument(help="Pictures and videos to recognise.", metavar="FILE...")],
    library: LibraryOption,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, one line a file.")] = False,
    top: Annotated[int, typer.Option("--top", min=1, max=100, help="Scenes or runners-up to list at most.")] = 5,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold", min=0.0, max=1.0, help="Confidence below which nothing is named; default measured."
        ),
    ] = None,
) -> None:
    """Say which anime, episode and moment each FILE shows, or that it is unknown."""
    from ashen.errors import MediaError
    from ashen.library import Library

    unknown = failed = False
    with Library.open(library) as lib:
        for file in files:
            try:
                found = lib.identify(file, top=top, threshold=threshold)
            except MediaError as error:
                failed = True
                _print_error(file, error.code, error.message, as_json)
                continue
            except OSError as error:
                failed = True
                _print_error(file, "unreadable", f"{error.strerror or error}. Check that it is there.", as_json)
                continue
            unknown |= found.answer == "unknown"
            if as_json:
                print_json(found.as_json())
            else:
                _print_answer(found)
    if failed or unknown:
        raise typer.Exit(ERROR if failed else UNKNOWN)


def _print_error(file: Path, code: str, message: str, as_json: bool) -> None:
    if as_json:
        from ashen.match.identification import JSON_SCHEMA

        failure = {"schema": JSON_SCHEMA, "query": {"path": str(file)}, "error": {"code": code, "message": message}}
        print_json(failure)
    else:
        print(f"{file}: {message}", file=sys.stderr)


def _print_answer(found: Identification) -> None:
    print(f"{found.query.path}: {found.answer}" + (f". {found.reason}" if found.reason else ""))
    for match in found.matches:
        print(f"  {_line(match, found.query.kind)}")
    for match in found.runners_up:
        print(f"  (next: {_line(match, found.query.kind)})")


def _line(match: Match, kind: str) -> str:
    episode = f" episode {match.episode_number}" if match.episode_number else ""
    title = f' "{match.episode_title}"' if match.episode_title else ""
    where = f"at {clock(match.at_s)}"
    if kind == "video":
        where = (
            f"{clock(match.query_start_s)}-{clock(match.query_end_s)} is {clock(match.start_s)}-{clock(match.end_s)}"
        )
    notes = [f"confidence {match.confidence:.2f}", f"similarity {match.similarity:.2f}"]
    if kind == "video":
        notes.append(f"{match.frames_agreeing} frames agree")
    if abs(match.speed - 1) > 0.001:
        notes.append(f"speed {match.speed:.3f}")
    if match.flipped:
        notes.append("upside down")
    if match.mirrored != match.flipped:  # both together are a turn by 180 degrees
        notes.append("mirrored")
    if match.geometry is not None:
        notes += _geometry(match.geometry)
    return f"{match.anime_title}{episode}{title}, {where} ({', '.join(notes)}) {match.video}"


def _geometry(seen: Geometry) -> list[str]:
    """What laying the picture over the stored one showed, where that is worth a word."""
    notes = []
    for (left, top, right, bottom), words in (
        (seen.crop, "shows {:.0%} of the frame"),
        (seen.inset, "in {:.0%} of the picture"),
    ):
        area = (right - left) * (bottom - top)
        if area < WHOLE_SHARE:
            notes.append(words.format(area))
    if seen.overlay > OVERLAY_SHARE:
        notes.append(f"{seen.overlay:.0%} hidden or different")
    return notes


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss.ss or m:ss.ss."""
    minutes, rest = divmod(max(0.0, seconds), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02d}:{rest:05.2f}" if hours else f"{minutes}:{rest:05.2f}"
