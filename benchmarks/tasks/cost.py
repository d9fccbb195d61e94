"""What it costs: bytes for each stored frame, and CPU of indexing against bare decoding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from benchmarks import speed
from benchmarks.report.figure import Figure
from benchmarks.stock import Stocked


def size_figures(stocked: Stocked, peer_bytes: Mapping[str, int]) -> Iterator[Figure]:
    """Bytes a frame: Ashen's on disk; of a peer, its vectors in memory.

    Args:
        stocked: Ashen's library.
        peer_bytes: of each peer, all its vectors for the same frames.
    """
    frames = stocked.frames
    sizes = {"bytes-per-frame-index": stocked.index_bytes, "bytes-per-frame-database": stocked.database_bytes}
    for metric, size in sizes.items():
        yield Figure("cost", "storage", "ashen", metric, size / frames, None, None, frames)
    for system, size in peer_bytes.items():
        yield Figure("cost", "storage", system, "bytes-per-frame-index", size / frames, None, None, frames)


def indexing_figures() -> Iterator[Figure]:
    """CPU of decoding and signing 1080p, in every codec, over that of bare decoding.

    Raises:
        CorpusError: the film it is measured on cannot be had.
    """
    for codec, ratios in speed.signing_ratios():
        value, low, high = (float(v) for v in (np.median(ratios), min(ratios), max(ratios)))
        yield Figure("cost", f"indexing-{codec}", "ashen", "cpu-ratio-to-decoding", value, low, high, len(ratios))
