"""`ashen feedback`: what a person says of a query, remembered."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ashen.cli.location import LibraryOption
from ashen.cli.output import print_json
from ashen.errors import VerdictMissing

if TYPE_CHECKING:
    from ashen.catalog.records import Verdict


class ScopeName(StrEnum):
    """How much a verdict means."""

    VIDEO = "video"
    EPISODE = "episode"
    ANIME = "anime"


def feedback(
    library: LibraryOption,
    file: Annotated[
        Path | None, typer.Argument(help="The picture or video that was asked about.", metavar="FILE")
    ] = None,
    is_not: Annotated[
        str | None, typer.Option("--not", help="The video it is not: its number, as in `ashen list`, or its path.")
    ] = None,
    is_that: Annotated[str | None, typer.Option("--is", help="The video it is.")] = None,
    scope: Annotated[
        ScopeName, typer.Option("--scope", help="Whether that video alone is meant, its episode, or the whole anime.")
    ] = ScopeName.EPISODE,
    show_list: Annotated[bool, typer.Option("--list", help="List what was said.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --list: one JSON object a line.")] = False,
    undo: Annotated[int | None, typer.Option("--undo", help="Forget the verdict of this number.")] = None,
) -> None:
    """Remember that FILE is, or is not, a stored video; `identify` respects it. Or list and undo what was said."""
    given = [is_not is not None, is_that is not None, show_list, undo is not None]
    if sum(given) != 1 or (file is None) != (show_list or undo is not None):
        raise typer.BadParameter("Give FILE with --not VIDEO or --is VIDEO; or --list; or --undo NUMBER.")
    from ashen.cli.show import find_video
    from ashen.library import Library

    with Library.open(library) as lib:
        if show_list:
            for verdict in lib.verdicts():
                print_json(_json(verdict)) if as_json else print(_line(verdict))
        elif undo is not None:
            if not lib.undo_verdict(undo):
                raise VerdictMissing(f"There is no verdict {undo}; `ashen feedback --list` shows those there are.")
            print(f"Forgot verdict {undo}.")
        elif file is not None:
            video = find_video(lib, is_not if is_not is not None else is_that or "")
            number = (lib.reject if is_not is not None else lib.confirm)(file, video.id, scope.value)
            [told] = [verdict for verdict in lib.verdicts() if verdict.id == number]
            print(_line(told))


def _line(verdict: Verdict) -> str:
    meant = verdict.meant
    episode = f" episode {meant.episode_number}" if meant.episode_number and meant.scope != "anime" else ""
    title = f' "{meant.episode_title}"' if meant.episode_title and meant.scope != "anime" else ""
    only = " (this video only)" if meant.scope == "video" else ""
    word = "is" if verdict.said == "is" else "is not"
    return f"{verdict.id:4}  {verdict.asked.path} {word} {meant.anime_title}{episode}{title}{only}"


def _json(verdict: Verdict) -> dict[str, Any]:
    meant = verdict.meant
    return {
        "id": verdict.id,
        "query": verdict.asked.path,
        "query_hash": verdict.asked.content_hash,
        "said": verdict.said,
        "scope": meant.scope,
        "anime": meant.anime_title,
        "episode": meant.episode_number,
        "video_hash": meant.video_hash,
        "told_at": datetime.fromtimestamp(verdict.told_at_s, UTC).isoformat(),
    }
