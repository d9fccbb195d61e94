"""One file to its signatures: the job a worker process does."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ashen.catalog.records import FileStat
from ashen.errors import FileChanged
from ashen.ingest.scan import file_stat
from ashen.media.frames import Frames
from ashen.media.probe import MediaInfo, probe
from ashen.media.report import DecodeReport
from ashen.media.stills import Still, StillKeeper, decode_still
from ashen.media.video import VideoReader, open_video
from ashen.signature.recipes import recipe_named
from ashen.signature.sign import sign
from ashen.signature.signature import Signature
from ashen.signature.windows import sign_windows

REPORT_EVERY_S = 0.5
READ_BYTES = 1 << 20

Heartbeat = tuple[str, float, float]
"""(path, seconds of video signed, seconds in all or 0 where unknown)."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file to sign.

    Attributes:
        path: the file.
        recipes: names of the recipes to sign with.
        known_hashes: hashes of stored videos of the same size: such a file is hashed only.
    """

    path: str
    recipes: tuple[str, ...]
    known_hashes: frozenset[str]

    def run(self, on_heartbeat: Callable[[Heartbeat], None]) -> Signed:
        """As `worker.Task`; see `sign_file`."""
        return sign_file(self, on_heartbeat)


@dataclass(frozen=True, slots=True, eq=False)
class Signed:
    """What a file holds.

    Attributes:
        stat: the file when it was read, from start to end.
        content_hash: of all its bytes.
        content: what there is to store; None when the hash was known.
    """

    stat: FileStat
    content_hash: str
    content: Content | None


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What decoding a file gave."""

    info: MediaInfo
    report: DecodeReport
    signatures: tuple[Signature, ...]
    stills: tuple[Still, ...]


def sign_file(job: Job, on_heartbeat: Callable[[Heartbeat], None]) -> Signed:
    """Hash a file and, unless its hash is known, sign every frame of it.

    Raises:
        MediaError: the file cannot be used; the message says why.
        FileChanged: it was written to meanwhile, so that hash and frames may be of different contents.
        OSError: it cannot be read.
    """
    path = Path(job.path)
    stat = file_stat(job.path)
    pace = _Pace(on_heartbeat)
    content_hash = hash_file(path, lambda: pace.beat((job.path, 0.0, 0.0)))
    _check_unchanged(stat)
    if content_hash in job.known_hashes:
        return Signed(stat, content_hash, None)
    content = sign_content(path, job.recipes, on_heartbeat)
    _check_unchanged(stat)
    return Signed(stat, content_hash, content)


def sign_content(path: Path, names: Sequence[str], on_heartbeat: Callable[[Heartbeat], None]) -> Content:
    """Decode a video once: its signatures by the recipes of these names, in their order, and its stills.

    Raises:
        MediaError: the file cannot be used; the message says why.
        OSError: it cannot be read.
    """
    info = probe(path)
    recipes = [recipe_named(name) for name in names]
    keeper = StillKeeper()
    with open_video(path, stills=keeper) as reader:
        watched = _watched(reader, str(path), info.duration_s or 0.0, on_heartbeat)
        signatures = sign(watched, [recipe for recipe in recipes if not recipe.of_windows])
        report = reader.report
    for recipe in recipes:
        if recipe.of_windows:
            stills = decoded_stills(keeper.stills, str(path), on_heartbeat)
            signatures[recipe.name] = sign_windows(stills, recipe)
    return Content(info, report, tuple(signatures[name] for name in names), tuple(keeper.stills))


def decoded_stills(
    stills: Sequence[Still], path: str, on_heartbeat: Callable[[Heartbeat], None]
) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Times and pictures of a video's stills, with a heartbeat now and then: all of it is decoded by then."""
    pace = _Pace(on_heartbeat)
    for still in stills:
        yield still.at_s, decode_still(still.data)
        pace.beat((path, stills[-1].at_s, stills[-1].at_s))


def hash_file(path: Path, on_read: Callable[[], None] = lambda: None) -> str:
    """BLAKE2b (RFC 7693) of the whole file, 160 bits, in hexadecimal; `on_read` is called after every piece read."""
    digest = hashlib.blake2b(digest_size=20)
    with path.open("rb", buffering=0) as file:
        while piece := file.read(READ_BYTES):
            digest.update(piece)
            on_read()
    return digest.hexdigest()


def _check_unchanged(stat: FileStat) -> None:
    if file_stat(stat.path) != stat:
        raise FileChanged("It was written to while it was read. Index again when it is complete.")


def _watched(
    reader: VideoReader, path: str, total_s: float, on_heartbeat: Callable[[Heartbeat], None]
) -> Iterator[Frames]:
    """The reader's batches, with a heartbeat at the start and now and then."""
    on_heartbeat((path, 0.0, total_s))
    pace = _Pace(on_heartbeat)
    for batch in reader:
        yield batch
        pace.beat((path, float(batch.times_s[-1]), total_s))


class _Pace:
    """Passes heartbeats on now and then."""

    def __init__(self, on_heartbeat: Callable[[Heartbeat], None]) -> None:
        self._on_heartbeat = on_heartbeat
        self._last_s = time.monotonic()

    def beat(self, heartbeat: Heartbeat) -> None:
        """Pass it on when `REPORT_EVERY_S` have gone by since the last was, or since the start."""
        if time.monotonic() - self._last_s >= REPORT_EVERY_S:
            self._on_heartbeat(heartbeat)
            self._last_s = time.monotonic()
