"""A photograph of a screen, taken by hand: what people send when they cannot take a screenshot."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from benchmarks.edits.coding import jpeg
from benchmarks.edits.geometry import projective_map
from benchmarks.edits.kinds import PictureEdit, Rgb, pixels


def screen_photo(tilt: float = 0.05, moire: float = 0.14, jpeg_quality: int = 60) -> PictureEdit:
    """Photograph a screen that shows the picture: seen on a slant, with bezel and a dim room around it.

    In the order light takes: glare on the glass, the grid of subpixels, perspective, lens blur, vignette, white
    balance and exposure, sensor noise, JPEG. Moire comes about as it does in a camera: a grid whose pitch is near
    that of the sensor is sampled at the sensor's pixels, each channel a third of a pitch apart.

    Args:
        tilt: how far each corner may lie from its place, as a share of the sides.
        moire: amplitude of the grid as the sensor sees it, a share of the light.
        jpeg_quality: of the camera's file.
    """

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        height, width = picture.shape[:2]
        corners, screen = _corners(width, height, tilt, rng)
        there = projective_map(corners, screen)
        u, v = _mapped(there, width, height)
        inwards = np.minimum(np.minimum(u, width - u), np.minimum(v, height - v))
        lit = _through_glass(picture, there, inwards, rng)
        image = Image.fromarray(lit).filter(ImageFilter.GaussianBlur(0.0012 * (height + width)))
        light = np.array(image, np.float32)
        x, y = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
        pitch_u, pitch_v = (rng.uniform(0.94, 1.06), rng.uniform(0.94, 1.06))
        depth = moire * (inwards > 0).astype(np.float32)
        across = np.float32(2 * np.pi * pitch_u) * u
        cosine, sine = np.cos(across), np.sin(across)
        rows = 0.35 * np.cos(np.float32(2 * np.pi * pitch_v) * v)
        for channel in range(3):
            shift = 2 * np.pi * channel / 3
            columns = 0.65 * (np.float32(np.cos(shift)) * cosine + np.float32(np.sin(shift)) * sine)
            light[..., channel] *= 1 + depth * (columns + rows)
        vignette = 1 - rng.uniform(0.2, 0.4) * (x[None] ** 2 + y[:, None] ** 2) / 2
        balance = np.array([rng.uniform(0.88, 1.12), 1, rng.uniform(0.85, 1.15)]) * rng.uniform(0.85, 1.1)
        light *= vignette[..., None] * balance.astype(np.float32)
        light += rng.standard_normal(light.shape, np.float32) * (1.5 + 0.02 * light)
        seen = np.clip(np.rint(light), 0, 255).astype(np.uint8)
        return jpeg(jpeg_quality)(seen, rng)

    return apply


def _corners(width: int, height: int, tilt: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Where the screen's corners lie in the photo, and where on the screen: (4, 2) float64 each, x and y in pixels."""
    screen = np.array([(0, 0), (0, height), (width, height), (width, 0)], float)
    middle, size = np.array([width, height]) / 2, np.array([width, height])
    near = rng.uniform(0.84, 0.96)
    drift = rng.uniform(-0.02, 0.02, 2) * size
    return (screen - middle) * near + middle + drift + rng.uniform(-tilt, tilt, (4, 2)) * size * 0.7, screen


def _mapped(here: tuple[float, ...], width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """Screen coordinates of the middle of each photo pixel: two (h, w) float32."""
    a, b, c, d, e, f, g, h = (np.float32(k) for k in here)
    x = np.arange(width, dtype=np.float32)[None] + np.float32(0.5)
    y = np.arange(height, dtype=np.float32)[:, None] + np.float32(0.5)
    below = 1 / (g * x + h * y + 1)
    return (a * x + b * y + c) * below, (d * x + e * y + f) * below


def _through_glass(
    picture: Rgb, there: tuple[float, ...], inwards: NDArray[np.float32], rng: np.random.Generator
) -> Rgb:
    """The room, the bezel and the glowing screen with glare on it, without the faults of the camera.

    Args:
        picture: what the screen shows.
        there: maps a place of the photo to one of the screen, as `projective_map` gives it.
        inwards: (h, w) float32, how far from the screen's edge each place of the photo is, in screen pixels; negative
            outside.
        rng: all chance.
    """
    height, width = picture.shape[:2]
    room = (rng.integers(12, 90, (3, 3, 1)) + rng.integers(0, 20, (3, 3, 3))).astype(np.uint8)
    image = Image.fromarray(room).resize((width, height), Image.Resampling.BICUBIC)
    bezel = rng.uniform(0.015, 0.035) * height
    shade = int(rng.integers(8, 40))
    shown = Image.fromarray(picture).transform(
        (width, height), Image.Transform.PERSPECTIVE, there, Image.Resampling.BICUBIC
    )
    image.paste((shade, shade, shade + 2), (0, 0, width, height), _mask(inwards + np.float32(bezel)))
    image.paste(shown, (0, 0), _mask(inwards))
    glare = _glare(width, height, rng)
    return pixels(Image.composite(Image.new("RGB", (width, height), (255, 252, 244)), image, glare))


def _mask(inwards: NDArray[np.float32]) -> Image.Image:
    """255 inside, 0 outside, soft over the one pixel between."""
    return Image.fromarray((np.clip(inwards + np.float32(0.5), 0, 1) * 255).astype(np.uint8))


def _glare(width: int, height: int, rng: np.random.Generator) -> Image.Image:
    """How much of each place the reflection of a lamp or a window hides: "L"."""
    small = (64, 36)
    x = (np.arange(small[0])[None] + 0.5) / small[0] - rng.uniform(0.1, 0.9)
    y = (np.arange(small[1])[:, None] + 0.5) / small[1] - rng.uniform(0.1, 0.9)
    strength = rng.uniform(0.25, 0.6)
    if rng.random() < 0.5:
        spread_x, spread_y = rng.uniform(0.07, 0.2, 2)
        cover = np.exp(-((x / spread_x) ** 2) - (y / spread_y) ** 2)
    else:
        slant = x + rng.uniform(-0.4, 0.4) * y
        cover = 0.5 * np.clip(1.5 - np.abs(slant) / 0.09, 0, 1) * np.clip(1.5 - np.abs(y) / 0.22, 0, 1)
    shown = Image.fromarray(np.rint(255 * strength * cover).astype(np.uint8))
    return shown.resize((width, height), Image.Resampling.BICUBIC)
