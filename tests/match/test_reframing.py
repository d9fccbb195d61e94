"""Pictures of another shape than their video's, on a painting that a camera passes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ashen import Library
from ashen.match.borders import Box
from ashen.match.geometry import WHOLE
from ashen.match.reframing import frame_around, is_other_shape, was_cut
from ashen.match.verify import Orientation, QueryPicture, StillPicture, luma_of, verify
from benchmarks.cartoon import Show, draw_still, write_script
from benchmarks.encode import write_video

Rgb = NDArray[np.uint8]
HEIGHT, WIDTH = 270, 480
RATE, FRAMES, STEP_PX = 12, 72, 4
CUT = slice(WIDTH // 2 - 180, WIDTH // 2 + 180)
"""4:3 of 16:9, from the middle."""


@pytest.fixture(scope="module")
def painting() -> Rgb:
    """Three scenes side by side, softly joined, wide enough for the camera's way."""
    scenes = [draw_still(write_script(Show(seed), 1, 4), 40, (WIDTH, HEIGHT)) for seed in (31, 32, 33)]
    return np.concatenate(scenes, axis=1)


def frame(painting: Rgb, number: int) -> Rgb:
    return painting[:, STEP_PX * number : STEP_PX * number + WIDTH]


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_frame_is_drawn_around_what_was_cut_from_it(painting: Rgb, mirrored: bool) -> None:
    """From a still that shows the scene 80 pixels further on: nearly the frame, where the still has its sides."""
    whole, still = frame(painting, 40), frame(painting, 60)
    cut = np.ascontiguousarray(whole[:, CUT][:, :: -1 if mirrored else 1])
    seen = verify(QueryPicture(luma_of(cut), WHOLE), StillPicture(still), Orientation(mirrored=mirrored))
    box = Box(0, 0, cut.shape[1], cut.shape[0])
    assert is_other_shape(box, still)
    assert was_cut(cut, still, seen)
    drawn = frame_around(cut, box, still, seen).astype(int)
    known = slice(CUT.start, WIDTH)  # the still begins 80 pixels further to the right
    assert np.abs(drawn - whole)[:, known].mean() < 6
    assert np.abs(still.astype(int) - whole)[:, known].mean() > 12


def test_what_was_stretched_was_not_cut(painting: Rgb) -> None:
    """It has another shape, and shows all of the frame."""
    still = frame(painting, 40)
    squeezed = np.asarray(cv2.resize(still, (360, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
    seen = verify(QueryPicture(luma_of(squeezed), WHOLE), StillPicture(still), Orientation())
    assert is_other_shape(Box(0, 0, 360, HEIGHT), still)
    assert not was_cut(squeezed, still, seen)
    assert not is_other_shape(Box(0, 0, WIDTH - 20, HEIGHT), still)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, painting: Rgb) -> Iterator[Library]:
    """Holds six seconds of the camera's way along the painting."""
    folder = tmp_path_factory.mktemp("pan")
    write_video(folder / "Pan.mp4", (frame(painting, number) for number in range(FRAMES)), Fraction(RATE))
    with Library.open(folder / "library", create=True) as library:
        assert library.index([folder / "Pan.mp4"]).counts == {"indexed": 1}
        yield library


@pytest.mark.parametrize("number", [20, 28, 32, 40, 56])
def test_the_moment_of_a_cut_picture_in_a_moving_shot(
    tmp_path: Path, painting: Rgb, library: Library, number: int
) -> None:
    """The frame it was cut from, though whole frames up to half a second away look more like it."""
    Image.fromarray(np.ascontiguousarray(frame(painting, number)[:, CUT])).save(tmp_path / "cut.jpg", quality=90)
    [match] = library.identify(tmp_path / "cut.jpg").matches
    assert match.at_s == pytest.approx(number / RATE, abs=0.1)
