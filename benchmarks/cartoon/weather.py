"""Things that fall or float before the camera, as a loop of masks."""

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.cartoon.pen import Colour

PHASES = 6


def falling(kind: str, seed: int, size: tuple[int, int]) -> list[tuple[Image.Image, Colour]]:
    """`PHASES` masks (L) with their colour, one every second frame, of "rain", "snow", "petals" or "sparks".

    Raises:
        ValueError: there is no such weather.
    """
    if kind not in ("rain", "snow", "petals", "sparks"):
        raise ValueError(f"no weather is called {kind!r}: use rain, snow, petals or sparks")
    rng = np.random.default_rng([seed, 5])
    width, height = size
    colour = {"rain": (225, 235, 245), "snow": (255, 255, 255), "petals": (255, 190, 205), "sparks": (255, 240, 170)}[
        kind
    ]
    count = {"rain": 130, "snow": 110, "petals": 45, "sparks": 50}[kind]
    places, speeds = rng.random((count, 2)), rng.uniform(0.5, 1.0, count)
    loop = []
    for phase in range(PHASES):
        mask = Image.new("L", size)
        draw = ImageDraw.Draw(mask)
        for index, ((x, y), speed) in enumerate(zip(places, speeds, strict=True)):
            # Whole turns of the screen in one loop, so that the last phase leads back to the first.
            row = (y + phase / PHASES * (1 if kind != "sparks" else 0)) % 1.0
            px, py, r = x * width, row * height, max(1.0, height * 0.008 * speed)
            if kind == "rain":
                draw.line((px, py, px - height * 0.02, py + height * 0.12 * speed), 110, max(1, height // 240))
            elif kind == "sparks":
                glow = round(220 * abs(np.sin(index + phase * np.pi / PHASES)))
                draw.ellipse((px - r, py - r, px + r, py + r), glow)
            elif kind == "snow":
                draw.ellipse((px - r, py - r, px + r, py + r), 215)
            else:
                draw.ellipse((px - 1.6 * r, py - r * 0.8, px + 1.6 * r, py + r * 0.8), 220)
        loop.append((mask, colour))
    return loop
