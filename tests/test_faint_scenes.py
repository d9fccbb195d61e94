"""Scenes with hardly any contrast are recognised; bars around nothing are not."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ashen import Library
from benchmarks.edits import read_rgb
from benchmarks.encode import write_video

RATE = 12
FRAMES = 48
HEIGHT, WIDTH = 270, 480
BAR_PX = 32


def letterboxed_fade(colour: tuple[int, int, int], angle: float) -> Iterator[NDArray[np.uint8]]:
    """Four seconds of light of one colour, brighter to one side, that comes up between bars and goes."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    slope = 0.8 + 0.4 * (np.cos(angle) * x / WIDTH + np.sin(angle) * y / HEIGHT)
    for number in range(FRAMES):
        light = np.sin(np.pi * (number + 1) / (FRAMES + 1))
        picture = np.clip(light * slope[..., None] * np.array(colour), 0, 255)
        picture[:BAR_PX] = picture[HEIGHT - BAR_PX :] = 0
        yield picture.astype(np.uint8)


def at_night(path: Path) -> Iterator[NDArray[np.uint8]]:
    """The frames of an episode, a twelfth as bright."""
    for _, rgb in list(read_rgb(path))[:FRAMES]:
        yield (np.asarray(Image.fromarray(rgb).resize((WIDTH, HEIGHT))) / 12).astype(np.uint8)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, episodes: list[Path]) -> Iterator[Library]:
    """Holds a letterboxed film's fade, an episode at night, and another by day."""
    folder = tmp_path_factory.mktemp("faint")
    write_video(folder / "Film.mp4", letterboxed_fade((60, 30, 70), 0.5), Fraction(RATE))
    write_video(folder / "Night - 01.mp4", at_night(episodes[0]), Fraction(RATE))
    with Library.open(folder / "library", create=True) as library:
        videos = [folder / "Film.mp4", folder / "Night - 01.mp4", episodes[1]]
        assert library.index(videos, workers=1).counts == {"indexed": 3}
        yield library


@pytest.mark.parametrize(("colour", "angle"), [((62, 34, 64), 0.7), ((140, 90, 150), 1.5), ((30, 30, 34), 4.0)])
def test_a_fade_between_bars_is_unknown(
    tmp_path: Path, library: Library, colour: tuple[int, int, int], angle: float
) -> None:
    """Bars are in all letterboxed films, so what shows nothing else names none: neither a clip nor its pictures."""
    write_video(tmp_path / "fade.mp4", letterboxed_fade(colour, angle), Fraction(RATE))
    assert library.identify(tmp_path / "fade.mp4").answer == "unknown"
    for number, rgb in enumerate(list(letterboxed_fade(colour, angle))[5::12]):
        Image.fromarray(rgb).save(tmp_path / f"{number}.jpg", quality=90)
        assert library.identify(tmp_path / f"{number}.jpg").answer == "unknown"


def test_a_scene_at_night_is_found(tmp_path: Path, library: Library, episodes: list[Path]) -> None:
    """A picture of it, as it is and brightened, is its moment, though its brightest place has a level of 21."""
    night = list(at_night(episodes[0]))[18]
    for name, factor in (("dark", 1), ("bright", 4)):
        path = tmp_path / f"{name}.png"
        Image.fromarray(np.minimum(night.astype(int) * factor, 255).astype(np.uint8)).save(path)
        found = library.identify(path)
        assert [Path(match.video).name for match in found.matches] == ["Night - 01.mp4"]
        assert found.matches[0].start_s - 0.1 <= 18 / RATE <= found.matches[0].end_s + 0.1
