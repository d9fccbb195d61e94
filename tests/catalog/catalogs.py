"""Builders of small catalogues and what goes into them."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import FileStat, Naming, NewVideo
from ashen.signature.signature import Signature


def new_catalog(folder: Path) -> Catalog:
    return Catalog.open(folder / "catalog.db", create=True)


def numbered(number: float, title: str = "Hoshi no Umi", **more: object) -> Naming:
    naming = Naming(title, episode_number=f"{number:g}", number_start=number, number_end=number)
    return replace(naming, **more)  # type: ignore[arg-type]


def new_video(content_hash: str, naming: Naming | None = None, **more: object) -> NewVideo:
    video = NewVideo(content_hash, 1000, 2.5, 60, 1920, 1080, "h264", naming or numbered(1))
    return replace(video, **more)  # type: ignore[arg-type]


def new_signature(seed: int = 0, frames: int = 60, recipe: str = "frame/1") -> Signature:
    rng = np.random.default_rng(seed)
    codes = rng.integers(-127, 127, (frames, 64), np.int8, endpoint=True)
    return Signature(recipe, np.arange(frames) / 24, codes, rng.integers(0, 100, frames, np.uint8))


def at(path: str, size_bytes: int = 1000, mtime_ns: int = 1) -> FileStat:
    return FileStat(path, size_bytes, mtime_ns)
