"""What processes take, and their children: memory not counted twice, and time of computing. Linux only, else 0."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Self


class _Watch:
    """Looks again and again, until what it is entered for is over."""

    def __init__(self, every_s: float) -> None:
        self._every_s = every_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def look(self) -> None:
        """Note what there is now."""
        raise NotImplementedError

    def _watch(self) -> None:
        self.look()
        while not self._over.wait(self._every_s):
            self.look()


class PeakMemory(_Watch):
    """The largest sum, over this process and its children, of memory not counted twice (PSS)."""

    def __init__(self) -> None:
        super().__init__(0.2)
        self.megabytes = 0.0

    def look(self) -> None:
        """As said there."""
        self.megabytes = max(self.megabytes, sum(pss_mb(pid) for pid in family(os.getpid())))


class OwnMemory(_Watch):
    """The largest memory of this process alone, not backed by files and backed by them, MB."""

    def __init__(self) -> None:
        super().__init__(0.05)
        self.anonymous_mb = self.mapped_mb = 0.0

    def look(self) -> None:
        """As said there."""
        self.anonymous_mb = max(self.anonymous_mb, memory_mb("RssAnon"))
        self.mapped_mb = max(self.mapped_mb, memory_mb("RssFile"))


def memory_mb(kind: str) -> float:
    """Memory of this process of one kind that /proc/self/status tells, MB."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{kind}:")), 0.0)


def family(pid: int) -> list[int]:
    """A process, its children, and theirs."""
    return [pid, *(member for child in children(pid) for member in family(child))]


def children(pid: int) -> list[int]:
    """Of a process, begun by any of its threads; none when it is gone."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for thread in threads for child in (thread / "children").read_text("ascii").split()]
    except OSError:
        return []


def pss_mb(pid: int) -> float:
    """Memory of a process, what it shares with others divided among them, MB."""
    return _rollup(pid, "Pss")


def anonymous_mb(pid: int) -> float:
    """The same without what files back: pages of the index that happen to be mapped do not count."""
    return _rollup(pid, "Pss_Anon")


def _rollup(pid: int, kind: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")) / 1024


def computed_s(pid: int) -> float:
    """CPU time of a process so far, seconds; 0 when it is gone."""
    try:
        user, system = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[11:13]
    except OSError:
        return 0.0
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
