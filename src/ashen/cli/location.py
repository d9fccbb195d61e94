"""Where the library is: `--library`, else `ASHEN_LIBRARY`, else the platform's place for a user's data."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_data_path

LibraryOption = Annotated[
    Path,
    typer.Option(
        "--library",
        envvar="ASHEN_LIBRARY",
        help="The library's folder.",
        file_okay=False,
        default_factory=lambda: user_data_path("ashen", appauthor=False),
        show_default="the platform's folder for user data",
    ),
]


def stored_path(given: str) -> str:
    """A path as the library keeps it: absolute, links as the user named them."""
    return os.path.abspath(given)  # noqa: PTH100 - resolve() would follow links
