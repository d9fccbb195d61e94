"""Searching processes, and who is next."""

from __future__ import annotations

import asyncio
import heapq
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from typing import Any

from ashen.errors import AshenError, DecoderCrashed, QueueFull, SearchTookTooLong, WorkersFailed
from ashen.server.process import Allowed, SearchProcess
from ashen.server.tasks import Task

log = logging.getLogger("ashen.server")

RETRY_S = 1.0
"""After a process did not come up, the next is tried so much later."""


class SearchPool:
    """Answers tasks in processes, one at a time in each; belongs to one event loop, which it never blocks.

    A process that dies is replaced; the task it died of gets an error, the others notice nothing.

    Args:
        library: the library's folder.
        size: how many processes.
        memory_bytes: what each may take beyond what it has when it starts.
        queue: tasks that may wait.
        lazy: processes are started when the first task comes, instead of at once.
        first: a process that starts already (`process.begun`); from now on it is the pool's.
    """

    def __init__(
        self,
        library: str,
        size: int,
        memory_bytes: int,
        queue: int,
        *,
        lazy: bool = False,
        first: Future[SearchProcess] | None = None,
    ) -> None:
        self._library, self._memory_bytes, self._queue = library, memory_bytes, queue
        self._size, self._lazy, self._first = size, lazy, first
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="search")
        self._idle: list[SearchProcess] = []
        self._all: set[SearchProcess] = set()
        self._waiting: list[tuple[int, int, asyncio.Future[SearchProcess]]] = []
        self._order = count()
        self._starting: set[asyncio.Task[None]] = set()
        self._coming: set[SearchProcess] = set()
        self._failure: AshenError | None = None
        self._closed = False

    def start(self) -> None:
        """Start the processes, without waiting for them."""
        if not self._lazy:
            self._start_all()

    async def close(self, drain_s: float) -> None:
        """Let what is running end, kill what does not, and end the processes."""
        self._closed = True
        for _, _, waiting in self._waiting:
            waiting.cancel()
        ends_s = asyncio.get_running_loop().time() + drain_s
        while len(self._idle) < len(self._all) and asyncio.get_running_loop().time() < ends_s:
            await asyncio.sleep(0.02)
        for process in (self._all - set(self._idle)) | self._coming:
            process.kill()
        await asyncio.gather(*self._starting)
        await asyncio.gather(*(asyncio.to_thread(process.close) for process in self._all))
        self._threads.shutdown(wait=True)

    @property
    def ready(self) -> bool:
        """Whether any process can be asked, now or after what it is doing."""
        return bool(self._all) or (self._lazy and not self._starting and self._failure is None)

    @property
    def failure(self) -> AshenError | None:
        """Why the last process did not come up; None when it did."""
        return self._failure

    @property
    def waiting(self) -> int:
        """Tasks in the queue."""
        return len(self._waiting)

    @property
    def size(self) -> int:
        """Processes that are up."""
        return len(self._all)

    @property
    def busy(self) -> int:
        """Processes that have a task."""
        return len(self._all) - len(self._idle)

    async def ask(
        self, task: Task, allowed: Allowed, *, priority: int = 0, tell: Callable[[float], None] = lambda _: None
    ) -> Any:
        """The answer to a task, as JSON. Cancelled, it ends the search at once.

        Args:
            task: what to do.
            allowed: what it may cost once it is begun.
            priority: higher ones go first.
            tell: told in this event loop how far it is, 0..1.

        Raises:
            QueueFull: too many wait already.
            RemoteError: the task ended with that error.
            DecoderCrashed: the process died.
            SearchTookTooLong: it cost more than allowed.
        """
        loop = asyncio.get_running_loop()
        process = await self._next(priority)
        dead = False

        def tell_here(share: float) -> None:
            loop.call_soon_threadsafe(tell, share)

        asked = loop.run_in_executor(self._threads, process.ask, task, allowed, tell_here)
        try:
            return await asyncio.shield(asked)
        except asyncio.CancelledError:
            process.kill()
            dead = True
            with suppress(AshenError):
                await asked
            raise
        except (DecoderCrashed, SearchTookTooLong):
            process.kill()
            dead = True
            raise
        finally:
            self._give_back(process, dead=dead)

    async def _next(self, priority: int) -> SearchProcess:
        if self._lazy and not self._all and not self._starting:
            self._start_all()
        if self._failure is not None and not self._all:
            raise WorkersFailed(self._failure.message)
        while self._idle:
            process = self._idle.pop()
            if process.alive:
                return process
            self._give_back(process, dead=True)  # it died of nothing that was asked
        if len(self._waiting) >= self._queue:
            raise QueueFull("Too many searches wait already. Try again in some seconds.")
        waiting: asyncio.Future[SearchProcess] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (-priority, next(self._order), waiting))
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                self._give_back(waiting.result(), dead=False)
            self._waiting = [entry for entry in self._waiting if entry[2] is not waiting]
            heapq.heapify(self._waiting)
            raise

    def _give_back(self, process: SearchProcess, *, dead: bool) -> None:
        if dead or not process.alive:
            self._all.discard(process)
            self._start_one()
            return
        while self._waiting:
            _, _, waiting = heapq.heappop(self._waiting)
            if not waiting.done():
                waiting.set_result(process)
                return
        self._idle.append(process)

    def _start_all(self) -> None:
        for _ in range(self._size):
            self._start_one()

    def _start_one(self) -> None:
        if self._closed:
            return
        starting = asyncio.get_running_loop().create_task(self._started())
        self._starting.add(starting)
        starting.add_done_callback(self._starting.discard)

    async def _started(self) -> None:
        while not self._closed:
            process = await self._new()
            self._coming.add(process)
            try:
                if self._closed:
                    process.kill()
                await asyncio.to_thread(process.wait_until_ready)
            except AshenError as error:
                await asyncio.to_thread(process.close)
                if not self._closed:
                    log.error("search process: %s", error.message)
                    self._failure = error
                    await asyncio.sleep(RETRY_S)
                continue
            finally:
                self._coming.discard(process)
            self._failure = None
            self._all.add(process)
            self._give_back(process, dead=False)
            return

    async def _new(self) -> SearchProcess:
        first, self._first = self._first, None
        if first is not None:
            return await asyncio.wrap_future(first)
        return await asyncio.to_thread(SearchProcess, self._library, self._memory_bytes)
