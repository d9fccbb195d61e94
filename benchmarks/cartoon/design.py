"""Characters: how they look, drawn by chance, and what they can do."""

from dataclasses import dataclass

import numpy as np

from benchmarks.cartoon.pen import Colour, hsv

HAIR = ("short", "spiky", "bob", "long", "twin", "pony", "bun", "curly")
OUTFITS = ("sailor", "blazer", "hoodie", "dress", "coat", "armour", "tee", "robe")
EXTRAS = ("none", "none", "glasses", "ribbon", "cap", "cat ears", "scarf", "horns", "headphones")
ARMS = ("down", "hip", "raised", "wave", "point", "crossed", "think", "spread")


@dataclass(frozen=True, slots=True)
class Design:
    """How a character looks, whatever they do.

    Attributes:
        heads: height of the whole figure in heads.
    """

    hair: str
    hair_colour: Colour
    eye_colour: Colour
    eye_size: float
    skin: Colour
    outfit: str
    outfit_colours: tuple[Colour, Colour]
    extra: str
    width: float
    heads: float
    fringe: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Pose:
    """What the figure does in one picture.

    Attributes:
        turn: -1 looks left, 0 at us, 1 right; 0.4 is three-quarter.
        back: seen from behind.
        eyes: 0 open, 1 half, 2 closed.
        mouth: 0 closed, 1 half, 2 open.
        arms: one of `ARMS`.
        step: 0 stands; 1..4 phases of walking.
        sway: -1, 0, 1, of hair and skirt.
        mood: -1 sad, 0 calm, 1 glad, 2 angry.
    """

    turn: float = 0.0
    back: bool = False
    eyes: int = 0
    mouth: int = 0
    arms: str = "down"
    step: int = 0
    sway: int = 0
    mood: int = 0


def draw_design(rng: np.random.Generator, heads: float) -> Design:
    """A character by chance, about `heads` heads high."""
    natural = rng.random() < 0.45
    hair = (
        hsv(rng.uniform(0.02, 0.12), rng.uniform(0.3, 0.7), rng.uniform(0.15, 0.85))
        if natural
        else hsv(rng.random(), rng.uniform(0.2, 0.75), rng.uniform(0.45, 0.95))
    )
    dull = rng.random() < 0.5
    first = hsv(rng.random(), rng.uniform(0.1, 0.5) if dull else rng.uniform(0.5, 0.9), rng.uniform(0.2, 0.95))
    return Design(
        hair=str(rng.choice(HAIR)),
        hair_colour=hair,
        eye_colour=hsv(rng.random(), rng.uniform(0.5, 0.9), rng.uniform(0.4, 0.8)),
        eye_size=float(rng.uniform(0.75, 1.2)),
        skin=hsv(rng.uniform(0.04, 0.09), rng.uniform(0.12, 0.5), rng.uniform(0.7, 1.0)),
        outfit=str(rng.choice(OUTFITS)),
        outfit_colours=(first, hsv(rng.random(), rng.uniform(0, 0.7), rng.uniform(0.15, 1.0))),
        extra=str(rng.choice(EXTRAS)),
        width=float(rng.uniform(0.85, 1.25)),
        heads=heads * float(rng.uniform(0.88, 1.12)),
        fringe=tuple(float(v) for v in rng.uniform(-0.02, 0.2, 6)),
    )
