"""Lettering for subtitles, logos, titles and interfaces: Latin text with Pillow's built-in face, and invented glyphs.

Pillow's built-in face has no Japanese, so lines that only need to look like it are drawn from seeded strokes.
"""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

Rgb = tuple[int, int, int]

_SYLLABLES = "ka ki ku shi su te to na ni no ha hi mi mo ya yu ra ri re ro wa an ei ou sen tsu ren chi ma"
_WORDS = (
    "the of and you we never again this time sky wind promise world what is it wait stop run who are they why now home "
    "tomorrow remember sword school light friend hurry listen nothing everything really always thank little please "
    "morning dream dragon letter winter enemy captain believe stay where after before someone"
)


@lru_cache(maxsize=64)
def font(size_px: int) -> ImageFont.FreeTypeFont:
    """Pillow's built-in scalable face at `size_px`.

    Raises:
        RuntimeError: this Pillow was built without FreeType; install Pillow from its wheels.
    """
    face = ImageFont.load_default(max(size_px, 5))
    if not isinstance(face, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow has no FreeType here, so there is no scalable text: install Pillow from its wheels")
    return face


def name(rng: np.random.Generator, syllables: int = 4) -> str:
    """An invented Japanese-sounding name, capitalised."""
    return "".join(str(rng.choice(_SYLLABLES.split(" "))) for _ in range(syllables)).capitalize()


def sentence(rng: np.random.Generator, words: int) -> str:
    """English words in a row that look like a subtitle line from afar."""
    text = " ".join(str(rng.choice(_WORDS.split(" "))) for _ in range(words)).capitalize()
    return text + str(rng.choice([".", "!", "?", "...", "."]))


def fitting(text: str, size_px: int, width_px: float) -> ImageFont.FreeTypeFont:
    """The face at `size_px`, or as much smaller as `text` needs to be at most `width_px` wide (not below 5 px)."""
    face = font(size_px)
    length = face.getlength(text)
    return face if length <= width_px else font(int(size_px * width_px / length))


def draw_text(
    draw: ImageDraw.ImageDraw,
    center_px: tuple[float, float],
    text: str,
    size_px: int,
    fill: Rgb,
    outline: Rgb | None = None,
    outline_px: int = 0,
) -> None:
    """Draw one line of Latin text around a centre, with an outline when asked."""
    draw.text(
        center_px,
        text,
        fill,
        font(size_px),
        anchor="mm",
        stroke_width=outline_px if outline else 0,
        stroke_fill=outline,
    )


def draw_glyphs(
    draw: ImageDraw.ImageDraw,
    rng: np.random.Generator,
    center_px: tuple[float, float],
    count: int,
    size_px: int,
    fill: Rgb,
    outline: Rgb | None = None,
    outline_px: int = 0,
) -> None:
    """Draw a row of `count` invented characters, each a few strokes in a square of `size_px`."""
    left = center_px[0] - count * size_px / 2
    top = center_px[1] - size_px / 2
    strokes: list[list[tuple[float, float]]] = []
    for index in range(count):
        for _ in range(int(rng.integers(3, 8))):
            a = rng.integers(0, 4, 2) / 3
            horizontal = rng.random() < 0.55
            b = np.array([rng.integers(1, 4) / 3, a[1]]) if horizontal else np.array([a[0], rng.integers(1, 4) / 3])
            if rng.random() < 0.25:
                b = rng.integers(0, 4, 2) / 3
            if np.array_equal(a, b):
                b = 1 - a
            scale, x, y = size_px * 0.8, left + (index + 0.1) * size_px, top + 0.1 * size_px
            strokes.append([(x + a[0] * scale, y + a[1] * scale), (x + b[0] * scale, y + b[1] * scale)])
    width = max(1, round(size_px / 10))
    if outline and outline_px:
        for stroke in strokes:
            draw.line(stroke, outline, width + 2 * outline_px)
    for stroke in strokes:
        draw.line(stroke, fill, width)


def heavy(text: str, height_px: int, width_px: int) -> tuple[Image.Image, Image.Image]:
    """A line in heavy condensed capitals, as on memes: its mask and the mask of its outline, both "L", of equal size.

    Pillow's built-in face is light, so it is drawn large, thickened and squeezed to 0.7 of its width, and further
    where it would be wider than `width_px`.
    """
    size, body = 64, 5
    face = font(size)
    rim = body + 6
    steps = [face.getlength(letter) + 1.7 * body for letter in text]
    length = round(sum(steps)) + 2 * rim
    masks = []
    for thickness in (body, rim):
        mask = Image.new("L", (length, size + 2 * rim))
        draw, x = ImageDraw.Draw(mask), float(rim)
        for letter, step in zip(text, steps, strict=True):
            draw.text((x, rim + size * 0.75), letter, 255, face, anchor="ls", stroke_width=thickness)
            x += step
        masks.append(mask)
    shown = (max(1, min(width_px, round(0.7 * length * height_px / masks[0].height))), max(1, height_px))
    inner, outer = (mask.resize(shown, Image.Resampling.BICUBIC, reducing_gap=3.0) for mask in masks)
    return inner, outer


def canvas(pixels_hw3: np.ndarray) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A drawable copy of a picture, and its pen."""
    image = Image.fromarray(pixels_hw3)
    return image, ImageDraw.Draw(image)
