"""Fetches the drawn pictures that cartoons are made of."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from benchmarks.corpus.artwork import SOURCES, ArtSource
from benchmarks.corpus.item import CorpusError, cache_folder
from benchmarks.corpus.package import PAUSE_S, read_package


@dataclass(frozen=True, slots=True)
class ArtFiles:
    """Drawn pictures, in one order on every machine.

    Attributes:
        backgrounds: opaque, at least 480 px wide.
        sprites: figures and things, see-through around them.
        missing: what could not be had, and why; empty when all is here.
    """

    backgrounds: tuple[Path, ...]
    sprites: tuple[Path, ...]
    missing: tuple[str, ...] = ()


def art(cache: Path | None = None, sources: Sequence[ArtSource] = SOURCES) -> ArtFiles:
    """The pictures of all packages that can be had here, and for each package that cannot, why."""
    backgrounds: list[Path] = []
    sprites: list[Path] = []
    missing = []
    for source in sources:
        try:
            folder = fetch_art(source, cache)
        except CorpusError as error:
            missing.append(f"art of {source.package}: {error}")
            continue
        backgrounds += _files(folder / "backgrounds")
        sprites += _files(folder / "sprites")
    return ArtFiles(tuple(backgrounds), tuple(sprites), tuple(missing))


def fetch_art(source: ArtSource, cache: Path | None = None, pause_s: float = PAUSE_S) -> Path:
    """The folder with the pictures of one package, from the cache when they are right there, else from the package.

    Raises:
        CorpusError: they are not cached and could not be fetched, or what was fetched are other pictures.
    """
    folder = (cache or cache_folder()) / "art" / source.package
    if folder.is_dir() and _checksum_of(folder) == source.sha256:
        return folder
    inside = f"{source.folder}/"
    contents = read_package(f"debian {source.package}", lambda path: path.startswith(inside), pause_s)
    chosen = choose(source, {path.removeprefix(inside): content for path, content in contents.items()})
    _store(source, chosen, folder)
    return folder


def choose(source: ArtSource, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures to take, by where they lie in the cache, "backgrounds/NAME" or "sprites/NAME".

    Args:
        source: says which.
        contents: files of the package by their paths in the source's folder.
    """
    taken = {}
    for kind, patterns in (("backgrounds", source.backgrounds), ("sprites", source.sprites)):
        names = sorted(name for name in contents if _matches(name, patterns) and not _matches(name, source.without))
        for name in _evenly(names, source.at_most):
            taken[f"{kind}/{name.replace('/', '-').replace(' ', '_')}"] = contents[name]
    return taken


def checksum(contents: Mapping[str, bytes]) -> str:
    """SHA-256, hexadecimal, over the names and the SHA-256 of the contents of files, in the order of names."""
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(f"{hashlib.sha256(contents[name]).hexdigest()}  {name}\n".encode())
    return digest.hexdigest()


def _store(source: ArtSource, pictures: Mapping[str, bytes], folder: Path) -> None:
    found = checksum(pictures)
    if found != source.sha256:
        raise CorpusError(
            f"the {len(pictures)} pictures of {source.package} have SHA-256 {found}, but {source.sha256} was expected: "
            f"the index served another version of the package. It is Debian 12's that is needed."
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".part-") as temporary:
        part = Path(temporary) / "whole"
        for name, content in pictures.items():
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)


def _checksum_of(folder: Path) -> str:
    files = (path for path in folder.rglob("*") if path.is_file())
    return checksum({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), key=lambda path: path.name) if folder.is_dir() else []


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _evenly(names: Sequence[str], at_most: int) -> list[str]:
    count = min(at_most, len(names))
    return [names[i * len(names) // count] for i in range(count)]
