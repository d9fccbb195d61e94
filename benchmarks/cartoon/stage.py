"""A painted place: layers that move at their own depth, under one light."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.cartoon.pen import Colour, Pen, mix, noise
from benchmarks.cartoon.style import Palette

Light = tuple[tuple[float, float, float], tuple[int, int, int]]

ROOM_X, ROOM_Y = 1.5, 1.25
"""How much larger than the screen a place is painted, so that a camera has room to pan."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One sheet of a place.

    Attributes:
        image: RGB for the ground sheet, RGBA above it.
        depth: share of the camera's movement it follows: less than 1 far away, more than 1 in front.
        drift: screen heights a second it slides by itself.
        in_front: over the characters.
        box: left, top, right and bottom of what is not transparent, pixels.
    """

    image: Image.Image
    depth: float
    drift: float
    in_front: bool
    box: tuple[int, int, int, int]


@dataclass(slots=True)
class Stage:
    """What a painter works with: sheets, the show's colours, the hour.

    Attributes:
        hour: "day", "dusk", "night", "grey" or "dawn".
    """

    width_px: int
    height_px: int
    palette: Palette
    rng: np.random.Generator
    hour: str = "day"
    _sheets: list[tuple[Pen, float, float, bool]] = field(default_factory=list)

    def sheet(
        self, depth: float = 1.0, drift: float = 0.0, in_front: bool = False, ground: Colour | None = None
    ) -> Pen:
        """A new sheet over the ones so far; the first one is opaque."""
        if not self._sheets and ground is None:
            ground = (128, 128, 128)
        pen = Pen(self.width_px, self.height_px, ground, self.palette.line)
        self._sheets.append((pen, depth, drift, in_front))
        return pen

    def light(self) -> Light:
        """(gain, lift) of the hour."""
        return {
            "day": ((1.0, 1.0, 1.0), (0, 0, 0)),
            "dusk": ((1.05, 0.82, 0.72), (14, 4, 8)),
            "night": ((0.42, 0.5, 0.75), (4, 8, 22)),
            "grey": ((0.82, 0.86, 0.9), (10, 12, 14)),
            "dawn": ((1.0, 0.92, 0.98), (22, 12, 18)),
        }[self.hour]

    def sky(self) -> list[Colour]:
        """Colours from the zenith to the horizon."""
        c, rng = self.palette.colour, self.rng
        base = 0.57 + rng.normal(0, 0.03)
        if self.hour == "dusk":
            return [c(0.7, 0.5, 0.55), c(0.92, 0.5, 0.85), c(0.07, 0.65, 1.0), c(0.12, 0.4, 1.0)]
        if self.hour == "grey":
            return [c(0.58, 0.12, 0.65), c(0.58, 0.08, 0.8), c(0.58, 0.05, 0.88)]
        if self.hour == "dawn":
            return [c(0.6, 0.4, 0.85), c(0.95, 0.2, 0.95), c(0.1, 0.3, 1.0)]
        deep, pale = rng.uniform(0.45, 0.9), rng.uniform(0.1, 0.4)
        return [c(base + 0.03, deep, 0.85), c(base, (deep + pale) / 2, 0.95), c(base - 0.03, pale, 1.0)]

    def clouds(self, pen: Pen, low: float, count: int) -> None:
        """Heaps of cloud above `low`."""
        rng = self.rng
        lit = mix((255, 255, 255), self.sky()[-1], 0.12)
        dark = mix(lit, self.sky()[0], 0.4)
        for _ in range(count):
            x, y, size = rng.uniform(0, pen.aspect), low * rng.uniform(0.1, 0.95), rng.uniform(0.06, 0.2)
            puffs = [
                (x + size * rng.uniform(-1.6, 1.6), y - size * rng.uniform(0, 0.7), size * rng.uniform(0.3, 0.7))
                for _ in range(9)
            ]
            for px, py, r in puffs:
                pen.ellipse(px, py + size * 0.18, r * 1.1, r * 0.8, dark, lined=False)
            for px, py, r in puffs:
                pen.ellipse(px, py, r * 1.1, r * 0.75, lit, lined=False)

    def tree(self, pen: Pen, x: float, y: float, size: float, leaf: Colour) -> None:
        """A tree standing at (x, y), `size` high: round, tall or bare."""
        rng = self.rng
        bark = self.palette.colour(0.07, 0.5, 0.35)
        kind = int(rng.integers(3))
        pen.poly(
            [
                (x - size * 0.06, y),
                (x - size * 0.03, y - size * 0.6),
                (x + size * 0.03, y - size * 0.6),
                (x + size * 0.06, y),
            ],
            bark,
        )
        if kind == 0:
            for shade_by in (0.75, 1.0):
                for _ in range(9):
                    dx, dy = rng.normal(0, 0.16, 2) * size
                    pen.ellipse(
                        x + dx,
                        y - size * 0.72 + dy * 0.8 - (shade_by - 0.75) * size * 0.3,
                        size * 0.18,
                        size * 0.15,
                        mix((0, 0, 0), leaf, shade_by),
                        lined=False,
                    )
        elif kind == 1:
            for k in range(5):
                w, top = size * (0.32 - 0.05 * k), y - size * (0.25 + 0.17 * k)
                pen.poly([(x - w, top), (x, top - size * 0.32), (x + w, top)], mix(leaf, (0, 0, 0), 0.3 - 0.06 * k))
        else:
            for _ in range(7):
                end = (x + rng.normal(0, 0.25) * size, y - size * rng.uniform(0.7, 1.0))
                pen.stroke([(x, y - size * rng.uniform(0.3, 0.6)), end], bark, size * 0.025)
                pen.ellipse(end[0], end[1], size * 0.1, size * 0.07, leaf, lined=False)

    def _ramp(self, strength: float) -> NDArray[np.float32]:
        """(h, w, 1) float32 about 1: light falls from one side, or from a spot."""
        y, x = np.mgrid[0:16, 0:32] / np.array([16, 32]).reshape(2, 1, 1)
        if self.rng.random() < 0.6:
            turn = self.rng.uniform(0, 2 * np.pi)
            coarse = (x - 0.5) * np.cos(turn) + (y - 0.5) * np.sin(turn)
        else:
            coarse = 0.5 - 1.4 * np.hypot(x - self.rng.uniform(0.2, 0.8), y - self.rng.uniform(0.2, 0.8))
        image = Image.fromarray((1 + 2 * strength * coarse).astype(np.float32))
        smooth = image.resize((self.width_px, self.height_px), Image.Resampling.BICUBIC)
        return np.asarray(smooth)[..., None]

    def finish(self) -> tuple[Layer, ...]:
        """All sheets shrunk, textured and lit."""
        gain, lift = (np.array(v, np.float32) for v in self.light())
        contrast = self.palette.contrast
        gain, lift = gain * self.palette.tint * contrast, lift + 112 * (1 - contrast)
        ramp = self._ramp(float(self.rng.uniform(0, 0.35)))
        layers: list[Layer] = []
        for pen, depth, drift, in_front in self._sheets:
            rgba = np.asarray(pen.finish())
            height, width = rgba.shape[:2]
            grain = noise(self.rng, width, height, self.rng.uniform(3, 9), 5)[..., None] * self.palette.texture
            light = (1 + grain) * ramp
            pixels = np.empty((height, width, 4 if layers else 3), np.uint8)
            for channel in range(3):
                lit_channel = rgba[..., channel] * (light[..., 0] * gain[channel])
                lit_channel += lift[channel]
                pixels[..., channel] = np.clip(lit_channel, 0, 255, out=lit_channel)
            if layers:
                pixels[..., 3] = rgba[..., 3]
            image = Image.fromarray(pixels)
            layers.append(Layer(image, depth, drift, in_front, image.getbbox() or (0, 0, 0, 0)))
        return tuple(layers)


def lit(image: Image.Image, stage_hour: str, palette: Palette) -> Image.Image:
    """A figure under a place's light, more gently than the place itself."""
    return image.point(_light_tables(stage_hour, palette))


@lru_cache(maxsize=64)
def _light_tables(stage_hour: str, palette: Palette) -> list[int]:
    gain, lift = Stage(1, 1, palette, np.random.default_rng(0), stage_hour).light()
    tables = []
    for g, o, tint in zip(gain, lift, palette.tint, strict=True):
        table = np.arange(256) * (0.4 + 0.6 * g) * tint * palette.contrast + o * 0.6 + 112 * (1 - palette.contrast)
        tables += [int(v) for v in np.clip(np.rint(table), 0, 255)]
    return [*tables, *range(256)]
