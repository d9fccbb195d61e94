from __future__ import annotations

import pytest

from ashen.match.choose import Explained
from ashen.match.clip import match_clip
from ashen.signature.signature import Signature
from tests.match.build import AGREEMENT, RATE, RECIPE, Shelf, an_episode, joined, plain_view, resampled

EPISODES = {number: an_episode(number) for number in range(1, 9)}
SHELF = Shelf(EPISODES)
FRAME_S = 1 / RATE


def explain(query: Signature) -> list[Explained]:
    return match_clip(plain_view(query), SHELF.index, SHELF, AGREEMENT, RECIPE.run_distance)


@pytest.mark.parametrize("start_s", [0.0, 3.21, 57.9, 98.0])
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_clip_is_found_at_its_offset(start_s: float, noise: float) -> None:
    """A clip cut from an episode is explained whole by it, to within two frames, also when its codes are noisy."""
    [found] = explain(resampled(EPISODES[3], start_s, start_s + 8, noise=noise))
    assert found.segment.video_id == 3
    assert found.segment.speed == 1.0
    assert found.segment.offset_s == pytest.approx(start_s, abs=2 * FRAME_S)
    assert found.start_s == pytest.approx(0, abs=2 * FRAME_S)
    assert found.end_s == pytest.approx(8, abs=3 * FRAME_S)
    assert not found.rivals


@pytest.mark.parametrize("rate", [15.0, 25.0, 29.97, 60.0])
def test_other_frame_rate(rate: float) -> None:
    """A clip re-sampled to another frame rate keeps its offset and speed."""
    [found] = explain(resampled(EPISODES[5], 30, 42, rate=rate, noise=0.2))
    assert found.segment.video_id == 5
    assert found.segment.speed == pytest.approx(1.0, abs=0.004)
    assert found.segment.offset_s == pytest.approx(30, abs=2 * FRAME_S)


@pytest.mark.parametrize("speed", [0.5, 0.8, 23.976 / 25, 25 / 23.976, 1.1, 1.25, 1.5, 2.0])
def test_other_speed(speed: float) -> None:
    """A clip played faster or slower is found with its speed, to within one percent, and both its ends."""
    [found] = explain(resampled(EPISODES[2], 20, 50, speed=speed, noise=0.2))
    assert found.segment.video_id == 2
    assert found.segment.speed == pytest.approx(speed, rel=0.01)
    for query_s, source_s in ((found.start_s, 20.0), (found.end_s, 50.0)):
        assert found.segment.speed * query_s + found.segment.offset_s == pytest.approx(source_s, abs=0.15)


def test_compilation_is_taken_apart() -> None:
    """Clips of several episodes joined are found in order, each with its ends to within three frames."""
    truth = [(1, 10.0, 5.0), (4, 80.0, 3.0), (2, 33.0, 7.0), (1, 60.0, 4.0)]
    query = joined(*(resampled(EPISODES[n], start, start + length, noise=0.2) for n, start, length in truth))
    found = explain(query)
    assert [stretch.segment.video_id for stretch in found] == [n for n, _, _ in truth]
    begin_s = 0.0
    for stretch, (_, start, length) in zip(found, truth, strict=True):
        assert stretch.start_s == pytest.approx(begin_s, abs=3 * FRAME_S)
        source_s = stretch.segment.speed * stretch.start_s + stretch.segment.offset_s
        assert source_s == pytest.approx(start + stretch.start_s - begin_s, abs=3 * FRAME_S)
        begin_s += length


def test_unknown_clip_is_not_explained() -> None:
    """A clip of an episode that is not stored finds nothing that several frames bear out."""
    for seed in range(100, 110):
        assert all(stretch.segment.runs_agreeing < 2 for stretch in explain(resampled(an_episode(seed), 10, 20)))


def test_shared_span_has_rivals() -> None:
    """A span that two episodes hold alike is explained by one of them, with the other as its rival."""
    opening = an_episode(50, seconds=20)
    shelf = Shelf({n: joined(an_episode(60 + n, seconds=10 * n), opening, an_episode(70 + n, 30)) for n in (1, 2)})
    query = plain_view(resampled(opening, 5, 15, noise=0.2))
    [found] = match_clip(query, shelf.index, shelf, AGREEMENT, RECIPE.run_distance)
    assert {found.segment.video_id, *(rival.video_id for rival in found.rivals)} == {1, 2}


def test_still_clip_does_not_drift() -> None:
    """A clip of a held picture lies within the shot that holds it."""
    held = an_episode(80, seconds=2).take(slice(0, 1))
    still = Signature(held.recipe, EPISODES[1].times_s[:96], held.codes.repeat(96, 0), held.quality.repeat(96))
    shelf = Shelf({1: joined(an_episode(81, 30), still, an_episode(82, 30))})
    [found] = match_clip(
        plain_view(resampled(still, 0, 3, noise=0.1)), shelf.index, shelf, AGREEMENT, RECIPE.run_distance
    )
    start_s = found.segment.speed * found.start_s + found.segment.offset_s
    assert 29.9 <= start_s <= 31.2
