"""A close look at things: cups, books, swords, hands, painted by chance."""

import numpy as np

from benchmarks.cartoon.pen import mix, shade
from benchmarks.cartoon.stage import Stage


def insert(s: Stage) -> None:
    """A close look at things lying on a table or floating on plain colour."""
    c, rng = s.palette.colour, s.rng
    p = s.sheet(1.0, ground=c(rng.random(), rng.uniform(0.1, 0.5), rng.uniform(0.35, 0.9)))
    if rng.random() < 0.7:
        board = c(0.08, rng.uniform(0.2, 0.6), rng.uniform(0.4, 0.75))
        p.rect(-0.1, rng.uniform(0.2, 0.6), p.aspect + 0.1, 1.1, board)
        for _ in range(14):
            y = rng.uniform(0.5, 1)
            p.stroke([(0, y), (p.aspect, y + rng.normal(0, 0.02))], mix(board, (0, 0, 0), 0.12), 0.004)
    p.outline(s.palette.line_width * 1.5)
    for _ in range(int(rng.integers(1, 4))):
        x, y, r = rng.uniform(0.4, p.aspect - 0.4), rng.uniform(0.4, 0.65), rng.uniform(0.12, 0.34)
        one, two = c(rng.random(), rng.uniform(0.2, 0.8), rng.uniform(0.4, 0.95)), c(rng.random(), 0.3, 0.9)
        kind = int(rng.integers(7))
        if kind == 0:  # a cup
            p.ellipse(x + r * 0.9, y, r * 0.35, r * 0.4, one)
            p.poly(
                [
                    (x - r * 0.8, y - r * 0.7),
                    (x + r * 0.8, y - r * 0.7),
                    (x + r * 0.6, y + r * 0.8),
                    (x - r * 0.6, y + r * 0.8),
                ],
                one,
            )
            p.ellipse(x, y - r * 0.7, r * 0.8, r * 0.25, shade(two, 0.5))
        elif kind == 1:  # a phone
            p.poly(
                [(x - r * 0.6, y - r), (x + r * 0.4, y - r * 1.1), (x + r * 0.6, y + r), (x - r * 0.4, y + r * 1.1)],
                (40, 40, 48),
            )
            p.poly(
                [
                    (x - r * 0.5, y - r * 0.85),
                    (x + r * 0.33, y - r * 0.93),
                    (x + r * 0.48, y + r * 0.8),
                    (x - r * 0.35, y + r * 0.9),
                ],
                two,
            )
        elif kind == 2:  # an open book
            for side in (-1, 1):
                p.poly(
                    [
                        (x, y - r * 0.6),
                        (x + side * r * 1.3, y - r * 0.8),
                        (x + side * r * 1.4, y + r * 0.6),
                        (x, y + r * 0.8),
                    ],
                    (245, 240, 225),
                )
                for k in range(7):
                    p.stroke(
                        [
                            (x + side * r * 0.15, y - r * 0.4 + k * r * 0.15),
                            (x + side * r * 1.15, y - r * 0.55 + k * r * 0.16),
                        ],
                        (120, 110, 110),
                        0.005,
                    )
        elif kind == 3:  # a sword
            p.poly(
                [
                    (x - r * 1.8, y + r * 0.9),
                    (x + r * 1.2, y - r * 0.8),
                    (x + r * 1.4, y - r * 0.7),
                    (x - r * 1.7, y + r),
                ],
                (215, 222, 230),
            )
            p.limb([(x - r * 1.1, y + r), (x - r * 1.8, y + r * 0.4)], one, 0.03)
        elif kind == 4:  # a bowl of food
            p.ellipse(x, y, r * 1.2, r * 0.5, two)
            for _ in range(9):
                dx, dy = rng.uniform(-0.8, 0.8), rng.uniform(-0.35, 0.1)
                p.ellipse(x + dx * r, y + dy * r, r * 0.22, r * 0.18, c(rng.uniform(0, 0.35), 0.6, 0.8))
            p.blob(
                [(x - r * 1.2, y), (x, y + r * 0.4), (x + r * 1.2, y), (x + r * 0.5, y + r), (x - r * 0.5, y + r)], one
            )
        elif kind == 5:  # a hand
            skin = c(0.07, 0.3, 0.95)
            for k in range(4):
                p.limb(
                    [(x + (k - 1.5) * r * 0.35, y), (x + (k - 1.5) * r * 0.5, y - r * (0.9 + 0.2 * (k in (1, 2))))],
                    skin,
                    r * 0.26,
                )
            p.limb([(x + r * 0.5, y + r * 0.4), (x + r * 1.1, y - r * 0.1)], skin, r * 0.28)
            p.blob(
                [
                    (x - r * 0.7, y - r * 0.1),
                    (x + r * 0.7, y - r * 0.1),
                    (x + r * 0.55, y + r * 0.8),
                    (x + r * 0.4, y + r * 2),
                    (x - r * 0.4, y + r * 2),
                    (x - r * 0.6, y + r * 0.8),
                ],
                skin,
            )
        else:  # flowers
            for _ in range(5):
                fx, fy = x + rng.normal(0, r * 0.7), y + rng.normal(0, r * 0.5)
                p.stroke([(fx, fy), (x, y + r * 1.8)], c(0.33, 0.6, 0.5), 0.012)
                for a in np.linspace(0, 2 * np.pi, 7)[:-1]:
                    p.ellipse(fx + r * 0.25 * np.cos(a), fy + r * 0.25 * np.sin(a), r * 0.17, r * 0.17, one)
                p.ellipse(fx, fy, r * 0.13, r * 0.13, (250, 220, 90))
