"""Worker processes that sign files, and what happens when one of them dies."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Self, TypeVar

from ashen.errors import DecoderCrashed, DecoderStalled, WorkersFailed
from ashen.ingest.sign_file import Heartbeat
from ashen.ingest.worker import Task, work

if sys.platform != "win32":
    from ashen.ingest.worker import TELL_WHERE

R = TypeVar("R")

STOP_S = 5.0
"""How long an idle worker is given to end by itself."""
TELL_S = 0.5
"""How long a worker that stands still is given to print what it is at."""
STALLED_S = 300.0
"""How long nothing may be heard of a busy worker; heartbeats come twice a second where a file is read and decoded."""
LISTEN_S = 5.0
"""How long to listen at a time. Only so much counts as silence, however long this process was stopped itself."""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Read by numerical libraries when they are loaded. Files are signed side by side: more threads in each only wait."""
CRASHED = (
    "Reading it took the decoder down, twice. Play it to see whether it is damaged; if memory was short, use fewer "
    "workers."
)
STALLED = (
    "Nothing was heard of the process that read it for {:.0f} minutes, twice. Play it to see whether it is damaged; if "
    "its disk or server did not answer, index again."
)
CANNOT_START = (
    "A process that signs files died while it started. A script must call this under `if __name__ == '__main__':`; "
    "what the process printed says more."
)


class SigningPool:
    """Signs files in up to `workers` processes, one file in each at a time, so results in memory are bounded.

    A file that crashes its decoder takes its own process down and nothing else, and a process that comes to a stand is
    ended. The file is tried again when all others are done, alone, as it may have been memory that was short; the
    second time is its answer.

    Args:
        workers: processes at most; they are started when there is work for them.
        on_heartbeat: called with each file's progress, within `run`.
    """

    def __init__(self, workers: int, on_heartbeat: Callable[[Heartbeat], None]) -> None:
        self._limit = workers
        self._on_heartbeat = on_heartbeat
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._busy:
            worker.process.kill()
        for worker in (*self._idle, *self._busy):
            worker.close()
        self._idle, self._busy = [], []

    def run(self, jobs: Iterable[Task[R]]) -> Iterator[tuple[Task[R], R | Exception]]:
        """Each job with its result or the error it ended with, in the order they end. `jobs` is read as needed.

        Raises:
            WorkersFailed: a process died before it could do anything.
        """
        waiting = iter(jobs)
        crashed: deque[Task[R]] = deque()
        last_chance = False
        while True:
            while len(self._busy) < self._limit and (job := next(waiting, None)) is not None:
                self._give(job)
            if not self._busy:
                if not crashed:
                    return
                last_chance = True
                self._give(crashed.popleft())
            for worker in self._heard():
                try:
                    told = worker.connection.recv()
                except (EOFError, OSError):
                    self._busy.remove(worker)
                    worker.close()
                    if not (worker.started or worker.stalled):
                        raise WorkersFailed(CANNOT_START) from None
                    if last_chance:
                        yield worker.job, worker.error()
                    else:
                        crashed.append(worker.job)
                    continue
                if told is None:
                    worker.started = True
                elif isinstance(told, tuple):
                    self._on_heartbeat(told)
                else:
                    self._busy.remove(worker)
                    self._idle.append(worker)
                    yield worker.job, told

    def _give(self, job: Task[Any]) -> None:
        worker = self._idle.pop() if self._idle else _Worker()
        worker.start(job)
        self._busy.append(worker)

    def _heard(self) -> list[_Worker]:
        """Busy workers that have something to say, or have died; waits until there are any. Those that say nothing for
        long are ended."""
        while True:
            began_s = time.monotonic()
            ready = wait([worker.connection for worker in self._busy], LISTEN_S)
            passed_s = min(time.monotonic() - began_s, LISTEN_S)
            heard = [worker for worker in self._busy if worker.connection in ready]
            for worker in self._busy:
                worker.silent_s = 0.0 if worker in heard else worker.silent_s + passed_s
                if worker.silent_s >= STALLED_S and not worker.stalled:
                    worker.end()
            if heard:
                return heard


class _Worker:
    """One process, and the pipe to it."""

    job: Task[Any]
    started = False
    """Whether it has come so far as to say so."""
    silent_s = 0.0
    """How long nothing was heard of it while it was busy."""
    stalled = False
    """Whether it was ended for that."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=work, args=(theirs,), daemon=True)
        with _one_thread():
            self.process.start()
        theirs.close()  # so that the end of the process is the end of the pipe

    def start(self, job: Task[Any]) -> None:
        self.job, self.silent_s = job, 0.0
        with suppress(OSError):  # it died meanwhile: reading from the pipe will say so
            self.connection.send(job)

    def end(self) -> None:
        """Kill it, after it has printed what it is at."""
        self.stalled = True
        if sys.platform != "win32" and self.started and self.process.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, TELL_WHERE)
                self.process.join(TELL_S)
        self.process.kill()

    def error(self) -> DecoderCrashed | DecoderStalled:
        """What its end says of its job."""
        return DecoderStalled(STALLED.format(STALLED_S / 60)) if self.stalled else DecoderCrashed(CRASHED)

    def close(self) -> None:
        self.connection.close()
        self.process.join(STOP_S)
        self.process.kill()
        self.process.join()


@contextmanager
def _one_thread() -> Iterator[None]:
    """Processes started meanwhile compute in one thread."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
