"""A running `ashen serve`, asked by several clients at once from one light process: HTTP/1.1 on raw sockets."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import numpy as np

from benchmarks.processes import anonymous_mb, computed_s, family, pss_mb

QUOTA: Final = "10000000"


@dataclass(frozen=True, slots=True)
class Server:
    """One that is ready.

    Attributes:
        port: of 127.0.0.1, where it listens.
        pid: of its process.
        ready_s: how long that took.
    """

    port: int
    pid: int
    ready_s: float

    def computed_s(self) -> float:
        """CPU of all its processes that live, seconds."""
        return sum(computed_s(pid) for pid in family(self.pid))

    def memory_mb(self) -> tuple[float, float]:
        """Of all its processes: everything, and what no file backs."""
        pids = family(self.pid)
        return sum(map(pss_mb, pids)), sum(map(anonymous_mb, pids))


@contextmanager
def serving(library: Path, *options: str) -> Iterator[Server]:
    """A server over a library, stopped at the end."""
    words = ["serve", "--library", str(library), "--port", "0", "--quota", QUOTA, *options]
    began_s = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "ashen", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as run:
        try:
            if run.stdout is None or not (address := run.stdout.readline().strip()):
                raise RuntimeError("the server ended before it listened")
            with httpx.Client(base_url=address, trust_env=False) as client:
                while client.get("/readyz").status_code != 200:
                    time.sleep(0.01)
            yield Server(int(address.rsplit(":", 1)[1]), run.pid, time.perf_counter() - began_s)
        finally:
            run.terminate()
            run.wait(30)


@dataclass(slots=True)
class Load:
    """What a load took.

    Attributes:
        wall_s: from the first question to the last answer.
        latencies_s: of each question, from when it was due.
        server_s, client_s: CPU.
        answers: the JSON of each, by question.
        failed: questions that were not answered 200.
    """

    wall_s: float = 0.0
    latencies_s: list[float] = field(default_factory=list)
    server_s: float = 0.0
    client_s: float = 0.0
    answers: dict[int, Any] = field(default_factory=dict)
    failed: int = 0

    def line(self, what: str, each: int = 1) -> str:
        """For people; a question asks about `each` things."""
        count = len(self.latencies_s)
        median, late = 1000 * np.percentile(self.latencies_s, [50, 95])
        return (
            f"{count * each / self.wall_s:.1f} {what}/s, median {median:.0f} ms, p95 {late:.0f} ms; "
            f"CPU of the server {1000 * self.server_s / count / each:.1f} ms each, "
            f"of the clients {1000 * self.client_s / count / each:.2f} ms; failed {self.failed} of {count}"
        )


def post(path: str, body: bytes) -> bytes:
    """A request that keeps its connection."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode("ascii") + body


def ask(server: Server, requests: Sequence[bytes], clients: int, *, rate: float | None = None) -> Load:
    """Ask all requests, by as many clients at once.

    Args:
        server: who is asked.
        requests: of `post`.
        clients: connections, each with one question at a time.
        rate: questions a second that come in evenly; as fast as they are answered when None.
    """
    load = Load()
    before_s, client_s, began_s = server.computed_s(), time.process_time(), time.perf_counter()
    asyncio.run(_ask(server, requests, clients, rate, load))
    load.wall_s = time.perf_counter() - began_s
    load.client_s = time.process_time() - client_s
    load.server_s = server.computed_s() - before_s
    return load


async def _ask(server: Server, requests: Sequence[bytes], clients: int, rate: float | None, load: Load) -> None:
    left = iter(enumerate(requests))
    began_s = time.perf_counter()

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        for number, request in left:
            due_s = time.perf_counter() if rate is None else began_s + number / rate
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            fields = head.lower().split(b"\r\n")
            length = next(int(line[15:]) for line in fields if line.startswith(b"content-length:"))
            body = await reader.readexactly(length)
            load.latencies_s.append(time.perf_counter() - due_s)
            if head.startswith(b"HTTP/1.1 200"):
                load.answers[number] = json.loads(body)
            else:
                load.failed += 1
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(client() for _ in range(clients)))
