"""Edits of colour and tone. Luma weights are BT.601's."""

import numpy as np
from PIL import Image

from benchmarks.edits.kinds import PictureEdit, Rgb, pixels

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def _clipped(values: np.ndarray) -> Rgb:
    clipped: Rgb = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return clipped


def _per_channel(picture: Rgb, tables: np.ndarray) -> Rgb:
    """Each channel through its own table of 256 values; `tables` is (3, 256)."""
    return np.stack([_clipped(tables[c])[picture[..., c]] for c in range(3)], axis=-1)


def tint(strength: float) -> PictureEdit:
    """Lay a random colour over the picture; `strength` 0..1 is its share."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        colour = rng.uniform(0, 255, 3)
        return _per_channel(picture, np.arange(256) * (1 - strength) + colour[:, None] * strength)

    return apply


def colour_shift(strength: float) -> PictureEdit:
    """Scale and lift each channel at random: gains within 1 +- `strength`, offsets within +- 128 x `strength` / 2."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        gain = 1 + rng.uniform(-strength, strength, (3, 1))
        offset = 64 * rng.uniform(-strength, strength, (3, 1))
        return _per_channel(picture, np.arange(256) * gain + offset)

    return apply


def gamma(exponent: float) -> PictureEdit:
    """Raise to `exponent` or its inverse, whichever chance says."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        power = exponent if rng.random() < 0.5 else 1 / exponent
        return _per_channel(picture, np.tile(255 * (np.arange(256) / 255) ** power, (3, 1)))

    return apply


def saturation(low: float, high: float) -> PictureEdit:
    """Multiply the distance from grey by `low` or by `high`, whichever chance says."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        factor = low if rng.random() < 0.5 else high
        grey = (picture @ _LUMA)[..., None]
        return _clipped(grey + (picture - grey) * factor)

    return apply


def hue(degrees: float) -> PictureEdit:
    """Turn all hues by `degrees`, either way."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        sign = 1 if rng.random() < 0.5 else -1
        hsv = pixels(Image.fromarray(picture).convert("HSV"))
        hsv[..., 0] += np.uint8(round(sign * degrees * 256 / 360) % 256)
        return pixels(Image.fromarray(hsv, "HSV").convert("RGB"))

    return apply


def greyscale(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
    """Luma alone."""
    return np.repeat(_clipped(picture @ _LUMA)[..., None], 3, axis=2)


def sepia(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
    """Luma in browns."""
    return _clipped((picture @ _LUMA)[..., None] * np.array([1.07, 0.92, 0.70], np.float32) + (12, 6, 0))


def night_filter(strength: float = 0.55) -> PictureEdit:
    """A reading filter: green and blue held back, `strength` of the blue, and the whole a little dimmer."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        held = strength * rng.uniform(0.85, 1.15)
        gain = np.array([[0.92], [1 - 0.5 * held], [1 - held]])
        return _per_channel(picture, np.arange(256) * gain)

    return apply


def brightness(factor: float) -> PictureEdit:
    """Multiply every sample by `factor`, as CSS's brightness() does; what leaves the range is lost."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        return _per_channel(picture, np.tile(np.arange(256) * factor, (3, 1)))

    return apply


def contrast(factor: float) -> PictureEdit:
    """Multiply every sample's distance from mid-grey by `factor`."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        return _per_channel(picture, np.tile((np.arange(256) - 127.5) * factor + 127.5, (3, 1)))

    return apply


def inverted(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
    """The negative."""
    return 255 - picture


def banding(levels: int) -> PictureEdit:
    """Round each channel to `levels` evenly spaced values, without dither."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        step = 255 / (levels - 1)
        return _per_channel(picture, np.tile(np.rint(np.arange(256) / step) * step, (3, 1)))

    return apply


def gif(colours: int) -> PictureEdit:
    """A palette of `colours`, chosen for the picture by median cut, with error diffusion: an animated GIF's frame."""

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        image = Image.fromarray(picture)
        palette = image.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        return pixels(image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).convert("RGB"))

    return apply
