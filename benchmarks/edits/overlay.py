"""Edits that put something over the picture."""

import numpy as np
from PIL import Image, ImageDraw

from benchmarks import lettering
from benchmarks.edits.kinds import PictureEdit, Rgb, pixels


def subtitled(lines_min: int = 1, lines_max: int = 3) -> PictureEdit:
    """Burn in outlined subtitles: one to three lines, Latin or invented glyphs, at the bottom or (rarely) the top."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        image, draw = lettering.canvas(picture)
        lines = int(rng.integers(lines_min, lines_max + 1))
        size = max(8, round(image.height * rng.uniform(0.06, 0.09)))
        fill = [(255, 255, 255), (255, 255, 120), (255, 220, 235)][int(rng.integers(3))]
        at_top, glyphs = rng.random() < 0.15, rng.random() < 0.3
        edge = max(1, size // 9)
        for line in range(lines):
            row = image.height * 0.05 + (line + 0.5) * size * 1.25
            y = row if at_top else image.height * 0.96 - (lines - line - 0.5) * size * 1.25
            center = (image.width / 2, y)
            if glyphs:
                fitting = max(2, int(image.width * 0.9 / size))
                count = min(int(rng.integers(8, 18)), fitting)
                lettering.draw_glyphs(draw, rng, center, count, size, fill, (10, 10, 10), edge)
            else:
                text = lettering.sentence(rng, int(rng.integers(4, 8)))
                while len(text) > 8 and lettering.font(size).getlength(text) > image.width * 0.96:
                    text = text[: len(text) * 4 // 5]
                lettering.draw_text(draw, center, text, size, fill, (10, 10, 10), edge)
        return pixels(image)

    return apply


def logo(size_share: float = 0.16, opacity: float = 0.75) -> PictureEdit:
    """A broadcaster's mark in a random corner, `size_share` of the height."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        size = max(6, round(height * size_share))
        mark = Image.new("RGBA", (size * 2, size))
        draw = ImageDraw.Draw(mark)
        colour = (int(rng.integers(256)), int(rng.integers(256)), int(rng.integers(256)), round(255 * opacity))
        light = (255, 255, 255, round(255 * opacity))
        if rng.random() < 0.5:
            draw.rounded_rectangle((0, size * 0.2, size * 2 - 1, size * 0.8), size * 0.15, colour, light)
        else:
            draw.ellipse((0, 0, size - 1, size - 1), colour, light)
        draw.text(
            (size, size / 2), lettering.name(rng, 2).upper(), light, lettering.font(round(size * 0.45)), anchor="mm"
        )
        margin = round(height * 0.05)
        left = margin if rng.random() < 0.5 else max(width - mark.width - margin, 0)
        top = margin if rng.random() < 0.7 else max(height - size - margin, 0)
        image = Image.fromarray(picture)
        image.paste(mark, (left, top), mark)
        return pixels(image)

    return apply


def watermark(opacity: float = 0.3) -> PictureEdit:
    """A large see-through line of text across the picture."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        image = Image.fromarray(picture)
        mask = Image.new("L", image.size)
        size = max(8, round(image.height * rng.uniform(0.1, 0.2)))
        at = (image.width * rng.uniform(0.35, 0.65), image.height * rng.uniform(0.3, 0.7))
        text = lettering.name(rng, 4).upper()
        ImageDraw.Draw(mask).text(at, text, round(255 * opacity), lettering.font(size), anchor="mm")
        image.paste(Image.new("RGB", image.size, "white"), (0, 0), mask)
        return pixels(image)

    return apply


def black_box(share: float) -> PictureEdit:
    """Hide `share` of the picture's area behind one black or white rectangle at a random place."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        stretch = rng.uniform(max(share, 0.7 * share**0.5), min(1.0, share**0.5 / 0.7))
        box_h, box_w = round(height * stretch), round(width * share / stretch)
        top, left = int(rng.integers(0, height - box_h + 1)), int(rng.integers(0, width - box_w + 1))
        out = picture.copy()
        out[top : top + box_h, left : left + box_w] = 0 if rng.random() < 0.7 else 255
        return out

    return apply


def mosaic(share: float, block_share: float = 0.05) -> PictureEdit:
    """Censor a centred-ish rectangle of `share` of each side with blocks of `block_share` of the height."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        box_h, box_w = max(1, round(height * share)), max(1, round(width * share))
        top, left = int(rng.integers(0, height - box_h + 1)), int(rng.integers(0, width - box_w + 1))
        image = Image.fromarray(picture)
        region = image.crop((left, top, left + box_w, top + box_h))
        block = max(2, round(height * block_share))
        coarse = region.resize((max(1, box_w // block), max(1, box_h // block)), Image.Resampling.BOX)
        image.paste(coarse.resize(region.size, Image.Resampling.NEAREST), (left, top))
        return pixels(image)

    return apply
