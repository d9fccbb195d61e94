"""The right to index: one process at a time, given back by the operating system if the process dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import IO

from ashen.errors import LibraryBusy

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_held: set[WriterLock] = set()


class WriterLock:
    """A context manager that holds the lock file at `path` locked, beside the database.

    The database itself keeps two writers from harm; this keeps two indexing processes from signing the same files.
    A child process made by fork does not keep it held after its parent died.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def __enter__(self) -> WriterLock:
        """Take the lock.

        Raises:
            LibraryBusy: another process, or another lock in this one, holds it.
        """
        if self._file is not None:
            raise LibraryBusy(f"this process is indexing into {self.path.parent} already")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("ab")
        try:
            _try_lock(file)
        except OSError as error:
            file.close()
            raise LibraryBusy(
                f"another process is indexing into {self.path.parent}; wait for it to end and try again"
            ) from error
        self._file = file
        _held.add(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give the lock back. The file stays: removing it would let two processes lock two files of one name."""
        _held.discard(self)
        if self._file is not None:
            self._file.close()
            self._file = None


def _let_go_in_child() -> None:
    """The lock is the parent's: a child that outlives it must not keep it."""
    for lock in list(_held):
        lock.__exit__(None, None, None)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go_in_child)
