"""Files that are not what they say: the server answers each, in time, and goes on."""

import struct
import time
import zlib
from collections.abc import Iterator
from io import BytesIO

import httpx
import numpy as np
from PIL import Image

ANSWER_S = 60.0


def png(width: int, height: int, data: bytes) -> bytes:
    """A PNG that says it has these sides."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def hostile(shot: bytes, clip: bytes) -> Iterator[bytes]:
    """Some sixty in all: cut off, flipped, bombs, huge sides, other kinds, nonsense after a good head."""
    random = np.random.default_rng(1)
    for whole in (shot, clip):
        for share in (0.01, 0.1, 0.3, 0.5, 0.8, 0.99):
            yield whole[: int(len(whole) * share)]
        for _ in range(8):
            damaged = np.frombuffer(whole, np.uint8).copy()
            damaged[random.integers(0, len(damaged), 40)] = random.integers(0, 256, 40)
            yield damaged.tobytes()
        yield whole[:200] + random.bytes(5000)
        yield random.bytes(50) + whole
    for sides in ((60000, 60000), (2**31 - 1, 1), (0, 0), (20000, 4000)):
        yield png(*sides, zlib.compress(bytes(10_000_000)))
    stream = BytesIO()
    Image.new("RGB", (160, 90)).save(stream, "GIF", save_all=True, append_images=[Image.new("RGB", (160, 90))] * 5)
    yield stream.getvalue()[:-30]
    for head in (
        b"GIF89a",
        b"RIFF\xff\xff\xff\xffWEBP",
        b"BM",
        b"II*\x00",
        b"\xff\xd8\xff",
        b"\x1aE\xdf\xa3",
        b"FLV\x01",
    ):
        yield head + random.bytes(3000)
        yield head
    yield b"\x00\x00\x00\x18ftypmp42" + bytes(100_000)
    yield b"#EXTM3U\n#EXT-X-TARGETDURATION:1\nfile:///etc/passwd\n"
    yield b"ffconcat version 1.0\nfile /etc/passwd\n"
    yield b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"
    yield b"%PDF-1.4\n" + random.bytes(1000)
    yield b"%!PS\n(/etc/passwd) run\n"
    yield b"PK\x03\x04" + random.bytes(1000)
    yield b"\x7fELF" + random.bytes(1000)


def test_hostile_files_are_answered(client: httpx.Client, shot: bytes, clip: bytes) -> None:
    """With an answer or a problem, never 500, and none takes the server down."""
    statuses: dict[int, int] = {}
    for number, body in enumerate(hostile(shot, clip)):
        began_s = time.monotonic()
        answer = client.post("/search", content=body)
        assert time.monotonic() - began_s < ANSWER_S, number
        assert answer.status_code in (200, 400, 413), (number, answer.text)
        assert "root:" not in answer.text
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
    assert sum(statuses.values()) > 50
    assert statuses[400] > 30
    assert client.post("/search", content=shot).json()["result"][0]["episode"] == 2


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
