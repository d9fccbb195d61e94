"""What a worker process does: the jobs it is sent, one after the other."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol, TypeVar

from ashen.errors import AshenError, SigningFault
from ashen.ingest.sign_file import Heartbeat

R_co = TypeVar("R_co", covariant=True)

if sys.platform != "win32":
    TELL_WHERE = signal.SIGUSR1
    """On this signal a worker prints what it is at to the standard error."""


class Task(Protocol[R_co]):
    """A job that a worker process can do: it is sent there, so it and its result can be pickled."""

    @property
    def path(self) -> str:
        """The file it is about; no two jobs at a time have the same."""

    def run(self, on_heartbeat: Callable[[Heartbeat], None]) -> R_co:
        """Do it, saying now and then how far it is: more often than `pool.STALLED_S`. The result is neither None nor a
        tuple.

        Raises:
            AshenError: it cannot be done; the message says why.
            OSError: a file cannot be read.
        """


def work(connection: Connection) -> None:
    """Say None once started; answer each job with heartbeats, then its result or an error, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent decides
    die_with_parent()
    if sys.platform != "win32":
        faulthandler.register(TELL_WHERE)
    connection.send(None)
    while True:
        try:
            job: Task[Any] = connection.recv()
        except EOFError:
            return
        connection.send(_answer(job, connection))


def _answer(job: Task[Any], connection: Connection) -> Any:
    try:
        return job.run(connection.send)
    except AshenError as error:
        return error
    except OSError as error:  # as a plain one: subclasses need not survive the pipe
        return OSError(error.errno, error.strerror or str(error), error.filename)
    except Exception as error:  # noqa: BLE001 - one file's fault must not end the run over all others
        at = traceback.extract_tb(error.__traceback__)[-1]
        what = "".join(traceback.format_exception_only(error)).strip()
        return SigningFault(
            f"This file brings out a fault in Ashen: {what} ({at.filename}:{at.lineno}). Report it, with the file."
        )


def die_with_parent() -> None:
    """End at once when the parent is gone, also in the middle of a file and when it was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch(sentinel: int = parent.sentinel) -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
