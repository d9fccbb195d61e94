"""Requests that are not what HTTP or forms should be, as bytes on the wire. Each has a name."""

from __future__ import annotations

from collections.abc import Iterator

from tests.server.hostile_pictures import Named

ADDRESS = "/v1/search/image"


def request(body: bytes, *headers: str, line: str = f"POST {ADDRESS} HTTP/1.1", length: str | None = "") -> bytes:
    """A request; its length is told truly unless another is given, or none."""
    said = [] if length is None else [f"Content-Length: {length or len(body)}"]
    return "\r\n".join([line, "Host: x", "Connection: close", *said, *headers, "", ""]).encode("latin-1") + body


def form(body: bytes, boundary: str = "b", kind: str = "multipart/form-data") -> bytes:
    """A request whose body is called a form."""
    return request(body, f"Content-Type: {kind}; boundary={boundary}")


def part(data: bytes, *headers: str) -> bytes:
    """A part of a form of boundary b."""
    said = headers or ('Content-Disposition: form-data; name="file"; filename="x.jpg"',)
    return b"--b\r\n" + "\r\n".join(said).encode("latin-1") + b"\r\n\r\n" + data + b"\r\n"


def odd_forms(shot: bytes) -> Iterator[Named]:
    """Forms that lack something, have too much of it, or lie."""
    whole, end = part(shot), b"--b--\r\n"
    yield "form without its end", form(whole)
    yield "form without a file", form(part(b"x", 'Content-Disposition: form-data; name="a"') + end)
    yield "form of nothing", form(b"")
    yield "form that ends at once", form(end)
    yield "form of another boundary", form(whole + end, "other")
    yield "form without a boundary", request(whole + end, "Content-Type: multipart/form-data")
    yield "form with an empty boundary", request(whole + end, 'Content-Type: multipart/form-data; boundary=""')
    yield "form with a long boundary", form(whole + end, "b" * 5000)
    yield "form of a thousand parts", form(part(b"x", 'Content-Disposition: form-data; name="a"') * 1000 + end)
    yield "form of a thousand files", form(part(b"x") * 1000 + end)
    yield "form with a long field", form(part(b"x" * 300_000, 'Content-Disposition: form-data; name="a"') + end)
    yield "form with a long name", form(part(shot, f'Content-Disposition: form-data; name="{"n" * 100_000}"') + end)
    yield "form with a long header", form(part(shot, "Content-Disposition: form-data", "X: " + "y" * 1_000_000) + end)
    yield "form with many headers", form(part(shot, *[f"X-{number}: y" for number in range(20_000)]) + end)
    yield "form without headers", form(b"--b\r\n\r\n" + shot + b"\r\n--b--\r\n")
    yield "form with a header of no colon", form(b"--b\r\nnonsense\r\n\r\nx\r\n--b--\r\n")
    yield "form with bare line feeds", form((whole + end).replace(b"\r\n", b"\n"))
    yield "form within a form", form(part(whole + end, "Content-Type: multipart/mixed; boundary=c") + end)
    yield "form after words", form(b"words\r\n" * 1000 + whole + end)
    yield "form with words behind", form(whole + end + b"words" * 1000)
    yield "form called mixed", form(whole + end, kind="multipart/mixed")
    for name in (
        "../../../etc/passwd",
        "C:\\\\x",
        "\\x00",
        "a" * 60_000,
        "%2e%2e%2f",
        "\xff\xfe",
        "con",
        "'; drop table",
    ):
        disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        yield f"form with a file called {name[:20]!r}", form(part(shot[:300], disposition) + end)
    yield "form that is no form", form(shot)
    yield "form in words", request(b"file=" + b"a" * 100_000, "Content-Type: application/x-www-form-urlencoded")
    yield "JSON", request(b'{"url":"file:///etc/passwd"}', "Content-Type: application/json")
    yield (
        "a list of lists",
        request(b"[" * 100_000, "Content-Type: application/json", line="POST /v1/search/url HTTP/1.1"),
    )


def odd_requests(shot: bytes) -> Iterator[Named]:
    """What HTTP itself does not allow, or hardly."""
    chunked = "Transfer-Encoding: chunked"
    yield "no body", request(b"", length=None)
    yield "empty body", request(b"")
    yield "negative length", request(shot, length="-5")
    yield "length of a word", request(shot, length="many")
    yield "length beyond all", request(shot, length=str(10**30))
    yield "length above the limit", request(shot, length=str(30 << 20))
    yield "two lengths", request(shot, "Content-Length: 3")
    yield "length and chunks", request(b"0\r\n\r\n", chunked)
    yield "chunks of no number", request(b"zz\r\nhello\r\n0\r\n\r\n", chunked, length=None)
    yield "chunk of 2^64", request(b"ffffffffffffffff\r\nhello", chunked, length=None)
    yield (
        "chunk with a long extension",
        request(b"5;" + b"x" * 100_000 + b"\r\nhello\r\n0\r\n\r\n", chunked, length=None),
    )
    yield "unknown coding of the transfer", request(shot, "Transfer-Encoding: gzip", length=None)
    yield "coding of the content", request(shot, "Content-Encoding: gzip")
    yield "coding of the content, many times", request(shot, "Content-Encoding: " + "gzip, " * 500 + "gzip")
    yield "waits to be told to go on", request(shot, "Expect: 100-continue")
    yield "unheard-of expectation", request(shot, "Expect: a miracle")
    for size in (8_000, 70_000, 1_000_000):
        yield f"header of {size} bytes", request(shot, "X-Long: " + "y" * size)
    yield "ten thousand headers", request(shot, *[f"X-{number}: y" for number in range(10_000)])
    yield "long address", request(shot, line=f"POST {ADDRESS}?top={'1' * 100_000} HTTP/1.1")
    yield "long key", request(shot, "X-API-Key: " + "k" * 30_000)
    yield "key of odd letters", request(shot, "Authorization: Bearer \xff\xfe\xfd")
    yield "long type", request(shot, "Content-Type: " + "image/" * 5000)
    yield "odd type", request(shot, 'Content-Type: \xff;;;=="')
    yield "a header of two lines", request(shot, "X-A: b\r\n folded")
    yield "a header without a name", request(shot, ": x")
    yield "zero bytes in a header", request(shot, "X-A: \0\0")
    yield "no version", b"GET /healthz\r\n\r\n"
    yield "another version", request(shot, line=f"POST {ADDRESS} HTTP/9.9")
    yield "another protocol", b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + bytes(300)
    yield "HTTP/2 from the start", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9)
    yield "an upgrade", request(shot, "Upgrade: websocket", "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 13")
    yield "method of nobody", request(shot, line=f"BREW {ADDRESS} HTTP/1.1")
    yield "proxy's address", request(shot, line="GET http://127.0.0.1:1/ HTTP/1.1")
    yield "connect", request(b"", line="CONNECT 127.0.0.1:1 HTTP/1.1")
    yield "nonsense", bytes(range(256)) * 20
