"""Vectors of every reference video, for all descriptors in one decoding, kept in a cache outside the repository.

Frames that do not visibly differ from the last one kept are not described again: drawings stand for two or three
frames, and what encoders add is no new picture. That only saves time. Of two drawn episodes and a rendered trailer it
keeps 51, 36 and 84 % of the frames; what is left out differs from what stands for it by at most 2 bits of pHash and of
dHash, 10 of PDQ and a squared distance of 2 of colour layout for 95 % of the frames; and of 300 small, coarsely coded
frames the searches found as many within 2 s as with every frame described, give or take 1 %.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ashen.media.video import open_video
from ashen.threads import one_thread
from benchmarks.systems.contract import Descriptor, Rgb

SAME_BELOW: Final = 0.25
"""Mean absolute luma difference, of 255, on 64 x 36, below which a frame is still the last kept one."""
AGAIN_AFTER_S: Final = 2.0
"""A held picture is kept again after this long, as trace.moe keeps it."""
LONGEST_PX: Final = 512
"""Larger frames are shrunk to this longest side, as PDQ's authors do; no descriptor resolves more than 64 x 64."""
RULES: Final = "1"
"""Raised when any of the above changes; part of cache names."""

_COMPARED_PX = (64, 36)


class DamagedCache(ValueError):
    """A cached column cannot be read."""


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """What the descriptors say of one video.

    Attributes:
        times_s: (n,) float64, rising: when each described frame is first shown, seconds from the first frame. It stays
            until the next.
        vectors: by descriptor name, (n, width) uint8.
        frames: how many frames were decoded.
        duration_s: how long they last.
        decode_cpu_s: CPU seconds of decoding alone, when it was last done.
        describe_cpu_s: by descriptor name, CPU seconds of describing the n frames.
    """

    times_s: NDArray[np.float64]
    vectors: Mapping[str, NDArray[np.uint8]]
    frames: int
    duration_s: float
    decode_cpu_s: float
    describe_cpu_s: Mapping[str, float]


def described(path: Path, descriptors: Sequence[Descriptor], cache: Path) -> Described:
    """The vectors of a video: from the cache, or made in one decoding and put there.

    Raises:
        ashen.errors.AshenError: the file is no video or has no frame.
        DamagedCache: a cached file cannot be read.
        OSError: the file cannot be read, or the cache not written.
    """
    folder = cache / f"vectors-{RULES}" / _sha256(path)
    files = {descriptor.name: folder / f"{descriptor.name}-{descriptor.version}.npz" for descriptor in descriptors}
    missing = [descriptor for descriptor in descriptors if not files[descriptor.name].exists()]
    if missing:
        made = describe_now(path, missing)
        folder.mkdir(parents=True, exist_ok=True)
        for descriptor in missing:
            _write(files[descriptor.name], made, descriptor.name)
    return _read(files)


def describe_all(
    paths: Sequence[Path], descriptors: Sequence[Descriptor], cache: Path, workers: int = 2
) -> Iterator[Described]:
    """`described` of every path, in order, `workers` at a time in processes of their own.

    Raises:
        ashen.errors.AshenError, DamagedCache, OSError: as `described`.
    """
    one = partial(described, descriptors=descriptors, cache=cache)
    if workers <= 1:
        yield from map(one, paths)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(one, paths)


def describe_now(path: Path, descriptors: Sequence[Descriptor]) -> Described:
    """The vectors of a video, without a cache.

    Raises:
        ashen.errors.AshenError: the file is no video or has no frame.
        OSError: the file cannot be opened.
    """
    times_s: list[float] = []
    rows: dict[str, list[NDArray[np.uint8]]] = {descriptor.name: [] for descriptor in descriptors}
    cpu_s = dict.fromkeys(rows, 0.0)
    decode_cpu_s, frames, last_s, step_s = 0.0, 0, 0.0, 0.0
    kept: NDArray[np.int16] | None = None
    with open_video(path, longest_px=LONGEST_PX, batch=64) as video, one_thread():
        before = time.process_time()
        for batch in video:
            decode_cpu_s += time.process_time() - before
            for time_s, picture in zip(batch.times_s.tolist(), batch.rgb, strict=True):
                luma = _small_luma(picture)
                step_s = time_s - last_s if frames else 0.0
                last_s, frames = time_s, frames + 1
                if kept is not None and time_s - times_s[-1] < AGAIN_AFTER_S and _differ(luma, kept) < SAME_BELOW:
                    continue
                kept = luma
                times_s.append(time_s)
                for descriptor in descriptors:
                    start = time.process_time()
                    rows[descriptor.name].append(descriptor.describe(picture))
                    cpu_s[descriptor.name] += time.process_time() - start
            before = time.process_time()
        decode_cpu_s += time.process_time() - before
    vectors = {name: np.stack(column) for name, column in rows.items()}
    return Described(np.array(times_s), vectors, frames, last_s + step_s, decode_cpu_s, cpu_s)


def _small_luma(picture: Rgb) -> NDArray[np.int16]:
    grey = Image.fromarray(picture).convert("L")
    return np.asarray(grey.resize(_COMPARED_PX, Image.Resampling.BOX), np.int16)


def _differ(luma: NDArray[np.int16], other: NDArray[np.int16]) -> float:
    return float(np.abs(luma - other).mean())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(target: Path, made: Described, name: str) -> None:
    """One descriptor's column with the times; the file appears whole or not at all."""
    part = target.with_name(f".{os.getpid()}-{target.name}")
    numbers = np.array([made.frames, made.duration_s, made.decode_cpu_s, made.describe_cpu_s[name]])
    with part.open("wb") as stream:
        np.savez_compressed(stream, times_s=made.times_s, vectors=made.vectors[name], numbers=numbers)
    part.replace(target)


def _read(files: Mapping[str, Path]) -> Described:
    vectors, cpu_s = {}, {}
    times_s, numbers = np.empty(0), np.zeros(4)
    for name, file in files.items():
        try:
            with file.open("rb") as stream, np.load(stream, allow_pickle=False) as columns:
                times_s, vectors[name], numbers = columns["times_s"], columns["vectors"], columns["numbers"]
        except (BadZipFile, KeyError, ValueError, EOFError) as error:
            raise DamagedCache(f"{file} is damaged; delete it and run again") from error
        cpu_s[name] = float(numbers[3])
    return Described(times_s, vectors, int(numbers[0]), float(numbers[1]), float(numbers[2]), cpu_s)
