"""Edits that stick things on the picture: emoji-like stickers, a red circle with an arrow."""

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.edits.kinds import PictureEdit, Rgb, pixels

_DRAWN_PX = 256
_YELLOW, _BROWN, _RED = (255, 204, 51), (90, 50, 10), (225, 40, 60)


def stickers(low: float = 0.05, high: float = 0.15) -> PictureEdit:
    """Two to four emoji-like stickers that cover `low`..`high` of the picture's area together, without overlaps.

    Each is at most as large as the picture's shorter side allows, so that very long pictures have less covered.
    """

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        image = Image.fromarray(picture)
        width, height = image.size
        count = int(rng.integers(2, 5))
        shares = rng.uniform(0.6, 1.4, count)
        shares *= rng.uniform(low, high) / shares.sum()
        placed: list[tuple[float, float, float]] = []
        for share in shares:
            drawn = _sticker(int(rng.integers(len(_KINDS))))
            filled = float(np.asarray(drawn.getchannel("A"), np.float32).mean()) / 255
            size = min(round(math.sqrt(share * width * height / filled)), width, height)
            spots = rng.random((40, 2)) * (width - size, height - size) + size / 2
            gaps = [
                min((math.dist(spot, (x, y)) - (size + r) / 2 for x, y, r in placed), default=1.0) for spot in spots
            ]
            free = next((k for k, gap in enumerate(gaps) if gap > 0), int(np.argmax(gaps)))
            x, y = (float(v) for v in spots[free])
            placed.append((x, y, size))
            turned = drawn.rotate(float(rng.uniform(-20, 20)), Image.Resampling.BICUBIC)
            shown = turned.resize((max(1, size), max(1, size)), Image.Resampling.BICUBIC, reducing_gap=2.0)
            image.paste(shown, (round(x - size / 2), round(y - size / 2)), shown)
        return pixels(image)

    return apply


def red_circle(size_share: float = 0.4) -> PictureEdit:
    """A red ring, `size_share` of the height across, around a place, and often an arrow that points to it."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        image = Image.fromarray(picture)
        width, height = image.size
        over = 2
        layer = Image.new("L", (width * over, height * over))
        draw = ImageDraw.Draw(layer)
        across = size_share * height * over * rng.uniform(0.8, 1.2)
        x, y = layer.width * rng.uniform(0.3, 0.7), layer.height * rng.uniform(0.35, 0.65)
        line = max(2, round(across * 0.07))
        flat = rng.uniform(0.75, 1.25)
        draw.ellipse(
            (x - across * flat / 2, y - across / 2, x + across * flat / 2, y + across / 2), outline=255, width=line
        )
        if rng.random() < 0.7:
            ways = [np.array([math.cos(angle), math.sin(angle)]) for angle in rng.uniform(0, 2 * math.pi, 12)]
            way = max(ways, key=lambda w: _room(np.array([x, y]) + w * across * 1.33, layer.size) > 0)
            side = np.array([-way[1], way[0]])
            tip = np.array([x, y]) + way * across * 0.68
            neck, tail = tip + way * across * 0.22, tip + way * across * 0.65
            draw.line((*neck, *tail), 255, round(line * 1.3))
            draw.polygon([tuple(p) for p in (tip, neck + side * line * 2, neck - side * line * 2)], 255)
        mask = layer.resize(image.size, Image.Resampling.BOX)
        image.paste((235, 20, 25), (0, 0, *image.size), mask)
        return pixels(image)

    return apply


def _room(point: NDArray[np.float64], size: tuple[int, int]) -> float:
    """How far inside a picture of `size` (width, height) a point lies; negative outside."""
    return float(min(*point, size[0] - point[0], size[1] - point[1]))


def _face(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((8, 8, 248, 248), _YELLOW, (230, 160, 20), 6)


def _smile(draw: ImageDraw.ImageDraw) -> None:
    _face(draw)
    for x in (88, 168):
        draw.ellipse((x - 15, 75, x + 15, 120), _BROWN)
    draw.chord((65, 90, 191, 215), 10, 170, _BROWN)


def _laugh(draw: ImageDraw.ImageDraw) -> None:
    _face(draw)
    for x in (85, 171):
        draw.arc((x - 28, 80, x + 28, 130), 190, 350, _BROWN, 12)
    draw.chord((55, 80, 201, 225), 5, 175, _BROWN)
    for x in (38, 218):
        draw.ellipse((x - 24, 110, x + 24, 170), (80, 170, 250))


def _heart_eyes(draw: ImageDraw.ImageDraw) -> None:
    _face(draw)
    for x in (82, 174):
        _heart_at(draw, x, 98, 64)
    draw.chord((75, 110, 181, 215), 10, 170, _BROWN)


def _heart_at(draw: ImageDraw.ImageDraw, x: float, y: float, size: float) -> None:
    turns = [2 * math.pi * k / 60 for k in range(60)]
    points = [
        (
            x + size / 34 * 16 * math.sin(t) ** 3,
            y - size / 34 * (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)),
        )
        for t in turns
    ]
    draw.polygon(points, _RED)


def _heart(draw: ImageDraw.ImageDraw) -> None:
    _heart_at(draw, 128, 118, 235)


def _star(draw: ImageDraw.ImageDraw) -> None:
    points = [
        (128 + r * math.sin(math.pi * k / 5), 136 - r * math.cos(math.pi * k / 5)) for k, r in enumerate([122, 56] * 5)
    ]
    draw.polygon(points, (255, 214, 40), (240, 150, 20), 6)


def _bubble(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon([(70, 180), (130, 190), (60, 246)], (255, 255, 255))
    draw.ellipse((6, 24, 250, 206), (255, 255, 255), (20, 20, 20), 5)
    for x in (78, 128, 178):
        draw.ellipse((x - 14, 101, x + 14, 129), (20, 20, 20))


def _fire(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon(
        [(128, 6), (200, 90), (222, 160), (180, 240), (76, 240), (34, 160), (76, 70), (96, 110)], (250, 110, 20)
    )
    draw.polygon([(130, 100), (172, 170), (158, 238), (98, 238), (84, 170)], (255, 214, 60))


_KINDS: tuple[Callable[[ImageDraw.ImageDraw], None], ...] = (
    _smile,
    _laugh,
    _heart_eyes,
    _heart,
    _star,
    _bubble,
    _fire,
)


@lru_cache
def _sticker(kind: int) -> Image.Image:
    """RGBA, a square of half `_DRAWN_PX`."""
    image = Image.new("RGBA", (_DRAWN_PX, _DRAWN_PX))
    _KINDS[kind](ImageDraw.Draw(image))
    return image.resize((_DRAWN_PX // 2, _DRAWN_PX // 2), Image.Resampling.BOX)
