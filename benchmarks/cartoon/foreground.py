"""What stands between the camera and the figures: leaves, rails, window bars, blurred things."""

import numpy as np

from benchmarks.cartoon.pen import shade
from benchmarks.cartoon.stage import Stage


def leaves(s: Stage) -> None:
    """Twigs hanging into a corner."""
    p, rng = s.sheet(1.3, in_front=True), s.rng
    leaf = s.palette.colour(rng.choice([0.3, 0.36, 0.95, 0.08]), 0.6, rng.uniform(0.25, 0.6))
    for _ in range(int(rng.integers(2, 5))):
        x, length, way = rng.uniform(0, p.aspect), rng.uniform(0.15, 0.4), rng.choice([-1, 1])
        end = (x + way * length, 0.1 + length * 0.8)
        p.stroke([(x, -0.05), (x + way * length * 0.6, length * 0.3), end], shade(leaf, 0.4), 0.01, curved=True)
        for t in np.linspace(0.2, 1, 9):
            lx, ly = x + way * length * t, 0.8 * length * t**1.5 + rng.normal(0, 0.03)
            a = rng.uniform(0, 6.3)
            p.blob(
                [
                    (lx, ly),
                    (lx + 0.04 * np.cos(a + 0.5), ly + 0.04 * np.sin(a + 0.5)),
                    (lx + 0.09 * np.cos(a), ly + 0.09 * np.sin(a)),
                    (lx + 0.04 * np.cos(a - 0.5), ly + 0.04 * np.sin(a - 0.5)),
                ],
                shade(leaf, rng.uniform(0.7, 1.2)),
            )


def rail(s: Stage) -> None:
    """A railing along the bottom."""
    p, rng = s.sheet(1.2, in_front=True), s.rng
    metal, top = s.palette.colour(rng.random(), 0.2, rng.uniform(0.25, 0.9)), rng.uniform(0.78, 0.86)
    p.outline(s.palette.line_width)
    for x in np.arange(-0.5, p.aspect * 1.4, rng.uniform(0.06, 0.2)):
        p.rect(x, top, x + 0.02, 1.1, shade(metal, 0.85))
    p.rect(-0.6, top - 0.02, p.aspect * 1.5, top + 0.03, metal)


def frame(s: Stage) -> None:
    """Seen through a window or a door: dark edges and bars."""
    p, rng = s.sheet(1.1, in_front=True), s.rng
    wood = s.palette.colour(rng.random(), 0.3, rng.uniform(0.08, 0.4))
    for x in np.arange(rng.uniform(0.1, 0.5), p.aspect * 1.2, rng.uniform(0.9, 1.3)):
        p.rect(x, -0.1, x + rng.uniform(0.03, 0.1), 1.1, wood)
    y = rng.choice([0.08, 0.9])
    p.rect(-0.2, y, p.aspect * 1.2, y + 0.035, wood)


def lumps(s: Stage) -> None:
    """Large soft shapes low in front: heads of a crowd, bushes, backs of chairs."""
    p, rng = s.sheet(1.4, in_front=True), s.rng
    colour = s.palette.colour(rng.random(), rng.uniform(0.1, 0.6), rng.uniform(0.08, 0.3))
    for x in np.arange(rng.uniform(-0.2, 0.3), p.aspect * 1.5, rng.uniform(0.4, 0.9)):
        r = rng.uniform(0.1, 0.22)
        p.ellipse(x, 0.98, r, r * rng.uniform(0.8, 1.4), shade(colour, rng.uniform(0.8, 1.2)), lined=False)


FOREGROUNDS = (leaves, rail, frame, lumps)
