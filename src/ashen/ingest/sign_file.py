"""One file to its signatures: the job a worker process does."""

from __future__ import annotations

import hashlib
import multiprocessing
import multiprocessing.connection
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from ashen.errors import NoUsableFrames
from ashen.media.frames import Frames
from ashen.media.probe import MediaInfo, probe
from ashen.media.report import DecodeReport
from ashen.media.video import VideoReader, open_video
from ashen.signature.recipes import recipe_named
from ashen.signature.sign import sign
from ashen.signature.signature import Signature

REPORT_EVERY_S = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Signed:
    """A file's content: its hash, and either that it is known already or all there is to store of it."""

    content_hash: str
    content: Content | None


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What decoding a file gave."""

    info: MediaInfo
    report: DecodeReport
    signatures: tuple[Signature, ...]


Heartbeat = tuple[str, float, float]
"""(path, seconds of video signed, seconds in all or 0 where unknown)."""

_heartbeats: SimpleQueue[Heartbeat] | None = None


def start_worker(heartbeats: SimpleQueue[Heartbeat]) -> None:
    """Run once in each worker process: take the progress queue, and die with the parent, also when it is killed."""
    global _heartbeats
    _heartbeats = heartbeats
    parent = multiprocessing.parent_process()
    if parent is not None:

        def die_with_parent(sentinel: int = parent.sentinel) -> None:
            multiprocessing.connection.wait([sentinel])
            os._exit(1)

        threading.Thread(target=die_with_parent, daemon=True).start()


def sign_file(path: str, recipes: tuple[str, ...], known_hashes: frozenset[str]) -> Signed:
    """Hash a file and, unless its hash is known, sign every frame of it.

    Args:
        path: the file.
        recipes: names of the recipes to sign with.
        known_hashes: hashes of stored videos of the same size.

    Raises:
        MediaError: the file cannot be used; the message says why.
        OSError: it cannot be read.
    """
    content_hash = hash_file(path)
    if content_hash in known_hashes:
        return Signed(content_hash, None)
    info = probe(Path(path))
    with open_video(Path(path)) as reader:
        signatures = sign(_watched(reader, path, info.duration_s or 0.0), [recipe_named(name) for name in recipes])
        report = reader.report
    if not report.frames:
        raise NoUsableFrames("No frame could be decoded. Check that the file plays; if it is damaged, get it anew.")
    return Signed(content_hash, Content(info, report, tuple(signatures[name] for name in recipes)))


def hash_file(path: str) -> str:
    """BLAKE2b (RFC 7693) of the whole file, 160 bits, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=20)).hexdigest()


def _watched(reader: VideoReader, path: str, total_s: float) -> Iterator[Frames]:
    """The reader's batches, with a heartbeat now and then."""
    last = time.monotonic()
    for batch in reader:
        yield batch
        if _heartbeats is not None and time.monotonic() - last >= REPORT_EVERY_S:
            _heartbeats.put((path, float(batch.times_s[-1]), total_s))
            last = time.monotonic()
