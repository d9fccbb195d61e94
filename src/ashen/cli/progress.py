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


class Shown(Protocol):
    """Something that shows events."""

    def show(self, event: Event) -> None:
        """Show one event; called from several threads."""


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
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} % {task.fields[note]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._started_s = time.monotonic()
        self._whole: TaskID | None = None
        self._files: dict[str, TaskID] = {}
        self._done = self._failed = 0
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
            case Advanced() if event.path not in self._files:
                name = Path(event.path).name
                self._files[event.path] = self._progress.add_task(name[-48:], total=event.total_s or None, note="")
            case Advanced():
                self._progress.update(self._files[event.path], completed=event.done_s)
            case Finished():
                self._finish(event)
            case Healed():
                self._progress.console.print(event.message, markup=False)

    def _finish(self, event: Finished) -> None:
        if (task := self._files.pop(event.path, None)) is not None:
            self._progress.remove_task(task)
        if event.outcome == "failed":
            self._failed += 1
            self._progress.console.print(f"failed {event.path}: {event.message}", markup=False)
        else:
            self._done += 1
        if event.outcome in ("indexed", "partial"):
            self._signed_s += event.duration_s
        if self._whole is not None:
            speed = self._signed_s / max(1e-3, time.monotonic() - self._started_s)
            note = f"{self._done} done, {self._failed} failed, {speed:.1f} x real time"
            self._progress.update(self._whole, advance=event.size_bytes, note=note)
