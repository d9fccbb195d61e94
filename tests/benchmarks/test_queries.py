from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks.encode import write_video
from benchmarks.queries import frames_of, pick_stills
from benchmarks.stored import Stored


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> list[Stored]:
    """Two works, one of one video and one of three; the first half of each video is black."""
    folder = tmp_path_factory.mktemp("videos")
    rng = np.random.default_rng(1)
    made = []
    for work, count in (("one", 1), ("three", 3)):
        for number in range(count):
            path = folder / f"{work}-{number}.mp4"
            picture = rng.integers(0, 255, (36, 64, 3), np.uint8)
            write_video(path, [np.zeros_like(picture)] * 48 + [picture] * 48)
            made.append(Stored(path.name, path, work, None))
    return made


def test_works_take_turns_and_blank_frames_are_not_asked_about(videos: list[Stored]) -> None:
    """As many stills from a work of one video as from a work of three, none of them black."""
    stills = list(pick_stills(videos, 12, seed=5))
    assert Counter(still.stored.work for still in stills) == {"one": 6, "three": 6}
    assert all(still.at_s >= 1.95 and still.rgb.std() > 12 for still in stills)


def test_equal_seeds_pick_equally_and_others_do_not(videos: list[Stored]) -> None:
    """The queries of a run follow from its seed."""
    first, again, other = (
        [(still.stored.video, still.at_s) for still in pick_stills(videos, 8, seed)] for seed in (5, 5, 6)
    )
    assert first == again
    assert first != other


def test_a_video_that_is_only_blank_is_refused(tmp_path: Path) -> None:
    """Rather than asking what nobody could answer, the run says which work is blank."""
    path = tmp_path / "black.mp4"
    write_video(path, [np.zeros((36, 64, 3), np.uint8)] * 24)
    with pytest.raises(ValueError, match="of dark were all blank"):
        list(pick_stills([Stored("black", path, "dark", None)], 1, seed=1))


def test_frames_are_counted_without_decoding(videos: list[Stored]) -> None:
    """What the container or the script says."""
    assert frames_of(videos[0]) == 96
