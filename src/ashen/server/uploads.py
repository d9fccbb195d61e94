"""Bodies of requests into files, counted as they come in."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from ashen.errors import BodyTooLarge, RequestWrong

BUFFER_BYTES = 1 << 20
"""Bytes held in memory between writes."""
FIELD_BYTES = 64 << 10
"""Longest value of a field that is no file."""
FIELDS = 32
"""Most parts a body may have."""
NAME_LETTERS = 255


@dataclass(slots=True)
class Upload:
    """What came in a body.

    Attributes:
        path: the file that was sent.
        size_bytes: its length; 0 when none was sent.
        name: what the client calls it, without folders; empty when it does not say.
        media_type: what the client says it is.
        fields: the other parts of a form.
    """

    path: Path
    size_bytes: int = 0
    name: str = ""
    media_type: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def read(self) -> bytes:
        """The whole of it; for short ones."""
        return self.path.read_bytes()


class UploadFolders:
    """Folders for an upload each, used again and again, as making and removing one takes longer than all else that is
    done with a picture before it is looked at; close it. For one event loop."""

    def __init__(self) -> None:
        self._all = tempfile.TemporaryDirectory(prefix="ashen-", ignore_cleanup_errors=True)
        self._free: list[Path] = []
        self._made = 0

    def close(self) -> None:
        """Delete them and what is in them."""
        self._all.cleanup()

    @contextmanager
    def one(self) -> Iterator[Path]:
        """A folder with nothing in it; what is put there is deleted at the end."""
        if not self._free:
            self._made += 1
            self._free.append(Path(self._all.name) / str(self._made))
            self._free[-1].mkdir()
        folder = self._free.pop()
        try:
            yield folder
        finally:
            with suppress(OSError):  # Windows keeps what is still open; then the folder is not used again
                for path in folder.iterdir():
                    path.unlink()
                self._free.append(folder)


@asynccontextmanager
async def received(request: Request, limit_bytes: int, *, form: bool = True) -> AsyncIterator[Upload]:
    """The file in a request's body: the body itself, or the first file of a multipart form, whatever its field's name.

    It is deleted at the end. Other fields of a form are kept as text.

    Args:
        request: whose body.
        limit_bytes: longest body.
        form: whether a multipart body is taken apart; else it is the file.

    Raises:
        BodyTooLarge: more bytes came, or are announced.
        RequestWrong: the form cannot be read.
        ClientDisconnect: the client left.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit_bytes:
        raise _too_large(limit_bytes)
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    folders: UploadFolders = request.app.state.uploads
    with folders.one() as folder:
        upload = Upload(folder / "query", media_type=media_type.decode("latin-1"))
        with upload.path.open("wb") as file:
            spool = _Spool(file)
            if form and media_type == b"multipart/form-data":
                await _read_form(request, limit_bytes, upload, spool, options.get(b"boundary", b""))
            else:
                await _read_raw(request, limit_bytes, spool)
            await spool.flush()
        upload.size_bytes = spool.size_bytes
        yield upload


class _Spool:
    """A file that is written in large pieces, in another thread."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._held, self.size_bytes = file, bytearray(), 0

    def take(self, data: bytes) -> None:
        self._held += data
        self.size_bytes += len(data)

    async def drain(self) -> None:
        if len(self._held) >= BUFFER_BYTES:
            await self.flush()

    async def flush(self) -> None:
        held, self._held = self._held, bytearray()
        if len(held) >= BUFFER_BYTES:
            await asyncio.to_thread(self._file.write, held)
        elif held:
            self._file.write(held)  # into the system's cache, quicker than a thread


async def _counted(request: Request, limit_bytes: int) -> AsyncIterator[bytes]:
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > 2 * limit_bytes:  # it may never end
            request.state.closes = True
            break
        if seen <= limit_bytes:
            yield chunk
    if seen > limit_bytes:  # told once it was taken in, as many clients listen only then
        raise _too_large(limit_bytes)


async def _read_raw(request: Request, limit_bytes: int, spool: _Spool) -> None:
    async for chunk in _counted(request, limit_bytes):
        spool.take(chunk)
        await spool.drain()


async def _read_form(request: Request, limit_bytes: int, upload: Upload, spool: _Spool, boundary: bytes) -> None:
    if not boundary:
        raise RequestWrong("The form's Content-Type has no boundary; let your HTTP library set it.")
    form = _Form(upload, spool)
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": form.begin,
                "on_header_field": form.header_name,
                "on_header_value": form.header_value,
                "on_header_end": form.header_end,
                "on_headers_finished": form.headers_end,
                "on_part_data": form.data,
                "on_part_end": form.end,
            },
        )
        async for chunk in _counted(request, limit_bytes):
            parser.write(chunk)
            await spool.drain()
        parser.finalize()
    except FormParserError as error:
        raise RequestWrong(f"The form cannot be read: {error}") from error


class _Form:
    """Takes the parts of a form apart: the first file goes to the spool, fields are kept, further files dropped."""

    def __init__(self, upload: Upload, spool: _Spool) -> None:
        self._upload, self._spool = upload, spool
        self._has_file = False
        self._parts = 0

    def begin(self) -> None:
        self._parts += 1
        if self._parts > FIELDS:
            raise RequestWrong(f"The form has more than {FIELDS} parts; send one file.")
        self._headers: dict[bytes, bytes] = {}
        self._name, self._value = b"", b""
        self._field, self._text, self._into_file = "", bytearray(), False

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name, self._value = b"", b""

    def headers_end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        is_file = b"filename" in options or b"content-type" in self._headers
        if is_file and not self._has_file:
            self._has_file = self._into_file = True
            self._upload.name = plain_name(options.get(b"filename", b"").decode("utf-8", "replace"))
            self._upload.media_type = self._headers.get(b"content-type", b"").decode("latin-1")
        elif is_file:
            self._field = ""

    def data(self, data: bytes, start: int, end: int) -> None:
        if self._into_file:
            self._spool.take(data[start:end])
        elif self._field:
            self._text += data[start:end]
            if len(self._text) > FIELD_BYTES:
                raise BodyTooLarge(f"The field {self._field!r} is longer than {FIELD_BYTES} bytes; send it as a file.")

    def end(self) -> None:
        if not self._into_file and self._field:
            self._upload.fields[self._field] = self._text.decode("utf-8", "replace")


def plain_name(given: str) -> str:
    """A file's name as a client gives it, without folders and what cannot be shown."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:NAME_LETTERS]


def _too_large(limit_bytes: int) -> BodyTooLarge:
    return BodyTooLarge(f"The body is longer than {limit_bytes} bytes. Send a smaller copy of it.")


async def left(request: Request) -> None:
    """Return when the client has gone; to be called when the body was read."""
    with suppress(ClientDisconnect):
        while (await request.receive())["type"] != "http.disconnect":
            pass
