"""Starts the real server, `ashen serve`, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

READY_S = 120.0


@contextmanager
def serving(library: Path, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[httpx.Client]:
    """A client of `running`."""
    with running(library, *options, environment=environment) as (client, _):
        yield client


@contextmanager
def running(
    library: Path, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    """A server over a library, ready to search, and a client of it. It is stopped at the end, and has to stop well."""
    command = [sys.executable, "-m", "ashen", "serve", "--library", str(library), "--port", "0", *options]
    surrounding = {**os.environ, **(environment or {})}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=surrounding
    ) as run:
        try:
            assert run.stdout is not None
            address = run.stdout.readline().strip()
            assert address, "the server ended before it said where it listens"
            with httpx.Client(base_url=address, timeout=READY_S, trust_env=False) as client:
                _wait_until_ready(client)
                yield client, run
        finally:
            run.send_signal(signal.SIGTERM)
            try:
                run.wait(30)
            except subprocess.TimeoutExpired:
                run.kill()
                raise


def _wait_until_ready(client: httpx.Client) -> None:
    ends_s = time.monotonic() + READY_S
    while time.monotonic() < ends_s:
        with suppress(httpx.TransportError):
            if client.get("/readyz").status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not come up")
