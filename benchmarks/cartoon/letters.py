"""Lettering over shots: titles, names in an opening, rolling credits. Drawn once for a shot."""

from fractions import Fraction

from PIL import Image, ImageDraw

from benchmarks import lettering
from benchmarks.cartoon.script import Shot
from benchmarks.cartoon.style import seeded

ROLL = 0.09
"""Screen heights a second that credits rise."""
_WHITE, _DARK = (250, 250, 250), (30, 20, 40)


def lettered(shot: Shot, title: str, size: tuple[int, int], rate: Fraction) -> tuple[Image.Image, int, int]:
    """The lettering of `shot` as an RGBA picture, and where its left top corner lies in the shot's first frame."""
    width, height = size
    edge = max(1, height // 180)
    rows = int((float(shot.frames / rate) * ROLL + 0.2) / 0.11) + 1 if shot.kind == "credits" else 0
    sheet = Image.new("RGBA", (width, round(height * (1.1 + 0.11 * rows))), (*_DARK, 0))
    draw = ImageDraw.Draw(sheet)
    if shot.kind == "credits":
        for row in range(rows):
            line, y = shot.text[row % len(shot.text)], height * (1.05 + row * 0.11)
            lettering.draw_text(draw, (width * 0.72, y), line, round(height * 0.055), _WHITE, _DARK, edge)
    elif shot.kind in ("title", "eyecatch") or shot.text == (title,):
        for row, line in enumerate(shot.text):
            px = round(height * (0.13 if row == len(shot.text) - 1 else 0.08))
            while px > 8 and lettering.font(px).getlength(line) > width * 0.92:
                px -= 2
            lettering.draw_text(draw, (width / 2, height * (0.45 + 0.17 * row)), line, px, _WHITE, _DARK, edge * 2)
        glyphs, px = seeded(*map(ord, shot.text[-1])), round(height * 0.07)
        lettering.draw_glyphs(draw, glyphs, (width / 2, height * 0.8), 7, px, _WHITE, _DARK, edge)
    else:
        px = round(height * 0.06)
        lettering.draw_text(draw, (width * 0.78, height * 0.86), shot.text[0], px, _WHITE, _DARK, edge)
    box = sheet.getbbox() or (0, 0, 1, 1)
    return sheet.crop(box), box[0], box[1]
