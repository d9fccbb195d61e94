"""Edits that add bars or borders around the whole picture."""

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.edits import grounds
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


def blurred_fill(width_px: int = 540) -> PictureEdit:
    """A 9:16 canvas: the whole picture across its middle, its own blurred enlargement above and below."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        tall = round(width_px * 16 / 9)
        scale = min(width_px / picture.shape[1], tall / picture.shape[0])
        shown = resized(picture, round(picture.shape[1] * scale), round(picture.shape[0] * scale))
        out = grounds.blurred(picture, width_px, tall)
        top, left = (tall - shown.shape[0]) // 2, (width_px - shown.shape[1]) // 2
        out[top : top + shown.shape[0], left : left + shown.shape[1]] = shown
        return out

    return apply


def rounded_border(share: float = 0.04, radius_share: float = 0.08) -> PictureEdit:
    """Rounded corners on a light, dark or coloured border of `share` of the new height on every side."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        border = max(2, round(height * share / (1 - 2 * share)))
        colours = [(255, 255, 255), (0, 0, 0), tuple(int(v) for v in rng.integers(0, 256, 3))]
        image = Image.new("RGB", (width + 2 * border, height + 2 * border), colours[int(rng.integers(3))])
        mask = Image.new("L", (width * 2, height * 2))
        radius = radius_share * min(width, height) * 2
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius, 255)
        image.paste(Image.fromarray(picture), (border, border), mask.resize((width, height), Image.Resampling.BOX))
        return pixels(image)

    return apply
