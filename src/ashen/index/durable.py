"""Files that are whole or absent, whenever the machine stops."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

_BLOCK_BYTES = 1 << 22


def sync_file(path: Path) -> None:
    """Wait until the file's bytes are on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_directory(directory: Path) -> None:
    """Wait until the directory's names are on the disk; Windows does so itself and cannot be asked."""
    if os.name == "nt":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put(path: Path, content: bytes) -> None:
    """Write or replace a small file in one step."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(content)
    publish(temporary, path)


def publish(temporary: Path, path: Path) -> None:
    """Give a written file its name, durably, replacing what had it."""
    sync_file(temporary)
    temporary.replace(path)
    sync_directory(path.parent)


def reserve(path: Path, size: int) -> None:
    """Make a file of `size` bytes whose room on the disk is taken, so that writing through a mapping cannot fail.

    Raises:
        OSError: the disk is full.
    """
    with path.open("wb") as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
        else:
            for start in range(0, size, _BLOCK_BYTES):
                file.write(bytes(min(_BLOCK_BYTES, size - start)))


def checksum(path: Path, start: int) -> int:
    """CRC-32 of the file from `start` on."""
    value = 0
    with path.open("rb") as file:
        file.seek(start)
        while block := file.read(_BLOCK_BYTES):
            value = zlib.crc32(block, value)
    return value
