"""A query as the body of a request, read as it is sent."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

OnProgress = Callable[[int, int], None]
"""Told how many bytes were sent, and how many there are."""
CHUNK_BYTES = 256 << 10


@dataclass(frozen=True, slots=True)
class Upload:
    """A file, or its bytes; iterate over it to send it, as often as need be.

    Attributes:
        source: where it lies, or what is in it.
        on_progress: told how far it is.
    """

    source: Path | bytes
    on_progress: OnProgress | None = None

    @property
    def size_bytes(self) -> int:
        """How long it is."""
        return len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size

    def opened(self) -> BinaryIO:
        """To be read from its start.

        Raises:
            OSError: the file cannot be opened.
        """
        return BytesIO(self.source) if isinstance(self.source, bytes) else self.source.open("rb")

    def __iter__(self) -> Iterator[bytes]:
        whole, sent = self.size_bytes, 0
        with self.opened() as stream:
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk
                sent += len(chunk)
                if self.on_progress is not None:
                    self.on_progress(sent, whole)

    async def piecewise(self) -> AsyncIterator[bytes]:
        """The same, read in other threads."""
        pieces = iter(self)
        while (chunk := await asyncio.to_thread(next, pieces, None)) is not None:
            yield chunk


def upload_of(query: str | os.PathLike[str] | bytes, on_progress: OnProgress | None) -> Upload:
    """A query as it was given to a client: a path, or what is in the file."""
    return Upload(query if isinstance(query, bytes) else Path(query), on_progress)
