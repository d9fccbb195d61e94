"""A published package: downloaded by the program that is made for its kind, and read.

pip brings Python packages, apt-get Debian's (dpkg-deb unpacks them) and npm those of npm, each from whatever index the
user has configured. A kind whose programs are missing fails with a message that names them; the others go on.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from benchmarks.corpus import debian
from benchmarks.corpus.item import CorpusError
from benchmarks.corpus.program import run

ATTEMPTS: Final = 3
PAUSE_S: Final = 3.0

_PIP: Final = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps")
_DOWNLOADS: Final[Mapping[str, Callable[[str, Path], str]]] = {
    "pip-source": lambda name, to: run([*_PIP, "--no-binary", ":all:", "--dest", str(to), name], to),
    "pip-wheel": lambda name, to: run([*_PIP, "--only-binary", ":all:", "--dest", str(to), name], to),
    "npm": lambda name, to: run(["npm", "pack", "--ignore-scripts", "--silent", name], to),
    "debian": lambda name, to: debian.download(name, to, source=False),
    "debian-source": lambda name, to: debian.download(name, to, source=True),
}
_PROGRAMS: Final[Mapping[str, tuple[str, ...]]] = {
    "pip-source": ("pip",),
    "pip-wheel": ("pip",),
    "npm": ("npm",),
    "debian": debian.PROGRAMS,
    "debian-source": debian.PROGRAMS,
}
_HELP: Final[Mapping[str, str]] = {
    "pip": "Install pip into this Python: python -m ensurepip",
    "npm": "Install npm, which comes with Node.js (on Debian: apt-get install npm).",
    "apt-get": "The packages are Debian's: run this on Debian 12, in a container if need be.",
}


def read_package(source: str, wanted: Callable[[str], bool], pause_s: float = PAUSE_S) -> dict[str, bytes]:
    """Contents of the files of a package that are `wanted` by their paths, by path and in the order of paths.

    Paths have "/" and lack the one top folder that source and npm packages have. Links are left out.

    Raises:
        CorpusError: a program is missing, or the package could not be downloaded and read in `ATTEMPTS` attempts.
    """
    kind, name = source.split(" ", 1)
    programs = _PROGRAMS[kind]
    missing = [program for program in programs if not _is_here(program)]
    if missing:
        raise CorpusError(f"could not download {name}: {', '.join(missing)} not found here. {_HELP[programs[0]]}")
    trouble = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(pause_s * attempt)
        with tempfile.TemporaryDirectory(prefix="ashen-corpus-") as temporary:
            folder = Path(temporary)
            trouble = _DOWNLOADS[kind](name, folder)
            if trouble:
                continue
            try:
                return dict(sorted(members(kind, folder, wanted).items()))
            except (tarfile.TarError, zipfile.BadZipFile, EOFError, StopIteration, OSError) as error:
                trouble = f"the download is damaged ({error})"
    raise CorpusError(
        f"could not download {name} in {ATTEMPTS} attempts: {trouble}\n"
        f"Connect to the network, or point {programs[0]} at an index that has it."
    )


def _is_here(program: str) -> bool:
    return importlib.util.find_spec("pip") is not None if program == "pip" else shutil.which(program) is not None


def members(kind: str, folder: Path, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The wanted files of the one package in `folder`, by path.

    Raises:
        StopIteration: there is no package in the folder.
        tarfile.TarError, zipfile.BadZipFile, EOFError, OSError: it is damaged.
    """
    files = (path for path in sorted(folder.iterdir()) if path.is_file())
    package = next(path for path in files if kind != "debian-source" or ".orig.tar." in path.name)
    if kind == "debian":
        return _unpacked(package, folder / "unpacked", wanted)
    if zipfile.is_zipfile(package):
        tops = 0 if kind == "pip-wheel" else 1
        with zipfile.ZipFile(package) as archive:
            paths = {"/".join(name.split("/")[tops:]): name for name in archive.namelist() if not name.endswith("/")}
            return {path: archive.read(name) for path, name in paths.items() if wanted(path)}
    found = {}
    with tarfile.open(package) as source:
        for member in source:
            path = member.name.partition("/")[2]
            file = source.extractfile(member) if member.isreg() and wanted(path) else None
            if file is not None:
                found[path] = file.read()
    return found


def _unpacked(package: Path, folder: Path, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    trouble = debian.unpack(package, folder)
    if trouble:
        raise EOFError(trouble)
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in named.items() if wanted(name)}
