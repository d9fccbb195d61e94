from math import isnan
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.systems.contract import ClipSystem, PictureSystem, Rgb
from benchmarks.systems.pdq import HASH_BYTES, Pdq
from benchmarks.systems.vpdq import Vpdq, usable
from tests.benchmarks.systems.drawn import blocks, film, held


def vectors(pictures: list[Rgb]) -> NDArray[np.uint8]:
    return np.stack([Pdq().describe(picture) for picture in pictures])


def library() -> Vpdq:
    system = Vpdq()
    system.add("one", np.arange(10.0), vectors([blocks(seed) for seed in range(10)]))
    system.add("two", np.arange(10.0), vectors([blocks(seed) for seed in range(8, 18)]))
    system.ready()
    return system


def test_the_score_is_the_share_of_the_clips_frames(tmp_path: Path) -> None:
    """Four seconds in one video, two of them in another: 1 and 0.5; named from 0.8; no place is claimed."""
    system = library()
    segments = system.ask_clip(film(tmp_path / "clip.mp4", held([9, 7, 6, 8], 8)))
    assert isinstance(system, ClipSystem)
    assert not isinstance(system, PictureSystem)
    assert not system.places
    assert [(s.video, s.score, s.named) for s in segments] == [("one", 1.0, True), ("two", 0.5, False)]
    assert all(isnan(s.start_s) and isnan(s.end_s) for s in segments)
    assert segments[0].query_end_s == pytest.approx(4.0, abs=0.01)


def test_strangers_are_not_answered(tmp_path: Path) -> None:
    """A video that shares no frame is no candidate."""
    assert library().ask_clip(film(tmp_path / "clip.mp4", held([91, 92], 8))) == []


def test_one_frame_a_second_is_stored() -> None:
    """What lies between the seconds is not stored; a frame is shown until the next."""
    system = Vpdq()
    system.add("one", np.array([0.0, 0.5, 2.5]), vectors([blocks(1), blocks(2), blocks(3)]))
    system.ready()
    found = {seed: len(system._frames.within(Pdq().describe(blocks(seed))[:HASH_BYTES], 31)) for seed in (1, 2, 3)}
    assert found == {1: 1, 2: 1, 3: 0}


def test_repeats_and_frames_without_quality_do_not_count() -> None:
    """A hash is used once and from quality 50 on, in the order first seen."""
    hashes = np.arange(5 * 32, dtype=np.uint8).reshape(5, 32)
    rows = np.hstack([hashes[[3, 1, 3, 2, 0]], np.array([[50], [100], [99], [49], [50]], np.uint8)])
    assert usable(rows).tolist() == hashes[[3, 1, 0]].tolist()
