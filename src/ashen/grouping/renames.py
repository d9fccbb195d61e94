"""A plan of new names for sorted files, and carrying it out so that nothing is ever lost."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from ashen.errors import RenamesDamaged
from ashen.grouping.group import Grouping, Sorted

LONGEST_BYTES = 200
"""Of a new name without its ending: file systems take 255 in all."""
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rename:
    """One file's new name, in the folder it is in.

    Attributes:
        path, target: absolute, from and to.
        refused: why it will not be done; empty when it can be.
    """

    path: str
    target: str
    refused: str = ""


def plan(grouping: Grouping) -> list[Rename]:
    """New names, "Anime - 03.mkv", for the files that are whole episodes; those that bear them already are left out.

    Refused where two files would get one name (versions of one episode), or the name is taken.
    """
    wanted = [
        (file.path, os.path.join(os.path.dirname(file.path), name))  # noqa: PTH118, PTH120 - paths may hold any bytes
        for file in grouping.files
        if (name := new_name(file)) is not None
    ]
    claims = Counter(_key(target) for _, target in wanted)
    renames = []
    for path, target in wanted:
        if path == target:
            continue
        refused = ""
        if claims[_key(target)] > 1:
            refused = "Another file would get the same name."
        elif os.path.lexists(target) and not _one_file(path, target):
            refused = "There is a file of that name already."
        renames.append(Rename(path, target, refused))
    return renames


def new_name(file: Sorted) -> str | None:
    """What a file should be called; None for one that is no whole episode."""
    if file.match is None or not file.is_whole:
        return None
    number = file.match.episode_number or ""
    number = number.zfill(2) if number.isdecimal() else number
    stem = _safe(file.match.anime_title + (f" - {number}" if number else ""))
    return stem + os.path.splitext(file.path)[1] if stem else None  # noqa: PTH122 - paths may hold any bytes


def _safe(text: str) -> str:
    """A name that every file system takes."""
    name = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text)).split()).strip(" .")
    name = name.encode()[:LONGEST_BYTES].decode(errors="ignore").strip(" .")
    return f"{name}_" if _RESERVED.fullmatch(name) else name


def _key(path: str) -> str:
    """Equal for paths that some file system takes for one."""
    return unicodedata.normalize("NFC", path).casefold()


def _one_file(a: str, b: str) -> bool:
    """Whether two names are of one file, as where case does not count."""
    try:
        return os.path.samefile(a, b) and _key(a) == _key(b)  # noqa: PTH121
    except OSError:
        return False


def perform(renames: Sequence[Rename], undo_file: Path) -> Iterator[Rename]:
    """Rename those that are not refused, never over another file; yields each as it went, refused where it could not.

    Each is written to `undo_file`, and on disk, before it is done: whenever this ends, `undo` can take it back.

    Raises:
        FileExistsError: there is an `undo_file` already.
        OSError: it cannot be written.
    """
    with undo_file.open("x", encoding="utf-8") as log:
        for rename in renames:
            if rename.refused:
                yield rename
                continue
            _write(log, {"from": rename.path, "to": rename.target})
            done = _moved(rename)
            if done.refused:
                _write(log, {"not": rename.target})  # the file of that name is another one, not to be touched
            yield done


def _write(log: TextIO, told: dict[str, str]) -> None:
    log.write(json.dumps(told) + "\n")
    log.flush()
    os.fsync(log.fileno())


def undo(undo_file: Path) -> Iterator[Rename]:
    """Give the files their old names back, last first; yields each as it went, those whose file is not there, or was
    never renamed, as refused.

    Raises:
        RenamesDamaged: it is not a file that `perform` wrote.
        OSError: it cannot be read.
    """
    renames: list[Rename] = []
    lines = undo_file.read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        try:
            told = json.loads(line)
            if "not" in told and renames:
                renames.pop()
            else:
                renames.append(Rename(str(told["to"]), str(told["from"])))
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines) - 1 and number:  # cut off as it was written: that one was never done
                break
            raise RenamesDamaged(
                f"{undo_file} is not a list of renames that Ashen wrote; name another file."
            ) from error
    for rename in reversed(renames):
        if not os.path.lexists(rename.path):
            yield Rename(rename.path, rename.target, "It is not there any more, or was not renamed.")
        else:
            yield _moved(rename)


def _moved(rename: Rename) -> Rename:
    try:
        _move(rename.path, rename.target)
    except FileExistsError:
        return Rename(rename.path, rename.target, "There is a file of that name already.")
    except OSError as error:
        return Rename(rename.path, rename.target, f"{error.strerror or error}.")
    return rename


def _move(path: str, target: str) -> None:
    """Rename a file, or raise FileExistsError where the target is taken, also when it was taken this very moment."""
    if os.name == "nt" or _one_file(path, target):
        os.rename(path, target)  # noqa: PTH104 - Windows refuses a taken name
        return
    try:
        os.link(path, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: the name is claimed by an empty file of ours, which is replaced
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        try:
            os.replace(path, target)  # noqa: PTH105
        except OSError:
            os.unlink(target)  # noqa: PTH108
            raise
        return
    os.unlink(path)  # noqa: PTH108
