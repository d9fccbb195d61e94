"""Pictures that are not the one asked about: what social posts put behind or beside it. All drawn from chance."""

import colorsys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from benchmarks import lettering
from benchmarks.edits.kinds import Rgb, pixels


def plain(width: int, height: int, rng: np.random.Generator) -> Rgb:
    """One colour."""
    out = np.empty((height, width, 3), np.uint8)
    out[:] = rng.integers(0, 256, 3)
    return out


def gradient(width: int, height: int, rng: np.random.Generator) -> Rgb:
    """Four colours, blended between the corners."""
    corners = rng.integers(0, 256, (2, 2, 3)).astype(np.uint8)
    return pixels(Image.fromarray(corners).resize((width, height), Image.Resampling.BICUBIC))


def blurred(picture: Rgb, width: int, height: int) -> Rgb:
    """The picture itself, enlarged to fill (`width`, `height`), blurred and a little darker."""
    image = Image.fromarray(picture)
    small_h = 96
    small = (max(1, round(small_h * width / height)), small_h)
    scale = max(small[0] / image.width, small[1] / image.height)
    kept = (min(small[0] / scale, image.width), min(small[1] / scale, image.height))
    left, top = (image.width - kept[0]) / 2, (image.height - kept[1]) / 2
    part = image.resize(small, Image.Resampling.BOX, (left, top, left + kept[0], top + kept[1]))
    soft = part.filter(ImageFilter.GaussianBlur(3.5)).point([round(v * 0.75) for v in range(256)] * 3)
    return pixels(soft.resize((width, height), Image.Resampling.BICUBIC))


def gameplay(width: int, height: int, rng: np.random.Generator) -> Rgb:
    """A busy runner game: sky, far blocks, a track in perspective with obstacles and coins, counters."""
    image = Image.new("RGB", (width, height), _bright(rng, 0.4, 1.0))
    draw = ImageDraw.Draw(image)
    horizon = height * rng.uniform(0.3, 0.45)
    for depth in (0.5, 1.0):
        x = -width * 0.05
        while x < width:
            wide, tall = width * rng.uniform(0.05, 0.14), horizon * rng.uniform(0.25, 0.8) * depth
            colour = _bright(rng, 0.35, 0.5 + 0.3 * depth)
            draw.rectangle((x, horizon - tall, x + wide, horizon), colour)
            _windows(draw, rng, (x, horizon - tall, x + wide, horizon), colour)
            x += wide * 1.05
    draw.rectangle((0, horizon, width, height), _bright(rng, 0.5, 0.6))
    vanish = width * rng.uniform(0.4, 0.6)
    track = _bright(rng, 0.15, 0.5)
    draw.polygon([(vanish - 2, horizon), (vanish + 2, horizon), (width * 0.95, height), (width * 0.05, height)], track)
    for lane in (-1.5, -0.5, 0.5, 1.5):
        foot = width / 2 + lane * width * 0.3
        draw.line((vanish, horizon, foot, height), (240, 240, 230), max(1, height // 150))
    for nearness in np.sort(rng.uniform(0.08, 1.0, 14)):
        y = horizon + (height - horizon) * nearness
        lane = int(rng.integers(-1, 2))
        x = vanish + (width / 2 + lane * width * 0.3 - vanish) * nearness
        size = width * 0.13 * nearness
        if rng.random() < 0.5:
            draw.ellipse((x - size / 3, y - size, x + size / 3, y - size / 3), (255, 210, 40), (200, 140, 10))
        else:
            draw.rectangle((x - size, y - size * 1.4, x + size, y), _bright(rng, 0.8, 0.9), (20, 20, 20))
            draw.rectangle((x - size, y - size * 1.0, x + size, y - size * 0.7), (250, 250, 250))
    size = max(8, height // 14)
    score = f"{rng.integers(1000, 999999)}"
    draw.text(
        (width * 0.96, height * 0.05),
        score,
        (255, 255, 255),
        lettering.font(size),
        "ra",
        stroke_width=2,
        stroke_fill=(0, 0, 0),
    )
    return pixels(image)


def street(width: int, height: int, rng: np.random.Generator) -> Rgb:
    """A calmer scene to stand beside another: sky, hills, sun or moon, houses with windows."""
    sky = np.array([[_bright(rng, 0.5, 0.8)], [_bright(rng, 0.25, 0.95)]], np.uint8)
    image = Image.fromarray(sky).resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    disc = min(width, height) * rng.uniform(0.08, 0.16)
    x, y = width * rng.uniform(0.15, 0.85), height * rng.uniform(0.1, 0.3)
    draw.ellipse((x - disc, y - disc, x + disc, y + disc), _bright(rng, 0.2, 1.0))
    steps = np.linspace(0, width, 40)
    for layer in range(3):
        base = height * (0.45 + 0.12 * layer)
        wave = base + height * 0.08 * np.sin(steps / width * rng.uniform(3, 12) + rng.uniform(0, 6))
        points = [(float(a), float(b)) for a, b in zip(steps, wave, strict=True)]
        draw.polygon([(0, height), *points, (width, height)], _bright(rng, 0.5, 0.8 - 0.2 * layer))
    for _ in range(int(rng.integers(3, 7))):
        wide, tall = width * rng.uniform(0.1, 0.2), height * rng.uniform(0.15, 0.4)
        left, foot = width * rng.uniform(-0.05, 0.95), height * rng.uniform(0.75, 0.95)
        colour = _bright(rng, 0.4, 0.8)
        draw.rectangle((left, foot - tall, left + wide, foot), colour)
        draw.polygon(
            [(left, foot - tall), (left + wide, foot - tall), (left + wide / 2, foot - tall * 1.4)], (120, 50, 40)
        )
        _windows(draw, rng, (left, foot - tall, left + wide, foot), colour)
    return pixels(image)


def _windows(
    draw: ImageDraw.ImageDraw,
    rng: np.random.Generator,
    box: tuple[float, float, float, float],
    colour: tuple[int, int, int],
) -> None:
    left, top, right, bottom = box
    lit = (250, 230, 150) if rng.random() < 0.5 else (round(colour[0] * 0.5), round(colour[1] * 0.5), 90)
    columns, rows = 3, max(1, round((bottom - top) / max(right - left, 1) * 3))
    cell_w, cell_h = (right - left) / columns, (bottom - top) / rows
    for row in range(rows):
        for column in range(columns):
            x, y = left + (column + 0.25) * cell_w, top + (row + 0.25) * cell_h
            draw.rectangle((x, y, x + cell_w / 2, y + cell_h / 2), lit)


def _bright(rng: np.random.Generator, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(rng.random(), saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)
