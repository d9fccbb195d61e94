"""Cards of text tell nothing, whatever they say; scenes do, however dim."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ashen.signature.frame3 import are_cards
from ashen.signature.recipes import recipe_named

RECIPE = recipe_named("frame/3")
Rgb = NDArray[np.uint8]
CREDITS = ("Directed by", "Written by", "Art", "Sound", "Key animation", "Music", "Thanks to")


def card(lines: tuple[str, ...], ground: str = "black", ink: str = "white", size: int = 24, top: int = 40) -> Rgb:
    picture = Image.new("RGB", (640, 360), ground)
    draw = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        draw.text((320, top + row * 1.7 * size), line, ink, ImageFont.load_default(size), anchor="mm")
    return np.asarray(picture)


def scene(seed: int, contrast: float = 1.0) -> Rgb:
    rng = np.random.default_rng(seed)
    picture = Image.new("RGB", (640, 360), (90, 110, 140))
    draw = ImageDraw.Draw(picture)
    for _ in range(25):
        x, y, size = rng.uniform(-60, 600), rng.uniform(-60, 330), rng.uniform(20, 160)
        draw.ellipse((x, y, x + size, y + size), fill=tuple(int(v) for v in rng.integers(0, 256, 3)))
    return (np.asarray(picture) * contrast).astype(np.uint8)


@pytest.mark.parametrize(("ground", "ink"), [("black", "white"), ("white", "black"), ("navy", "khaki")])
@pytest.mark.parametrize("lines", [("To be continued",), ("The End",), ("Episode 7", "A long winter night"), CREDITS])
def test_text_alone_tells_nothing(lines: tuple[str, ...], ground: str, ink: str) -> None:
    """Whatever it says and in whatever colours, a card of text has no quality."""
    codes, quality = RECIPE.sign(card(lines, ground, ink)[None])
    assert are_cards(codes).all() or RECIPE.measure_quality(card(lines, ground, ink)[None])[0] < RECIPE.min_quality
    assert quality[0] < RECIPE.min_quality


def test_a_roll_tells_nothing_wherever_it_is() -> None:
    """Credits that roll are cards at every height."""
    frames = np.stack([card(CREDITS, top=top) for top in range(-200, 300, 25)])
    assert (RECIPE.sign(frames)[1] < RECIPE.min_quality).all()


@pytest.mark.parametrize("contrast", [1.0, 0.3, 0.1])
def test_scenes_are_no_cards(contrast: float) -> None:
    """Pictures of things keep the quality that was measured of them, also dim ones."""
    frames = np.stack([scene(seed, contrast) for seed in range(20)])
    codes, quality = RECIPE.sign(frames)
    assert not are_cards(codes).any()
    assert quality.tolist() == RECIPE.measure_quality(frames).tolist()


def test_text_over_a_scene_is_no_card() -> None:
    """Subtitles and credits over a picture hide nothing of it."""
    picture = Image.fromarray(scene(3))
    draw = ImageDraw.Draw(picture)
    for row, line in enumerate(CREDITS):
        draw.text((320, 40 + 40 * row), line, "white", ImageFont.load_default(24), anchor="mm")
    assert not are_cards(RECIPE.describe(np.asarray(picture)[None])).any()
