"""Files that keep a worker busy until the test lets go: named pipes, which block whoever reads them."""

import contextlib
import errno
import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_S = 60.0


def wait_until(true: Callable[[], bool]) -> None:
    """Raises TimeoutError when it does not come true."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.005)


def has_reader(pipe: Path) -> bool:
    """Whether a process is reading the named pipe; it then waits for ever, as what is opened here is closed again."""
    try:
        writer = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ENXIO:
            return False
        raise
    HELD.append(writer)
    return True


HELD: list[int] = []


def let_go() -> None:
    """Close the test's ends of all pipes."""
    while HELD:
        os.close(HELD.pop())


def child_reading(path: Path) -> int | None:
    """The number of the child process of this one that has `path` open."""
    for child in multiprocessing.active_children():
        descriptors: list[Path] = []
        with contextlib.suppress(OSError):  # the child has gone
            descriptors += Path(f"/proc/{child.pid}/fd").iterdir()
        for descriptor in descriptors:
            with contextlib.suppress(OSError):  # this one was closed meanwhile; the next may be the one
                if descriptor.readlink() == path:
                    return child.pid
    return None
