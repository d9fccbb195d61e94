from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.cartoon import Show, write_script
from benchmarks.encode import write_video
from benchmarks.stored import Stored
from benchmarks.systems.contract import Found
from benchmarks.truth import NEAR_S, Truth, truth_of


def found(video: str, at_s: float) -> Found:
    return Found(video, at_s, 1.0, at_s, at_s)


def drawn(number: int) -> Stored:
    script = write_script(Show(77), number, 60.0)
    return Stored(f"show/{number}.mkv", Path(f"{number}.mkv"), "show", script)


@pytest.mark.parametrize(
    ("video", "at_s", "right"),
    [
        ("a", 10.0 + NEAR_S, True),
        ("a", 10.1 + NEAR_S, False),
        ("b", 10.0, False),
        ("b", 30.0, True),
        ("b", 39.9, True),
        ("b", 41.0, False),
    ],
)
def test_right_is_near_the_moment_or_within_the_held_shot(video: str, at_s: float, right: bool) -> None:
    """Two seconds around a moment; nothing but the shot itself around a held one."""
    truth = Truth("a", 10.0, (("a", 10.0),), (("b", 30.0, 40.0),))
    assert truth.is_right(found(video, at_s)) is right


def test_an_opening_is_right_in_every_episode_that_has_it() -> None:
    """A frame of the opening counts as found wherever its work plays that opening."""
    work = [drawn(1), drawn(2)]
    script, other = work[0].script, work[1].script
    assert script is not None
    assert other is not None
    assert script.opening is not None
    assert other.opening is not None
    assert script.opening_version == other.opening_version
    frame = (script.opening[0] + script.opening[1]) // 2
    truth = truth_of(work[0], float(frame / script.rate), work)
    there_s = float((other.opening[0] + frame - script.opening[0]) / other.rate)
    assert truth.is_right(found(work[1].video, there_s))
    assert not truth.is_right(found(work[1].video, there_s + 40))


def test_in_a_real_video_a_picture_that_stays_is_right_as_long_as_it_stays(tmp_path: Path) -> None:
    """Real videos have no script: what looks the same, pixel by pixel, is the same."""
    rng = np.random.default_rng(4)
    pictures = [np.repeat(np.repeat(rng.integers(0, 255, (9, 16, 3), np.uint8), 10, 0), 10, 1) for _ in range(3)]
    path = tmp_path / "real.mp4"
    write_video(path, [pictures[number] for number in (0, 1, 2, 1) for _ in range(96)])
    stored = Stored("real/real.mp4", path, "real", None)
    truth = truth_of(stored, 5.0, [stored])
    assert [(round(start_s), round(end_s)) for _, start_s, end_s in truth.held] == [(4, 8), (12, 16)]
