"""Credits: the same few lines of light text on black stand at the end of every work, and name none."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ashen import Library
from benchmarks.edits import read_rgb
from benchmarks.encode import write_video

RATE = 12
FRAMES = 60
SIZE = (640, 360)
OWN = ("Ane", "Bel", "Cid", "Dor", "Eva", "Fin", "Gil")
OTHERS = ("Hal Wexford", "Ina Oz", "Jos van der Kim", "Lea", "Max Noa", "Odo", "Pia")


def rolling(names: tuple[str, ...]) -> Iterator[NDArray[np.uint8]]:
    """Five seconds of credits that roll."""
    for number in range(FRAMES):
        picture = Image.new("RGB", SIZE, "black")
        draw = ImageDraw.Draw(picture)
        for row, name in enumerate(3 * names):
            text = f"Key animation   {name}" if row % 3 else name
            draw.text((320, 330 + 42 * row - 9 * number), text, "white", ImageFont.load_default(22), anchor="mm")
        yield np.asarray(picture)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, episodes: list[Path]) -> Iterator[Library]:
    """Holds one video with credits, which come after a scene of an episode, and one without."""
    folder = tmp_path_factory.mktemp("credits")
    video = folder / "Known - 01.mp4"

    def scene() -> Iterator[NDArray[np.uint8]]:
        for _, rgb in list(read_rgb(episodes[0]))[:36]:
            yield np.asarray(Image.fromarray(rgb).resize(SIZE))

    write_video(video, (rgb for part in (scene(), rolling(OWN)) for rgb in part), Fraction(RATE))
    with Library.open(folder / "library", create=True) as library:
        assert library.index([video, episodes[1]], workers=1).counts == {"indexed": 2}
        yield library


def test_a_strangers_credits_are_unknown(tmp_path: Path, library: Library) -> None:
    """Other credits are named neither as a clip nor as a picture, though there is but one video with any."""
    write_video(tmp_path / "roll.mp4", rolling(OTHERS), Fraction(RATE))
    assert library.identify(tmp_path / "roll.mp4").answer == "unknown"
    for number, rgb in enumerate(list(rolling(OTHERS))[15::15]):
        Image.fromarray(rgb).save(tmp_path / f"{number}.png")
        assert library.identify(tmp_path / f"{number}.png").answer == "unknown"


def test_what_comes_before_credits_is_named_with_them(library: Library) -> None:
    """A whole episode is its own, credits and all: they speak neither for it nor against it."""
    [stored] = [video for video in library.videos() if "Known" in video.paths[0]]
    found = library.identify(stored.paths[0])
    assert found.answer == "match"
    assert [match.video_id for match in found.matches] == [stored.id]
