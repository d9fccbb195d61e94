"""Cards of text by frame/3, for `ashen.signature.cards`: draws many, keeps few codes that every card is near to one of.

    python -m training.network.cards

Titles, captions, credits that roll or stand in one column or two, light on dark and dark on light, of letters by
chance. Prints how many cards drawn by other chance are near a kept code, then writes
src/ashen/signature/frame3_cards.npz.
"""

from __future__ import annotations

import argparse
import json
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ashen.media.frames import SMALL_PX
from ashen.signature import frame3, quality
from ashen.signature.cards import NEAR
from ashen.signature.network import UNIT

OUT: Final = Path("src/ashen/signature/frame3_cards.npz")
SIZE: Final = (640, 360)
CARDS: Final = 12_000
SEED: Final = 1
OTHER_SEED: Final = 2
COVERED: Final = 0.85
"""Cosine from which on a kept code stands for a card: more than `NEAR`, for the cards that are not drawn."""
LEAST_QUALITY: Final = 5
"""Cards of lower quality say nothing without being listed."""
Color = tuple[int, int, int]


def main() -> None:
    """Draw, keep, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    kept = keep(codes_of(SEED, CARDS), COVERED)
    others = codes_of(OTHER_SEED, CARDS // 3)
    nearest = (others.astype(np.float32) @ kept.T.astype(np.float32)).max(axis=1) / UNIT**2
    share = float((nearest >= NEAR).mean())
    print(f"{len(kept)} codes; {100 * share:.1f} % of other cards are at a cosine of {NEAR} or more from one of them")
    record = {
        "command": "python -m training.network.cards",
        "seed": SEED,
        "cards": CARDS,
        "covered": COVERED,
        "pillow": version("pillow"),
        "letters": "Pillow's own font, Aileron, CC0",
    }
    np.savez_compressed(asked.out, codes=kept, record=np.frombuffer(json.dumps(record, indent=1).encode(), np.uint8))


def codes_of(seed: int, cards: int) -> NDArray[np.int8]:
    """(n, 64) int8 codes of the cards drawn by a seed that are not all but flat."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(cards):
        small = card(rng)[None]
        if quality.measure(small)[0] >= LEAST_QUALITY:
            found.append(frame3.describe(small)[0])
    return np.stack(found)


def keep(codes: NDArray[np.int8], level: float) -> NDArray[np.int8]:
    """Few codes such that all but a few are at a cosine of `level` from one, the one near most others first (greedy
    set cover, Chvatal 1979); codes that stand for themselves alone are left out."""
    wide = codes.astype(np.float32)
    near = wide @ wide.T >= level * UNIT**2
    left = np.ones(len(codes), dtype=np.bool_)
    kept: list[int] = []
    while True:
        covers = (near & left).sum(axis=1)
        best = int(covers.argmax())
        if covers[best] < 2:
            return codes[kept]
        kept.append(best)
        left &= ~near[best]


def card(rng: np.random.Generator) -> NDArray[np.uint8]:
    """(64, 64, 3) uint8 of one card."""
    ground, ink = _colors(rng)
    picture = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(picture)
    kinds = (_line, _lines, _roll, _roll, _columns, _block)
    kinds[int(rng.integers(len(kinds)))](draw, ink, rng)
    return np.asarray(picture.resize((SMALL_PX, SMALL_PX), Image.Resampling.BOX))


def _line(draw: ImageDraw.ImageDraw, ink: Color, rng: np.random.Generator) -> None:
    draw.text((320, rng.uniform(15, 345)), _words(rng), ink, _font(rng, 16, 60), anchor="mm")


def _lines(draw: ImageDraw.ImageDraw, ink: Color, rng: np.random.Generator) -> None:
    size, y = rng.uniform(16, 50), rng.uniform(60, 220)
    for _ in range(int(rng.integers(2, 4))):
        draw.text((320, y), _words(rng), ink, ImageFont.load_default(size), anchor="mm")
        y += size * rng.uniform(1.2, 2)
        size = max(12.0, size * float(rng.choice([1, 0.6])))


def _roll(draw: ImageDraw.ImageDraw, ink: Color, rng: np.random.Generator) -> None:
    size, x = rng.uniform(12, 26), 320 + float(rng.choice([0, 0, -160, 160]))
    for y in _rows(rng, size):
        draw.text((x, y), _words(rng), ink, ImageFont.load_default(size), anchor="mm")


def _columns(draw: ImageDraw.ImageDraw, ink: Color, rng: np.random.Generator) -> None:
    size, middle = rng.uniform(12, 24), rng.uniform(260, 380)
    for y in _rows(rng, size):
        draw.text((middle - 12, y), _words(rng, 3, 16), ink, ImageFont.load_default(size), anchor="rm")
        draw.text((middle + 12, y), _words(rng, 3, 16), ink, ImageFont.load_default(size), anchor="lm")


def _block(draw: ImageDraw.ImageDraw, ink: Color, rng: np.random.Generator) -> None:
    size, x, y = rng.uniform(14, 34), rng.uniform(20, 200), rng.uniform(20, 200)
    step = size * rng.uniform(1.2, 1.8)
    for row in range(int(rng.integers(2, 9))):
        draw.text((x, y + row * step), _words(rng, 6, 30), ink, ImageFont.load_default(size), anchor="lm")


def _rows(rng: np.random.Generator, size: float) -> list[float]:
    """Where lines stand that fill the height, or a part of it, with gaps."""
    step = size * rng.uniform(1.2, 2.2)
    top, bottom = (rng.uniform(0, 150), rng.uniform(220, 400)) if rng.random() < 0.5 else (-50.0, 420.0)
    heights = np.arange(rng.uniform(-step, step), 390, step)
    shown = (rng.random(len(heights)) < 0.85) & (heights > top) & (heights < bottom)
    rows: list[float] = heights[shown].tolist()
    return rows


def _font(rng: np.random.Generator, least: float, most: float) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(rng.uniform(least, most))


def _colors(rng: np.random.Generator) -> tuple[Color, Color]:
    kind = rng.random()
    if kind < 0.55:
        return (0, 0, 0), (255, 255, 255)
    if kind < 0.75:
        return _color(rng, 0, 40), _color(rng, 170, 256)
    if kind < 0.9:
        return _color(rng, 220, 256), _color(rng, 0, 60)
    return _color(rng, 30, 200), (255, 255, 255) if rng.random() < 0.7 else (0, 0, 0)


def _color(rng: np.random.Generator, least: int, most: int) -> Color:
    red, green, blue = rng.integers(least, most, 3).tolist()
    return red, green, blue


def _words(rng: np.random.Generator, least: int = 3, most: int = 26) -> str:
    left, words = int(rng.integers(least, most + 1)), []
    while left > 0:
        length = min(left, int(rng.integers(2, 10)))
        words.append("".join(chr(letter) for letter in rng.integers(97, 123, length)))
        left -= length + 1
    text = " ".join(words)
    kind = rng.random()
    return text.upper() if kind < 0.2 else text.capitalize() if kind < 0.8 else text


if __name__ == "__main__":
    main()
