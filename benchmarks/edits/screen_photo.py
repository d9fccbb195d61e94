"""A photograph of a screen, taken by hand: what people send when they cannot take a screenshot."""

import numpy as np
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
        lit = _through_glass(picture, corners, screen, rng)
        image = Image.fromarray(lit).filter(ImageFilter.GaussianBlur(0.0012 * (height + width)))
        light = np.asarray(image, np.float32)
        x, y = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
        u, v = _mapped(projective_map(corners, screen), width, height)
        pitch_u, pitch_v = (rng.uniform(0.94, 1.06), rng.uniform(0.94, 1.06))
        grid = np.empty_like(light)
        rows = np.cos(2 * np.pi * pitch_v * v)
        for channel in range(3):
            columns = np.cos(2 * np.pi * (pitch_u * u - channel / 3))
            grid[..., channel] = 1 + moire * (0.65 * columns + 0.35 * rows)
        inside = ((u > 0) & (u < width) & (v > 0) & (v < height))[..., None]
        light = light * np.where(inside, grid, 1)
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


def _through_glass(picture: Rgb, corners: np.ndarray, screen: np.ndarray, rng: np.random.Generator) -> Rgb:
    """The room, the bezel and the glowing screen with glare on it, without the faults of the camera."""
    height, width = picture.shape[:2]
    room = (rng.integers(12, 90, (3, 3, 1)) + rng.integers(0, 20, (3, 3, 3))).astype(np.uint8)
    image = Image.fromarray(room).resize((width, height), Image.Resampling.BICUBIC)
    bezel = rng.uniform(0.015, 0.035) * height
    outwards = np.sign(screen - np.array([width, height]) / 2)
    shade = int(rng.integers(8, 40))
    glow = Image.fromarray(picture).transform(
        (width, height), Image.Transform.PERSPECTIVE, projective_map(corners, screen), Image.Resampling.BICUBIC
    )
    whole = Image.new("L", (width, height), 255)
    for points, layer in (
        (corners + outwards * bezel, Image.new("RGB", (width, height), (shade, shade, shade + 2))),
        (corners, glow),
    ):
        mask = whole.transform(
            (width, height), Image.Transform.PERSPECTIVE, projective_map(points, screen), Image.Resampling.BILINEAR
        )
        image.paste(layer, (0, 0), mask)
    glare = _glare(width, height, rng)
    return pixels(Image.composite(Image.new("RGB", (width, height), (255, 252, 244)), image, glare))


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
