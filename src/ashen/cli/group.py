"""`ashen group`: unknown files sorted, with a report and a plan of new names."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ashen.cli.exits import SOME_FAILED
from ashen.cli.identify import clock
from ashen.cli.location import LibraryOption
from ashen.cli.output import print_json

if TYPE_CHECKING:
    from ashen.grouping.group import Grouping, Sorted
    from ashen.grouping.relation import Relation
    from ashen.grouping.renames import Rename

WORDS = {
    "same": "is the same as",
    "version": "is a version of",
    "contained": "is part of",
    "overlap": "overlaps with",
}


def group(
    library: LibraryOption,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files, and folders for the videos below them.", metavar="PATH...")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Also write the report to this HTML file.")] = None,
    plan_renames: Annotated[
        bool, typer.Option("--plan-renames", help="Also print what whole episodes should be called; nothing is done.")
    ] = False,
    rename: Annotated[bool, typer.Option("--rename", help="Rename them so; never over another file.")] = False,
    undo_file: Annotated[
        Path | None, typer.Option("--undo-file", help="Where --rename writes how to undo it; default made of the time.")
    ] = None,
    undo_renames: Annotated[
        Path | None, typer.Option("--undo-renames", help="Give files their old names back, from such a file.")
    ] = None,
) -> None:
    """Sort files by anime and episode, where the library knows them, and by each other. The library is not changed."""
    if bool(paths) == (undo_renames is not None):
        raise typer.BadParameter("Give PATH..., or --undo-renames FILE.")
    from ashen.cli.group_page import page
    from ashen.grouping.group import group as group_files
    from ashen.grouping.renames import perform, plan, undo
    from ashen.library import Library

    if undo_renames is not None:
        _end(_print_renames(undo(undo_renames)))
        return
    with Library.open(library) as lib:
        found = group_files(lib, paths or [], lambda path: print(path, file=sys.stderr, flush=True))
    renames = plan(found) if plan_renames or rename else []
    if html is not None:
        html.write_text(page(found), "utf-8")
    if as_json:
        told = [{"from": each.path, "to": each.target, "refused": each.refused} for each in renames]
        print_json({**found.as_json(), "renames": told})
    else:
        _print(found)
    failed = bool(found.failed)
    if rename and any(not each.refused for each in renames):
        where = undo_file or Path(f"ashen-undo-{time.strftime('%Y%m%d-%H%M%S')}.jsonl")
        failed |= _print_renames(perform(renames, where), to_stderr=as_json)
        print(f"To undo: ashen group --undo-renames {where}", file=sys.stderr)
    elif not as_json:
        failed |= _print_renames(renames)
    _end(failed)


def _end(failed: bool) -> None:
    if failed:
        raise typer.Exit(SOME_FAILED)


def _print(found: Grouping) -> None:
    for (anime, episode), files in found.episodes().items():
        print(f"{anime}{f' episode {episode}' if episode else ''}")
        for file in files:
            print(f"  {file.path}{_notes(file)}")
    several = [file for file in found.files if file.place == "several"]
    if several:
        print("In several episodes")
        for file in several:
            also = file.as_json()["also"]
            print(f"  {file.path}  ({', '.join(also[:4])}{' and more' if len(also) > 4 else ''})")
    unknown = [number for number, file in enumerate(found.files) if file.place == "unknown"]
    if unknown:
        print("Unknown to the library")
        for family in found.families:
            inside = [number for number in family if number in unknown]
            for place, number in enumerate(inside):
                print(f"  {'- ' if place == 0 else '  '}{found.files[number].path}")
    if found.relations:
        print("To each other")
        for relation in found.relations:
            print(f"  {relation_words(found, relation)}")
    for each in found.failed:
        print(f"failed {each.path}: {each.message}")


def _notes(file: Sorted) -> str:
    if file.match is None:
        return ""
    if file.coverage is None:
        return f"  (at {clock(file.match.at_s)})"
    if file.is_whole:
        return f"  ({file.coverage.video_share:.0%} of it, {file.coverage.query_share:.0%} of the file)"
    return f"  (from {clock(file.match.start_s)}, {file.coverage.query_s:.1f} s)"


def relation_words(found: Grouping, relation: Relation) -> str:
    """What two files have to do with each other, in a line."""
    a, b = found.files[relation.a].path, found.files[relation.b].path
    notes = f"{relation.a_share:.0%} and {relation.b_share:.0%} in common, at {_signed(relation.offset_s)}"
    return f"{a} {WORDS[relation.kind]} {b} ({notes})"


def _signed(seconds: float) -> str:
    return ("-" if seconds < -0.005 else "") + clock(abs(seconds))


def _print_renames(renames: Iterable[Rename], *, to_stderr: bool = False) -> bool:
    """A line for each; whether any was refused."""
    refused = False
    for each in renames:
        refused |= bool(each.refused)
        line = f"rename {each.path} -> {each.target}"
        if each.refused:
            line = f"not renamed {each.path} -> {each.target}: {each.refused}"
        print(line, file=sys.stderr if to_stderr else sys.stdout)
    return refused
