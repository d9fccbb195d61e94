"""Debian's packages, binary and source, brought by apt-get.

A machine may never have read the index of packages, or may know binary packages only, and only root may change that. So
when apt-get cannot tell where a package is, the index is read once into a folder of our own, from the very archives the
machine is configured with; nothing of the machine's is changed and root is not needed.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.corpus.program import output, run

PROGRAMS: Final = ("apt-get", "apt-config", "dpkg-deb")


def download(name: str, folder: Path, *, source: bool) -> str:
    """Put a binary or source package into `folder`; empty when it went well, else what apt-get said."""
    verb = ["source", "--download-only"] if source else ["download"]
    trouble = run(["apt-get", *verb, name], folder)
    if trouble and (options := _own_index(source)):
        trouble = run(["apt-get", *options, *verb, name], folder)
    return trouble


def unpack(package: Path, folder: Path) -> str:
    """Unpack a binary package; empty when it went well, else what dpkg-deb said."""
    return run(["dpkg-deb", "-x", str(package), str(folder)], package.parent)


@cache
def _own_index(source: bool) -> tuple[str, ...]:
    """Options that make apt-get use an index of our own, read anew; none when it could not be read."""
    home = Path(tempfile.mkdtemp(prefix="ashen-apt-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "lists" / "partial").mkdir(parents=True)
    (home / "parts").mkdir()
    for path in _configured():
        text = path.read_text("utf-8", "replace")
        (home / "parts" / path.with_stem(f"own-{path.parent.name}-{path.stem}").name).write_text(
            as_source(text) if source else text, "utf-8"
        )
    settings = {
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": home / "parts",
        "Dir::State::lists": home / "lists",
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
    }
    options = tuple(part for key, value in settings.items() for part in ("-o", f"{key}={value}"))
    return () if run(["apt-get", *options, "update"], home) else options


def _configured() -> Iterable[Path]:
    """The files that say which archives this machine uses."""
    found = output(["apt-config", "shell", "list", "Dir::Etc::sourcelist/f", "parts", "Dir::Etc::sourceparts/d"])
    for line in found.splitlines():
        path = Path(line.partition("=")[2].strip("'"))
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from (file for file in sorted(path.iterdir()) if file.suffix in {".list", ".sources"})


def as_source(text: str) -> str:
    """A file of archives (one line each, or deb822), with source packages in place of binary ones."""
    text = re.sub(r"^([ \t]*)deb([ \t])", r"\1deb-src\2", text, flags=re.MULTILINE)
    return re.sub(r"^(Types:).*$", r"\1 deb-src", text, flags=re.MULTILINE | re.IGNORECASE)
