"""The manifest: the one file that says which others count. Replacing it is the commit."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ashen.errors import IndexDamaged
from ashen.index import durable

NAME = "manifest.json"
_FORMAT = "ashen-index"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """What the manifest says of a segment file.

    Attributes:
        file: its name in the index's directory; never used twice.
        size: its bytes.
        checksum: CRC-32 of its header (without the last four bytes, which are that), which holds checksums of the rest.
        dead: rising ids of videos in it that were removed since it was written.
    """

    file: str
    size: int
    checksum: int
    dead: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """One committed state of an index.

    Attributes:
        recipe: of all codes.
        dimension: values of a code.
        dtype: of the codes.
        generation: rises by one with each commit.
        quantiser: name of the quantiser's file.
        trained_rows: rows there were when the quantiser was trained; 0 when it was not.
        segments: the segment files that count.
    """

    recipe: str
    dimension: int
    dtype: str
    generation: int
    quantiser: str
    trained_rows: int
    segments: tuple[SegmentRecord, ...]

    def files(self) -> set[str]:
        """Names of all files that count."""
        return {NAME, self.quantiser, *(segment.file for segment in self.segments)}

    def commit(self, directory: Path) -> None:
        """Make this the index's state, in one step; the files it names must be durable already."""
        body: dict[str, Any] = {"format": _FORMAT, "version": _VERSION, **asdict(self)}
        durable.put(directory / NAME, json.dumps({**body, "checksum": _checksum(body)}, indent=1).encode())


def read(directory: Path) -> Manifest:
    """The committed state.

    Raises:
        IndexDamaged: it is missing, not what was written, or written by another version of Ashen.
    """
    path = directory / NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise IndexDamaged(f"{path} is missing: build the search index from the library") from error
    try:
        body = json.loads(content)
        if body.pop("checksum") != _checksum(body):
            raise ValueError("checksum")
        if body.pop("format") != _FORMAT:
            raise ValueError("format")
        if body.pop("version") != _VERSION:
            raise IndexDamaged(f"{path} is of another version: rebuild the search index from the library")
        segments = tuple(SegmentRecord(**{**each, "dead": tuple(each["dead"])}) for each in body.pop("segments"))
        return Manifest(**body, segments=segments)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged(f"{path} is damaged: rebuild the search index from the library") from error


def stamp(directory: Path) -> tuple[int, int, int]:
    """What changes whenever the manifest is replaced; all zero when there is none."""
    try:
        stat = (directory / NAME).stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return (stat.st_ino, stat.st_mtime_ns, stat.st_size)


def _checksum(body: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(body, sort_keys=True).encode())
