"""videohash: one 64-bit hash for a whole video, https://pypi.org/project/videohash/ (3.0.1, MIT).

A collage of one frame a second, its wavelet hash, and 64 bits of dominant colours, combined. Two videos are similar, by
its documentation, when at most 15 % of the bits differ: 10 of 64.

The package is not kept up: it uses a name that Pillow removed and programs on the PATH. So it runs in a process of its
own (video_hash_program.py), where the name is given back, with imageio-ffmpeg's program on the PATH. It is optional.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from math import nan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import imageio_ffmpeg  # type: ignore[import-untyped, unused-ignore]

from benchmarks.systems.contract import Segment
from benchmarks.systems.duration import duration_s
from benchmarks.systems.nearest import MOST

SIMILAR_WITHIN: Final = 10
"""Bits of 64 that may differ in videos called similar: 15 %, rounded up, as its `is_similar` has it."""
PACKAGES: Final = ("videohash==3.0.1", "imagedominantcolor==1.0.1")
"""What it needs beyond the benchmark's own packages; its downloader, yt-dlp, is not used."""
_PROGRAM = Path(__file__).with_name("video_hash_program.py")


class VideoHashFailed(RuntimeError):
    """The package gave no hash."""


def missing() -> str | None:
    """Why it cannot be measured here; None where it can."""
    if find_spec("videohash") is None or find_spec("imagedominantcolor") is None:
        return f"the package videohash is not installed; run: pip install --no-deps {' '.join(PACKAGES)}"
    return None


class VideoHash:
    """A `ClipSystem` for whole files: the nearest hash names a video.

    Attributes:
        name: of the system.
        places: it does not say where.
    """

    name = "videohash"
    places = False

    def __init__(self, cache: Path) -> None:
        """A search that keeps hashes of stored videos in `cache`."""
        self._cache = cache / "videohash-3.0.1"
        self._hashes: dict[str, int] = {}

    def add(self, video: str, path: Path) -> None:
        """Store a video.

        Raises:
            VideoHashFailed: it cannot be hashed.
            ValueError: it is stored already.
        """
        if video in self._hashes:
            raise ValueError(f"{video} is stored already")
        with path.open("rb") as stream:
            kept = self._cache / hashlib.file_digest(stream, "sha256").hexdigest()
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_name(f".{os.getpid()}-{kept.name}")
            part.write_text(f"{hash_of(path):016x}\n")
            part.replace(kept)
        self._hashes[video] = int(kept.read_text(), 16)

    def ready(self) -> None:
        """Call once after the last `add`."""

    def ask_clip(self, path: Path) -> Sequence[Segment]:
        """The ten videos of the nearest hashes; of equally near ones the first stored.

        Raises:
            VideoHashFailed: it cannot be hashed.
            ashen.errors.AshenError: no video.
        """
        asked = hash_of(path)
        lasts_s = duration_s(path)
        near = sorted((int.bit_count(asked ^ code), order) for order, code in enumerate(self._hashes.values()))[:MOST]
        videos = list(self._hashes)
        return [
            Segment(0.0, lasts_s, videos[order], nan, nan, -float(distance), named=distance <= SIMILAR_WITHIN)
            for distance, order in near
        ]


def hash_of(path: Path) -> int:
    """The 64 bits of a video file.

    Raises:
        VideoHashFailed: the package gave none; with what it said.
    """
    with TemporaryDirectory(prefix="videohash-") as folder:
        program = Path(folder) / ("ffmpeg.exe" if os.name == "nt" else "ffmpeg")
        if os.name == "nt":
            shutil.copyfile(imageio_ffmpeg.get_ffmpeg_exe(), program)
        else:
            program.symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
        path_variable = os.pathsep.join([folder, os.environ.get("PATH", "")])
        done = subprocess.run(
            [sys.executable, str(_PROGRAM), str(path.resolve())],
            env={**os.environ, "PATH": path_variable, "TMPDIR": folder, "TEMP": folder},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise VideoHashFailed(f"videohash gave no hash of {path}: {done.stderr.strip()[-500:]}")
    return int(done.stdout.strip(), 16)
