"""The segment file's layout: where everything is, and the checks that it is whole.

    header     256 bytes: magic, version, width, lists, rows, videos, recipe, checksums; see `_HEADER`
    lists      "ilar", as FAISS writes ArrayInvertedLists (faiss/impl/index_write.cpp): the size of each list, then for
               each list its codes (width bytes a row) and its row numbers (int64)
    videos     (v,) int64 rising video ids
    starts     (v + 1,) int64 first row of each video; rows are numbered by video and then by tick
    ticks      (n,) int32 hundredths of a second into its video of each row

Numbers are little-endian. A row takes width + 12 bytes: 76 for 64 values. Three checksums: of the header itself and of
the small tables (list sizes, videos, starts), both tested at every open; and of everything after the header, which
`verify` tests, as reading gigabytes at every open would be too slow.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ashen.errors import IndexDamaged

HEADER_BYTES = 256
ROW_NUMBER_BYTES = 8
_HEADER = struct.Struct("<8sIIIIQQII64s")
_MAGIC = b"ASHENSEG"
_VERSION = 1
MAX_RECIPE_BYTES = 64
_LISTS_HEAD = struct.Struct("<4sQQ4sQ")


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Offsets in bytes from the start of the file.

    Attributes:
        width: bytes of a stored code, a multiple of 16.
        sizes: (lists,) int64, rows in each list.
        videos: number of videos.
    """

    width: int
    sizes: NDArray[np.int64]
    videos: int

    @property
    def rows(self) -> int:
        """Rows in the segment."""
        return int(self.sizes.sum())

    @property
    def lists_at(self) -> int:
        """Where the first list begins."""
        return HEADER_BYTES + _LISTS_HEAD.size + 8 * len(self.sizes)

    @property
    def videos_at(self) -> int:
        """Where the video ids begin."""
        return self.lists_at + self.rows * (self.width + ROW_NUMBER_BYTES)

    @property
    def starts_at(self) -> int:
        """Where the videos' first rows begin."""
        return self.videos_at + 8 * self.videos

    @property
    def ticks_at(self) -> int:
        """Where the ticks begin."""
        return self.starts_at + 8 * (self.videos + 1)

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return self.ticks_at + 4 * self.rows

    def codes_at(self) -> NDArray[np.int64]:
        """(lists,) where each list's codes begin; its row numbers follow them."""
        rows_before = np.cumsum(self.sizes) - self.sizes
        return np.asarray(self.lists_at + rows_before * (self.width + ROW_NUMBER_BYTES), np.int64)

    def lists_head(self) -> bytes:
        """What FAISS reads before the lists."""
        head = _LISTS_HEAD.pack(b"ilar", len(self.sizes), self.width, b"full", len(self.sizes))
        return head + self.sizes.astype("<u8").tobytes()


@dataclass(frozen=True, slots=True)
class Header:
    """The first 256 bytes.

    Attributes:
        width: bytes of a stored code.
        lists: number of lists.
        quantiser: checksum of the quantiser that assigned the rows to lists.
        rows: number of rows.
        videos: number of videos.
        tables: CRC-32 of list sizes, video ids and starts.
        content: CRC-32 of everything after the header.
        recipe: of the codes.
    """

    width: int
    lists: int
    quantiser: int
    rows: int
    videos: int
    tables: int
    content: int
    recipe: str

    def pack(self) -> bytes:
        """The 256 bytes, the last four a CRC-32 of the others."""
        packed = _HEADER.pack(
            _MAGIC,
            _VERSION,
            self.width,
            self.lists,
            self.quantiser,
            self.rows,
            self.videos,
            self.tables,
            self.content,
            self.recipe.encode().ljust(MAX_RECIPE_BYTES, b"\0"),
        ).ljust(HEADER_BYTES - 4, b"\0")
        return packed + zlib.crc32(packed).to_bytes(4, "little")

    @staticmethod
    def unpack(packed: bytes, path: Path) -> Header:
        """The header in the first bytes of the file at `path`.

        Raises:
            IndexDamaged: they are not what was written.
        """
        if len(packed) < HEADER_BYTES or zlib.crc32(packed[:-4]) != int.from_bytes(packed[-4:], "little"):
            raise damaged(path, "its header fails its checksum")
        magic, version, width, lists, quantiser, rows, videos, tables, content, recipe = _HEADER.unpack_from(packed)
        if magic != _MAGIC or version != _VERSION:
            raise damaged(path, "it is not a segment of this version")
        return Header(width, lists, quantiser, rows, videos, tables, content, recipe.rstrip(b"\0").decode())


def damaged(path: Path, why: str) -> IndexDamaged:
    """The error to raise about a segment file."""
    return IndexDamaged(f"{path}: {why}; rebuild the search index from the library")
