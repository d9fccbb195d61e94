"""The videos that the engine's figures are measured on, made once into a cache: which work is for what never changes.

Split by work, never by frame:

    test         indexed; asked about
    test-unknown not indexed; asked about, so that every match is a false one
    dev          indexed; what confidence is fitted on
    dev-unknown  not indexed; the same

Real videos (benchmarks/corpus.py) are only ever in the test parts.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from benchmarks import corpus
from benchmarks.cartoon import Show, write_season

Part = Literal["test", "test-unknown", "dev", "dev-unknown"]
SIZE: Final = (426, 240)


@dataclass(frozen=True, slots=True)
class Season:
    """Some episodes of one generated show: its seed, their numbers, and how long each is, seconds."""

    seed: int
    episodes: range
    duration_s: float


SEASONS: Final[Mapping[Part, Sequence[Season]]] = {
    "dev": [Season(seed, range(1, 3), 90.0) for seed in range(201, 205)],
    "dev-unknown": [Season(seed, range(1, 2), 90.0) for seed in range(301, 307)],
    "test": [Season(seed, range(1, 6), 132.0) for seed in range(101, 111)],
    "test-unknown": [Season(seed, range(1, 2), 120.0) for seed in range(401, 407)],
}
VERSION: Final = "1"
"""Part of the cache folder's name; raised when the generator's pictures change."""


@dataclass(frozen=True, slots=True)
class World:
    """Paths of all videos by part, generated and real, and the folder that holds what is indexed."""

    indexed: Path
    generated: Mapping[Part, Sequence[Path]]
    real: Path
    real_unknown: Sequence[Path]


def make(workers: int = 2) -> World:
    """The world, from the cache where it is there; the first time takes about a quarter of an hour.

    Raises:
        CorpusError: a real video cannot be fetched.
    """
    root = corpus.cache_folder().parent / f"world-{VERSION}"
    generated: dict[Part, list[Path]] = {}
    for part, seasons in SEASONS.items():
        home = root / ("indexed" if part in ("test", "dev") else "unknown") / part
        generated[part] = [path for season in seasons for path in _season(home, season, workers)]
    trailer = root / "indexed" / "Big Buck Bunny" / "Big Buck Bunny - Trailer.mp4"
    if not trailer.exists():
        trailer.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(corpus.trailer(), trailer)
    return World(root / "indexed", generated, trailer, [corpus.fetch(item) for item in corpus.CUT_SCENES])


def _season(home: Path, season: Season, workers: int) -> list[Path]:
    """The season's files; made in a folder beside its own, which appears when it is whole."""
    folder = home / f"{season.seed} {Show(season.seed).title}"
    if not folder.exists():
        making = folder.with_name(f".making-{folder.name}")
        shutil.rmtree(making, ignore_errors=True)
        write_season(making, season.seed, season.episodes, season.duration_s, SIZE, preset="veryfast", workers=workers)
        making.rename(folder)
    return sorted(folder.iterdir())
