"""Edits that add borders or surroundings."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from benchmarks import lettering
from benchmarks.edits.kinds import PictureEdit, Rgb, pixels, resized


def _on_ground(picture: Rgb, width: int, height: int, colour: tuple[int, int, int]) -> Rgb:
    """`picture` in the middle of a plain ground at least as large."""
    out = np.empty((height, width, 3), np.uint8)
    out[:] = colour
    top, left = (height - picture.shape[0]) // 2, (width - picture.shape[1]) // 2
    out[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return out


def letterbox(share: float = 0.125) -> PictureEdit:
    """Black bars above and below, each `share` of the new height; the picture keeps its size."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        height, width = picture.shape[:2]
        return _on_ground(picture, width, height + 2 * round(height * share / (1 - 2 * share)), (0, 0, 0))

    return apply


def pillarbox(share: float = 0.125) -> PictureEdit:
    """Black bars left and right, each `share` of the new width; the picture keeps its size."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        height, width = picture.shape[:2]
        return _on_ground(picture, width + 2 * round(width * share / (1 - 2 * share)), height, (0, 0, 0))

    return apply


def window_box(share: float = 0.1) -> PictureEdit:
    """Bars on all four sides, black, white or a colour."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        colour = [(0, 0, 0), (255, 255, 255), (24, 24, 32)][int(rng.integers(3))]
        grow = 1 / (1 - 2 * share)
        return _on_ground(picture, round(width * grow), round(height * grow), colour)

    return apply


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


def picture_in_picture(share: float = 0.5) -> PictureEdit:
    """The picture at `share` of its size, at a random place on a plain, gradient, or blurred ground of its own size."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        kind = int(rng.integers(3))
        if kind == 0:
            image = Image.new("RGB", (width, height), tuple(int(v) for v in rng.integers(0, 256, 3)))
        elif kind == 1:
            corners = rng.integers(0, 256, (2, 2, 3)).astype(np.uint8)
            image = Image.fromarray(corners).resize((width, height), Image.Resampling.BICUBIC)
        else:
            grown = Image.fromarray(picture).resize((width * 2, height * 2))
            at = (int(rng.integers(0, width + 1)), int(rng.integers(0, height + 1)))
            image = grown.crop((*at, at[0] + width, at[1] + height)).filter(ImageFilter.GaussianBlur(height / 20))
        small = resized(picture, round(width * share), round(height * share))
        left = int(rng.integers(0, width - small.shape[1] + 1))
        top = int(rng.integers(0, height - small.shape[0] + 1))
        image.paste(Image.fromarray(small), (left, top))
        return pixels(image)

    return apply
