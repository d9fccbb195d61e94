"""What makes a show look like itself: colours, line, light, and who is in it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from benchmarks import lettering
from benchmarks.cartoon.art import Art
from benchmarks.cartoon.design import Design, draw_design
from benchmarks.cartoon.pen import Colour, hsv


def seeded(*parts: int | str) -> np.random.Generator:
    """A generator that depends on `parts` alone, the same on every machine."""
    words: list[int] = []
    for part in parts:
        words += [part] if isinstance(part, int) else [len(part), *part.encode()]
    return np.random.default_rng(words)


@dataclass(frozen=True, slots=True)
class Palette:
    """How a show colours things.

    Attributes:
        turn: added to every hue, in turns.
        saturation: multiplies every saturation.
        value: multiplies every value.
        line: colour of outlines.
        line_width: of outlines, in screen heights.
        texture: strength of painted noise on backgrounds, 0..1.
        flat: no cel shadows.
        contrast: multiplies the distance from middle grey.
        tint: multiplies red, green and blue.
    """

    turn: float
    saturation: float
    value: float
    line: Colour
    line_width: float
    texture: float
    flat: bool
    contrast: float = 1.0
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)

    def colour(self, hue: float, saturation: float, value: float) -> Colour:
        """A colour the way this show has it."""
        return hsv(hue + self.turn, saturation * self.saturation, value * self.value)


@dataclass(frozen=True)
class Show:
    """One series; everything about it follows from `seed`, and from `art` where it has some."""

    seed: int
    art: Art | None = None

    @cached_property
    def title(self) -> str:
        """An invented name."""
        rng = seeded(self.seed, "title")
        return f"{lettering.name(rng, 3)} no {lettering.name(rng, int(rng.integers(2, 5)))}"

    @cached_property
    def palette(self) -> Palette:
        """Its colours and lines."""
        rng = seeded(self.seed, "palette")
        return Palette(
            turn=float(rng.normal(0, 0.035)),
            saturation=float(rng.uniform(0.6, 1.2)),
            value=float(rng.uniform(0.88, 1.04)),
            line=hsv(rng.random(), 0.4, rng.uniform(0.05, 0.25)),
            line_width=float(rng.choice([0.0025, 0.004, 0.006])),
            texture=float(rng.uniform(0.03, 0.16)),
            flat=bool(rng.random() < 0.3),
            contrast=float(rng.uniform(0.78, 1.15)),
            tint=(float(rng.uniform(0.88, 1.08)), float(rng.uniform(0.92, 1.05)), float(rng.uniform(0.84, 1.1))),
        )

    def likes(self, what: str, count: int) -> NDArray[np.float64]:
        """(count,) float64, in all 1: how often it has each of `count` things of the kind `what`."""
        odds: NDArray[np.float64] = seeded(self.seed, "likes", what).exponential(1.0, count) + 0.05
        odds /= odds.sum()
        return odds

    @cached_property
    def cast(self) -> tuple[Design, ...]:
        """Its characters, the leads first."""
        rng = seeded(self.seed, "cast")
        heads = float(rng.uniform(3.6, 6.2))
        return tuple(draw_design(rng, heads) for _ in range(9))
