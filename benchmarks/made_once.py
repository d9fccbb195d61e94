"""Folders of a cache that are made once and appear whole."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def make_folder(home: Path, make: Callable[[Path], T]) -> T:
    """Make a folder in a place of its own and move it to `home`, whole; what fails leaves nothing.

    Of two programs that make the same at once, one's is kept; the other goes on with it.

    Args:
        home: where it is to be; its parent is made where it is missing.
        make: is given a path that does not exist, and makes the folder there.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".making-{home.name}-", dir=home.parent) as place:
        making = Path(place) / home.name
        made = make(making)
        try:
            making.rename(home)
        except OSError:
            if not home.exists():
                raise
    return made
