"""`ashen show`: one video in full."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ashen.cli.location import LibraryOption, stored_path
from ashen.cli.output import print_json
from ashen.errors import VideoMissing

if TYPE_CHECKING:
    from ashen.catalog.records import Video
    from ashen.library import Library


def show(
    video: Annotated[str, typer.Argument(help="A video's number, as in `ashen list`, or its path.", metavar="VIDEO")],
    library: LibraryOption,
) -> None:
    """Show all that is known of one video, as JSON."""
    from ashen.library import Library

    with Library.open(library) as lib:
        found = find_video(lib, video)
        recurring = [
            {"label": span.label, "start_s": round(span.start_s, 3), "end_s": round(span.end_s, 3)}
            | {"episodes": span.evidence.episodes, "why": span.evidence.why}
            for span in lib.spans([found.id]).get(found.id, [])
        ]
        print_json(video_json(found) | {"spans": recurring}, indent=2)


def find_video(lib: Library, number_or_path: str) -> Video:
    """The video that a user named.

    Raises:
        VideoMissing: there is none of that number or path.
    """
    if number_or_path.isdecimal():
        return lib.catalog.video(int(number_or_path))
    file = lib.catalog.file(stored_path(number_or_path))
    if file is None or file.video_id is None:
        why = f": {file.message}" if file is not None and file.message else ""
        raise VideoMissing(f"The library holds no video of {number_or_path}{why}. `ashen list` shows what it holds.")
    return lib.catalog.video(file.video_id)


def video_json(video: Video) -> dict[str, Any]:
    """A video as `ashen show` and `ashen list --json` print it."""
    return {
        "id": video.id,
        "anime": {
            "title": video.anime.title,
            "season": video.anime.season,
            "year": video.anime.year,
            "ids": dict(video.anime.ids),
        },
        "episode": {"kind": video.episode.kind, "number": video.episode.number, "title": video.episode.title},
        "files": [{"path": path, "online": os.path.lexists(path)} for path in video.paths],
        "duration_s": round(video.duration_s, 3),
        "frames": video.frames,
        "width_px": video.width_px,
        "height_px": video.height_px,
        "codec": video.codec,
        "size_bytes": video.size_bytes,
        "content_hash": video.content_hash,
        "partial": video.partial,
        "note": video.note,
        "indexed_at_s": video.indexed_at_s,
    }
