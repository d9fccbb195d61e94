"""Drawing with smooth edges: shapes at twice the size, shrunk once; colours, curves, noise."""

import colorsys
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
SUPERSAMPLING = 2


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """A colour from hue (turns, any number), saturation and value (clipped to 0..1)."""
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, min(max(saturation, 0.0), 1.0), min(max(value, 0.0), 1.0))
    return round(red * 255), round(green * 255), round(blue * 255)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` 0..1 of the way from `a` to `b`."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def shade(colour: Colour, factor: float) -> Colour:
    """Darker below 1, lighter above."""
    return mix(colour, (0, 0, 0), 1 - factor) if factor <= 1 else mix(colour, (255, 255, 255), min(factor - 1, 1.0))


def smooth(points: ArrayLike, closed: bool = True, steps: int = 8) -> NDArray[np.float64]:
    """A Catmull-Rom curve through `points` (n, 2): (n x steps, 2)."""
    p = np.asarray(points, float)
    if not closed:
        p = np.concatenate([p[:1], p, p[-1:]])
    order = np.arange(len(p))
    before, a, b, after = (p[(order + k) % len(p)] for k in (-1, 0, 1, 2))
    t = (np.arange(steps) / steps)[None, :, None]
    curve: NDArray[np.float64] = 0.5 * (
        2 * a[:, None]
        + (b - before)[:, None] * t
        + (2 * before - 5 * a + 4 * b - after)[:, None] * t**2
        + (3 * a - before - 3 * b + after)[:, None] * t**3
    )
    if not closed:
        return np.concatenate([curve[1:-2].reshape(-1, 2), p[-1:]])
    return curve.reshape(-1, 2)


def noise(rng: np.random.Generator, width: int, height: int, cells: float, octaves: int = 4) -> NDArray[np.float32]:
    """(height, width) float32 about 0, within about +-1: smooth noise with `cells` lumps across the height."""
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        rows = max(2, round(cells * 2**octave))
        columns = max(2, round(cells * 2**octave * width / height))
        lumps = Image.fromarray(rng.random((rows, columns), np.float32) * 2 - 1)
        total += np.asarray(lumps.resize((width, height), Image.Resampling.BICUBIC)) * 0.6**octave
    return total / 1.4


class Pen:
    """Draws on one layer in units of its height: x runs over 0..`aspect`, y over 0..1 downwards.

    Origin and scale can be moved, so that a figure is drawn in heads.
    """

    def __init__(
        self, width_px: int, height_px: int, ground: Colour | None = None, line: Colour = (30, 24, 34)
    ) -> None:
        self.size = (width_px, height_px)
        big = (width_px * SUPERSAMPLING, height_px * SUPERSAMPLING)
        self._image = Image.new("RGBA", big, (0, 0, 0, 0) if ground is None else (*ground, 255))
        self._draw = ImageDraw.Draw(self._image)
        self.aspect = width_px / height_px
        self.scale = float(big[1])
        self.origin = np.zeros(2)
        self.line_colour = line
        self.line_px = 0.0

    def outline(self, width: float) -> None:
        """Outline filled shapes from now on, `width` wide in units; 0 ends it."""
        self.line_px = width * self.scale

    def at(self, points: ArrayLike) -> NDArray[np.float64]:
        """Units to pixels of the large image."""
        return np.asarray(points, float) * self.scale + self.origin

    def poly(self, points: ArrayLike, fill: Colour | None, lined: bool = True) -> None:
        """A filled polygon."""
        flat = [(float(x), float(y)) for x, y in self.at(points)]
        if fill is not None:
            self._draw.polygon(flat, fill)
        if lined and self.line_px >= 0.5:
            self._draw.line([*flat, flat[0], flat[1]], self.line_colour, max(1, round(self.line_px)), "curve")

    def blob(self, points: ArrayLike, fill: Colour | None, lined: bool = True, steps: int = 8) -> None:
        """A smooth closed shape through `points`."""
        self.poly(smooth(points, True, steps), fill, lined)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Colour, lined: bool = True) -> None:
        """An ellipse around (x, y)."""
        (left, top), (right, bottom) = self.at([(x - rx, y - ry), (x + rx, y + ry)])
        width = max(1, round(self.line_px)) if lined and self.line_px >= 0.5 else 0
        self._draw.ellipse((left, top, right, bottom), fill, self.line_colour if width else None, width)

    def rect(self, x0: float, y0: float, x1: float, y1: float, fill: Colour, lined: bool = True) -> None:
        """An upright rectangle."""
        self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], fill, lined)

    def stroke(self, points: ArrayLike, colour: Colour, width: float, curved: bool = False) -> None:
        """An open line with round joints, `width` in units."""
        path = smooth(points, False) if curved else np.asarray(points, float)
        flat = [(float(x), float(y)) for x, y in self.at(path)]
        px = max(1, round(width * self.scale))
        self._draw.line(flat, colour, px, "curve")
        if px > 3:
            for x, y in (flat[0], flat[-1]):
                self._draw.ellipse((x - px / 2, y - px / 2, x + px / 2, y + px / 2), colour)

    def limb(self, points: Sequence[tuple[float, float]], colour: Colour, width: float) -> None:
        """A stroke with the outline around it."""
        line = self.line_px / self.scale
        if line:
            self.stroke(points, self.line_colour, width + 2 * line)
        self.stroke(points, colour, width)

    def gradient(self, stops: Sequence[Colour], y0: float = 0.0, y1: float = 1.0) -> None:
        """Fill the whole width between `y0` and `y1` from the first colour at the top to the last."""
        top, bottom = round(self.at([(0, y0)])[0, 1]), round(self.at([(0, y1)])[0, 1])
        ramp = Image.fromarray(np.array(stops, np.uint8)[:, None, :])
        size = (self._image.width, max(bottom - top, 1))
        # Cubic resampling of a handful of pixels keeps flat ends; good for skies.
        self._image.paste(ramp.resize(size, Image.Resampling.BICUBIC), (0, top))

    def paint_mask(self, mask: NDArray[np.float32], colour: Colour) -> None:
        """Lay `colour` over the layer by a mask of 0..1 of any size, stretched to fit."""
        alpha = Image.fromarray((np.clip(mask, 0, 1) * 255).astype(np.uint8)).resize(self._image.size)
        self._image.paste(Image.new("RGBA", self._image.size, (*colour, 255)), (0, 0), alpha)

    def picture(self, image: Image.Image) -> None:
        """Cover the whole layer with `image`, stretched to fit."""
        self._image.paste(image.convert("RGBA").resize(self._image.size, Image.Resampling.BICUBIC))

    def finish(self) -> Image.Image:
        """The RGBA layer at its true size."""
        box = self._image.getbbox()  # of the alpha channel; shrinking is dear, and much of a layer is often empty
        if box is None:
            return Image.new("RGBA", self.size)
        left, top = (v - v % SUPERSAMPLING for v in box[:2])
        right, bottom = (v + -v % SUPERSAMPLING for v in box[2:])
        if (left, top) == (0, 0) and (right, bottom) == self._image.size:
            return self._image.reduce(SUPERSAMPLING)
        whole = Image.new("RGBA", self.size)
        part = self._image.crop((left, top, right, bottom)).reduce(SUPERSAMPLING)
        whole.paste(part, (left // SUPERSAMPLING, top // SUPERSAMPLING))
        return whole


def ridge(rng: np.random.Generator, aspect: float, level: float, height: float, rough: int = 5) -> NDArray[np.float64]:
    """A hill line across the canvas, closed below: `level` down from the top, `height` high; `rough` octaves."""
    x = np.linspace(-0.05, aspect + 0.05, 90)
    y = np.full_like(x, level)
    for octave in range(rough):
        frequency = 2**octave * rng.uniform(0.7, 1.6)
        y -= height * 0.5 ** (octave + 0.6) * np.sin(frequency * x * math.pi / aspect * 1.5 + rng.uniform(0, 6.3))
    return np.concatenate([np.stack([x, y], 1), [(aspect + 0.05, 1.1), (-0.05, 1.1)]])
