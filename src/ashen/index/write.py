"""Writing segments: from new rows, or from older segments in a merge.

Memory: the tables of the videos (16 bytes each), a block of 65536 rows and, where rows must be assigned to lists anew,
4 bytes a row. The file itself is written through a mapping, whose pages the system may write back at any time.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ashen.index import durable
from ashen.index.layout import HEADER_BYTES, Header, Layout
from ashen.index.manifest import SegmentRecord
from ashen.index.quantiser import Quantiser
from ashen.index.rows import Rows
from ashen.index.segment import BLOCK_ROWS, Block, Segment, tables_checksum
from ashen.signature.signature import Codes

_ALIGN = 16
_TICKS_BLOCK = 1 << 20


class Source(Protocol):
    """Rows to write: numbered by video and then by tick, read in any order."""

    video_ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    ticks: NDArray[np.int32]
    alive: NDArray[np.bool_]
    """(v,) videos to write; the others are left behind."""

    def blocks(self, quantiser: Quantiser, threads: int) -> Iterator[Block]:
        """All rows, also those not alive, with their lists under `quantiser`; the same order every time."""


class NewRows:
    """Rows just given."""

    def __init__(self, rows: Rows) -> None:
        self.video_ids = rows.video_ids
        self.starts = rows.starts
        self.ticks = rows.ticks
        self.alive = np.ones(len(rows.video_ids), np.bool_)
        self._codes = stored_codes(rows.codes)
        self._lists: NDArray[np.int32] | None = None

    def blocks(self, quantiser: Quantiser, threads: int) -> Iterator[Block]:
        """All rows, in order."""
        if self._lists is None:
            self._lists = quantiser.assign(self._codes, threads)
        for start in range(0, len(self.ticks), BLOCK_ROWS):
            part = slice(start, start + BLOCK_ROWS)
            codes = self._codes[part]
            yield codes, np.arange(start, start + len(codes)), self._lists[part]


class OldRows:
    """Rows of a segment without those of removed videos."""

    def __init__(self, segment: Segment, alive: NDArray[np.bool_], quantiser: Quantiser) -> None:
        self.video_ids = segment.video_ids
        self.starts = segment.starts
        self.ticks = segment.ticks
        self.alive = alive
        self._segment = segment
        self._own = quantiser
        self._lists: list[NDArray[np.int32]] = []

    def blocks(self, quantiser: Quantiser, threads: int) -> Iterator[Block]:
        """All rows, list by list."""
        if quantiser is self._own:
            yield from self._segment.blocks()
            return
        known = bool(self._lists)
        for number, (codes, rows, _) in enumerate(self._segment.blocks()):
            if not known:
                self._lists.append(quantiser.assign(codes, threads))
            yield codes, rows, self._lists[number]


@dataclass(frozen=True, slots=True, eq=False)
class _Videos:
    """The videos of the new file, and where each source's rows go: row r of video i goes to r + shift[i], if alive."""

    video_ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    shifts: list[NDArray[np.int64]]


def write_segment(
    directory: Path, sources: Sequence[Source], quantiser: Quantiser, recipe: str, threads: int
) -> SegmentRecord:
    """Write the rows of all sources, whose living videos must be different ones, into one new durable file.

    Raises:
        OSError: the disk is full; nothing of the index has changed.
    """
    videos = _arrange(sources)
    sizes = np.zeros(quantiser.lists, np.int64)
    for source in sources:
        for _, rows, lists in source.blocks(quantiser, threads):
            living = source.alive[_video_of(rows, source.starts)]
            sizes += np.bincount(lists[living], minlength=quantiser.lists)
    layout = Layout(quantiser.width, sizes, len(videos.video_ids))

    name = f"segment-{secrets.token_hex(8)}.rows"
    temporary = directory / (name + ".tmp")
    durable.reserve(temporary, layout.size)
    content = np.memmap(temporary, np.uint8, mode="r+")
    _put(content, HEADER_BYTES, np.frombuffer(layout.lists_head(), np.uint8))
    _put(content, layout.videos_at, videos.video_ids)
    _put(content, layout.starts_at, videos.starts)
    filled = np.zeros(quantiser.lists, np.int64)
    for source, shift in zip(sources, videos.shifts, strict=True):
        for codes, rows, lists in source.blocks(quantiser, threads):
            video = _video_of(rows, source.starts)
            living = source.alive[video]
            _scatter(content, layout, filled, codes[living], (rows + shift[video])[living], lists[living])
        _put_ticks(content, layout, source, shift)
    content.flush()
    header = Header(
        width=layout.width,
        lists=quantiser.lists,
        quantiser=quantiser.checksum,
        rows=layout.rows,
        videos=layout.videos,
        tables=tables_checksum(layout, videos.video_ids, videos.starts),
        content=durable.checksum(temporary, HEADER_BYTES),
        recipe=recipe,
    ).pack()
    _put(content, 0, np.frombuffer(header, np.uint8))
    content.flush()
    del content
    durable.publish(temporary, directory / name)
    return SegmentRecord(name, layout.size, int.from_bytes(header[-4:], "little"))


def stored_codes(codes: Codes) -> NDArray[np.uint8]:
    """(n, width) the codes as they are stored: shifted to 0..255, which leaves distances as they are, and padded with
    zeros to a multiple of 16 values, because FAISS is ten times slower otherwise."""
    shifted = codes.view(np.uint8) ^ np.uint8(0x80) if codes.dtype == np.int8 else codes
    padding = stored_width(codes.shape[1]) - codes.shape[1]
    return np.pad(shifted, ((0, 0), (0, padding))) if padding else np.ascontiguousarray(shifted, np.uint8)


def stored_width(dimension: int) -> int:
    """Bytes a code of `dimension` values takes."""
    return -(-dimension // _ALIGN) * _ALIGN


def _arrange(sources: Sequence[Source]) -> _Videos:
    living = [np.flatnonzero(source.alive) for source in sources]
    ids = np.concatenate([source.video_ids[at] for source, at in zip(sources, living, strict=True)])
    lengths = np.concatenate([np.diff(source.starts)[at] for source, at in zip(sources, living, strict=True)])
    order = np.argsort(ids, kind="stable")
    starts = np.concatenate([[0], np.cumsum(lengths[order])]).astype(np.int64)
    new_start = np.empty(len(ids), np.int64)
    new_start[order] = starts[:-1]
    shifts = []
    before = 0
    for source, at in zip(sources, living, strict=True):
        shift = np.zeros(len(source.video_ids), np.int64)
        shift[at] = new_start[before : before + len(at)] - source.starts[at]
        shifts.append(shift)
        before += len(at)
    return _Videos(ids[order], starts, shifts)


def _video_of(rows: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted(starts, rows, side="right") - 1


def _scatter(
    content: NDArray[np.uint8],
    layout: Layout,
    filled: NDArray[np.int64],
    codes: NDArray[np.uint8],
    rows: NDArray[np.int64],
    lists: NDArray[np.int32],
) -> None:
    """Append the rows to their lists; `filled` counts what each list holds already."""
    order = np.argsort(lists, kind="stable")
    lists = lists[order]
    counts = np.bincount(lists, minlength=len(filled))
    rank = np.arange(len(lists)) - (np.cumsum(counts) - counts)[lists]
    place = filled[lists] + rank
    codes_at = layout.codes_at()[lists]
    words = content[: len(content) // 8 * 8].view("<u8")
    per_code = layout.width // 8
    first = (codes_at + place * layout.width) // 8
    words[first[:, None] + np.arange(per_code)] = np.ascontiguousarray(codes[order]).view("<u8")
    words[(codes_at + layout.sizes[lists] * layout.width) // 8 + place] = rows[order].view(np.uint64)
    filled += counts


def _put(content: NDArray[np.uint8], start: int, column: NDArray[np.generic]) -> None:
    flat = np.ascontiguousarray(column).view(np.uint8)
    content[start : start + len(flat)] = flat


def _put_ticks(content: NDArray[np.uint8], layout: Layout, source: Source, shift: NDArray[np.int64]) -> None:
    ticks = content[layout.ticks_at :].view("<i4")
    for start in range(0, len(source.ticks), _TICKS_BLOCK):
        rows = np.arange(start, min(start + _TICKS_BLOCK, len(source.ticks)))
        video = _video_of(rows, source.starts)
        living = source.alive[video]
        ticks[(rows + shift[video])[living]] = source.ticks[rows[living]]
