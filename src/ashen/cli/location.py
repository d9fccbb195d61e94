"""Where the library is: `--library`, else `ASHEN_LIBRARY`, else the platform's place for a user's data."""

from __future__ import annotations

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
