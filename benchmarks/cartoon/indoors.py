"""Rooms and things, painted by chance. Each painter fills a `Stage`."""

import numpy as np

from benchmarks.cartoon.pen import Colour, Pen, shade
from benchmarks.cartoon.stage import Stage


def _window(s: Stage, p: Pen, x0: float, y0: float, x1: float, y1: float) -> None:
    p.rect(x0, y0, x1, y1, s.sky()[-1])
    if s.rng.random() < 0.7:
        p.rect(x0, y0 + (y1 - y0) * 0.7, x1, y1, s.palette.colour(0.33, 0.4, 0.6))
    frame = s.palette.colour(0.1, 0.1, 0.9)
    for x in np.linspace(x0, x1, int(s.rng.integers(2, 4))):
        p.stroke([(x, y0), (x, y1)], frame, 0.014)
    for y in (y0, (y0 + y1) / 2, y1):
        p.stroke([(x0, y), (x1, y)], frame, 0.012)


def _box_room(s: Stage, wall: Colour, floor: Colour) -> tuple[Pen, float, float, float, float]:
    """A room seen straight on; gives the pen and the back wall's edges."""
    p, rng = s.sheet(1.0, ground=wall), s.rng
    x0, x1 = p.aspect * rng.uniform(0.05, 0.3), p.aspect * rng.uniform(0.7, 0.95)
    y0, y1 = rng.uniform(0.05, 0.2), rng.uniform(0.58, 0.72)
    p.outline(s.palette.line_width * 0.8)
    p.poly([(-0.2, -0.2), (p.aspect + 0.2, -0.2), (x1, y0), (x0, y0)], shade(wall, 1.25))
    p.poly([(-0.2, 1.2), (p.aspect + 0.2, 1.2), (x1, y1), (x0, y1)], floor)
    p.poly([(-0.2, -0.2), (x0, y0), (x0, y1), (-0.2, 1.2)], shade(wall, 0.85))
    p.poly([(p.aspect + 0.2, -0.2), (x1, y0), (x1, y1), (p.aspect + 0.2, 1.2)], shade(wall, 0.75))
    for k in np.linspace(0, 1, int(rng.integers(5, 14))):
        p.stroke([(x0 + (x1 - x0) * k, y1), (-0.2 + (p.aspect + 0.4) * k, 1.2)], shade(floor, 0.8), 0.004)
    return p, x0, y0, x1, y1


def classroom(s: Stage) -> None:
    """Board, windows along one side, rows of desks."""
    c, rng = s.palette.colour, s.rng
    p, x0, y0, x1, y1 = _box_room(s, c(0.12, rng.uniform(0.05, 0.25), 0.88), c(0.08, 0.4, 0.65))
    w = x1 - x0
    p.rect(x0 + w * 0.12, y0 + 0.1, x1 - w * 0.12, y1 - 0.18, c(rng.choice([0.42, 0.42, 0.6]), 0.5, 0.35))
    for _ in range(int(rng.integers(2, 9))):
        x, y = rng.uniform(x0 + w * 0.18, x1 - w * 0.4), rng.uniform(y0 + 0.14, y1 - 0.24)
        p.stroke([(x, y), (x + rng.uniform(0.05, 0.3), y)], (225, 235, 225), 0.006)
    for k in range(3):
        t0, t1 = 0.12 + 0.28 * k, 0.34 + 0.28 * k
        xa, xb = x0 * (1 - t0) - 0.2 * t0, x0 * (1 - t1) - 0.2 * t1
        p.poly(
            [
                (xa, y0 + 0.05 - 0.2 * t0),
                (xb, y0 + 0.05 - 0.2 * t1),
                (xb, y1 - 0.2 + 0.2 * t1),
                (xa, y1 - 0.2 + 0.2 * t0),
            ],
            s.sky()[-1],
        )
    rows = int(rng.integers(2, 5))
    for row in range(rows):
        y, size = y1 + 0.04 + 0.34 * (row / rows) ** 1.3, 0.1 + 0.13 * row / rows
        for k in range(-3, 4):
            x = p.aspect / 2 + k * size * 2.4
            p.poly(
                [(x - size, y), (x + size, y), (x + size * 1.1, y + size * 0.4), (x - size * 1.1, y + size * 0.4)],
                c(0.09, 0.45, 0.75),
            )
            for dx in (-0.9, 0.9):
                p.stroke([(x + dx * size, y + size * 0.4), (x + dx * size, y + size * 1.2)], c(0.6, 0.1, 0.4), 0.012)


def bedroom(s: Stage) -> None:
    """Wallpaper, window, bed, shelf, posters."""
    c, rng = s.palette.colour, s.rng
    hue = rng.random()
    p, x0, y0, x1, y1 = _box_room(
        s, c(hue, rng.uniform(0.1, 0.4), 0.85), c(0.08, rng.uniform(0.2, 0.5), rng.uniform(0.4, 0.75))
    )
    w = x1 - x0
    pattern = int(rng.integers(3))
    for k in range(18):
        x = x0 + w * (k + 0.5) / 18
        if pattern == 1:
            p.stroke([(x, y0), (x, y1)], c(hue, 0.25, 0.75), 0.01)
        elif pattern == 2:
            for y in np.arange(y0 + 0.04, y1 - 0.02, 0.07):
                p.ellipse(x, y, 0.008, 0.008, c(hue + 0.1, 0.4, 0.7), lined=False)
    a = rng.uniform(0.1, 0.55)
    _window(s, p, x0 + w * a, y0 + 0.08, x0 + w * (a + 0.3), y1 - 0.2)
    if rng.random() < 0.7:
        for side, edge in ((-1, x0 + w * a), (1, x0 + w * (a + 0.3))):
            p.blob(
                [
                    (edge - 0.08, y0 + 0.04),
                    (edge + 0.08, y0 + 0.04),
                    (edge + side * 0.1, y1 - 0.12),
                    (edge - side * 0.02, y1 - 0.14),
                ],
                c(hue + 0.4, 0.5, 0.8),
            )
    for _ in range(int(rng.integers(0, 4))):
        x, y = rng.uniform(x0, x1 - 0.2), rng.uniform(y0 + 0.02, y1 - 0.35)
        p.rect(x, y, x + rng.uniform(0.1, 0.2), y + rng.uniform(0.12, 0.28), c(rng.random(), 0.6, 0.8))
    sx = rng.uniform(x0, x1 - 0.35)
    shelves(s, p, sx, y1 - 0.42, sx + 0.35, y1 + 0.08, 3)
    bx, bw, by = rng.uniform(0.05, p.aspect - 1.0), rng.uniform(0.7, 1.0), rng.uniform(0.68, 0.78)
    cover, wood = c(rng.random(), rng.uniform(0.2, 0.7), 0.85), c(0.07, 0.5, 0.45)
    p.rect(bx - 0.05, by - 0.24, bx + 0.02, by + 0.2, wood)
    p.rect(bx, by + 0.06, bx + bw, by + 0.17, wood)
    p.poly([(bx, by - 0.06), (bx + bw - 0.06, by - 0.06), (bx + bw, by + 0.1), (bx, by + 0.1)], (240, 240, 245))
    p.blob(
        [
            (bx + 0.25, by - 0.1),
            (bx + bw * 0.7, by - 0.09),
            (bx + bw, by),
            (bx + bw, by + 0.13),
            (bx + 0.22, by + 0.12),
        ],
        cover,
    )
    p.blob([(bx + 0.03, by - 0.12), (bx + 0.2, by - 0.13), (bx + 0.22, by - 0.02), (bx + 0.04, by)], (250, 250, 252))
    if rng.random() < 0.6:
        tx = rng.uniform(0.1, p.aspect - 0.5)
        p.ellipse(tx + 0.2, 0.9, 0.26, 0.08, wood)
        p.rect(tx + 0.12, 0.8, tx + 0.2, 0.88, c(rng.random(), 0.5, 0.8))


def shelves(s: Stage, p: Pen, x0: float, y0: float, x1: float, y1: float, rows: int) -> None:
    """A case of books and boxes."""
    c, rng = s.palette.colour, s.rng
    wood = c(0.08, 0.5, rng.uniform(0.3, 0.6))
    p.rect(x0, y0, x1, y1, shade(wood, 0.6))
    gap = (y1 - y0) / rows
    for row in range(rows):
        base, x = y0 + gap * (row + 1), x0 + 0.01
        while x < x1 - 0.03:
            w, h = rng.uniform(0.012, 0.05), gap * rng.uniform(0.5, 0.85)
            if rng.random() < 0.9:
                p.rect(x, base - h, min(x + w, x1), base, c(rng.random(), rng.uniform(0.1, 0.7), rng.uniform(0.4, 0.9)))
            x += w
        p.rect(x0, base - 0.012, x1, base + 0.008, wood)


def library(s: Stage) -> None:
    """Walls of shelves: a library or a shop."""
    c, rng = s.palette.colour, s.rng
    p, _, y0, _, y1 = _box_room(s, c(0.1, 0.2, 0.8), c(0.06, rng.uniform(0.1, 0.5), 0.5))
    x = -0.05
    while x < p.aspect:
        w = rng.uniform(0.3, 0.7)
        drop = rng.uniform(-0.05, 0.2)
        shelves(s, p, x, max(y0 - 0.1, 0.02), x + w, y1 + drop, int(rng.integers(3, 7)))
        x += w + rng.choice([0.02, 0.25])
    for _ in range(int(rng.integers(0, 4))):
        lx = rng.uniform(0, p.aspect)
        p.stroke([(lx, 0), (lx, 0.1)], (50, 50, 50), 0.006)
        p.ellipse(lx, 0.13, 0.05, 0.04, (255, 240, 190))


def corridor(s: Stage) -> None:
    """One-point perspective: doors, windows, lamps."""
    c, rng = s.palette.colour, s.rng
    wall, floor = (
        c(rng.random(), rng.uniform(0.05, 0.35), rng.uniform(0.55, 0.95)),
        c(rng.random(), 0.15, rng.uniform(0.35, 0.7)),
    )
    p = s.sheet(1.0, ground=wall)
    p.outline(s.palette.line_width)
    vx, vy, deep = p.aspect * rng.uniform(0.35, 0.65), rng.uniform(0.35, 0.55), rng.uniform(0.06, 0.16)

    def at(x: float, y: float, t: float) -> tuple[float, float]:
        return vx + (x - vx) * t, vy + (y - vy) * t

    left, right, low, high = -0.3, p.aspect + 0.3, 1.25, -0.35
    p.poly([at(left, low, 1), at(right, low, 1), at(right, low, deep), at(left, low, deep)], floor)
    p.poly([at(left, high, 1), at(right, high, 1), at(right, high, deep), at(left, high, deep)], shade(wall, 1.2))
    p.poly([at(right, high, 1), at(right, low, 1), at(right, low, deep), at(right, high, deep)], shade(wall, 0.85))
    p.poly(
        [at(left, high, deep), at(right, high, deep), at(right, low, deep), at(left, low, deep)],
        s.sky()[-1] if rng.random() < 0.5 else shade(wall, 0.6),
    )
    kinds = [str(rng.choice(["door", "window", "arch"])) for _ in range(2)]
    t, shrink = 1.0, rng.uniform(0.62, 0.8)
    while t > deep * 1.3:
        a, b = t, t * (shrink + 0.08)
        for edge, kind in zip((left, right), kinds, strict=True):
            top, foot = (0.05, low) if kind != "window" else (0.05, 0.6)
            fill = s.sky()[-1] if kind == "window" else c(0.08 + 0.5 * (kind == "arch"), 0.4, 0.5)
            p.poly([at(edge, top, a), at(edge, top, b), at(edge, foot, b), at(edge, foot, a)], fill)
        p.poly(
            [at(vx - 0.3, high, a * 0.95), at(vx + 0.3, high, a * 0.95), at(vx + 0.3, high, b), at(vx - 0.3, high, b)],
            (255, 252, 235),
        )
        p.stroke([at(left, low, a), at(right, low, a)], shade(floor, 0.75), 0.004)
        t *= shrink


def hall(s: Stage) -> None:
    """Columns, a carpet, high windows, banners: a castle or temple."""
    c, rng = s.palette.colour, s.rng
    stone, hue = c(rng.uniform(0.05, 0.7), rng.uniform(0.05, 0.3), rng.uniform(0.35, 0.8)), rng.random()
    p = s.sheet(0.8, ground=stone)
    p.outline(s.palette.line_width)
    count = int(rng.integers(3, 7))
    for k in range(count):
        x, w = p.aspect * (k + 0.5) / count, p.aspect / count * 0.24
        p.rect(x - w, 0.22, x + w, 0.62, s.sky()[1])
        p.ellipse(x, 0.22, w, w, s.sky()[1])
        p.stroke([(x, 0.22 - w), (x, 0.62)], shade(stone, 0.5), 0.012)
        if rng.random() < 0.4:
            p.poly(
                [(x - w * 0.5, 0.05), (x + w * 0.5, 0.05), (x + w * 0.5, 0.5), (x, 0.58), (x - w * 0.5, 0.5)],
                c(hue, 0.7, 0.6),
            )
    p.rect(-0.1, 0.74, p.aspect + 0.1, 1.1, shade(stone, 0.7))
    mid = p.aspect / 2
    p.poly([(mid - 0.15, 0.74), (mid + 0.15, 0.74), (mid + 0.5, 1.1), (mid - 0.5, 1.1)], c(hue, 0.7, 0.5))
    front = s.sheet(1.05)
    front.outline(s.palette.line_width)
    for k in range(count + 1):
        x, w = front.aspect * k / count, 0.05
        front.rect(x - w, -0.1, x + w, 0.82, shade(stone, 1.15))
        front.rect(x + w * 0.3, -0.1, x + w, 0.82, shade(stone, 0.85), lined=False)
        front.rect(x - w * 1.5, 0.8, x + w * 1.5, 0.9, stone)


def train(s: Stage) -> None:
    """Inside a carriage: seats, straps, moving country outside."""
    c, rng = s.palette.colour, s.rng
    view = s.sheet(0.6)
    view.gradient(s.sky())
    moving = s.sheet(0.8, drift=-0.35)
    for _ in range(16):
        s.tree(moving, rng.uniform(-1, moving.aspect + 3), 0.62, rng.uniform(0.1, 0.35), c(0.33, 0.5, 0.5))
    p = s.sheet(1.0)
    wall, seat = c(rng.random(), 0.08, 0.85), c(rng.choice([0.98, 0.6, 0.35, 0.12]), 0.6, 0.6)
    p.outline(s.palette.line_width)
    p.rect(-0.1, -0.1, p.aspect + 0.1, 0.2, wall)
    p.rect(-0.1, 0.58, p.aspect + 0.1, 1.1, shade(wall, 0.9))
    gap = rng.uniform(0.5, 0.8)
    for x in np.arange(-0.1, p.aspect + 0.5, gap):
        p.rect(x, 0.15, x + 0.1, 0.62, wall)
    p.blob([(-0.2, 0.62), (p.aspect + 0.2, 0.62), (p.aspect + 0.2, 0.8), (-0.2, 0.8)], seat)
    p.rect(-0.2, 0.78, p.aspect + 0.2, 0.9, shade(seat, 0.75))
    p.rect(-0.2, 0.9, p.aspect + 0.2, 1.1, c(0.1, 0.1, 0.4))
    for x in np.arange(0.1, p.aspect, rng.uniform(0.13, 0.22)):
        p.stroke([(x, 0.08), (x, 0.22)], (235, 235, 235), 0.008)
        p.poly([(x - 0.03, 0.27), (x, 0.21), (x + 0.03, 0.27)], None)


def cockpit(s: Stage) -> None:
    """Screens, dials and struts around a view of space."""
    c, rng = s.palette.colour, s.rng
    hue = rng.random()
    view = s.sheet(0.5)
    view.gradient([c(hue, 0.8, rng.uniform(0.05, 0.3)), c(hue + 0.1, 0.7, rng.uniform(0.2, 0.7))])
    for _ in range(150):
        view.ellipse(rng.uniform(0, view.aspect), rng.random(), 0.003, 0.003, (230, 235, 255), lined=False)
    for _ in range(int(rng.integers(0, 4))):
        x, y, r = rng.uniform(0.2, view.aspect - 0.2), rng.uniform(0.1, 0.55), rng.uniform(0.06, 0.4)
        world = c(rng.random(), 0.6, 0.7)
        view.ellipse(x, y, r, r, world)
        view.ellipse(x - r * 0.2, y - r * 0.15, r * 0.72, r * 0.66, shade(world, 1.3), lined=False)
    p, metal = s.sheet(1.0), c(hue + 0.5 * rng.random(), rng.uniform(0.1, 0.4), rng.uniform(0.35, 0.75))
    p.outline(s.palette.line_width)
    mid, count, spread = p.aspect / 2, int(rng.integers(2, 7)), rng.uniform(1.1, 1.9)
    for x in np.linspace(0.1, p.aspect - 0.1, count):
        foot = mid + (x - mid) * spread
        p.poly([(x - 0.02, -0.1), (x + 0.05, -0.1), (foot + 0.06, 0.75), (foot - 0.03, 0.75)], metal)
    p.poly([(-0.1, -0.1), (p.aspect + 0.1, -0.1), (p.aspect + 0.1, 0.05), (mid, 0.13), (-0.1, 0.05)], shade(metal, 0.8))
    rim = rng.uniform(0.58, 0.72)
    p.poly(
        [
            (-0.1, rim + 0.05),
            (mid - 0.4, rim),
            (mid + 0.4, rim),
            (p.aspect + 0.1, rim + 0.05),
            (p.aspect + 0.1, 1.1),
            (-0.1, 1.1),
        ],
        shade(metal, 0.75),
    )
    across = int(rng.integers(4, 9))
    for k in range(across):
        w = p.aspect / across
        for y in (rim + 0.07, rim + 0.2):
            x, glow = w * (k + 0.12), c(rng.choice([0.33, 0.5, 0.12, 0.98]), 0.7, 0.85)
            if rng.random() < 0.5:
                p.rect(x, y, x + w * 0.76, y + 0.11, shade(glow, rng.uniform(0.2, 0.6)))
                trace = [(x + w * 0.08 * t, y + rng.uniform(0.02, 0.09)) for t in range(1, 9)]
                p.stroke(trace, glow, 0.006)
            elif rng.random() < 0.6:
                for t in range(3):
                    p.ellipse(x + w * (0.15 + 0.25 * t), y + 0.05, 0.035, 0.035, shade(glow, rng.uniform(0.4, 1.2)))


INDOORS = (classroom, bedroom, library, corridor, hall, train, cockpit)
