"""Uploads and requests that are not what they say: the server answers each, in time, in little memory, and goes on."""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from ashen.server.problems import STATUS
from benchmarks.processes import family, pss_mb
from tests.server import hostile_pictures, hostile_requests, hostile_videos
from tests.server.hostile_pictures import Named
from tests.server.running import running

ANSWER_S = 60.0
"""The longest that the server's own limits let a search take."""
PEAK_MB = 2500.0
"""Of all processes: the 2 GiB that one may take, and what they have at the start."""
LEFT_MB = 1000.0
"""Of all processes, beyond what they had at the start, when all is over: the network's library keeps its buffers."""
FAULTS = {"fault", "signing_fault"}
"""Codes that are Ashen's own."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server: its client, its process, and the most memory it and its children had so far, MB."""

    client: httpx.Client
    pid: int
    peak_mb: list[float]

    def megabytes(self) -> float:
        """What it and its children have now."""
        return sum(pss_mb(pid) for pid in family(self.pid))


@pytest.fixture(scope="module")
def server(shelf: Path) -> Iterator[Running]:
    """One for this module; it must never have had more memory than it may, and keeps little of it."""
    with running(shelf, "--workers", "1") as (client, run):
        held = Running(client, run.pid, [0.0])
        began_mb, over = held.megabytes(), threading.Event()

        def watch() -> None:
            while not over.wait(0.25):
                held.peak_mb.append(max(held.peak_mb.pop(), held.megabytes()))

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        yield held
        over.set()
        watching.join()
        assert held.peak_mb[0] < PEAK_MB
        assert held.megabytes() < began_mb + LEFT_MB


def upload(server: Running, address: str, files: Iterator[Named]) -> dict[int, int]:
    """How many were answered with what status; each in time and, unless it was searched, with a whole problem."""
    statuses: dict[int, int] = {}
    for name, body in files:
        began_s = time.monotonic()
        answer = server.client.post(address, content=body)
        assert time.monotonic() - began_s < ANSWER_S, name
        said = answer.json()
        assert "root:" not in answer.text, name
        if answer.status_code == 200:
            assert said["answer"] in ("match", "shared", "unknown"), name
        else:
            assert answer.headers["content-type"] == "application/problem+json", name
            assert said["status"] == answer.status_code == STATUS[said["code"]], (name, said)
            assert said["code"] not in FAULTS, (name, said)
            assert len(said["detail"]) > 10, (name, said)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        assert server.client.get("/healthz").status_code == 200, name
    return statuses


def still_finds(server: Running, shot: bytes) -> bool:
    found = server.client.post("/v1/search/image", content=shot).json()["matches"]
    return bool(found) and found[0]["episode"]["number"] == "2"


def test_damaged_pictures(server: Running, shot: bytes) -> None:
    """Of every format; what can still be read of some is searched."""
    statuses = upload(server, "/v1/search/image", hostile_pictures.all_damaged(shot))
    assert sum(statuses.values()) == 11 * len(hostile_pictures.FORMATS)
    assert statuses[422] > 50
    assert still_finds(server, shot)


def test_bombs(server: Running, shot: bytes) -> None:
    """What would become very large is refused, or searched within the limits."""
    statuses = upload(server, "/v1/search/image", hostile_pictures.bombs(shot))
    assert sum(statuses.values()) > 30
    assert statuses[413] > 5
    assert still_finds(server, shot)


def test_other_kinds(server: Running, shot: bytes) -> None:
    """What is neither picture nor video, and what is several things at once."""
    upload(server, "/v1/search/image", hostile_pictures.other_kinds(shot))
    statuses = upload(server, "/v1/search/video", hostile_pictures.other_kinds(shot))
    assert statuses[422] > 15
    assert still_finds(server, shot)


def test_damaged_videos(server: Running, shot: bytes, episodes: list[Path], tmp_path: Path) -> None:
    """Of every container; boxes and elements that lie; streams of very many frames."""
    wrapped = hostile_videos.containers(episodes[2], tmp_path)
    statuses = upload(server, "/v1/search/video", hostile_videos.all_damaged(wrapped))
    assert sum(statuses.values()) == 11 * len(hostile_videos.CONTAINERS)
    lying = (hostile_videos.lying_mp4(wrapped["mp4"]), hostile_videos.lying_mkv(wrapped["matroska"]))
    counts = [sum(upload(server, "/v1/search/video", files).values()) for files in lying]
    assert counts[0] > 30
    assert counts[1] > 8
    assert still_finds(server, shot)


def test_endless_videos(server: Running, shot: bytes, episodes: list[Path], tmp_path: Path) -> None:
    """Frames, packets and times without number."""
    ts = hostile_videos.containers(episodes[2], tmp_path)["mpegts"]
    statuses = upload(server, "/v1/search/video", hostile_videos.endless(ts))
    assert sum(statuses.values()) > 15
    assert still_finds(server, shot)


@contextmanager
def watched(folder: Path) -> Iterator[tuple[Path, str, list[str]]]:
    """A pipe and an address that nobody may open or connect to, and who did."""
    pipe, touched, over = folder / "other.ts", [], threading.Event()
    os.mkfifo(pipe)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)

        def watch() -> None:
            while not over.wait(0.002):
                with suppress(OSError):
                    os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
                    touched.append("the pipe was opened")
                with suppress(OSError):
                    listening.accept()[0].close()
                    touched.append("the address was connected to")

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        yield pipe, f"http://127.0.0.1:{listening.getsockname()[1]}/x.ts", touched
        over.set()
        watching.join()


@pytest.mark.skipif(os.name == "nt", reason="named pipes in folders are a thing of POSIX")
def test_playlists_open_nothing(server: Running, shot: bytes, tmp_path: Path) -> None:
    """Neither files of the server's machine nor addresses are so much as opened."""
    with watched(tmp_path) as (pipe, address, touched):
        for kind in ("video", "image"):
            statuses = upload(server, f"/v1/search/{kind}", hostile_videos.playlists(pipe, address))
            assert set(statuses) == {422}
        assert not touched
    assert still_finds(server, shot)


def test_damaged_signatures(server: Running, shot: bytes) -> None:
    """Bytes that are no signatures, lengths that lie, bombs of zstd."""
    bodies = [
        *(struct.pack("<I", len(body)) + body for _, body in hostile_pictures.damaged("signature", shot, 3)),
        struct.pack("<I", 2**32 - 1) + shot,
        struct.pack("<I", 0) * 1000,
        b"\x01",
        struct.pack("<I", 4) + b"ASHS",
    ]
    for body in bodies:
        answer = server.client.post("/v1/search/signatures", content=body)
        assert answer.status_code in (400, 413, 422), answer.text
        assert answer.json()["code"] in ("request_wrong", "signature_damaged", "signature", "unknown_recipe")
    assert still_finds(server, shot)


def on_the_wire(server: Running, sent: bytes) -> bytes:
    """What the server answers to bytes until it closes the connection, or a second of silence."""
    address = (server.client.base_url.host, server.client.base_url.port)
    with socket.create_connection(address, timeout=ANSWER_S) as line:
        with suppress(OSError):
            line.sendall(sent)
            line.settimeout(1.0)
        answer = b""
        with suppress(OSError):
            while data := line.recv(65536):
                answer += data
        return answer


def test_odd_forms_and_requests(server: Running, shot: bytes) -> None:
    """Forms and HTTP itself: an answer below 500, or the line is closed."""
    asked = [*hostile_requests.odd_forms(shot), *hostile_requests.odd_requests(shot)]
    for name, sent in asked:
        first = on_the_wire(server, sent).split(b"\r\n", 1)[0]
        assert not first.startswith(b"HTTP/1.1 5"), (name, first)
        assert server.client.get("/healthz").status_code == 200, name
    assert len(asked) > 60
    assert still_finds(server, shot)


def test_endless_bodies_are_stopped(server: Running, shot: bytes) -> None:
    """In chunks without end: twice the limit, which is 25 MB, is taken in, and what both systems' buffers hold, up to
    40 MB."""
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        while sent < 400 << 20:
            sent += 1 << 16
            yield bytes(1 << 16)

    with suppress(httpx.TransportError):
        assert server.client.post("/v1/search/image", content=body()).status_code == 413
    assert sent < 120 << 20
    assert still_finds(server, shot)


def test_many_uploads_that_never_end(server: Running, shot: bytes) -> None:
    """Clients that send nothing more do not keep others from being answered."""
    address = (server.client.base_url.host, server.client.base_url.port)
    lines = [socket.create_connection(address) for _ in range(40)]
    for line in lines:
        line.sendall(hostile_requests.request(shot[:100], length="100000"))
    assert still_finds(server, shot)
    for line in lines:
        line.close()


def test_paths_lead_nowhere(client: httpx.Client) -> None:
    """No address gives a file of the server's machine."""
    for path in (
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/image/..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/keys.json",
    ):
        answer = client.get(path)
        assert answer.status_code in (400, 403, 404)
        assert "root:" not in answer.text
