"""A segment: an immutable file of rows in inverted lists, mapped into memory and searched there by FAISS."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ashen.index import durable
from ashen.index.engine import MappedLists
from ashen.index.layout import HEADER_BYTES, Header, Layout, damaged
from ashen.index.manifest import SegmentRecord
from ashen.index.quantiser import Quantiser

BLOCK_ROWS = 65536

Block = tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int32]]
"""(m, width) stored codes, (m,) their rows and (m,) their lists."""


class Segment:
    """An open segment file. Opening reads its small tables; codes, row numbers and ticks stay on the disk until used.

    Raises:
        IndexDamaged: the file is missing, cut short, or its header or tables are not what was written.
    """

    def __init__(self, directory: Path, record: SegmentRecord, quantiser: Quantiser, recipe: str) -> None:
        self.path = directory / record.file
        self.record = record
        try:
            self._open(quantiser, recipe)
        except FileNotFoundError as error:  # at any moment: a writer may be removing what it merged
            raise damaged(self.path, "it is missing") from error

    def __len__(self) -> int:
        return self.header.rows

    def search(
        self, queries: NDArray[np.float32], lists: NDArray[np.int64], k: int, bitmap: NDArray[np.uint8] | None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """As `MappedLists.search`.

        Raises:
            IndexDamaged: the file holds row numbers that it cannot.
        """
        distances, rows = self._lists.search(queries, lists, k, bitmap)
        if rows.size and rows.max() >= len(self):
            raise damaged(self.path, "it holds row numbers beyond its last row")
        return distances, rows

    def locate(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """(m,) video id and (m,) tick of rows that a search found."""
        return self.video_ids[self.starts.searchsorted(rows, side="right") - 1], self.ticks[rows]

    def blocks(self) -> Iterator[Block]:
        """All rows, some ten thousand at a time, in the order of the file."""
        codes_at = self.layout.codes_at()
        pieces: list[Block] = []
        gathered = 0
        for number in np.flatnonzero(self.layout.sizes):
            size = int(self.layout.sizes[number])
            start = int(codes_at[number])
            middle = start + size * self.layout.width
            codes = self._content[start:middle].reshape(size, self.layout.width)
            rows = self._int64s(middle, size)
            for first in range(0, size, BLOCK_ROWS):
                part = slice(first, first + BLOCK_ROWS)
                pieces.append((codes[part], rows[part], np.full(len(rows[part]), number, np.int32)))
                gathered += len(rows[part])
                if gathered >= BLOCK_ROWS:
                    yield _joined(pieces)
                    pieces, gathered = [], 0
        if pieces:
            yield _joined(pieces)

    def verify(self) -> None:
        """Read the whole file and check it.

        Raises:
            IndexDamaged: it is not what was written.
        """
        if durable.checksum(self.path, HEADER_BYTES) != self.header.content:
            raise damaged(self.path, "its content fails its checksum")

    def _open(self, quantiser: Quantiser, recipe: str) -> None:
        header = self._check(quantiser, recipe)
        content = np.asarray(np.memmap(self.path, np.uint8, mode="r"))
        self._content: NDArray[np.uint8] = content
        no_lists = Layout(header.width, np.zeros(header.lists, np.int64), header.videos)
        sizes = content[no_lists.lists_at - 8 * header.lists : no_lists.lists_at].view("<i8")
        if sizes.min() < 0 or sizes.sum() != header.rows:
            raise damaged(self.path, "its list sizes do not add up")
        self.layout = Layout(header.width, np.array(sizes, np.int64), header.videos)
        if content[HEADER_BYTES : self.layout.lists_at].tobytes() != self.layout.lists_head():
            raise damaged(self.path, "its lists begin wrongly")
        if self.layout.size != self.record.size:
            raise damaged(self.path, "its tables do not fit its size")
        self.video_ids: NDArray[np.int64] = np.array(self._int64s(self.layout.videos_at, header.videos))
        self.starts: NDArray[np.int64] = np.array(self._int64s(self.layout.starts_at, header.videos + 1))
        self.ticks: NDArray[np.int32] = content[self.layout.ticks_at :].view("<i4")
        if tables_checksum(self.layout, self.video_ids, self.starts) != header.tables:
            raise damaged(self.path, "its tables fail their checksum")
        self.header = header
        self._lists = MappedLists(self.path, HEADER_BYTES, header.rows, quantiser.flat)

    def _check(self, quantiser: Quantiser, recipe: str) -> Header:
        with self.path.open("rb") as file:
            packed = file.read(HEADER_BYTES)
        size = self.path.stat().st_size
        if size != self.record.size:
            raise damaged(self.path, f"it has {size} bytes instead of {self.record.size}")
        header = Header.unpack(packed, self.path)
        if zlib.crc32(packed[:-4]) != self.record.checksum:
            raise damaged(self.path, "it is not the file the manifest means")
        if (header.quantiser, header.lists, header.width) != (quantiser.checksum, quantiser.lists, quantiser.width):
            raise damaged(self.path, "it belongs to another quantiser")
        if header.recipe != recipe:
            raise damaged(self.path, f"it holds {header.recipe} instead of {recipe}")
        return header

    def _int64s(self, start: int, length: int) -> NDArray[np.int64]:
        return self._content[start : start + 8 * length].view("<i8")


def tables_checksum(layout: Layout, video_ids: NDArray[np.int64], starts: NDArray[np.int64]) -> int:
    """CRC-32 of the tables that every open reads."""
    value = zlib.crc32(layout.lists_head())
    value = zlib.crc32(np.ascontiguousarray(video_ids).tobytes(), value)
    return zlib.crc32(np.ascontiguousarray(starts).tobytes(), value)


def _joined(pieces: list[Block]) -> Block:
    codes, rows, lists = zip(*pieces, strict=True)
    return np.concatenate(codes), np.concatenate(rows), np.concatenate(lists)
