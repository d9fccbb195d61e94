"""`ashen list`: what the library holds."""

from __future__ import annotations

from typing import Annotated

import typer

from ashen.cli.identify import clock
from ashen.cli.location import LibraryOption
from ashen.cli.output import print_json


def list_videos(
    library: LibraryOption,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, one line a video.")] = False,
) -> None:
    """List the videos, by anime and episode."""
    from ashen.cli.show import video_json
    from ashen.library import Library

    with Library.open(library) as lib:
        title = ""
        for video in lib.videos():
            if as_json:
                print_json(video_json(video))
                continue
            if video.anime.title != title:
                title = video.anime.title
                print(title)
            episode = " ".join(filter(None, [video.episode.kind, video.episode.number, video.episode.title]))
            path = video.paths[0] if video.paths else "(no file)"
            print(f"  {video.id:>6}  {episode}  {clock(video.duration_s)}  {path}")
