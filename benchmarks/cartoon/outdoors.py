"""Places under the sky, painted by chance. Each painter fills a `Stage`."""

import math
from itertools import pairwise

import numpy as np

from benchmarks.cartoon.pen import hsv, mix, noise, ridge, shade
from benchmarks.cartoon.stage import Stage


def hills(s: Stage) -> None:
    """Rolling country in three or four depths, with clouds, trees and perhaps a path."""
    c, rng = s.palette.colour, s.rng
    sky = s.sheet(0.5)
    sky.gradient(s.sky())
    s.clouds(s.sheet(0.55, drift=0.01), 0.5, int(rng.integers(2, 9)))
    far, hue = c(0.55, 0.3, 0.75), rng.uniform(0.2, 0.42)
    count = int(rng.integers(3, 5))
    for k in range(count):
        t = (k + 1) / count
        land = s.sheet(0.55 + 0.45 * t)
        colour = mix(far, c(hue, 0.6, 0.55), t)
        line = ridge(rng, land.aspect, 0.45 + 0.35 * t, rng.uniform(0.05, 0.22) * (1.2 - 0.6 * t), 4)
        land.poly(line, colour)
        for _ in range(int(rng.integers(0, 12))):
            x, y = line[int(rng.integers(3, 87))]
            s.tree(land, x, y + 0.02, rng.uniform(0.06, 0.3) * t, mix(colour, c(hue + 0.03, 0.7, 0.4), 0.6))
        if k == count - 1 and rng.random() < 0.5:
            x = rng.uniform(0.4, land.aspect - 0.4)
            land.poly([(x - 0.02, 0.8), (x + 0.02, 0.8), (x + 0.5, 1.1), (x - 0.3, 1.1)], c(0.1, 0.3, 0.8))


def mountains(s: Stage) -> None:
    """Sharp peaks with snow, often over a lake that mirrors them."""
    c, rng = s.palette.colour, s.rng
    sky = s.sheet(0.5)
    sky.gradient(s.sky())
    s.clouds(sky, 0.4, int(rng.integers(0, 5)))
    for t in (0.3, 0.8):
        land, rock = s.sheet(0.5 + 0.4 * t), c(0.62 + rng.normal(0, 0.04), 0.35, 0.75 - 0.35 * t)
        x = -0.1
        while x < land.aspect:
            w, h = rng.uniform(0.25, 0.6), rng.uniform(0.25, 0.6) * (1.1 - 0.5 * t)
            base, peak = 0.72, (x + w * rng.uniform(0.4, 0.6), 0.72 - h)
            land.poly([(x - 0.1, base + 0.4), (x, base), peak, (x + w, base), (x + w + 0.1, base + 0.4)], rock)
            land.poly([peak, (x + w, base), (x + w * 0.55, base)], shade(rock, 0.75), lined=False)
            cap = [
                (peak[0] - 0.12 * w, peak[1] + 0.25 * h),
                peak,
                (peak[0] + 0.13 * w, peak[1] + 0.28 * h),
                (peak[0] + 0.03 * w, peak[1] + 0.2 * h),
            ]
            land.poly(cap, (240, 244, 252), lined=False)
            x += w * rng.uniform(0.45, 0.9)
    front = s.sheet(1.0)
    if rng.random() < 0.6:
        front.rect(-1, 0.72, front.aspect + 1, 1.2, c(0.57, 0.5, 0.6))
        for _ in range(40):
            x, y = rng.uniform(0, front.aspect), rng.uniform(0.74, 1)
            front.stroke([(x, y), (x + rng.uniform(0.05, 0.3) * y, y)], c(0.56, 0.25, 0.85), 0.004)
    else:
        front.poly(ridge(rng, front.aspect, 0.82, 0.08), c(0.3, 0.5, 0.4))
    for _ in range(int(rng.integers(4, 20))):
        s.tree(
            front, rng.uniform(0, front.aspect), rng.uniform(0.92, 1.05), rng.uniform(0.15, 0.35), c(0.38, 0.5, 0.35)
        )


def sea(s: Stage) -> None:
    """Horizon, waves, sun; islands, a beach or boats by chance."""
    c, rng = s.palette.colour, s.rng
    level = rng.uniform(0.4, 0.65)
    sky = s.sheet(0.5)
    sky.gradient(s.sky(), 0, level)
    sx, sy = rng.uniform(0.3, sky.aspect - 0.3), level - rng.uniform(0.02, 0.35)
    sky.ellipse(sx, sy, 0.07, 0.07, (255, 246, 220), lined=False)
    s.clouds(sky, level, int(rng.integers(1, 7)))
    water = s.sheet(0.7)
    deep, bright = c(0.56, 0.7, 0.5), c(0.52, 0.45, 0.85)
    for k in range(14):
        y = level + (1.05 - level) * (k / 14) ** 1.6
        water.rect(-1, y, water.aspect + 1, 1.2, mix(bright, deep, abs(math.sin(k * 1.7))), lined=False)
    for _ in range(90):
        y = level + (1 - level) * rng.random() ** 1.8
        x = sx + rng.normal(0, 0.15 + y * 0.3)
        water.stroke([(x, y), (x + 0.2 * (y - level) + 0.01, y)], (255, 250, 235), 0.004)
    for _ in range(int(rng.integers(0, 4))):
        x, w = rng.uniform(0, water.aspect), rng.uniform(0.1, 0.5)
        water.blob(
            [
                (x - w, level + 0.01),
                (x - w * 0.5, level - w * 0.3),
                (x + w * 0.3, level - w * 0.22),
                (x + w, level + 0.01),
            ],
            c(0.35, 0.4, 0.45),
        )
    if rng.random() < 0.4:
        x, y = rng.uniform(0.4, water.aspect - 0.4), level + 0.12
        water.poly([(x - 0.14, y), (x + 0.14, y), (x + 0.1, y + 0.05), (x - 0.1, y + 0.05)], c(0.02, 0.6, 0.6))
        water.poly([(x, y - 0.01), (x, y - 0.28), (x + 0.13, y - 0.05)], (245, 240, 230))
    if rng.random() < 0.6:
        beach = s.sheet(1.0)
        curve = [(x, 0.88 + 0.06 * math.sin(x * 2.5 + sx)) for x in np.linspace(-0.2, beach.aspect + 0.2, 20)]
        beach.poly([*curve, (beach.aspect + 0.2, 1.2), (-0.2, 1.2)], c(0.12, 0.35, 0.93))
        beach.stroke(curve, (250, 252, 255), 0.02)


def forest(s: Stage) -> None:
    """Trunks in depth, leaves above, light between."""
    c, rng = s.palette.colour, s.rng
    hue = rng.uniform(0.22, 0.45) if rng.random() < 0.7 else rng.uniform(0.02, 0.13)
    back = s.sheet(0.5)
    back.gradient([c(hue, 0.35, 0.85), c(hue, 0.5, 0.7), c(hue + 0.03, 0.6, 0.4)])
    for depth, count in ((0.6, 16), (0.8, 10), (1.0, 5)):
        sheet = s.sheet(depth)
        t = (depth - 0.6) / 0.4
        bark, leaf = mix(c(hue, 0.3, 0.6), c(0.06, 0.5, 0.25), t), mix(c(hue, 0.4, 0.75), c(hue, 0.75, 0.35), t)
        sheet.poly(ridge(rng, sheet.aspect, 0.72 + 0.16 * t, 0.04), mix(leaf, c(0.1, 0.5, 0.3), 0.4))
        for _ in range(count):
            x, w, lean = rng.uniform(0, sheet.aspect), rng.uniform(0.01, 0.035) * (1 + 2 * t), rng.normal(0, 0.05)
            sheet.poly(
                [
                    (x - w * 1.4, 0.8 + 0.16 * t),
                    (x - w + lean, -0.1),
                    (x + w + lean, -0.1),
                    (x + w * 1.4, 0.8 + 0.16 * t),
                ],
                bark,
            )
        for _ in range(count * 5):
            x, y = rng.uniform(-0.1, sheet.aspect + 0.1), rng.normal(0.02, 0.11)
            sheet.ellipse(
                x,
                y,
                rng.uniform(0.04, 0.12),
                rng.uniform(0.03, 0.09),
                mix(leaf, (0, 0, 0), rng.uniform(0, 0.35)),
                lined=False,
            )
    if rng.random() < 0.5:
        rays = s.sheet(0.9)
        mask = np.zeros((90, 160), np.float32)
        grid = np.add.outer(np.arange(90) * 0.6, np.arange(160))
        for _ in range(5):
            mask += 0.16 * np.exp(-(((grid - rng.uniform(0, 200)) / rng.uniform(4, 12)) ** 2)).astype(np.float32)
        rays.paint_mask(mask, (255, 252, 220))
        rays.paint_mask(mask * 0, (255, 252, 220))


def skyline(s: Stage) -> None:
    """A city from afar: blocks in three depths with lit windows."""
    c, rng = s.palette.colour, s.rng
    sky = s.sheet(0.4)
    sky.gradient(s.sky())
    s.clouds(sky, 0.5, int(rng.integers(0, 6)))
    hue, dark = rng.uniform(0.5, 0.75), s.hour in ("night", "dusk")
    for depth in (0.6, 0.8, 1.0):
        sheet, t = s.sheet(depth), (depth - 0.6) / 0.4
        x = -0.1
        while x < sheet.aspect:
            w, top = rng.uniform(0.06, 0.22) * (0.7 + t), rng.uniform(0.25, 0.7) + 0.22 * t
            wall = mix(c(hue, 0.25, 0.8), c(rng.random(), 0.2, 0.45), 0.25 + 0.6 * t)
            sheet.rect(x, top, x + w, 1.2, wall)
            if rng.random() < 0.3:
                sheet.stroke([(x + w / 2, top), (x + w / 2, top - 0.1)], wall, 0.006)
            step = 0.028 + 0.02 * t
            style = int(rng.integers(3))
            for wy in np.arange(top + step * 0.6, 1.0, step):
                if style == 0:
                    sheet.rect(x + step * 0.3, wy, x + w - step * 0.3, wy + step * 0.45, shade(wall, 0.7), lined=False)
                    continue
                for wx in np.arange(x + step * 0.4, x + w - step * 0.6, step):
                    on = rng.random() < (0.5 if dark else 0.15)
                    sheet.rect(
                        wx,
                        wy,
                        wx + step * 0.5,
                        wy + step * 0.6,
                        (255, 230, 150) if on else shade(wall, 0.65),
                        lined=False,
                    )
            x += w * rng.uniform(0.8, 1.3)


def street(s: Stage) -> None:
    """A road to the vanishing point between houses, with poles and wires."""
    c, rng = s.palette.colour, s.rng
    p = s.sheet(1.0)
    horizon, vx = rng.uniform(0.4, 0.62), rng.uniform(0.35, 0.65) * p.aspect
    p.gradient(s.sky(), 0, horizon)
    s.clouds(p, horizon * 0.8, int(rng.integers(1, 5)))
    p.outline(s.palette.line_width * 0.8)
    p.rect(-0.1, horizon, p.aspect + 0.1, 1.1, c(0.1, 0.1, 0.62))
    p.poly(
        [(vx, horizon), (vx - p.aspect * 0.55, 1.05), (vx + p.aspect * 0.5, 1.05)],
        c(0.65, 0.06, rng.uniform(0.35, 0.6)),
    )
    for k in range(8):
        a, b = (k / 8) ** 2, ((k + 0.5) / 8) ** 2
        p.poly(
            [
                (vx - 0.01 * a, horizon + (1 - horizon) * a),
                (vx + 0.01 * a, horizon + (1 - horizon) * a),
                (vx + 0.012 * b, horizon + (1 - horizon) * b),
                (vx - 0.012 * b, horizon + (1 - horizon) * b),
            ],
            (235, 235, 225),
            lined=False,
        )
    for side in (-1, 1):
        reach = vx if side < 0 else p.aspect - vx
        cuts = np.sort(np.concatenate([[0.08, 1.3], rng.uniform(0.12, 1.1, int(rng.integers(3, 6)))]))
        for a, b in pairwise(cuts):
            tall = rng.uniform(0.5, 1.5)
            wall = c(rng.choice([0.05, 0.1, 0.6, 0.3, 0.95]), rng.uniform(0.05, 0.45), rng.uniform(0.5, 0.95))
            x0, x1 = vx + side * reach * a, vx + side * reach * b

            def corner(t: float, up: float, tall: float = tall) -> float:
                return horizon - tall * 0.62 * t * up + 0.25 * t * (1 - up)

            p.poly([(x0, corner(a, 1)), (x1, corner(b, 1)), (x1, corner(b, 0)), (x0, corner(a, 0))], wall)
            for u in np.arange(0.15, 0.9, 0.25):
                for v in np.arange(0.15, 0.9, 0.3):
                    t0, t1 = a + (b - a) * u, a + (b - a) * (u + 0.14)
                    quad = [
                        (vx + side * reach * t0, corner(t0, v + 0.17)),
                        (vx + side * reach * t1, corner(t1, v + 0.17)),
                        (vx + side * reach * t1, corner(t1, v)),
                        (vx + side * reach * t0, corner(t0, v)),
                    ]
                    p.poly(quad, shade(wall, 0.55))
    poles = s.sheet(1.15)
    side = rng.choice([-1, 1])
    last = None
    for t in (0.2, 0.42, 0.85):
        x, y, top = vx + side * t * p.aspect * 0.42, horizon + 0.3 * t, horizon - 0.75 * t
        poles.stroke([(x, y), (x, top)], c(0.08, 0.2, 0.3), 0.03 * t)
        poles.stroke([(x - 0.1 * t, top + 0.08 * t), (x + 0.1 * t, top + 0.08 * t)], c(0.08, 0.2, 0.3), 0.02 * t)
        for dx in (-0.09, 0.09):
            here = (x + dx * t, top + 0.08 * t)
            if last:
                poles.stroke(
                    [(last[0] + dx * 0.4, last[1]), ((last[0] + here[0]) / 2, max(last[1], here[1]) + 0.01), here],
                    (40, 40, 50),
                    0.003,
                    curved=True,
                )
        last = (x, top + 0.08 * t)


def roof(s: Stage) -> None:
    """A flat roof with a mesh fence before a wide sky."""
    c, rng = s.palette.colour, s.rng
    sky = s.sheet(0.4)
    sky.gradient(s.sky())
    s.clouds(s.sheet(0.45, drift=0.02), 0.6, int(rng.integers(3, 10)))
    p = s.sheet(1.0)
    floor = rng.uniform(0.68, 0.85)
    grid = c(0.4, 0.15, 0.55)
    gap, high = rng.uniform(0.04, 0.07), floor - rng.uniform(0.25, 0.5)
    for x in np.arange(-0.6, p.aspect + 0.6, gap):
        p.stroke([(x, floor), (x + floor - high, high)], grid, 0.003)
        p.stroke([(x, floor), (x - floor + high, high)], grid, 0.003)
    for x in np.arange(rng.uniform(0, 0.3), p.aspect, 0.5):
        p.stroke([(x, floor), (x, high - 0.02)], shade(grid, 0.7), 0.014)
    p.stroke([(0, high), (p.aspect, high)], shade(grid, 0.7), 0.014)
    p.rect(-0.1, floor, p.aspect + 0.1, 1.1, c(0.1, 0.08, 0.7))
    for k in range(-9, 10):
        p.stroke([(p.aspect / 2 + k * 0.16, floor), (p.aspect / 2 + k * 0.4, 1.02)], c(0.1, 0.08, 0.55), 0.004)
    if rng.random() < 0.6:
        x = rng.choice([0.0, p.aspect - 0.7])
        p.outline(s.palette.line_width)
        p.rect(x, 0.25, x + 0.7, floor + 0.06, c(0.1, 0.06, 0.85))
        p.rect(x + 0.22, 0.42, x + 0.45, floor + 0.06, c(0.58, 0.2, 0.5))


def shrine(s: Stage) -> None:
    """Steps up through gates between trees."""
    c, rng = s.palette.colour, s.rng
    p = s.sheet(0.9)
    p.gradient(s.sky(), 0, 0.6)
    hue = rng.choice([0.33, 0.28, 0.93, 0.06])
    for _ in range(70):
        x, y = rng.uniform(0, p.aspect), rng.normal(0.5, 0.1)
        p.ellipse(x, y, 0.12, 0.09, mix(c(hue, 0.5, 0.6), c(hue, 0.6, 0.3), rng.random()), lined=False)
    p.rect(-0.1, 0.58, p.aspect + 0.1, 1.1, c(0.2, 0.35, 0.5))
    mid = p.aspect * rng.uniform(0.4, 0.6)
    p.outline(s.palette.line_width)
    for k in range(12):
        t = k / 11
        w, y = 0.12 + 0.5 * t, 0.55 + 0.5 * t
        p.rect(mid - w, y, mid + w, y + 0.06, mix(c(0.1, 0.05, 0.8), c(0.1, 0.05, 0.55), k % 2))
    red = c(rng.choice([0.02, 0.02, 0.6, 0.1]), 0.8, 0.75)
    for size in (0.35, 0.6, 1.05)[int(rng.integers(0, 2)) :]:
        gate, base = s.sheet(0.8 + 0.3 * size), 0.5 + 0.42 * size
        gate.outline(s.palette.line_width)
        w, top = 0.5 * size, base - 0.78 * size
        for side in (-1, 1):
            gate.poly(
                [
                    (mid + side * w, base),
                    (mid + side * (w + 0.05 * size), base),
                    (mid + side * (w - 0.03 * size), top),
                    (mid + side * (w - 0.09 * size), top),
                ],
                red,
            )
        gate.rect(mid - w * 0.95, top + 0.14 * size, mid + w * 0.95, top + 0.2 * size, red)
        gate.blob(
            [
                (mid - w * 1.4, top - 0.07 * size),
                (mid, top - 0.02 * size),
                (mid + w * 1.4, top - 0.07 * size),
                (mid + w * 1.3, top + 0.03 * size),
                (mid, top + 0.05 * size),
                (mid - w * 1.3, top + 0.03 * size),
            ],
            shade(red, 0.6),
        )


def clouds(s: Stage) -> None:
    """Sky alone: heaps of cloud, perhaps birds, a trail, a sun."""
    rng = s.rng
    p = s.sheet(0.5)
    p.gradient(s.sky())
    if rng.random() < 0.5:
        p.ellipse(rng.uniform(0.3, p.aspect - 0.3), rng.uniform(0.1, 0.5), 0.08, 0.08, (255, 250, 225), lined=False)
    if rng.random() < 0.5:
        haze = noise(rng, 240, 120, rng.uniform(2, 5), 5)
        s.sheet(0.6, drift=0.015).paint_mask(np.clip(haze * 2.2 + rng.uniform(-0.5, 0.3), 0, 0.95), (250, 250, 255))
    s.clouds(s.sheet(0.8, drift=0.03), rng.uniform(0.7, 1.1), int(rng.integers(4, 14)))
    if rng.random() < 0.4:
        p.stroke(
            [(rng.uniform(0, p.aspect), 1), (rng.uniform(0, p.aspect), 0)], (245, 248, 255), rng.uniform(0.006, 0.02)
        )
    for _ in range(int(rng.choice([0, 0, 5, 12]))):
        x, y, w = rng.uniform(0, p.aspect), rng.uniform(0.1, 0.8), rng.uniform(0.01, 0.04)
        p.stroke([(x - w, y - w * 0.6), (x, y), (x + w, y - w * 0.6)], (40, 40, 60), 0.005)


def night(s: Stage) -> None:
    """Stars, a moon or the milky way over a dark edge."""
    c, rng = s.palette.colour, s.rng
    s.hour = "day"
    p = s.sheet(0.5)
    hue = rng.uniform(0.58, 0.8)
    p.gradient([c(hue, 0.8, 0.12), c(hue, 0.75, 0.28), c(hue - 0.08, 0.6, 0.5)])
    if rng.random() < 0.5:
        band = noise(rng, 200, 100, 3, 5)
        slope = np.abs(np.add.outer(np.arange(100) * rng.uniform(-1, 1), np.arange(200) - 100)) / 60
        p.paint_mask(np.clip((0.8 - slope + band * 0.6) * 0.4, 0, 0.6).astype(np.float32), c(hue + 0.1, 0.3, 0.9))
    for _ in range(260):
        r = 0.0012 + 0.0035 * rng.random() ** 4
        p.ellipse(
            rng.uniform(0, p.aspect), rng.random(), r, r, hsv(rng.random(), 0.15, rng.uniform(0.6, 1)), lined=False
        )
    if rng.random() < 0.6:
        x, y, r = rng.uniform(0.3, p.aspect - 0.3), rng.uniform(0.15, 0.45), rng.uniform(0.05, 0.2)
        p.ellipse(x, y, r, r, (250, 245, 215), lined=False)
        for _ in range(5):
            dx, dy = rng.normal(0, r * 0.4, 2)
            p.ellipse(x + dx, y + dy, r * 0.13, r * 0.11, (228, 220, 190), lined=False)
    land = s.sheet(0.9)
    land.poly(ridge(rng, land.aspect, 0.85, 0.12), c(hue, 0.6, 0.1))
    for _ in range(int(rng.integers(0, 14))):
        s.tree(land, rng.uniform(0, land.aspect), 0.95, rng.uniform(0.15, 0.5), c(hue, 0.6, 0.14))


OUTDOORS = (hills, mountains, sea, forest, skyline, street, roof, shrine, clouds, night)
