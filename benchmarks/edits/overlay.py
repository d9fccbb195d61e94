"""Edits that put something over the picture."""

import colorsys

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


def clock(size_share: float = 0.12) -> PictureEdit:
    """The time of a morning programme in the upper left corner: large outlined digits, `size_share` of the height."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        image, draw = lettering.canvas(picture)
        size = max(8, round(image.height * size_share))
        text = f"{rng.integers(4, 12)}:{rng.integers(0, 60):02d}"
        fill = [(255, 255, 255), (255, 255, 255), (255, 236, 120)][int(rng.integers(3))]
        rim = [(20, 40, 120), (10, 10, 10), (190, 40, 70), (20, 110, 60)][int(rng.integers(4))]
        x, y = image.width * 0.04, image.height * 0.05
        inner, outer = lettering.heavy(text, round(size * 1.3), image.width // 2)
        image.paste(rim, (round(x), round(y)), outer)
        image.paste(fill, (round(x), round(y)), inner)
        note = f"{lettering.name(rng, 2)} {rng.integers(2, 35)}"
        if rng.random() < 0.5:
            face = lettering.font(round(size * 0.4))
            at = (x + inner.width * 1.1, y + size * 0.7)
            draw.text(at, note, fill, face, anchor="lm", stroke_width=max(1, size // 14), stroke_fill=rim)
        return pixels(image)

    return apply


def score_bug(height_share: float = 0.085) -> PictureEdit:
    """A match's score in a box in an upper corner: two sides, their goals and the clock; some with a second row."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        image, draw = lettering.canvas(picture)
        tall = max(8, round(image.height * height_share))
        sides = [lettering.name(rng, 2).upper()[:3] for _ in range(2)]
        score = f"{rng.integers(0, 6)} - {rng.integers(0, 6)}"
        cells = [f"{rng.integers(1, 91)}:{rng.integers(0, 60):02d}", sides[0], score, sides[1]]
        colours = [(30, 30, 36), _vivid(rng), (240, 240, 240), _vivid(rng)]
        widths = [2.0, 1.9, 2.0, 1.9]
        fits = min(1.0, image.width * 0.9 / (sum(widths) * tall))
        x = image.width * 0.04 if rng.random() < 0.6 else image.width * 0.96 - sum(widths) * tall * fits
        y = image.height * 0.06
        for text, colour, wide in zip(cells, colours, widths, strict=True):
            end = x + wide * tall * fits
            draw.rectangle((x, y, end, y + tall), colour)
            ink = (20, 20, 20) if sum(colour) > 450 else (255, 255, 255)
            face = lettering.fitting(text, round(tall * 0.6), (end - x) * 0.9)
            draw.text(((x + end) / 2, y + tall / 2), text, ink, face, anchor="mm")
            x = end
        return pixels(image)

    return apply


def ticker(height_share: float = 0.14) -> PictureEdit:
    """A news bar over the lower third: a coloured label, a headline, and under it a line running on past the edge."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        image, draw = lettering.canvas(picture)
        width, height = image.size
        tall = max(10, round(height * height_share))
        top = height - tall - round(height * rng.uniform(0, 0.05))
        label, bar = _vivid(rng), [(250, 250, 250), (16, 24, 60), (24, 24, 24)][int(rng.integers(3))]
        ink = (16, 16, 16) if bar[0] > 128 else (255, 255, 255)
        upper = top + round(tall * 0.62)
        draw.rectangle((0, top, width, upper), bar)
        draw.rectangle((0, upper, width, top + tall), label)
        tag = ["NEWS", "LIVE", "BREAKING", "UPDATE"][int(rng.integers(4))]
        face = lettering.fitting(tag, round(tall * 0.4), width * 0.2)
        tag_end = round(face.getlength(tag) + width * 0.04)
        draw.rectangle((0, top, tag_end, upper), label)
        draw.text((tag_end / 2, (top + upper) / 2), tag, (255, 255, 255), face, anchor="mm")
        headline = lettering.sentence(rng, 7)
        room = width * 0.97 - tag_end
        face = lettering.fitting(headline, round(tall * 0.4), room)
        draw.text((tag_end + width * 0.015, (top + upper) / 2), headline, ink, face, anchor="lm")
        running = "   +++   ".join(lettering.sentence(rng, 6) for _ in range(5))
        at = (-width * rng.uniform(0, 0.4), (upper + top + tall) / 2)
        draw.text(at, running, (255, 255, 255), lettering.font(round(tall * 0.26)), anchor="lm")
        return pixels(image)

    return apply


def _vivid(rng: np.random.Generator) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.7, 1), rng.uniform(0.5, 0.85))
    return round(red * 255), round(green * 255), round(blue * 255)
