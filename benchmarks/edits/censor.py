"""Edits that hide a part of the picture: plain boxes and bars, mosaic, a beam of light, steam."""

import math

import numpy as np
from PIL import Image

from benchmarks.edits.kinds import PictureEdit, Rgb, blended, pixels


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


def black_bar(width_share: float = 0.4, height_share: float = 0.12) -> PictureEdit:
    """A black bar over a place, as over eyes: `width_share` of the width, `height_share` of the height."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        bar_h, bar_w = max(1, round(height * height_share)), max(1, round(width * width_share))
        top = round((height - bar_h) * rng.uniform(0.15, 0.85))
        left = round((width - bar_w) * rng.uniform(0.1, 0.9))
        out = picture.copy()
        out[top : top + bar_h, left : left + bar_w] = 0
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


def light_beam(width_share: float = 0.22) -> PictureEdit:
    """A white beam across the picture on a slant, `width_share` of the width wide, fading at its sides."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        lean = (1 if rng.random() < 0.5 else -1) * math.radians(rng.uniform(20, 45))
        middle_x, middle_y = width * rng.uniform(0.3, 0.7), height / 2
        rows, columns = np.arange(height)[:, None], np.arange(width)[None]
        across = (columns - middle_x) * math.cos(lean) + (rows - middle_y) * math.sin(lean)
        half = width_share * width / 2
        cover = np.clip((half - np.abs(across)) / (0.2 * half) + 0.5, 0, 1) * 0.97
        return blended(picture, (255, 255, 255), cover.astype(np.float32))

    return apply


def steam(share: float = 0.3) -> PictureEdit:
    """Soft white clouds over a band across the picture, that hide about `share` of its area."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        rows, columns = np.arange(height)[:, None], np.arange(width)[None]
        middle_y, slope = rng.uniform(0.4, 0.75), rng.uniform(-0.35, 0.35)
        clear = np.ones((height, width), np.float32)
        count = 9
        for k in range(count):
            x = (k + rng.uniform(0.1, 0.9)) / count
            y = middle_y + slope * (x - 0.5) + rng.normal(0, 0.05)
            size = share * rng.uniform(0.3, 0.7)
            wide = np.exp(-(((columns / width - x) / (size * rng.uniform(0.7, 1.1))) ** 2)).astype(np.float32)
            tall = np.exp(-(((rows / height - y) / size) ** 2)).astype(np.float32)
            clear *= 1 - rng.uniform(0.7, 0.95) * tall * wide
        return blended(picture, (250, 250, 252), np.clip((1 - clear) * 1.2 - 0.1, 0, 0.98))

    return apply
