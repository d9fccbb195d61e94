"""Pictures and videos by URL, from public addresses only.

A name is resolved once for each connection, all its addresses are checked, and the connection goes to one that was
checked: what a name means a moment later, and how an address is spelled, does not matter. Redirects are new
connections.
"""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpcore

from ashen.errors import BodyTooLarge, FetchFailed, UrlRefused
from ashen.server.uploads import Upload, plain_name

TIMEOUT_S = 15.0
"""For all of it, redirects too."""
REDIRECTS = 3
PORTS = frozenset({80, 443})
URL_LETTERS = 2048
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


def is_public(address: str) -> bool:
    """Whether an address is of the public internet, also when it is an IPv4 address within an IPv6 one."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = _within(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip.teredo is not None or ip.scope_id is not None:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _within(ip: IPv6Address) -> IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if any(ip in network for network in _NAT64) or int(ip) >> 32 == 0:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to addresses that `public` allows, and to no others."""

    def __init__(self, public: Callable[[str], bool]) -> None:
        self._public, self._inner = public, httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """As in httpcore.

        Raises:
            UrlRefused: an address of the host is not public.
            FetchFailed: it has none.
        """
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise FetchFailed("The host of this URL is not known. Check its spelling.") from error
        addresses = [str(entry[4][0]) for entry in found]
        if not addresses or not all(map(self._public, addresses)):
            raise UrlRefused("This URL is of a host that is not on the public internet; upload the file instead.")
        return await self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002 - as httpcore asks
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Never."""
        raise UrlRefused("Sockets of this machine are not fetched from.")

    async def sleep(self, seconds: float) -> None:
        """As in httpcore."""
        await self._inner.sleep(seconds)


class Fetcher:
    """Fetches files.

    Args:
        public: which addresses may be connected to.
        ports: which ports; None: any.
        timeout_s: for all of a fetch.
    """

    def __init__(
        self,
        public: Callable[[str], bool] = is_public,
        ports: frozenset[int] | None = PORTS,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._public, self._ports, self._timeout_s = public, ports, timeout_s

    @asynccontextmanager
    async def fetched(self, url: str, limit_bytes: int) -> AsyncIterator[Upload]:
        """The file at a URL; deleted at the end.

        Raises:
            UrlRefused: it may not be fetched.
            FetchFailed: nothing usable came.
            BodyTooLarge: more bytes came than `limit_bytes`.
        """
        self._check(url)
        with tempfile.TemporaryDirectory(prefix="ashen-") as folder:
            upload = Upload(Path(folder) / "query", name=plain_name(urlsplit(url).path))
            try:
                async with asyncio.timeout(self._timeout_s):
                    await self._into(upload, url, limit_bytes)
            except TimeoutError:
                raise FetchFailed(f"The URL gave no whole file within {self._timeout_s:.0f} s.") from None
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
                raise FetchFailed("Nothing could be fetched from this URL. Check that it works.") from error
            yield upload

    async def _into(self, upload: Upload, url: str, limit_bytes: int) -> None:
        async with httpcore.AsyncConnectionPool(network_backend=CheckedBackend(self._public)) as pool:
            for _ in range(REDIRECTS + 1):
                self._check(url)
                headers = {"User-Agent": "Ashen", "Accept": "image/*, video/*, */*;q=0.1"}
                async with pool.stream("GET", url, headers=list(headers.items())) as response:
                    told = {name.lower(): value for name, value in response.headers}
                    if response.status in (301, 302, 303, 307, 308) and b"location" in told:
                        url = urljoin(url, told[b"location"].decode("latin-1"))
                        continue
                    if response.status != 200:
                        raise FetchFailed(f"The URL answers with status {response.status}.")
                    upload.media_type = told.get(b"content-type", b"").decode("latin-1")
                    with upload.path.open("wb") as file:
                        async for chunk in response.aiter_stream():
                            upload.size_bytes += len(chunk)
                            if upload.size_bytes > limit_bytes:
                                raise BodyTooLarge(f"The file at this URL is longer than {limit_bytes} bytes.")
                            file.write(chunk)
                    return
        raise FetchFailed(f"The URL redirects more than {REDIRECTS} times.")

    def _check(self, url: str) -> None:
        refused = UrlRefused("This is not a URL that is fetched: http or https, a host, its usual port, no password.")
        try:
            parts = urlsplit(url)
            port = parts.port or {"http": 80, "https": 443}[parts.scheme]
            url.encode("ascii")
        except (ValueError, KeyError):
            raise refused from None
        if not parts.hostname or parts.username is not None or len(url) > URL_LETTERS:
            raise refused
        if self._ports is not None and port not in self._ports:
            raise refused
