"""`ashen remove`: forget videos. The files stay where they are."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from ashen.cli.location import LibraryOption, stored_path


def remove(
    videos: Annotated[
        list[str], typer.Argument(help="Numbers of videos, paths of files, or folders.", metavar="VIDEO...")
    ],
    library: LibraryOption,
) -> None:
    """Forget videos and their signatures; the files themselves are not touched."""
    from ashen.cli.show import find_video
    from ashen.library import Library

    with Library.open(library) as lib:
        ids: set[int] = set()
        paths: set[str] = set()
        for given in videos:
            path = stored_path(given)
            below = [] if given.isdecimal() else [file.path for file in lib.catalog.files(os.path.join(path, ""))]  # noqa: PTH118 - ends in a separator
            if below:
                paths.update(below)
            elif not given.isdecimal() and lib.catalog.file(path) is not None:
                paths.add(path)
            else:
                ids.add(find_video(lib, given).id)
        removed = (lib.forget_files(sorted(paths)) if paths else 0) + (lib.remove(sorted(ids)) if ids else 0)
    print(f"Removed {removed} video{'' if removed == 1 else 's'}.")
