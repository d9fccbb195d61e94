"""A library of ten million frames, made from a small real one in minutes.

The base is the kept development library: drawn episodes and filler, signed as they are. What is added are made-up
episodes of 24 minutes: signatures of filler videos one after the other, every code turned by a rotation of its
episode's own so that its cosine to the code it came from is `KEPT`. A rotation keeps how long pictures stay, how much
they differ within the episode and thus how many rows it has in the index; and what of the code is kept leaves it among
the codes that pictures have, so that a strange picture's nearest of millions are as near as they would be. No frame of
a query is in them: the drawn episodes are not among what is turned.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ashen import Library
from ashen.catalog.catalog import Catalog
from ashen.catalog.records import FileStat, Naming, NewVideo
from ashen.media.stills import Still
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named
from ashen.signature.signature import Codes, Signature
from benchmarks.made_once import make_folder
from benchmarks.shelf import Shelf

RATE: Final = 24.0
EPISODE_FRAMES: Final = 34_560
"""24 minutes."""
KEPT: Final = 0.5
"""Cosine between a made-up code and the one it came from: well below what two copies of a picture have."""
STILLS: Final = 60
"""Of each made-up episode."""


def make(base: Shelf, frames: int, says: Callable[[str], None]) -> Path:
    """The library of about `frames` frames that holds all of `base`, from the cache where it is there.

    Args:
        base: a kept library, closed.
        frames: how many in all, at least those of the base.
        says: is told how far it is.
    """
    home = base.library.with_name(f"{base.library.name}-{frames}")
    if home.exists():
        return home
    rows = make_folder(home, lambda making: _fill(making, base, frames, says))
    says(f"{home} holds about {frames:,} frames, {rows:,} rows")
    return home


def _fill(making: Path, base: Shelf, frames: int, says: Callable[[str], None]) -> int:
    """Make it; how many rows its index has."""
    shutil.copytree(base.library, making)
    with Library.open(making) as library:
        missing = frames - library.summary().frames
    with Catalog.open(making / "ashen.db") as catalog:
        sources = list(_sources(catalog))
        for number in range(-(-missing // EPISODE_FRAMES)):
            _add(catalog, sources, number)
            if number % 50 == 49:
                says(f"{number + 1} made-up episodes")
    with Library.open(making) as library:
        return library.rebuild()


def turned(codes: Codes, rotation: NDArray[np.float32], length: float) -> Codes:
    """(n, d) int8 codes, each at a cosine of about `KEPT` to its own: the rest of it is the rotated code.

    Args:
        codes: (n, d) int8.
        rotation: (d, d) orthogonal.
        length: of the codes, to which the turned ones are scaled.
    """
    raw = codes.astype(np.float32)
    mixed = KEPT * raw + np.float32(np.sqrt(1 - KEPT**2)) * (raw @ rotation)
    norms = np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-6)
    out: Codes = np.clip(np.rint(mixed * (length / norms)), -127, 127).astype(np.int8)
    return out


def rotation_of(dimension: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """(d, d) a rotation or reflection by chance, all equally likely (Mezzadri, Notices of the AMS 54(5), 2007)."""
    q, r = np.linalg.qr(rng.standard_normal((dimension, dimension)))
    turn: NDArray[np.float32] = (q * np.sign(np.diag(r))).astype(np.float32)
    return turn


_Source = tuple[Signature, Signature | None, list[Still]]
"""Frames, windows and stills of a filler video."""


def _sources(catalog: Catalog) -> Iterator[_Source]:
    """What filler videos have; their codec's name tells them."""
    recipe = recipe_named(DEFAULT_SEARCH_RECIPE)
    for video in catalog.videos():
        if video.codec == "filler":
            windows = catalog.signature(video.id, recipe.windows) if recipe.windows else None
            yield catalog.signature(video.id, recipe.name), windows, list(catalog.stills(video.id))


def _add(catalog: Catalog, sources: list[_Source], number: int) -> None:
    """Made-up episode `number`, always the same."""
    recipe = recipe_named(DEFAULT_SEARCH_RECIPE)
    rng = np.random.default_rng([77, number])
    length = float(recipe.unit or 127)
    parts: list[tuple[Signature, Signature | None, float]] = []
    stills: list[Still] = []
    start_s, frames = 0.0, 0
    while frames < EPISODE_FRAMES:
        signature, windows, own = sources[int(rng.integers(len(sources)))]
        parts.append((signature, windows, start_s))
        stills += [Still(start_s + still.at_s, still.data) for still in own]
        frames += len(signature)
        start_s += float(signature.times_s[-1]) + 1 / RATE
    rotation = rotation_of(parts[0][0].codes.shape[1], rng)
    signatures = [_joined([(signature, at_s) for signature, _, at_s in parts], rotation, length)]
    if recipe.windows:
        signatures.append(_joined([(own, at_s) for _, own, at_s in parts if own is not None], rotation, length))
    few = stills[:: max(1, len(stills) // STILLS)]
    name = f"made-up/{number:05d}"
    video = NewVideo(name, number + 1, start_s, frames, 1, 1, "made-up", Naming(f"Made up {number:05d}"))
    catalog.add_video(video, signatures, FileStat(f"/{name}", number, 0), few)


def _joined(parts: list[tuple[Signature, float]], rotation: NDArray[np.float32], length: float) -> Signature:
    """Signatures one after the other, each from its start in seconds on, all turned alike."""
    return Signature(
        parts[0][0].recipe,
        np.concatenate([own.times_s + at_s for own, at_s in parts]),
        np.concatenate([turned(own.codes, rotation, length) for own, _ in parts]),
        np.concatenate([own.quality for own, _ in parts]),
    )
