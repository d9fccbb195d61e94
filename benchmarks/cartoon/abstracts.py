"""Grounds that are no place: speed lines, dots, washes, behind reactions and action."""

import math

import numpy as np

from benchmarks.cartoon.pen import mix, noise, shade
from benchmarks.cartoon.stage import Stage


def _pair(s: Stage) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    hue, rng = s.rng.random(), s.rng
    return (
        s.palette.colour(hue, rng.uniform(0.2, 0.9), rng.uniform(0.2, 0.95)),
        s.palette.colour(hue + rng.choice([0.04, 0.12, 0.4, 0.5]), rng.uniform(0.05, 0.7), rng.uniform(0.5, 1.0)),
    )


def rays(s: Stage) -> None:
    """Wedges from a point: impact."""
    one, two = _pair(s)
    p, rng = s.sheet(1.0, ground=one), s.rng
    x, y = p.aspect * rng.uniform(0.35, 0.65), rng.uniform(0.35, 0.65)
    angle = 0.0
    while angle < 2 * math.pi:
        w, inner = rng.uniform(0.01, 0.12), rng.uniform(0.0, 0.45)
        a, b = angle, angle + w
        p.poly(
            [
                (x + inner * math.cos((a + b) / 2), y + inner * math.sin((a + b) / 2)),
                (x + 2 * math.cos(a), y + 2 * math.sin(a)),
                (x + 2 * math.cos(b), y + 2 * math.sin(b)),
            ],
            two,
        )
        angle += w + rng.uniform(0.01, 0.1)


def streaks(s: Stage) -> None:
    """Lines along one way: speed."""
    one, two = _pair(s)
    p, rng = s.sheet(1.0, ground=one), s.rng
    tilt = rng.choice([0.0, 0.0, 0.3, -0.3, 3.0])
    for _ in range(int(rng.integers(60, 170))):
        x, y, length = rng.uniform(-0.5, p.aspect), rng.uniform(-0.5, 1.5), rng.uniform(0.2, 1.4)
        dx, dy = length / math.hypot(1, tilt), length * tilt / math.hypot(1, tilt)
        p.stroke([(x, y), (x + dx, y + dy)], mix(one, two, rng.random()), rng.uniform(0.002, 0.02))


def bokeh(s: Stage) -> None:
    """Soft lights on a gradient."""
    one, two = _pair(s)
    p, rng = s.sheet(1.0, ground=one), s.rng
    p.gradient([one, two] if rng.random() < 0.5 else [two, one, shade(one, 0.6)])
    yy, xx = np.mgrid[0:90, 0:192].astype(np.float32) / 90
    for _ in range(int(rng.integers(8, 30))):
        x, y, r = rng.uniform(0, 2.1), rng.uniform(0, 1), rng.uniform(0.03, 0.16)
        mask = np.clip((r - np.hypot(xx - x, yy - y)) / 0.02, 0, 1) * rng.uniform(0.15, 0.6)
        p.paint_mask(mask, mix(two, (255, 255, 255), rng.random()))


def dots(s: Stage) -> None:
    """A comic's screen: dots that grow along one way."""
    one, two = _pair(s)
    p, rng = s.sheet(1.0, ground=one), s.rng
    step, turn = rng.uniform(0.03, 0.09), rng.uniform(0, 6.28)
    for row, y in enumerate(np.arange(-0.05, 1.05, step * 0.87)):
        for x in np.arange(-0.05 + (row % 2) * step / 2, p.aspect + 0.05, step):
            t = 0.5 + 0.5 * ((x / p.aspect - 0.5) * math.cos(turn) + (y - 0.5) * math.sin(turn)) * 1.6
            r = step * 0.62 * min(max(t, 0.05), 1)
            p.ellipse(x, y, r, r, two, lined=False)


def pattern(s: Stage) -> None:
    """Checks, stripes, hearts, stars or waves, evenly laid."""
    one, two = _pair(s)
    p, rng = s.sheet(1.0, ground=one), s.rng
    kind, step = int(rng.integers(5)), rng.uniform(0.08, 0.28)
    for row, y in enumerate(np.arange(0, 1.1, step)):
        for column, x in enumerate(np.arange(0, p.aspect + 0.1, step)):
            if kind == 0 and (row + column) % 2:
                p.rect(x, y, x + step, y + step, two)
            elif kind == 1 and column % 2:
                p.poly(
                    [
                        (x + y - 0.5, y),
                        (x + y + step - 0.5, y),
                        (x + y + 2 * step - 0.5, y + step),
                        (x + y + step - 0.5, y + step),
                    ],
                    two,
                )
            elif kind == 2:
                spin = rng.uniform(0, 6) if (row + column) % 2 else 0.3
                star = [
                    (
                        x + step * (0.42 if k % 2 else 0.18) * math.cos(spin + k * math.pi / 5),
                        y + step * (0.42 if k % 2 else 0.18) * math.sin(spin + k * math.pi / 5),
                    )
                    for k in range(10)
                ]
                p.poly(star, two)
            elif kind == 3:
                p.stroke([(x + step * k / 6, y + step * 0.2 * math.sin(k * math.pi / 3)) for k in range(7)], two, 0.012)
            elif kind == 4 and (row + column) % 2:
                h = step * 0.4
                p.blob(
                    [
                        (x, y - h * 0.4),
                        (x + h * 0.6, y - h),
                        (x + h, y - h * 0.3),
                        (x, y + h),
                        (x - h, y - h * 0.3),
                        (x - h * 0.6, y - h),
                    ],
                    two,
                )


def wash(s: Stage) -> None:
    """Watercolour: two colours run into each other."""
    one, two = _pair(s)
    p, rng = s.sheet(1.0, ground=one), s.rng
    field = noise(rng, 320, 150, rng.uniform(1.2, 5), 5)
    p.paint_mask(np.clip(field * rng.uniform(1.5, 5) + 0.5, 0, 1), two)
    if rng.random() < 0.5:
        ring = np.abs(np.sin(field * rng.uniform(4, 9)))
        p.paint_mask(np.clip(1 - ring * 3, 0, 0.7).astype(np.float32), mix(two, (255, 255, 255), 0.6))


ABSTRACTS = (rays, streaks, bokeh, dots, pattern, wash)
