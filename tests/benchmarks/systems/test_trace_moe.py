from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.edits import PICTURE_EDITS
from benchmarks.systems.contract import ClipSystem, PictureSystem
from benchmarks.systems.descriptors import ColorLayout
from benchmarks.systems.trace_moe import TraceMoe, similarity, without_repeats
from tests.benchmarks.systems.drawn import blocks, film, held, save


def library(*, cut: bool = True) -> TraceMoe:
    """Twenty pictures 6 s apart in each of two videos."""
    system = TraceMoe("trace.moe", cut=cut)
    for video, first in (("one", 0), ("two", 20)):
        vectors = np.stack([ColorLayout().describe(blocks(seed)) for seed in range(first, first + 20)])
        system.add(video, np.arange(0.0, 120.0, 6.0), vectors)
    system.ready()
    return system


def test_a_stored_picture_is_found_with_full_similarity(tmp_path: Path) -> None:
    """The answer names video and moment, is sure, and at most ten come, most similar first."""
    system = library()
    answer = system.ask_picture(save(blocks(27), tmp_path / "q.png"))
    assert isinstance(system, PictureSystem)
    assert (answer.found[0].video, answer.found[0].at_s) == ("two", 42.0)
    assert answer.found[0].score > 0.98
    assert answer.named
    assert len(answer.found) == 10
    assert [f.score for f in answer.found] == sorted((f.score for f in answer.found), reverse=True)


def test_a_stranger_is_not_named(tmp_path: Path) -> None:
    """Below 90 % similarity is no match."""
    answer = library().ask_picture(save(blocks(99), tmp_path / "q.png"))
    assert answer.found[0].score < 0.9
    assert not answer.named


def test_cutting_borders_is_what_sees_through_bars(tmp_path: Path) -> None:
    """A letterboxed picture is named with the option, and not without."""
    bordered = PICTURE_EDITS["letterbox"](blocks(27) // 2 + 64, np.random.default_rng(1))
    path = save(bordered, tmp_path / "q.png")
    plain = save(blocks(27) // 2 + 64, tmp_path / "plain.png")
    for cut in (True, False):
        system = TraceMoe(cut=cut)
        system.add("one", np.zeros(1), ColorLayout().describe(blocks(27) // 2 + 64)[np.newaxis])
        system.ready()
        assert system.ask_picture(plain).named
        assert system.ask_picture(path).named == cut


@pytest.mark.parametrize(("distance", "expected"), [(0, 1.0), (25, 230 / 255), (255, 0.0), (900, 0.0)])
def test_similarity_is_the_services(distance: int, expected: float) -> None:
    """(255 - d) / 255 of the squared distance, never below 0; so 25 is the last match at 0.9."""
    assert similarity(distance) == pytest.approx(expected)
    assert (similarity(distance) >= 0.9) == (distance <= 25)


def slow_rows(times_s: list[float], codes: list[int]) -> list[int]:
    rows: list[int] = []
    for row, (time_s, code) in enumerate(zip(times_s, codes, strict=True)):
        if not any(codes[old] == code and time_s - times_s[old] < 2.0 for old in rows):
            rows.append(row)
    return rows


def test_repeats_are_stored_once_in_two_seconds() -> None:
    """An equal vector is dropped when one was stored less than 2 s before, with others between them or not."""
    rng = np.random.default_rng(3)
    times_s: NDArray[np.float64] = np.cumsum(rng.integers(1, 9, 300) / 8)
    codes = rng.integers(0, 5, 300).astype(np.uint8)
    vectors = np.repeat(codes[:, np.newaxis], 33, axis=1)
    rows = without_repeats(times_s, vectors).tolist()
    assert rows == slow_rows(times_s.tolist(), codes.tolist())
    assert 50 < len(rows) < 300


def test_of_a_clip_the_first_frame_is_searched(tmp_path: Path) -> None:
    """The clip is said to run on from the moment its first frame shows, whatever follows."""
    system = library()
    clip = film(tmp_path / "clip.mp4", held([27, 3, 4], 16))
    segments = system.ask_clip(clip)
    assert isinstance(system, ClipSystem)
    assert system.places
    best = segments[0]
    assert (best.video, best.named) == ("two", True)
    assert [best.query_start_s, best.query_end_s] == pytest.approx([0.0, 6.0], abs=0.01)
    assert [best.start_s, best.end_s] == pytest.approx([42.0, 48.0], abs=0.01)
