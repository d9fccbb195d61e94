"""A published package: downloaded by the program that is made for its kind, and read.

pip brings Python packages, apt-get Debian's (unpacked by dpkg-deb) and npm those of npm, each from whatever index the
user has configured. A kind whose programs are missing fails with a message that names them; the others go on.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from benchmarks.corpus.item import CorpusError

ATTEMPTS: Final = 3
PAUSE_S: Final = 3.0
LONGEST_DOWNLOAD_S: Final = 600


def read_package(source: str, wanted: Callable[[str], bool], pause_s: float = PAUSE_S) -> dict[str, bytes]:
    """Contents by path of the files of a package that are `wanted`, by their paths, in the order of their paths.

    Paths are without the one top folder that a source or npm package has, and with "/". Links are left out.

    Raises:
        CorpusError: a program is missing, or the package could not be downloaded or read in `ATTEMPTS` attempts.
    """
    kind, name = source.split(" ", 1)
    lacking = _lacking(kind)
    if lacking:
        raise CorpusError(f"could not download {name}: there is no {lacking} on this machine. {_INSTALL[kind]}")
    trouble = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(pause_s * attempt)
        with tempfile.TemporaryDirectory(prefix="ashen-corpus-") as temporary:
            folder = Path(temporary)
            trouble = _run(_command(kind, name, folder), folder)
            if trouble:
                continue
            try:
                return dict(sorted(_members(kind, folder, wanted).items()))
            except (tarfile.TarError, zipfile.BadZipFile, EOFError, StopIteration, OSError) as error:
                trouble = f"the download is damaged ({error})"
    raise CorpusError(
        f"could not download {name} in {ATTEMPTS} attempts: {trouble}\n"
        f"Connect to the network, or point {_PROGRAMS[kind][0]} at an index that has it."
    )


_PROGRAMS: Final[Mapping[str, tuple[str, ...]]] = {
    "pip-source": ("pip",),
    "pip-wheel": ("pip",),
    "debian": ("apt-get", "dpkg-deb"),
    "npm": ("npm",),
}
_INSTALL: Final[Mapping[str, str]] = {
    "pip-source": "Install it with: python -m ensurepip",
    "pip-wheel": "Install it with: python -m ensurepip",
    "debian": "It comes from Debian: run this on Debian 12, in a container if need be, after `apt-get update`.",
    "npm": "Install npm (it comes with Node.js; on Debian: apt-get install npm).",
}


def _lacking(kind: str) -> str:
    if kind.startswith("pip"):
        return "" if importlib.util.find_spec("pip") else "pip in this Python"
    return " and no ".join(program for program in _PROGRAMS[kind] if shutil.which(program) is None)


def _command(kind: str, name: str, folder: Path) -> list[str]:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    return {
        "pip-source": [*pip, "--no-binary", ":all:", "--dest", str(folder), name],
        "pip-wheel": [*pip, "--only-binary", ":all:", "--dest", str(folder), name],
        "debian": ["apt-get", "download", name],
        "npm": ["npm", "pack", "--ignore-scripts", "--silent", name],
    }[kind]


def _run(command: list[str], folder: Path) -> str:
    """Run a downloader in `folder`; empty when it went well, else the end of what it said."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=LONGEST_DOWNLOAD_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    said = (done.stderr or done.stdout).strip().splitlines()
    return " ".join(said[-3:]) or f"{command[0]} ended with {done.returncode}"


def _members(kind: str, folder: Path, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The wanted members of the one package in `folder`."""
    package = next(path for path in sorted(folder.iterdir()) if path.is_file())
    if kind == "debian":
        return _unpacked(package, folder / "unpacked", wanted)
    if zipfile.is_zipfile(package):
        with zipfile.ZipFile(package) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            top = 0 if kind == "pip-wheel" else 1
            inside = {name: "/".join(name.split("/")[top:]) for name in names}
            return {inside[name]: archive.read(name) for name in names if wanted(inside[name])}
    found = {}
    with tarfile.open(package) as source:
        for member in source:
            name = member.name.partition("/")[2]
            file = source.extractfile(member) if member.isreg() and wanted(name) else None
            if file is not None:
                found[name] = file.read()
    return found


def _unpacked(package: Path, folder: Path, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    trouble = _run(["dpkg-deb", "-x", str(package), str(folder)], package.parent)
    if trouble:
        raise EOFError(trouble)
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in named.items() if wanted(name)}
