"""Which addresses are fetched from. Real servers on addresses of this machine; all of 127.0.0.0/8 is it."""

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ashen.errors import BodyTooLarge, FetchFailed, UrlRefused
from ashen.server.fetch import Fetcher, is_public

NOT_PUBLIC = [
    "127.0.0.1", "127.8.9.10", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "0.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::",
    "2002:a00:1::", "2001:0:53aa:64c::1", "2001:db8::1", "nonsense",
]  # fmt: skip
REFUSED = [
    "http://127.0.0.1/", "http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://0/", "http://[::1]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://169.254.169.254/latest/",
    "http://100.64.0.1/", "http://10.0.0.1/", "http://192.168.0.1/", "http://user:word@example.org/",
    "http://127.0.0.1@example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1/", "//127.0.0.1/",
    "http://", "http:///x", "", "nonsense", "http://example.org:22/", "http://example.org:99999/", "http://ⓛocalhost/",
    "http://127。0。0。1/", "https://[::1", "http://" + 2100 * "a",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_public(address: str) -> None:
    """Loopback, private, link-local, CGNAT, documentation, multicast; also within IPv6 in all its ways."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_that_are(address: str) -> None:
    """The internet's."""
    assert is_public(address)


@pytest.mark.parametrize("url", REFUSED)
def test_urls_that_are_refused(url: str) -> None:
    """However this machine is spelled."""

    async def fetch() -> None:
        async with Fetcher(timeout_s=5).fetched(url, 100):
            pytest.fail("it was fetched")

    with pytest.raises((UrlRefused, FetchFailed)):
        asyncio.run(fetch())


def fetched(url: str, public: Callable[[str], bool], limit_bytes: int = 1000, timeout_s: float = 5.0) -> bytes:
    async def fetch() -> bytes:
        async with Fetcher(public, ports=None, timeout_s=timeout_s).fetched(url, limit_bytes) as upload:
            return upload.read()

    return asyncio.run(fetch())


def only(*allowed: str) -> Callable[[str], bool]:
    """Some addresses of this machine stand for the internet."""
    return lambda address: address in allowed


@contextmanager
def site(address: str = "127.0.0.1") -> Iterator[str]:
    """A server that redirects, answers, never ends, or is slow; its base URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/to/"):
                self.send_response(302)
                self.send_header("Location", self.path[4:])
                self.end_headers()
            elif self.path == "/loop":
                self.send_response(302)
                self.send_header("Location", "/loop")
                self.end_headers()
            elif self.path == "/endless":
                self.send_response(200)
                self.end_headers()
                try:
                    while True:
                        self.wfile.write(bytes(1000))
                except OSError:
                    return
            elif self.path == "/slow":
                stop.wait(20)
            elif self.path == "/gone":
                self.send_error(404)
            else:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"hello")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as there
            pass

    stop = threading.Event()
    server = ThreadingHTTPServer((address, 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{address}:{server.server_address[1]}"
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_file_is_fetched() -> None:
    """Also by a redirect to an allowed address."""
    with site() as base:
        assert fetched(f"{base}/x.jpg", only("127.0.0.1")) == b"hello"
        assert fetched(f"{base}/to/{base}/x.jpg", only("127.0.0.1")) == b"hello"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")
def test_redirects_are_checked_too() -> None:
    """An allowed address cannot send the server to one that is not."""
    with site() as base, site("127.0.0.2") as inner, pytest.raises(UrlRefused):
        fetched(f"{base}/to/{inner}/secret", only("127.0.0.1"))


def test_what_a_name_means_later_does_not_matter() -> None:
    """Rebinding: the address that was checked is the one connected to; no second look at the name is taken."""
    asked: list[str] = []

    def changes(address: str) -> bool:
        asked.append(address)
        return len(asked) == 1

    with site() as base:
        assert fetched(f"{base}/x", changes) == b"hello"
        assert asked == ["127.0.0.1"]
        with pytest.raises(UrlRefused):
            fetched(f"{base}/to/{base}/x", changes)


def test_what_does_not_end_is_cut_off() -> None:
    """By size, by time, and by count of redirects; errors are failures."""
    with site() as base:
        allowed = only("127.0.0.1")
        with pytest.raises(BodyTooLarge):
            fetched(f"{base}/endless", allowed)
        with pytest.raises(FetchFailed, match="within"):
            fetched(f"{base}/slow", allowed, timeout_s=0.5)
        with pytest.raises(FetchFailed, match="redirects"):
            fetched(f"{base}/loop", allowed)
        with pytest.raises(FetchFailed, match="404"):
            fetched(f"{base}/gone", allowed)
