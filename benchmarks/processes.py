"""What processes take, and their children: memory not counted twice, and time of computing. Linux only, else 0."""

from __future__ import annotations

import os
import threading
from pathlib import Path


class PeakMemory:
    """The largest sum, over this process and its children, of memory not counted twice (PSS)."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            self.megabytes = max(self.megabytes, sum(pss_mb(pid) for pid in family(os.getpid())))


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
