"""Edits that show the picture as a screenshot: on a phone, in a browser, in a video player."""

import numpy as np
from PIL import Image, ImageDraw

from benchmarks import lettering
from benchmarks.edits import grounds
from benchmarks.edits.kinds import PictureEdit, Rgb, pixels, resized


def phone_screenshot(width_px: int = 540) -> PictureEdit:
    """A tall 9:19.5 screen: status bar, app bars, a post's name and caption, the picture across its middle."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        tall = round(width_px * 19.5 / 9)
        ground = [(0, 0, 0), (255, 255, 255), (22, 24, 28)][int(rng.integers(3))]
        ink = (20, 20, 20) if ground[0] > 128 else (235, 235, 235)
        faint = (150, 150, 150)
        image = Image.new("RGB", (width_px, tall), ground)
        draw = ImageDraw.Draw(image)
        unit = width_px / 36
        small, normal = max(8, round(unit * 1.1)), max(9, round(unit * 1.5))
        clock = f"{rng.integers(0, 24):02d}:{rng.integers(0, 60):02d}"
        draw.text((unit * 2.5, unit * 1.6), clock, ink, lettering.font(normal), anchor="lm")
        draw.rectangle((width_px - unit * 4, unit * 1.1, width_px - unit * 2, unit * 2.1), outline=ink)
        draw.text((unit * 2, unit * 5), "<  " + lettering.name(rng, 3), ink, lettering.font(normal), anchor="lm")
        draw.line((0, unit * 7, width_px, unit * 7), faint)
        shown_h = min(round(width_px * picture.shape[0] / picture.shape[1]), round(tall * 0.6))
        shown = resized(picture, round(shown_h * picture.shape[1] / picture.shape[0]), shown_h)
        top = round((tall - shown_h) * rng.uniform(0.4, 0.55))
        avatar = tuple(int(v) for v in rng.integers(40, 220, 3))
        draw.ellipse((unit, top - unit * 3.6, unit * 4, top - unit * 0.6), avatar)
        draw.text((unit * 5, top - unit * 2.8), lettering.name(rng, 4), ink, lettering.font(normal), anchor="lm")
        draw.text((unit * 5, top - unit * 1.3), f"{rng.integers(1, 23)} h", faint, lettering.font(small), anchor="lm")
        image.paste(Image.fromarray(shown), ((width_px - shown.shape[1]) // 2, top))
        y = top + shown_h + unit * 2
        for index in range(4):
            draw.ellipse(
                (unit * (1 + index * 3.2), y - unit * 0.8, unit * (2.6 + index * 3.2), y + unit * 0.8), outline=ink
            )
        for _ in range(int(rng.integers(1, 5))):
            y += unit * 2.4
            line = lettering.sentence(rng, int(rng.integers(3, 7)))
            draw.text((unit, y), line, ink, lettering.font(normal), anchor="lm")
        draw.line((0, tall - unit * 5, width_px, tall - unit * 5), faint)
        for index in range(5):
            x = width_px * (index + 0.5) / 5
            draw.rounded_rectangle((x - unit, tall - unit * 4, x + unit, tall - unit * 2), unit * 0.4, outline=ink)
        return pixels(image)

    return apply


def phone_browser(width_px: int = 540) -> PictureEdit:
    """A tall 9:19.5 screen with a web page, light or dark: address bar, player at the top, title, related videos."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        tall = round(width_px * 19.5 / 9)
        dark = rng.random() < 0.5
        ground, raised = ((18, 18, 18), (44, 44, 48)) if dark else ((255, 255, 255), (236, 238, 242))
        ink, faint = ((238, 238, 238), (150, 150, 155)) if dark else ((18, 18, 18), (110, 110, 115))
        image = Image.new("RGB", (width_px, tall), ground)
        draw = ImageDraw.Draw(image)
        unit = width_px / 36
        small, normal, large = (max(8, round(unit * k)) for k in (1.1, 1.4, 1.8))
        draw.text(
            (unit * 2.5, unit * 1.5),
            f"{rng.integers(0, 24)}:{rng.integers(0, 60):02d}",
            ink,
            lettering.font(normal),
            "lm",
        )
        draw.rounded_rectangle((width_px - unit * 4, unit, width_px - unit * 2, unit * 2), unit * 0.3, outline=ink)
        draw.rounded_rectangle((unit * 2, unit * 3, width_px - unit * 6, unit * 5.6), unit * 1.3, raised)
        address = f"{lettering.name(rng, 3).lower()}.tv/watch/{rng.integers(100, 99999)}"
        draw.text((unit * 4, unit * 4.3), address, faint, lettering.font(normal), "lm")
        for k in range(3):
            x = width_px - unit * 2
            draw.ellipse((x, unit * (3.5 + k * 0.7), x + unit * 0.35, unit * (3.85 + k * 0.7)), ink)
        top = round(unit * 6.4)
        shown_h = min(round(width_px * picture.shape[0] / picture.shape[1]), round(tall * 0.6))
        shown = resized(picture, round(shown_h * picture.shape[1] / picture.shape[0]), shown_h)
        draw.rectangle((0, top, width_px, top + shown_h - 1), (0, 0, 0))
        image.paste(Image.fromarray(shown), ((width_px - shown.shape[1]) // 2, top))
        y = top + shown_h
        played = width_px * rng.uniform(0.05, 0.95)
        draw.rectangle((0, y, width_px, y + unit * 0.35), raised)
        draw.rectangle((0, y, played, y + unit * 0.35), (230, 30, 40))
        y += unit * 2
        for _ in range(int(rng.integers(1, 3))):
            draw.text((unit, y), lettering.sentence(rng, 5), ink, lettering.font(large), "lm")
            y += unit * 2.3
        draw.text((unit, y), f"{rng.integers(2, 900)} K views", faint, lettering.font(small), "lm")
        y += unit * 2
        while y < tall - unit * 7:
            thumb = grounds.street(round(unit * 13), round(unit * 7.3), rng)
            image.paste(Image.fromarray(thumb), (round(unit), round(y)))
            for line in range(2):
                text = lettering.sentence(rng, 3)
                draw.text((unit * 15, y + unit * (1.2 + 1.8 * line)), text, ink, lettering.font(normal), "lm")
            draw.text((unit * 15, y + unit * 5.2), lettering.name(rng, 4), faint, lettering.font(small), "lm")
            y += unit * 8.3
        draw.rectangle((0, tall - unit * 5, width_px, tall), raised)
        for k in range(5):
            x = width_px * (k + 0.5) / 5
            draw.ellipse((x - unit * 0.8, tall - unit * 3.9, x + unit * 0.8, tall - unit * 2.3), outline=ink)
        return pixels(image)

    return apply


def player(bar_share: float = 0.09) -> PictureEdit:
    """A video player's window: title bar above; seek bar and controls below, or (by chance) over the picture's foot.

    The picture keeps its size; controls are `bar_share` of its height, over the picture twice that, on a dark fade.
    """

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        over = rng.random() < 0.4
        title_h, bar_h = max(6, round(height * 0.06)), max(8, round(height * bar_share))
        light = rng.random() < 0.4
        bar, ink = ((240, 240, 240), (40, 40, 40)) if light and not over else ((32, 32, 36), (230, 230, 230))
        image = Image.new("RGB", (width, title_h + height + (0 if over else bar_h)), bar)
        image.paste(Image.fromarray(picture), (0, title_h))
        draw = ImageDraw.Draw(image)
        name = f"[{lettering.name(rng, 2)}] {lettering.name(rng, 4)} - {rng.integers(1, 25):02d} [720p].mkv"
        face = lettering.fitting(name, round(title_h * 0.6), width * 0.75)
        draw.text((title_h * 0.5, title_h / 2), name, ink, face, "lm")
        for k in range(3):
            x, half = width - title_h * (0.7 + 1.3 * k), title_h * 0.18
            draw.rectangle((x - half, title_h / 2 - half, x + half, title_h / 2 + half), outline=ink)
        foot = image.height
        if over:
            rows = bar_h * 2
            fade = np.linspace(0, 200, rows).astype(np.uint8)[:, None].repeat(width, 1)
            image.paste((0, 0, 0), (0, foot - rows, width, foot), Image.fromarray(fade))
        seek_y, played = foot - bar_h * 0.85, width * rng.uniform(0.04, 0.96)
        accent = [(230, 30, 40), (60, 140, 240), (240, 130, 20)][int(rng.integers(3))]
        thick = max(1, bar_h // 9)
        draw.line((width * 0.01, seek_y, width * 0.99, seek_y), (140, 140, 140), thick)
        draw.line((width * 0.01, seek_y, played, seek_y), accent, thick)
        draw.ellipse((played - thick * 2, seek_y - thick * 2, played + thick * 2, seek_y + thick * 2), accent)
        y, unit = foot - bar_h * 0.38, bar_h * 0.22
        draw.polygon([(bar_h, y - unit), (bar_h, y + unit), (bar_h + unit * 1.7, y)], ink)
        for k in range(2):
            draw.rectangle((bar_h * (1.7 + 0.6 * k), y - unit, bar_h * (1.85 + 0.6 * k), y + unit), ink)
        total_s = int(rng.integers(1300, 1500))
        at_s = round(total_s * played / width)
        clock = f"{at_s // 60:02d}:{at_s % 60:02d} / {total_s // 60:02d}:{total_s % 60:02d}"
        draw.text((bar_h * 3, y), clock, ink, lettering.font(round(bar_h * 0.36)), "lm")
        for k in range(3):
            x = width - bar_h * (0.8 + k)
            draw.rounded_rectangle((x - unit, y - unit, x + unit, y + unit), unit * 0.4, outline=ink)
        return pixels(image)

    return apply
