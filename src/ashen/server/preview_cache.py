"""Files that are made when they are first asked for, and kept while there is room: the least recently used go first."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

Cancelled = Callable[[], bool]
"""Whether nobody wants it any more."""
Make = Callable[[Path, Cancelled], object]
"""Writes the file; blocks; gives up with any exception once it is told that nobody wants it."""


@dataclass(slots=True, eq=False)
class _Making:
    """A file that is being made, and how many wait for it."""

    task: asyncio.Task[Path]
    stop: threading.Event
    waiting: int = 0


class PreviewCache:
    """Files by key, in a folder of their own. For one event loop.

    A file is made once however many wait for it, and given up when the last of them leaves.

    Args:
        folder: where they lie; emptied by nobody else.
        most_bytes: of all files together, beyond the newest.
        at_once: how many are made at a time.
    """

    def __init__(self, folder: Path, most_bytes: int, at_once: int) -> None:
        self._folder, self._most_bytes = folder, most_bytes
        self._room = asyncio.Semaphore(at_once)
        self._held: OrderedDict[str, tuple[Path, int]] = OrderedDict()
        self._making: dict[str, _Making] = {}
        self._number = 0

    @property
    def held_bytes(self) -> int:
        """How much it holds."""
        return sum(size for _, size in self._held.values())

    @property
    def in_work(self) -> int:
        """How many files are being made, or wait to be."""
        return len(self._making)

    async def file(self, key: str, suffix: str, make: Make) -> Path:
        """The file of a key, made where it is not held. Cancel this to leave. Errors are those of `make`."""
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key][0]
        making = self._making.get(key)
        if making is None:
            stop = threading.Event()
            making = _Making(asyncio.create_task(self._made(key, suffix, make, stop)), stop)
            self._making[key] = making
        making.waiting += 1
        try:
            return await asyncio.shield(making.task)
        finally:
            making.waiting -= 1
            if not making.waiting and not making.task.done():
                self._making.pop(key, None)
                making.stop.set()
                making.task.add_done_callback(_forget)

    async def _made(self, key: str, suffix: str, make: Make, stop: threading.Event) -> Path:
        self._number += 1
        path = self._folder / f"{self._number}{suffix}"
        try:
            async with self._room:
                if stop.is_set():
                    raise asyncio.CancelledError
                await asyncio.to_thread(make, path, stop.is_set)
            self._hold(key, path)
            return path
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        finally:
            if (making := self._making.get(key)) is not None and making.stop is stop:
                del self._making[key]

    def _hold(self, key: str, path: Path) -> None:
        self._held[key] = path, path.stat().st_size
        while len(self._held) > 1 and self.held_bytes > self._most_bytes:
            _, (oldest, _) = self._held.popitem(last=False)
            with suppress(OSError):  # on Windows, one that is being sent; it goes with the folder
                oldest.unlink()


def _forget(task: asyncio.Task[Path]) -> None:
    """Let an error of a file that nobody waits for be."""
    if not task.cancelled():
        task.exception()
