"""What a film shows: shots over photographs, drawn by seed.

Every photograph that a known film uses is used by an unknown film too, but another half of it, graded the same way: a
different place of the same look, which must not be taken for the stored one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np

FPS: Final = 24
FILMS: Final = 8
"""Of either part."""
SHOTS: Final = 12
"""Of a film."""
SEED: Final = 20_262
STRANGE: Final = 3
"""One of so many photographs is in unknown films only."""

Part = Literal["known", "unknown"]
Half = Literal["first", "second", "whole"]
Window = tuple[float, float, float]
"""Middle and width of what the camera sees: x, y and width, in shares of the half photograph's sides."""


@dataclass(frozen=True, slots=True)
class Grade:
    """A film's look.

    Attributes:
        gains: of red, green and blue.
        gamma: of all.
        lift: levels added, 0..255.
        grain: standard deviation of the grain, levels.
        vignette: how much darker the corners are, 0..1.
        bars: height of a black bar, share of the frame's.
    """

    gains: tuple[float, float, float]
    gamma: float
    lift: float
    grain: float
    vignette: float
    bars: float


@dataclass(frozen=True, slots=True)
class Shot:
    """One shot.

    Attributes:
        photograph: what is in front of the camera...
        half: ...and which half of it.
        frames: how long it is.
        start, end: what the camera sees then; it eases from one to the other.
        mirrored: whether the photograph is turned over.
        focus: blur at the start and the end, pixels.
        light: brightness at the start and the end, 0..1: fades.
        shake: how far a hand moves the camera, pixels.
        passer: a picture of which a part passes before the camera, out of focus; None for nothing.
        seed: of what chance decides in the shot.
    """

    photograph: Path
    half: Half
    frames: int
    start: Window
    end: Window
    mirrored: bool
    focus: tuple[float, float]
    light: tuple[float, float]
    shake: float
    passer: Path | None
    seed: int


@dataclass(frozen=True, slots=True)
class FilmScript:
    """A film: its look and its shots."""

    title: str
    grade: Grade
    shots: tuple[Shot, ...]


def write_film(part: Part, number: int, photographs: Sequence[Path]) -> FilmScript:
    """The film with a number; known and unknown films of one number look the same and share places, not pictures."""
    look = np.random.default_rng([SEED, number])
    grade = _grade(look)
    shared = [path for place, path in enumerate(photographs) if place % STRANGE]
    strange = [path for place, path in enumerate(photographs) if not place % STRANGE]
    own = shared[number % FILMS :: FILMS]
    rng = np.random.default_rng([SEED, number, 1 if part == "known" else 2])
    shots = []
    for turn in range(SHOTS):
        half: Half = "first" if part == "known" else "second"
        path = own[turn % len(own)]
        if part == "unknown" and turn % 2:
            path, half = strange[int(rng.integers(len(strange)))], "whole"
        passer = photographs[int(rng.integers(len(photographs)))] if rng.random() < 0.35 else None
        shots.append(_shot(rng, path, half, passer))
    return FilmScript(f"Film {number:02d} {part}", grade, tuple(shots))


def _grade(rng: np.random.Generator) -> Grade:
    red, green, blue = rng.uniform(0.75, 1.1, 3)
    return Grade(
        (float(red), float(green), float(blue)),
        float(rng.uniform(0.8, 1.5)),
        float(rng.uniform(-5, 12)),
        float(rng.uniform(1.0, 6.0)),
        float(rng.uniform(0.0, 0.5)),
        float(rng.choice([0.0, 0.0, 0.06, 0.12])),
    )


def _shot(rng: np.random.Generator, path: Path, half: Half, passer: Path | None) -> Shot:
    width = rng.uniform(0.45, 0.95)
    zoomed = float(np.clip(width * rng.choice([1.0, 1.0, rng.uniform(0.75, 1.3)]), 0.4, 1.0))
    fade = rng.random()
    soft = rng.random()
    return Shot(
        photograph=path,
        half=half,
        frames=int(rng.uniform(1.5, 4.0) * FPS),
        start=(float(rng.uniform(0, 1)), float(rng.uniform(0, 1)), float(width)),
        end=(float(rng.uniform(0, 1)), float(rng.uniform(0, 1)), zoomed),
        mirrored=bool(rng.random() < 0.5),
        focus=(float(rng.uniform(1, 4)) if soft < 0.15 else 0.3, float(rng.uniform(1, 3)) if soft > 0.9 else 0.3),
        light=(0.0 if fade < 0.15 else 1.0, 0.0 if fade > 0.85 else 1.0),
        shake=float(rng.choice([0.0, rng.uniform(0.3, 2.0)])),
        passer=passer,
        seed=int(rng.integers(2**31)),
    )
