"""How `ashen serve` starts, goes on while others work, and ends, seen from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from benchmarks.processes import children, computed_s, family
from tests.server.pictures import jpeg_of
from tests.server.running import running, serving

SEEN_WITHIN_S = 5.0
START_CPU_S = 4.0
"""Of all processes together; twice what it takes, as other machines are slower."""
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def searchers(server: int) -> list[int]:
    """The processes that search: forked off the one that the server forks from."""
    return [member for child in children(server) for member in children(child)]


def wait_until(true: Callable[[], object], within_s: float = 30.0) -> None:
    ends_s = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends_s, "it did not come about in time"
        time.sleep(0.05)


@linux_only
def test_starting_costs_little(shelf: Path) -> None:
    """What searching needs is loaded once, however many processes search, and each further one is cheap: its CPU is a
    fraction of what loading took. In all it is so little that two idle cores are ready in two seconds."""
    with running(shelf, "--workers", "4") as (_, run):
        wait_until(lambda: len(searchers(run.pid)) == 4)
        forker = next(child for child in children(run.pid) if children(child))
        loading_s, each_s = computed_s(forker), [computed_s(pid) for pid in searchers(run.pid)]
        assert max(each_s) < loading_s
        assert sum(computed_s(pid) for pid in family(run.pid)) < START_CPU_S


def test_answers_are_sent_at_once(client: httpx.Client) -> None:
    """On a connection that is kept, no answer waits the 40 ms after which a system acknowledges what it got (Nagle's
    algorithm, RFC 896, together with delayed acknowledgements)."""
    spent_s = []
    for _ in range(40):
        began_s = time.perf_counter()
        assert client.post("/v1/search/signatures", content=b"\0").status_code == 400
        spent_s.append(time.perf_counter() - began_s)
    assert min(spent_s[20:]) < 0.035


@linux_only
def test_killed_processes_are_replaced(shelf: Path, shot: bytes) -> None:
    """As many search as were asked for; when all of them are killed, the next search waits for new ones."""
    with running(shelf, "--workers", "2") as (client, run):
        wait_until(lambda: 'ashen_processes_up{pool="searches"} 2.0' in client.get("/metrics").text)
        before = set(searchers(run.pid))
        assert len(before) == 2
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not before & set(searchers(run.pid)))
        answer = client.post("/v1/search/image", content=shot)
        assert (answer.status_code, answer.json()["answer"]) == (200, "match")
        wait_until(lambda: len(searchers(run.pid)) == 2)


@linux_only
def test_they_also_fork_off_anew_when_the_forker_was_killed(shelf: Path, shot: bytes) -> None:
    """The system may take any process when memory is short."""
    with running(shelf, "--workers", "1") as (client, run):
        forker = next(child for child in children(run.pid) if children(child))
        for pid in (forker, *searchers(run.pid)):
            os.kill(pid, signal.SIGKILL)

        def answered() -> bool:
            answer = client.post("/v1/search/image", content=shot)
            return answer.status_code == 200 and answer.json()["answer"] == "match"

        wait_until(answered)


@linux_only
def test_nothing_outlives_a_killed_server(shelf: Path) -> None:
    """Neither what searches nor what it is forked off."""
    with running(shelf, "--workers", "2") as (_, run):
        wait_until(lambda: len(searchers(run.pid)) == 2)
        below = family(run.pid)[1:]
        run.kill()
        run.wait()
        wait_until(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in below))


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_well(shelf: Path, clip: bytes, tmp_path: Path, word: signal.Signals) -> None:
    """What was being searched when it was told to stop is still answered; then nobody listens, and no file is left."""
    with (
        running(shelf, "--workers", "1", environment={"TMPDIR": str(tmp_path)}) as (client, run),
        ThreadPoolExecutor(1) as threads,
    ):
        asked = threads.submit(client.post, "/v1/search/video", content=clip)
        wait_until(lambda: any(path.stat().st_size for path in tmp_path.glob("ashen-*/*/query")) or asked.done())
        run.send_signal(word)
        assert asked.result(60).json()["answer"] == "match"
        run.wait(30)
        with pytest.raises(httpx.TransportError):
            client.get("/healthz")
        assert not list(tmp_path.glob("ashen-*"))


def test_it_stops_at_once_while_it_starts(shelf: Path) -> None:
    """Also before it answers."""
    command = [sys.executable, "-m", "ashen", "serve", "--library", str(shelf), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        assert run.stdout is not None
        run.stdout.readline()
        below = family(run.pid)[1:]
        run.send_signal(signal.SIGTERM)
        run.wait(20)
        wait_until(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in below))


def test_what_another_process_changes_is_soon_seen(own_shelf: Path, episodes: list[Path]) -> None:
    """While the server runs: by processes that search pictures and by those that search videos, within five seconds of
    the end of `ashen index`; and what `ashen remove` removed is no longer found as soon."""
    added = episodes[5]
    bodies = {"image": jpeg_of(added, 1.5), "video": added.read_bytes()}

    def changed(*words: str) -> None:
        command = [sys.executable, "-m", "ashen", words[0], "--library", str(own_shelf), *words[1:]]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    with serving(own_shelf, "--workers", "2") as client, ThreadPoolExecutor(4) as threads:

        def finds(kind: str) -> bool:
            asked = [threads.submit(client.post, f"/v1/search/{kind}", content=bodies[kind]) for _ in range(4)]
            answers = [each.result().json()["matches"] for each in asked]  # all processes are asked
            named = [any(match["video"] == added.name for match in matches) for matches in answers]
            assert len(named) == 4
            return all(named)

        assert not finds("image")
        assert not finds("video")
        changed("index", str(added))
        wait_until(lambda: finds("image") and finds("video"), SEEN_WITHIN_S)
        changed("remove", str(added))
        wait_until(lambda: not finds("image") and not finds("video"), SEEN_WITHIN_S)
