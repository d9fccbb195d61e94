"""Where people live, seen from in front: houses, a river under a bridge, stalls at night, a kitchen."""

import numpy as np

from benchmarks.cartoon.pen import mix, ridge, shade
from benchmarks.cartoon.stage import Stage


def village(s: Stage) -> None:
    """A row of houses with gables behind a fence or a hedge."""
    c, rng = s.palette.colour, s.rng
    sky = s.sheet(0.5)
    sky.gradient(s.sky())
    s.clouds(sky, 0.45, int(rng.integers(1, 7)))
    back = s.sheet(0.7)
    back.poly(ridge(rng, back.aspect, 0.55, 0.12), mix(c(0.35, 0.4, 0.5), s.sky()[-1], 0.4))
    p = s.sheet(1.0)
    p.outline(s.palette.line_width)
    x, foot = rng.uniform(-0.4, 0), rng.uniform(0.78, 0.86)
    while x < p.aspect:
        w, h = rng.uniform(0.35, 0.8), rng.uniform(0.22, 0.45)
        wall = c(rng.choice([0.09, 0.12, 0.58, 0.0]), rng.uniform(0.03, 0.35), rng.uniform(0.65, 0.98))
        top, roof = foot - h, c(rng.choice([0.02, 0.6, 0.07, 0.4]), rng.uniform(0.2, 0.6), rng.uniform(0.3, 0.65))
        p.rect(x, top, x + w, foot, wall)
        if rng.random() < 0.5:
            p.poly([(x - 0.05, top), (x + w / 2, top - rng.uniform(0.15, 0.3)), (x + w + 0.05, top)], roof)
        else:
            p.poly([(x - 0.06, top), (x + 0.08, top - 0.14), (x + w - 0.08, top - 0.14), (x + w + 0.06, top)], roof)
        p.rect(x + w * 0.4, foot - 0.17, x + w * 0.4 + 0.09, foot, c(0.07, 0.5, rng.uniform(0.2, 0.6)))
        for wx in np.arange(x + 0.05, x + w - 0.1, rng.uniform(0.14, 0.24)):
            if rng.random() < 0.75:
                glass = (255, 232, 160) if s.hour in ("night", "dusk") else s.sky()[1]
                p.rect(wx, top + 0.05, wx + 0.08, top + 0.14, glass)
        x += w + rng.uniform(0.0, 0.35)
        if rng.random() < 0.5:
            s.tree(p, x - 0.1, foot + 0.02, rng.uniform(0.25, 0.6), c(0.33, 0.6, 0.45))
    p.rect(-0.1, foot, p.aspect + 0.1, 1.1, c(rng.choice([0.1, 0.3]), 0.3, 0.6))
    fence = s.sheet(1.1)
    colour, high = c(rng.choice([0.1, 0.33, 0.6]), rng.uniform(0, 0.5), rng.uniform(0.4, 0.95)), foot + 0.02
    if rng.random() < 0.5:
        for fx in np.arange(-0.3, p.aspect * 1.3, 0.05):
            fence.poly(
                [(fx, 0.95), (fx, high), (fx + 0.015, high - 0.02), (fx + 0.03, high), (fx + 0.03, 0.95)], colour
            )
        fence.rect(-0.3, high + 0.04, p.aspect * 1.3, high + 0.06, shade(colour, 0.85))


def river(s: Stage) -> None:
    """Water towards us between banks, under a bridge of arches or of beams."""
    c, rng = s.palette.colour, s.rng
    level = rng.uniform(0.42, 0.55)
    sky = s.sheet(0.5)
    sky.gradient(s.sky(), 0, level)
    s.clouds(sky, level, int(rng.integers(1, 6)))
    p = s.sheet(0.95)
    green = c(rng.uniform(0.2, 0.4), 0.55, rng.uniform(0.4, 0.7))
    p.rect(-0.1, level, p.aspect + 0.1, 1.1, green)
    mid, bend = p.aspect * rng.uniform(0.35, 0.65), rng.uniform(-0.5, 0.5)
    water = c(0.55, rng.uniform(0.3, 0.6), rng.uniform(0.55, 0.85))
    p.blob(
        [
            (mid + bend - 0.03, level),
            (mid + bend + 0.03, level),
            (mid + 0.35, 0.7),
            (mid + 0.9, 1.15),
            (mid - 0.8, 1.15),
            (mid - 0.2, 0.7),
        ],
        water,
    )
    for _ in range(40):
        y = rng.uniform(level + 0.1, 1.0)
        x = mid + rng.normal(0, 0.3 * (y - level))
        p.stroke([(x, y), (x + 0.12 * y, y)], shade(water, 1.3), 0.004)
    for _ in range(120):
        x, y = rng.uniform(0, p.aspect), level + (1 - level) * rng.random()
        if abs(x - mid) > 0.15 + (y - level) * 1.4:
            p.stroke([(x, y), (x + rng.normal(0, 0.01), y - 0.05 * y)], shade(green, rng.uniform(0.6, 1.2)), 0.005)
    bridge, stone = s.sheet(1.0), c(rng.choice([0.02, 0.1, 0.6]), rng.uniform(0.1, 0.6), rng.uniform(0.35, 0.8))
    bridge.outline(s.palette.line_width)
    top, thick = rng.uniform(0.3, 0.5), 0.07
    bridge.rect(-0.1, top, bridge.aspect + 0.1, top + thick, stone)
    gap = rng.uniform(0.3, 0.7)
    for x in np.arange(rng.uniform(-0.2, 0.2), bridge.aspect + 0.2, gap):
        bridge.rect(x, top + thick, x + 0.06, 0.74, shade(stone, 0.8))
        if rng.random() < 0.8:
            bridge.stroke(
                [
                    (x + 0.03, top + thick + 0.12),
                    (x + gap / 2, top + thick + 0.01),
                    (x + gap + 0.03, top + thick + 0.12),
                ],
                shade(stone, 0.7),
                0.02,
                curved=True,
            )
    for x in np.arange(-0.1, bridge.aspect + 0.1, 0.08):
        bridge.stroke([(x, top), (x, top - 0.07)], shade(stone, 0.6), 0.006)
    bridge.stroke([(-0.1, top - 0.07), (bridge.aspect + 0.1, top - 0.07)], shade(stone, 0.6), 0.01)


def festival(s: Stage) -> None:
    """Stalls under strings of lanterns, fireworks above."""
    c, rng = s.palette.colour, s.rng
    s.hour = "day"
    p = s.sheet(0.6)
    hue = rng.uniform(0.58, 0.75)
    p.gradient([c(hue, 0.8, 0.1), c(hue, 0.6, 0.3), c(hue + 0.2, 0.5, 0.4)])
    for _ in range(int(rng.integers(0, 5))):
        x, y, r, glow = (
            rng.uniform(0, p.aspect),
            rng.uniform(0.1, 0.4),
            rng.uniform(0.08, 0.3),
            c(rng.random(), 0.6, 1.0),
        )
        for a in np.linspace(0, 2 * np.pi, int(rng.integers(12, 30))):
            way = np.array([np.cos(a), np.sin(a)])
            p.stroke([(x, y) + way * r * 0.35, (x, y) + way * r], glow, 0.005)
    stalls = s.sheet(1.0)
    stalls.outline(s.palette.line_width)
    stalls.rect(-0.1, 0.82, stalls.aspect + 0.1, 1.1, c(0.08, 0.3, 0.25))
    x = rng.uniform(-0.3, 0)
    while x < stalls.aspect:
        w, cloth = rng.uniform(0.45, 0.8), c(rng.random(), 0.75, 0.8)
        stalls.rect(x + 0.03, 0.42, x + w - 0.03, 0.84, c(0.1, 0.5, 0.9))
        stalls.rect(x + 0.02, 0.66, x + w - 0.02, 0.86, c(rng.random(), 0.5, 0.45))
        for k in range(8):
            colour = cloth if k % 2 else (245, 240, 230)
            a, b = x + w * k / 8, x + w * (k + 1) / 8
            stalls.poly(
                [(a + 0.02, 0.3), (b + 0.02 - 0.04 * k / 8, 0.3), (b, 0.42), ((a + b) / 2, 0.46), (a, 0.42)], colour
            )
        for _ in range(int(rng.integers(3, 9))):
            stalls.ellipse(
                x + rng.uniform(0.08, w - 0.08), rng.uniform(0.5, 0.65), 0.035, 0.035, c(rng.random(), 0.6, 0.9)
            )
        x += w + rng.uniform(0.02, 0.25)
    lights = s.sheet(1.1)
    sag, step = rng.uniform(0.03, 0.12), rng.uniform(0.12, 0.22)
    for x in np.arange(-0.2, lights.aspect * 1.2, step):
        y = 0.2 - sag * abs(np.sin(x * 2.2))
        lights.ellipse(x, y, 0.04, 0.05, c(rng.choice([0.02, 0.1, 0.14]), 0.6, 1.0))


def kitchen(s: Stage) -> None:
    """Cupboards, a counter with things on it, a stove, tiles."""
    c, rng = s.palette.colour, s.rng
    wall = c(rng.random(), rng.uniform(0.03, 0.25), rng.uniform(0.75, 0.98))
    p = s.sheet(1.0, ground=wall)
    p.outline(s.palette.line_width * 0.7)
    step, counter = rng.uniform(0.05, 0.1), rng.uniform(0.56, 0.64)
    for x in np.arange(0, p.aspect, step):
        p.stroke([(x, 0.28), (x, counter)], shade(wall, 0.85), 0.003)
    for y in np.arange(0.28, counter, step):
        p.stroke([(0, y), (p.aspect, y)], shade(wall, 0.85), 0.003)
    wood, top = c(rng.random(), rng.uniform(0.1, 0.5), rng.uniform(0.4, 0.9)), c(0.1, 0.1, rng.uniform(0.4, 0.95))
    x = -0.05
    while x < p.aspect:
        w = rng.uniform(0.2, 0.4)
        if rng.random() < 0.7:
            p.rect(x, 0.02, x + w, 0.28, wood)
            p.rect(x + w - 0.04, 0.2, x + w - 0.025, 0.25, shade(wood, 0.4))
        p.rect(x, counter + 0.04, x + w, 0.95, shade(wood, 0.92))
        p.rect(x + 0.03, counter + 0.09, x + w - 0.03, 0.9, wood)
        x += w
    p.rect(-0.1, counter, p.aspect + 0.1, counter + 0.05, top)
    p.rect(-0.1, 0.95, p.aspect + 0.1, 1.1, shade(top, 0.7))
    for _ in range(int(rng.integers(5, 13))):
        x, r, tint = (
            rng.uniform(0.1, p.aspect - 0.1),
            rng.uniform(0.03, 0.08),
            c(rng.random(), rng.uniform(0.1, 0.8), rng.uniform(0.3, 0.95)),
        )
        if rng.random() < 0.5:
            p.rect(x - r * 0.5, counter - r * 2.2, x + r * 0.5, counter, tint)
        else:
            p.blob(
                [
                    (x - r, counter - r * 1.3),
                    (x + r, counter - r * 1.3),
                    (x + r * 0.8, counter),
                    (x - r * 0.8, counter),
                ],
                tint,
            )
    fx = rng.uniform(0.1, p.aspect - 0.5)
    p.rect(fx, 0.1, fx + 0.36, 0.97, c(rng.random(), 0.08, rng.uniform(0.6, 0.95)))
    p.stroke([(fx, 0.42), (fx + 0.36, 0.42)], p.line_colour, 0.006)


TOWNS = (village, river, festival, kitchen)
