"""Worker processes that sign files, and what happens when one of them dies."""

from __future__ import annotations

import multiprocessing
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from ashen.errors import DecoderCrashed
from ashen.ingest.sign_file import Heartbeat, Signed, sign_file, start_worker

IN_FLIGHT_PER_WORKER = 2
"""Files handed out ahead, so that no worker waits while results are stored; bounds the results held in memory."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file to sign; see `sign_file`."""

    path: str
    recipes: tuple[str, ...]
    known_hashes: frozenset[str]


class SigningPool:
    """Signs files in `workers` processes.

    A file that crashes the decoder takes its process with it, not this one: the files that were under way are then
    tried again one at a time, and the one that crashes again is given up.

    Args:
        workers: processes.
        on_heartbeat: called from a thread of the pool's with each file's progress.
    """

    def __init__(self, workers: int, on_heartbeat: Callable[[Heartbeat], None]) -> None:
        self._workers = workers
        self._context = multiprocessing.get_context("spawn")
        self._heartbeats = self._context.SimpleQueue()
        self._on_heartbeat = on_heartbeat
        self._executor: ProcessPoolExecutor | None = None
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
        self._heartbeats.put(None)
        self._listener.join()

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Signed | Exception]]:
        """Each job with its result or the error it ended with, in the order they end."""
        waiting = iter(jobs)
        suspects: deque[Job] = deque()
        running: dict[Future[Signed], Job] = {}
        exhausted = False
        while True:
            while not exhausted and not suspects and len(running) < self._workers * IN_FLIGHT_PER_WORKER:
                job = next(waiting, None)
                if job is None:
                    exhausted = True
                else:
                    running[self._submit(job)] = job
            if not running:
                if not suspects:
                    return
                job = suspects.popleft()
                yield job, self._alone(job)
                continue
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                job = running.pop(future)
                error = future.exception()
                if isinstance(error, BrokenProcessPool):
                    suspects.append(job)
                    self._executor = None
                elif isinstance(error, Exception):
                    yield job, error
                elif error is not None:
                    raise error
                else:
                    yield job, future.result()

    def _alone(self, job: Job) -> Signed | Exception:
        """The job by itself, so that a crash tells which file it was."""
        try:
            return self._submit(job).result()
        except BrokenProcessPool:
            self._executor = None
            return DecoderCrashed("Decoding it crashed twice. The file is damaged in a way FFmpeg cannot cope with.")
        except Exception as error:  # noqa: BLE001 - handed to the caller like any other job's
            return error

    def _submit(self, job: Job) -> Future[Signed]:
        try:
            return self._pool().submit(sign_file, job.path, job.recipes, job.known_hashes)
        except BrokenProcessPool:
            self._executor = None
            return self._pool().submit(sign_file, job.path, job.recipes, job.known_hashes)

    def _pool(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                self._workers, self._context, initializer=start_worker, initargs=(self._heartbeats,)
            )
        return self._executor

    def _listen(self) -> None:
        while (heartbeat := self._heartbeats.get()) is not None:
            self._on_heartbeat(heartbeat)
