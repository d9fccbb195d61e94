from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import filler
from benchmarks.filler import FRAMES, Filler, videos_for


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Filler:
    """Filler from one drawn show instead of all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filler, "SHOWS", filler.SHOWS[:1])
        patch.setattr(filler, "SOURCE_S", 6.0)
        filler._draw(filler.SHOWS[0], _folder(tmp_path_factory))
        return Filler(tmp_path_factory.getbasetemp() / "filler", seed=3)


def _folder(factory: pytest.TempPathFactory) -> Path:
    folder = factory.getbasetemp() / "filler" / f"filler-{filler.VERSION}"
    folder.mkdir(parents=True)
    return folder


def test_every_frame_shows_a_picture_of_the_video(source: Filler) -> None:
    """Times rise by one frame, pictures follow each other without gaps, and all of them are used."""
    video = source.video(0)
    assert len(video.times_s) == len(video.shown) == FRAMES
    assert np.allclose(np.diff(video.times_s), 1001 / 24000)
    assert set(np.diff(video.shown).tolist()) <= {0, 1}
    assert video.shown[0] == 0
    assert video.shown[-1] == len(video.pictures) - 1


def test_numbers_make_different_videos_and_equal_numbers_equal_ones(source: Filler) -> None:
    """Filler is a function of seed and number."""
    first, again, other = source.video(0), source.video(0), source.video(1)
    assert np.array_equal(first.pictures, again.pictures)
    assert not np.array_equal(first.pictures[:50], other.pictures[:50])


def test_a_filler_picture_is_nowhere_among_its_sources(source: Filler) -> None:
    """What is drawn for filler comes cropped, turned in colour and laid over, so that no copy stands in the library."""
    sources = np.concatenate([shot.pictures for shot in source._shots])[:, ::9, ::9].astype(np.int16)
    for picture in source.video(0).pictures[::97]:
        small = picture[::7, ::7].astype(np.int16)
        height, width = min(small.shape[0], sources.shape[1]), min(small.shape[1], sources.shape[2])
        difference = np.abs(sources[:, :height, :width] - small[:height, :width]).mean(axis=(1, 2, 3))
        assert difference.min() > 4


@pytest.mark.parametrize(("frames", "videos"), [(-5, 0), (0, 0), (1, 1), (FRAMES, 1), (FRAMES + 1, 2)])
def test_enough_videos_for_the_frames_asked(frames: int, videos: int) -> None:
    """No fewer frames than asked, and not a video more than that takes."""
    assert videos_for(frames) == videos
