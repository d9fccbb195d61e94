"""Folders to the files that could be videos."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ashen.catalog.records import FileStat

VIDEO_SUFFIXES = frozenset(
    f".{suffix}"
    for suffix in (
        *("3g2", "3gp", "asf", "avi", "divx", "dv", "f4v", "flv", "ivf", "m1v", "m2ts", "m2v", "m4v", "mkv", "mov"),
        *("mp4", "mpe", "mpeg", "mpg", "mts", "mxf", "nut", "ogm", "ogv", "rm", "rmvb", "ts", "vob", "webm", "wmv"),
    )
)
"""What is looked at inside a folder. A file named outright is taken whatever its name."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A path that could not be looked at, and why."""

    path: str
    message: str


def scan(paths: Iterable[str | os.PathLike[str]]) -> Iterator[FileStat | Unreadable]:
    """Every video file at or below `paths`, each once, in the order of their names.

    Symbolic links are followed, but those that lead nowhere are left out; a folder reached a second time, as in a loop
    of links, is not entered again. Hidden files and folders are left out unless named outright.
    """
    entered: set[tuple[int, int]] = set()
    seen: set[str] = set()
    for given in paths:
        top = os.path.abspath(given)  # noqa: PTH100 - keeps links as the user named them; resolve() would not
        try:
            info = os.stat(top)  # noqa: PTH116 - a str with undecodable bytes stays one
        except OSError as error:
            yield Unreadable(top, _reason(error))
            continue
        if stat.S_ISDIR(info.st_mode):
            found = _walk(top, entered)
        elif stat.S_ISREG(info.st_mode):
            found = iter([_found(top, info)])
        else:
            found = iter([Unreadable(top, "It is neither a file nor a folder. Name a file or a folder.")])
        for item in found:
            if item.path not in seen:
                seen.add(item.path)
                yield item


def file_stat(path: str) -> FileStat:
    """The file as it is now.

    Raises:
        OSError: it cannot be looked at.
    """
    return _found(path, os.stat(path))  # noqa: PTH116 - a str with undecodable bytes stays one


def _walk(folder: str, entered: set[tuple[int, int]]) -> Iterator[FileStat | Unreadable]:
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            info = os.stat(here)  # noqa: PTH116
            with os.scandir(here) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Unreadable(here, _reason(error))
            continue
        if (info.st_dev, info.st_ino) in entered:
            continue
        entered.add((info.st_dev, info.st_ino))
        folders = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            try:
                if entry.is_dir():
                    folders.append(entry.path)
                elif Path(entry.name).suffix.lower() in VIDEO_SUFFIXES and entry.is_file():
                    yield _found(entry.path, entry.stat())
            except OSError as error:
                yield Unreadable(entry.path, _reason(error))
        pending += reversed(folders)


def _found(path: str, info: os.stat_result) -> FileStat:
    return FileStat(path, info.st_size, info.st_mtime_ns)


def _reason(error: OSError) -> str:
    return f"{error.strerror or error}. Check that it exists and that you may read it."
