"""Composes cartoon-like frames from backgrounds, sprites, flat areas and outlines."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from training.pictures import Art

WIDTH_PX, HEIGHT_PX = 256, 144
LEAST_CONTRAST = 12.0
"""Standard deviation of luma a frame must have: flat frames are for quality.py, not for the fit."""


def compose(art: Art, rng: np.random.Generator) -> list[Image.Image]:
    """Up to three shots of one scene: a background, framed differently, with different figures in front."""
    background = _background(art, rng)
    shots = []
    for _ in range(int(rng.integers(1, 4))):
        frame = _framing(background, rng)
        for _ in range(int(rng.integers(0, 4))):
            _paste_sprite(frame, art, rng)
        frame = _grade(frame, rng)
        if np.asarray(frame.convert("L")).std() >= LEAST_CONTRAST:
            shots.append(frame)
    return shots


def _background(art: Art, rng: np.random.Generator) -> Image.Image:
    if rng.random() < 0.7:
        packages = sorted({package for package, _ in art.backgrounds})
        package = packages[int(rng.integers(len(packages)))] if rng.random() < 0.5 else None
        choice = [picture for name, picture in art.backgrounds if package in (None, name)]
        picture = choice[int(rng.integers(len(choice)))].copy()
        if rng.random() < 0.35:
            picture = ImageOps.posterize(picture.filter(ImageFilter.MedianFilter(5)), int(rng.integers(2, 5)))
        if rng.random() < 0.5:
            picture = ImageOps.mirror(picture)
        return picture
    return _painted(rng)


def _painted(rng: np.random.Generator) -> Image.Image:
    """Sky, ground and shapes in flat colours or gradients, some outlined."""
    width, height = 360, 203
    top, bottom = rng.integers(0, 256, (2, 3))
    ramp = np.linspace(0, 1, height)[:, None, None]
    sky = (top * (1 - ramp) + bottom * ramp).repeat(width, axis=1).astype(np.uint8)
    picture = Image.fromarray(sky)
    draw = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(2, 12))):
        fill = tuple(int(v) for v in rng.integers(0, 256, 3))
        outline = (0, 0, 0) if rng.random() < 0.5 else None
        x, y = rng.uniform(-0.1, 1, 2) * (width, height)
        w, h = rng.uniform(0.05, 0.6, 2) * (width, height)
        kind = rng.integers(3)
        if kind == 0:
            draw.ellipse((x, y, x + w, y + h), fill=fill, outline=outline, width=2)
        elif kind == 1:
            draw.rectangle((x, y, x + w, y + h), fill=fill, outline=outline, width=2)
        else:
            corners = [(float(a), float(b)) for a, b in rng.uniform(-0.1, 1.1, (4, 2)) * (width, height)]
            draw.polygon(corners, fill=fill, outline=outline, width=2)
    return picture


def _framing(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A random 16:9 part of the picture, at least 45 % of its largest."""
    width = min(picture.width, picture.height * 16 / 9) * rng.uniform(0.45, 1)
    height = width * 9 / 16
    left, top = rng.uniform(0, picture.width - width), rng.uniform(0, picture.height - height)
    box = (left, top, left + width, top + height)
    return picture.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.BICUBIC, box)


def _paste_sprite(frame: Image.Image, art: Art, rng: np.random.Generator) -> None:
    sprite = art.sprites[int(rng.integers(len(art.sprites)))]
    height = int(HEIGHT_PX * rng.uniform(0.2, 1.3))
    width = max(4, int(sprite.width * height / sprite.height))
    if width > 2 * WIDTH_PX:
        return
    sprite = sprite.resize((width, height), Image.Resampling.BILINEAR)
    if rng.random() < 0.5:
        sprite = ImageOps.mirror(sprite)
    if rng.random() < 0.06:
        shade = Image.new("RGBA", sprite.size, (0, 0, 0, 255))
        shade.putalpha(sprite.getchannel("A"))
        sprite = shade
    x = int(rng.uniform(-0.3, 0.9) * WIDTH_PX)
    y = int(HEIGHT_PX - height * rng.uniform(0.5, 1.2))
    frame.paste(sprite, (x, y), sprite)


def _grade(frame: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Sometimes a night scene, sometimes a soft focus."""
    if rng.random() < 0.15:
        scale = rng.uniform(0.2, 0.7)
        frame = frame.point([int(v * scale) for v in range(256)] * 3)
    if rng.random() < 0.1:
        frame = frame.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 2)))
    return frame
