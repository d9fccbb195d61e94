"""Everything the systems under test are filled from, made once, and the systems filled from it in any process.

Ashen gets the video files and the filler's signatures; its peers get vectors of the same frames.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ashen import Library
from ashen.threads import one_thread
from benchmarks import filler
from benchmarks.filler import Filler
from benchmarks.stored import Stored
from benchmarks.systems.ashen import Ashen
from benchmarks.systems.contract import ClipSystem, Descriptor, PairSystem, PictureSystem
from benchmarks.systems.peers import PEERS, FilePeer, FramePeer
from benchmarks.systems.store import describe_all, described

System = PictureSystem | ClipSystem | PairSystem


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where what is stored lies; small, so that it travels to other processes.

    Attributes:
        library: Ashen's, filled.
        folder: of the stored videos.
        videos: them.
        cache: of the peers' vectors.
        filler_seed: of the filler videos.
        filler_videos: how many there are.
    """

    library: Path
    folder: Path
    videos: tuple[Stored, ...]
    cache: Path
    filler_seed: int
    filler_videos: int


def describe(shelf: Shelf, workers: int = 2) -> None:
    """Make the peers' vectors of all that is stored, where the cache lacks them."""
    wanted = descriptors()
    for _ in describe_all([stored.path for stored in shelf.videos], wanted, shelf.cache, workers):
        pass
    missing = [n for n in range(shelf.filler_videos) if not all(_column(shelf, n, d).exists() for d in wanted)]
    if missing:
        shares = [missing[part::workers] for part in range(workers)]
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            list(pool.map(_describe_filler, [shelf] * workers, shares))


def descriptors() -> list[Descriptor]:
    """Those of all peers, each once."""
    by_name = {}
    for peer in PEERS:
        made = None if peer.missing() else peer.make(Path())
        if isinstance(made, FramePeer):
            by_name[made.descriptor.name] = made.descriptor
    return list(by_name.values())


def peers(shelf: Shelf) -> Iterator[tuple[System, int]]:
    """Every peer that can be measured here, filled, and the bytes that its vectors take."""
    for peer in PEERS:
        if peer.missing():
            continue
        made = peer.make(shelf.cache)
        size = 0
        if isinstance(made, FramePeer):
            for video, times_s, vectors in _rows(shelf, made.descriptor):
                made.add(video, times_s, vectors)
                size += vectors.size
            made.ready()
        elif isinstance(made, FilePeer):
            for stored in shelf.videos:
                made.add(stored.video, stored.path)
            made.ready()
        yield made, size  # type: ignore[misc]  # a peer is also a system of one of the kinds, says its protocol


def ashen(shelf: Shelf) -> Ashen:
    """Ashen, its library open."""
    return Ashen(Library.open(shelf.library), shelf.folder)


def _rows(shelf: Shelf, descriptor: Descriptor) -> Iterator[tuple[str, NDArray[np.float64], NDArray[np.uint8]]]:
    for stored in shelf.videos:
        columns = described(stored.path, [descriptor], shelf.cache)
        yield stored.video, columns.times_s, columns.vectors[descriptor.name]
    for number in range(shelf.filler_videos):
        with np.load(_column(shelf, number, descriptor), allow_pickle=False) as saved:
            yield str(saved["video"]), saved["times_s"], saved["vectors"]


def _column(shelf: Shelf, number: int, descriptor: Descriptor) -> Path:
    name = f"{number:04d}-{descriptor.name}-{descriptor.version}.npz"
    return shelf.cache / f"filler-vectors-{filler.VERSION}-{shelf.filler_seed}" / name


def _describe_filler(shelf: Shelf, numbers: Sequence[int]) -> None:
    """Describe filler videos; each file appears whole or not at all."""
    source = Filler(shelf.cache, shelf.filler_seed)
    for number in numbers:
        video = source.video(number)
        first = np.flatnonzero(np.diff(video.shown, prepend=-1))
        for descriptor in descriptors():
            target = _column(shelf, number, descriptor)
            target.parent.mkdir(parents=True, exist_ok=True)
            with one_thread():
                vectors = np.stack([descriptor.describe(picture) for picture in video.pictures])
            part = target.with_name(f".{os.getpid()}-{target.name}")
            with part.open("wb") as stream:
                np.savez(stream, video=video.video, times_s=video.times_s[first], vectors=vectors)
            part.replace(target)
