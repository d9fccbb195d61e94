"""A process that searches, seen from both sides. What reads strangers' files is here, and can be killed."""

from __future__ import annotations

import ctypes
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ashen.errors import AshenError, DecoderCrashed, RemoteError, SearchTookTooLong, WorkersFailed
from ashen.server.tasks import Task

if TYPE_CHECKING:
    from ashen.library import Library

START_TIMEOUT_S = 120.0
"""How long a process may take to open the library and load what searching needs."""
STOP_S = 2.0
"""How long an idle process is given to end by itself."""
GIVE_BACK_BYTES = 128 << 20
"""What a process may take beyond what it has before it is looked for what can be given back."""
TELL_EVERY_S = 0.2
"""How often at most a process says how far it is."""
PRELOAD = "ashen.server.preload"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a task may cost: seconds of the clock, and seconds of computing."""

    clock_s: float
    cpu_s: float


@contextmanager
def begun(library: str, memory_bytes: int) -> Iterator[Future[SearchProcess]]:
    """A process that starts, which takes a second, while this one loads what speaks HTTP. At the end it is dead.

    Arguments as for `SearchProcess`.
    """
    starting: Future[SearchProcess] = Future()
    starting.set_running_or_notify_cancel()  # once it starts, it cannot be cancelled

    def start() -> None:
        try:
            starting.set_result(SearchProcess(library, memory_bytes))
        except Exception as error:  # noqa: BLE001 - who waits for it gets it
            starting.set_exception(error)

    threading.Thread(target=start, daemon=True).start()
    try:
        yield starting
    finally:
        if starting.exception() is None:
            starting.result().close()


def _context() -> Any:
    """How processes are started: on Linux forked off one that has loaded all they need and nothing of the server, which
    has threads; elsewhere, where libraries do not stand being forked, from nothing."""
    if not sys.platform.startswith("linux"):
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOAD])
    return context


class SearchProcess:
    """A process with the library open, asked one thing at a time. All methods block; `kill` may come from any thread.

    Args:
        library: the library's folder.
        memory_bytes: what it may take beyond what it has once it is ready.
    """

    def __init__(self, library: str, memory_bytes: int) -> None:
        context = _context()
        self._connection, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(theirs, library, memory_bytes), daemon=True)
        self._process.start()
        theirs.close()

    def wait_until_ready(self) -> None:
        """Wait until it can be asked.

        Raises:
            WorkersFailed: it died, or does not come up.
            RemoteError: it cannot open the library.
        """
        try:
            if not self._connection.poll(START_TIMEOUT_S):
                raise WorkersFailed("A process that searches does not come up; see what the server printed.")
            _answer_of(json.loads(self._connection.recv_bytes()))
        except (EOFError, OSError):
            raise WorkersFailed("A process that searches died while it started; see what the server printed.") from None

    def ask(self, task: Task, allowed: Allowed, tell: Callable[[float], None]) -> Any:
        """The answer to a task, as JSON. After DecoderCrashed or SearchTookTooLong it is dead.

        Raises:
            RemoteError: the task ended with that error.
            DecoderCrashed: the process died.
            SearchTookTooLong: it was killed, as it took longer than allowed.
        """
        ends_s = time.monotonic() + allowed.clock_s
        try:
            self._connection.send((task, allowed.cpu_s))
            while True:
                if not self._connection.poll(max(0.0, ends_s - time.monotonic())):
                    self.kill()
                    raise SearchTookTooLong(f"It took longer than {allowed.clock_s:.0f} s. Send a shorter one.")
                told = json.loads(self._connection.recv_bytes())
                if "progress" not in told:
                    return _answer_of(told)
                tell(told["progress"])
        except (EOFError, OSError):
            self._process.join(STOP_S)
            if sys.platform != "win32" and self._process.exitcode == -signal.SIGXCPU:
                raise SearchTookTooLong("It took too much computing. Send a shorter or smaller one.") from None
            raise DecoderCrashed("Reading it took the decoder down. Play it to see whether it is damaged.") from None

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def close(self) -> None:
        """End it, kindly when it is idle."""
        self._connection.close()
        self._process.join(STOP_S)
        self._process.kill()
        self._process.join()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.is_alive()


def _answer_of(told: dict[str, Any]) -> Any:
    if "error" in told:
        raise RemoteError(told["error"]["message"], told["error"]["code"])
    return told["answer"]


def _serve(connection: Connection, library: str, memory_bytes: int) -> None:
    """What the process does: open the library, then answer tasks until the pipe closes."""
    import_module(PRELOAD)
    from ashen.ingest.worker import die_with_parent
    from ashen.library import Library

    die_with_parent()
    try:
        opened = Library.open(library)
        warm_up(opened)
    except AshenError as error:
        _send(connection, {"error": {"code": error.code, "message": error.message}})
        return
    _limit_memory(memory_bytes)
    most_bytes = _held_bytes() + GIVE_BACK_BYTES
    _send(connection, {"answer": "ready"})
    while True:
        try:
            task, cpu_s = connection.recv()
        except (EOFError, OSError):
            return
        _limit_cpu(cpu_s)
        with suppress(BrokenPipeError):
            _send(connection, _told(task, opened, connection))
        most_bytes = _give_back_memory(most_bytes)


def _told(task: Task, library: Library, connection: Connection) -> dict[str, Any]:
    last_s = time.monotonic()

    def tell(share: float) -> None:
        nonlocal last_s
        if time.monotonic() - last_s >= TELL_EVERY_S:
            last_s = time.monotonic()
            _send(connection, {"progress": share})

    try:
        return {"answer": task.run(library, tell)}
    except AshenError as error:
        return {"error": {"code": error.code, "message": error.message}}
    except MemoryError:
        return {"error": {"code": "too_much_memory", "message": "It takes too much memory. Send a smaller copy of it."}}
    except Exception as error:  # noqa: BLE001 - one query's fault must not end the process
        what = type(error).__name__
        return {"error": {"code": "signing_fault", "message": f"This file brings out a fault in Ashen: {what}."}}


def _send(connection: Connection, told: dict[str, Any]) -> None:
    connection.send_bytes(json.dumps(told, separators=(",", ":")).encode("ascii"))


def warm_up(library: Library) -> None:
    """Open the index and load what searching needs, so that the first query does not wait for it."""
    import numpy as np

    from ashen.match.views import PictureQuery

    library.identifier()
    PictureQuery(np.zeros((90, 160, 3), np.uint8), library.recipe).first()


def _limit_memory(beyond_bytes: int) -> None:
    """Let the process's data grow by so much; files that are mapped do not count. Linux only: others lack a limit that
    leaves mapped files alone."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    held_kb = next(
        int(line.split()[1])
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmData:")
    )
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = held_kb * 1024 + beyond_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _held_bytes() -> int:
    """Memory of this process that no file backs; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()
        return (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _give_back_memory(most_bytes: int) -> int:
    """Where more is held than that, give what is free but was kept for later back to the system: a query in thousands
    takes much, and it would stay with the process for good. How much may be held before this is done again."""
    if _held_bytes() <= most_bytes:
        return most_bytes
    with suppress(OSError, AttributeError):  # only glibc has it
        ctypes.CDLL(None).malloc_trim(0)
    return _held_bytes() + GIVE_BACK_BYTES


def _limit_cpu(cpu_s: float) -> None:
    """Let the process compute for so much longer; then the system kills it. Where systems can do that."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(time.process_time() + cpu_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard < 0 else min(most, hard), hard))
