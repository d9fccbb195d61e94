from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.systems.contract import PictureSystem
from benchmarks.systems.descriptors import PHash
from benchmarks.systems.nearest import MERGE_S, MOST, Frames, Metric, NearestFrame
from benchmarks.systems.pdq import HASH_BYTES, MAX_DISTANCE, MIN_QUALITY, Pdq
from tests.benchmarks.systems.drawn import blocks, save


def slow_distances(metric: Metric, vector: NDArray[np.uint8], vectors: NDArray[np.uint8]) -> NDArray[np.int64]:
    if metric == "bits":
        return np.asarray(np.unpackbits(vectors ^ vector, axis=1).sum(axis=1), np.int64)
    return np.asarray(((vectors.astype(np.int64) - vector) ** 2).sum(axis=1), np.int64)


@pytest.mark.parametrize(("metric", "width"), [("bits", 8), ("bits", 32), ("squares", 33), ("squares", 16)])
def test_neighbours_are_exact(metric: Metric, width: int) -> None:
    """Rows, distances and the order of equally near rows are those of comparing one by one."""
    rng = np.random.default_rng(2)
    vectors = rng.integers(0, 256 if metric == "bits" else 4, (500, width)).astype(np.uint8)
    frames = Frames(metric, width)
    frames.add("a", np.arange(200.0), vectors[:200])
    frames.add("b", np.arange(300.0), vectors[200:])
    frames.ready()
    for asked in rng.integers(0, 256 if metric == "bits" else 4, (5, width)).astype(np.uint8):
        far = slow_distances(metric, asked, vectors)
        rows, distances = frames.nearest(asked, 500)
        assert rows.tolist() == np.lexsort((np.arange(500), far)).tolist()
        assert distances.tolist() == sorted(far.tolist())
        near = int(np.median(far))
        assert frames.within(asked, near).tolist() == np.flatnonzero(far <= near).tolist()
    assert [frames.videos[v] for v in frames.video_of[[0, 199, 200]]] == ["a", "a", "b"]
    assert frames.times_s[[0, 199, 200]].tolist() == [0, 199, 0]


def test_wrong_rows_are_refused() -> None:
    """Other widths, other counts and a second video of one name are errors, not surprises in the figures."""
    frames = Frames("bits", 8)
    frames.add("a", np.zeros(1), np.zeros((1, 8), np.uint8))
    with pytest.raises(ValueError, match="stored already"):
        frames.add("a", np.zeros(1), np.zeros((1, 8), np.uint8))
    for shape in ((1, 9), (2, 8)):
        with pytest.raises(ValueError, match="need vectors"):
            frames.add("b", np.zeros(1), np.zeros(shape, np.uint8))


def stored(system: NearestFrame, seeds: range, times_s: NDArray[np.float64], video: str) -> None:
    vectors = np.stack([system.descriptor.describe(blocks(seed)) for seed in seeds])
    system.add(video, times_s, vectors)


def test_the_picture_asked_about_is_found_and_named(tmp_path: Path) -> None:
    """The first answer is the frame itself, at distance 0; answers of one video keep their distance; ten at most."""
    system = NearestFrame("pHash", PHash(), "bits", named_within=10)
    stored(system, range(40), np.arange(0.0, 80.0, 2.0), "one")
    stored(system, range(40, 80), np.arange(0.0, 80.0, 2.0), "two")
    system.ready()
    answer = system.ask_picture(save(blocks(57), tmp_path / "q.png"))
    assert isinstance(system, PictureSystem)
    assert (answer.found[0].video, answer.found[0].at_s, answer.found[0].score) == ("two", 34.0, 0.0)
    assert answer.named
    assert len(answer.found) == MOST
    assert [f.score for f in answer.found] == sorted((f.score for f in answer.found), reverse=True)
    apart = [abs(a.at_s - b.at_s) for a in answer.found for b in answer.found if a.video == b.video and a is not b]
    assert min(apart) >= MERGE_S


def test_the_best_of_near_frames_answers(tmp_path: Path) -> None:
    """Of frames of one video within 5 s the nearest is the answer, wherever it is among them."""
    system = NearestFrame("pHash", PHash(), "bits", named_within=10)
    stored(system, range(3), np.array([0.0, 2.0, 4.9]), "one")
    system.ready()
    for seed, at_s in ((0, 0.0), (1, 2.0), (2, 4.9)):
        answer = system.ask_picture(save(blocks(seed), tmp_path / "q.png"))
        assert [(found.at_s, found.score) for found in answer.found] == [(at_s, 0.0)]


def test_a_stranger_is_answered_but_not_named(tmp_path: Path) -> None:
    """What is further than the system's own threshold is a candidate only."""
    system = NearestFrame("pHash", PHash(), "bits", named_within=10)
    stored(system, range(3), np.arange(3.0), "one")
    system.ready()
    answer = system.ask_picture(save(blocks(99), tmp_path / "q.png"))
    assert answer.found[0].score < -10
    assert not answer.named


def test_an_empty_library_answers_nothing(tmp_path: Path) -> None:
    """Nothing stored is nothing found."""
    system = NearestFrame("pHash", PHash(), "bits", named_within=10)
    system.ready()
    answer = system.ask_picture(save(blocks(1), tmp_path / "q.png"))
    assert answer.found == ()
    assert not answer.named


def test_a_picture_without_quality_is_not_named(tmp_path: Path) -> None:
    """PDQ's documentation takes no match of low quality, however near; the quality is not part of the distance."""
    system = NearestFrame("PDQ", Pdq(), "bits", named_within=MAX_DISTANCE, compared=HASH_BYTES, min_quality=MIN_QUALITY)
    dull = np.full((64, 64, 3), 100, np.uint8)
    dull[:, 32:] = 103
    system.add("one", np.array([0.0, 9.0]), np.stack([Pdq().describe(dull), Pdq().describe(blocks(1))]))
    system.ready()
    for picture, named in ((dull, False), (blocks(1), True)):
        answer = system.ask_picture(save(picture, tmp_path / "q.png"))
        assert answer.found[0].score == 0
        assert answer.named == named
