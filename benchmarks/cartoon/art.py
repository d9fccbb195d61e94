"""Pictures that people painted, for places and creatures beside the drawn ones."""

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageStat

DARK = 80
"""Backgrounds of a lower mean are lightened up to it, as far as that goes."""
PLAIN_LINES = 240
"""A sprite is shown at least this many lines of its own high on a full screen, so that small ones stay small."""


@dataclass(frozen=True, slots=True)
class Art:
    """Picture files for one show; which is used where follows from their order alone.

    Attributes:
        backgrounds: pictures of places, in order of name.
        sprites: pictures with transparency of creatures, people and things, in order of name.
    """

    backgrounds: tuple[Path, ...] = ()
    sprites: tuple[Path, ...] = ()

    def dealt(self, hands: int) -> tuple["Art", ...]:
        """`hands` parts that share no file, for as many shows: no background is then in two works.

        Neighbours stay together, since variants of one picture mostly have neighbouring names.

        Raises:
            ValueError: there are no hands to deal to.
        """
        if hands < 1:
            raise ValueError(f"art is dealt to at least one show, not {hands}")

        def part(files: tuple[Path, ...], hand: int) -> tuple[Path, ...]:
            return files[len(files) * hand // hands : len(files) * (hand + 1) // hands]

        return tuple(Art(part(self.backgrounds, hand), part(self.sprites, hand)) for hand in range(hands))


def background(path: Path, size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """A part of a picture that fills `size`, by chance, RGB; what is transparent is white.

    Raises:
        OSError: the file is not there or is no picture that Pillow reads.
    """
    with Image.open(path) as opened:
        opened.draft("RGB", (size[0] * 2, size[1] * 2))  # large JPEGs are decoded at a fraction of their size
        picture = opened.convert("RGBA")
    flat = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    zoom, aspect = float(rng.uniform(1.0, 1.15)), size[0] / size[1]
    width, height = min(flat.width, flat.height * aspect) / zoom, min(flat.height, flat.width / aspect) / zoom
    left, top = (flat.width - width) * float(rng.random()), (flat.height - height) * float(rng.random())
    part = flat.resize(size, Image.Resampling.LANCZOS, (left, top, left + width, top + height))
    mean = ImageStat.Stat(part.convert("L")).mean[0]
    if mean >= DARK:
        return part
    gamma = max(0.5, math.log(DARK / 255) / math.log(max(mean, 1.0) / 255))  # night and dusk darken it once more
    return part.point([round(255 * (v / 255) ** gamma) for v in range(256)] * 3)


@lru_cache(maxsize=32)
def sprite(path: Path) -> Image.Image:
    """A sprite without its transparent border, RGBA.

    Raises:
        OSError: the file is not there or is no picture that Pillow reads.
    """
    with Image.open(path) as opened:
        picture = opened.convert("RGBA")
    return picture.crop(picture.getchannel("A").getbbox() or (0, 0, 1, 1))


def graded(picture: Image.Image, saturation: float, value: float) -> Image.Image:
    """A picture with its saturation and brightness multiplied."""
    return ImageEnhance.Brightness(ImageEnhance.Color(picture).enhance(saturation)).enhance(value)
