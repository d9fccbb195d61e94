"""Every system that is compared with Ashen: what it is, where it comes from, how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from benchmarks.systems import video_hash
from benchmarks.systems.contract import Descriptor, PairSystem
from benchmarks.systems.descriptors import DHash, PHash
from benchmarks.systems.mpeg7 import Mpeg7Signature
from benchmarks.systems.nearest import NearestFrame
from benchmarks.systems.pdq import HASH_BYTES, MAX_DISTANCE, MIN_QUALITY, Pdq
from benchmarks.systems.trace_moe import TraceMoe
from benchmarks.systems.video_hash import VideoHash
from benchmarks.systems.vpdq import Vpdq


@runtime_checkable
class FramePeer(Protocol):
    """Searches vectors of frames. It also is a `PictureSystem`, a `ClipSystem`, or both."""

    name: str
    descriptor: Descriptor

    def add(self, video: str, times_s: NDArray[np.float64], vectors: NDArray[np.uint8]) -> None:
        """Store (n,) rising moments and (n, width) vectors of one video."""

    def ready(self) -> None:
        """Call once after the last `add`."""


@runtime_checkable
class FilePeer(Protocol):
    """Searches whole files. It also is a `ClipSystem`. Told from a `FramePeer` by having no `descriptor`."""

    name: str

    def add(self, video: str, path: Path) -> None:
        """Store one video."""

    def ready(self) -> None:
        """Call once after the last `add`."""


def _nothing_missing() -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Peer:
    """One of them.

    Attributes:
        name: in figures.
        what: one line for the report.
        source: where it is described.
        make: a new one with nothing stored, given a folder it may keep files in.
        missing: why it cannot be measured here, or None.
    """

    name: str
    what: str
    source: str
    make: Callable[[Path], FramePeer | FilePeer | PairSystem]
    missing: Callable[[], str | None] = _nothing_missing


PEERS: Final = (
    Peer(
        "trace.moe",
        "33-value colour layout of every frame, squared L2, borders cut, results within 5 s merged; of a clip the "
        "first frame",
        "https://github.com/soruly/trace.moe-api",
        lambda _: TraceMoe("trace.moe"),
    ),
    Peer(
        "trace.moe, borders kept",
        "the same without its option to cut borders",
        "https://github.com/soruly/trace.moe-api",
        lambda _: TraceMoe("trace.moe, borders kept", cut=False),
    ),
    Peer(
        "pHash",
        "64 signs of DCT coefficients of every frame (imagehash.phash); named within 10 bits, as its author puts it",
        "https://www.hackerfactor.com/blog/index.php?/archives/432-Looks-Like-It.html",
        lambda _: NearestFrame("pHash", PHash(), "bits", named_within=10),
    ),
    Peer(
        "dHash",
        "64 signs of differences of neighbours in every frame (imagehash.dhash); named within 10 bits, as its author "
        "puts it",
        "https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html",
        lambda _: NearestFrame("dHash", DHash(), "bits", named_within=10),
    ),
    Peer(
        "PDQ",
        "256 signs of DCT coefficients of every frame; named within 31 bits and from quality 50",
        "https://github.com/facebook/ThreatExchange/blob/main/hashing/hashing.pdf",
        lambda _: NearestFrame(
            "PDQ",
            Pdq(),
            "bits",
            named_within=MAX_DISTANCE,
            compared=HASH_BYTES,
            min_quality=MIN_QUALITY,
        ),
    ),
    Peer(
        "vPDQ",
        "share of a clip's frames, one a second, that a video has by PDQ; named from 80 %",
        "https://github.com/facebook/ThreatExchange/blob/main/vpdq/README.md",
        lambda _: Vpdq(),
    ),
    Peer(
        "MPEG-7 Video Signature",
        "ISO/IEC 15938-3 Amd 4 in FFmpeg's filter `signature`, full detection; compares pairs of files, cannot search",
        "https://ffmpeg.org/ffmpeg-filters.html#signature-1",
        lambda _: Mpeg7Signature(),
    ),
    Peer(
        "videohash",
        "one 64-bit hash of a whole file; named within 10 bits",
        "https://pypi.org/project/videohash/",
        lambda cache: VideoHash(cache),
        video_hash.missing,
    ),
)
"""In the order the report prints them."""
