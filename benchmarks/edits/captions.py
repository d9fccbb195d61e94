"""Edits that add the words of social posts: meme lettering, a white bar with a caption, a caption over the picture."""

import numpy as np
from PIL import Image, ImageDraw

from benchmarks import lettering
from benchmarks.edits.kinds import PictureEdit, Rgb, pixels


def meme_text(size_share: float = 0.16) -> PictureEdit:
    """Heavy white capitals with a black outline: a line at the top and one or two at the bottom."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        image = Image.fromarray(picture)
        width, height = image.size
        line_px = max(8, round(height * size_share * rng.uniform(0.85, 1.15)))
        top = [lettering.sentence(rng, int(rng.integers(2, 5)))]
        bottom = [lettering.sentence(rng, int(rng.integers(2, 5))) for _ in range(int(rng.integers(1, 3)))]
        rows = [(height * 0.02, top[0])]
        rows += [(height * 0.98 - line_px * (len(bottom) - k), text) for k, text in enumerate(bottom)]
        for y, text in rows:
            inner, outer = lettering.heavy(text.upper(), line_px, round(width * 0.94))
            at = ((width - inner.width) // 2, round(y))
            image.paste((0, 0, 0), at, outer)
            image.paste((255, 255, 255), at, inner)
        return pixels(image)

    return apply


def caption_bar(share: float = 0.2) -> PictureEdit:
    """A white (rarely black) bar above the picture with one or two lines, `share` of the new height.

    The picture keeps its size.
    """

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        bar_h = round(height * share / (1 - share))
        dark = rng.random() < 0.2
        image = Image.new("RGB", (width, height + bar_h), (0, 0, 0) if dark else (255, 255, 255))
        image.paste(Image.fromarray(picture), (0, bar_h))
        draw = ImageDraw.Draw(image)
        lines = int(rng.integers(1, 3))
        for line in range(lines):
            text = lettering.sentence(rng, int(rng.integers(4, 8)))
            face = lettering.fitting(text, round(bar_h * (0.42 if lines == 1 else 0.32)), width * 0.94)
            ink = (255, 255, 255) if dark else (15, 15, 15)
            draw.text((width * 0.03, bar_h * (line + 0.5) / lines), text, ink, face, anchor="lm")
        return pixels(image)

    return apply


def caption(size_share: float = 0.055) -> PictureEdit:
    """A short-video app's caption over the middle or lower half: one to three lines on rounded boxes."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        image, draw = lettering.canvas(picture)
        width, height = image.size
        size = max(7, round(height * size_share))
        boxed, dark = rng.random() < 0.6, rng.random() < 0.3
        ground, ink = ((15, 15, 15), (255, 255, 255)) if dark else ((255, 255, 255), (15, 15, 15))
        y = height * rng.uniform(0.15, 0.75)
        for _ in range(int(rng.integers(1, 4))):
            text = lettering.sentence(rng, int(rng.integers(2, 5)))
            face = lettering.fitting(text, size, width * 0.84)
            at, half = (width / 2, y), face.getlength(text) / 2 + size * 0.4
            if boxed:
                box = (at[0] - half, y - size * 0.75, at[0] + half, y + size * 0.75)
                draw.rounded_rectangle(box, size * 0.3, ground)
                draw.text(at, text, ink, face, anchor="mm")
            else:
                rim = max(1, size // 10)
                draw.text(at, text, (255, 255, 255), face, anchor="mm", stroke_width=rim, stroke_fill=(0, 0, 0))
            y += size * 1.5
        return pixels(image)

    return apply
