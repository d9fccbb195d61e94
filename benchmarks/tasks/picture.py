"""Pictures: a frame, edited, saved as a JPEG file, and asked of every system."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.edits import PICTURE_EDITS, SLANTED_EDITS, UNUSUAL_EDITS, Rgb
from benchmarks.queries import Still
from benchmarks.systems.contract import Answer, Found, PictureSystem
from benchmarks.truth import Truth

ASKED_EDITS = {**PICTURE_EDITS, **UNUSUAL_EDITS, **SLANTED_EDITS}
"""All that a picture may be asked under."""

QUALITY = 90
"""Of the JPEG file that carries a query."""


@dataclass(frozen=True, slots=True)
class PicturePlan:
    """How much is asked.

    Attributes:
        edits: names of `ASKED_EDITS`.
        stills: frames of stored works; each is asked under every edit.
        negatives: frames of works that are not stored; each is asked under one edit, all edits taking turns.
        seed: of frames and edits.
    """

    edits: tuple[str, ...]
    stills: int
    negatives: int
    seed: int


@dataclass(frozen=True, slots=True)
class PictureQuery:
    """One edited picture.

    Attributes:
        edit: its name.
        number: of the still among stored works' or others'.
        work: the title it is from.
        known: whether that is stored.
    """

    edit: str
    number: int
    work: str
    known: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What one system said of one picture.

    Attributes:
        found: its candidates, best first.
        right: of each candidate, whether it is right; all false when the work is not stored.
        named: whether the system would name the first.
        videos: those it calls the picture shared between; else empty.
        cpu_s, wall_s: what the answer took, decoding the picture included.
    """

    query: PictureQuery
    system: str
    found: tuple[Found, ...]
    right: tuple[bool, ...]
    named: bool
    videos: tuple[str, ...]
    cpu_s: float
    wall_s: float


def edited(rgb: Rgb, edit: str, number: int, seed: int) -> Rgb:
    """The picture of a query: chance follows from the benchmark's seed, the edit and the still alone."""
    return ASKED_EDITS[edit](rgb, np.random.default_rng([seed, zlib.crc32(edit.encode()), number]))


def ask(
    systems: Sequence[PictureSystem],
    stills: Sequence[Still],
    truths: Sequence[Truth | None],
    edits: Sequence[str],
    seed: int,
    folder: Path,
) -> Iterator[Asked]:
    """Ask every system about every still under its edit.

    Args:
        systems: to ask.
        stills: frames.
        truths: of each still; None when its work is not stored.
        edits: of each still, the edit to ask it under.
        seed: of the benchmark.
        folder: for the file of the query.
    """
    file = folder / "query.jpg"
    for still, truth, edit in zip(stills, truths, edits, strict=True):
        Image.fromarray(edited(still.rgb, edit, still.number, seed)).save(file, quality=QUALITY)
        query = PictureQuery(edit, still.number, still.stored.work, truth is not None)
        for system in systems:
            cpu_s, wall_s = time.process_time(), time.perf_counter()
            answer = system.ask_picture(file)
            cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - wall_s
            yield _asked(query, system.name, answer, truth, cpu_s, wall_s)


def _asked(query: PictureQuery, system: str, answer: Answer, truth: Truth | None, cpu_s: float, wall_s: float) -> Asked:
    right = tuple(truth is not None and truth.is_right(found) for found in answer.found)
    return Asked(query, system, answer.found, right, answer.named, answer.videos, cpu_s, wall_s)
