"""How indexing is shown while it runs: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from ashen.ingest.events import Advanced, Event, Finished, Healed, Planned
from ashen.ingest.names import readable


class Shown(Protocol):
    """Something that shows events."""

    def show(self, event: Event) -> None:
        """Show one event."""


def progress_for() -> AbstractContextManager[Shown]:
    """Bars where standard error is a terminal, plain lines on it where not."""
    return Bars() if sys.stderr.isatty() else Lines()


class Lines:
    """One line a file, when it is done."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def show(self, event: Event) -> None:
        """Print what became of a file."""
        match event:
            case Finished():
                detail = f": {event.message}" if event.message else ""
                print(f"{event.outcome} {event.path}{detail}", file=sys.stderr, flush=True)
            case Planned():
                print(f"{event.files} files to look into", file=sys.stderr, flush=True)
            case Healed():
                print(event.message, file=sys.stderr, flush=True)
            case Advanced():
                pass


class Bars:
    """A bar for the whole, by bytes of files, and one for each file under way."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} % {task.fields[note]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            speed_estimate_period=120,
        )
        self._started_s = time.monotonic()
        self._whole: TaskID | None = None
        self._files: dict[str, TaskID] = {}
        self._under_way: dict[str, Advanced] = {}
        self._counts = {"done": 0, "failed": 0}
        self._finished_bytes = 0
        self._signed_s = 0.0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, event: Event) -> None:
        """Move the bars."""
        match event:
            case Planned():
                self._whole = self._progress.add_task("all files", total=max(1, event.size_bytes), note="")
            case Advanced():
                self._under_way[event.path] = event
                if event.path not in self._files:
                    name = readable(Path(event.path).name)[-48:]
                    self._files[event.path] = self._progress.add_task(name, total=event.total_s or None, note="")
                self._progress.update(self._files[event.path], completed=event.done_s)
                self._move_whole()
            case Finished():
                self._finish(event)
                self._move_whole()
            case Healed():
                self._progress.console.print(event.message, markup=False)

    def _finish(self, event: Finished) -> None:
        if (task := self._files.pop(event.path, None)) is not None:
            self._progress.remove_task(task)
        self._under_way.pop(event.path, None)
        self._finished_bytes += event.size_bytes
        self._counts["failed" if event.outcome == "failed" else "done"] += 1
        if event.outcome == "failed":
            self._progress.console.print(readable(f"failed {event.path}: {event.message}"), markup=False)
        if event.outcome in ("indexed", "partial", "re-signed", "from stills"):
            self._signed_s += event.duration_s

    def _move_whole(self) -> None:
        if self._whole is None:
            return
        part_bytes = sum(e.size_bytes * min(1.0, e.done_s / e.total_s) for e in self._under_way.values() if e.total_s)
        signed_s = self._signed_s + sum(event.done_s for event in self._under_way.values())
        speed = signed_s / max(1e-3, time.monotonic() - self._started_s)
        note = f"{self._counts['done']} done, {self._counts['failed']} failed, {speed:.1f} x real time"
        self._progress.update(self._whole, completed=self._finished_bytes + part_bytes, note=note)
