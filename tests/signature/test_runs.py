import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.signature.runs import run_end, run_starts
from ashen.signature.signature import Signature


def signature(codes: NDArray[np.int8]) -> Signature:
    return Signature("frame/1", np.arange(len(codes)) / 24, codes, np.full(len(codes), 100, np.uint8))


def wandering(lengths: list[int], drift: float = 0.0, seed: int = 0) -> Signature:
    """Shots of the given lengths, each a random code that drifts by `drift` a frame."""
    rng = np.random.default_rng(seed)
    shots = []
    for length in lengths:
        steps = rng.normal(0, drift, (length, 64)).cumsum(axis=0)
        shots.append(rng.normal(0, 16, (1, 64)) + steps)
    return signature(np.clip(np.rint(np.concatenate(shots)), -127, 127).astype(np.int8))


def slow_run_starts(signature: Signature, max_distance: float) -> list[int]:
    """The oracle: one frame after the other."""
    starts: list[int] = []
    codes = signature.codes.astype(np.int64)
    for frame, code in enumerate(codes):
        if not starts or ((code - codes[starts[-1]]) ** 2).sum() > max_distance:
            starts.append(frame)
    return starts


@pytest.mark.parametrize("drift", [0.0, 0.3, 1.0, 3.0, 20.0])
@pytest.mark.parametrize("max_distance", [0.0, 50.0, 400.0, 3000.0])
def test_starts_equal_the_oracle(drift: float, max_distance: float) -> None:
    """Whatever the lengths of the runs, the starts are those found one frame at a time."""
    long = wandering([1, 2, 1, 5, 16, 17, 18, 48, 49, 50, 300, 1, 900], drift)
    assert run_starts(long, max_distance).tolist() == slow_run_starts(long, max_distance)


def test_a_frame_exactly_at_the_limit_stays_in_the_run() -> None:
    """`max_distance` itself still counts as near."""
    codes = np.zeros((3, 64), np.int8)
    codes[1, 0], codes[2, :2] = 5, (5, 1)
    assert run_starts(signature(codes), 25.0).tolist() == [0, 2]


def test_a_still_video_is_one_run() -> None:
    """However long nothing moves, one frame stands for all."""
    starts = run_starts(wandering([5000]), 10.0)
    assert starts.tolist() == [0]
    assert starts.dtype == np.int32


@pytest.mark.parametrize("length", [0, 1, 2, 17])
def test_short_media_have_as_many_runs_as_they_can(length: int) -> None:
    """Fewer frames than the look-ahead is no special case; none at all has no runs."""
    short = wandering([1] * length) if length else signature(np.empty((0, 64), np.int8))
    assert run_starts(short, 1.0).tolist() == list(range(length))


@pytest.mark.parametrize("max_distance", [0.0, 400.0, 3000.0])
def test_a_run_ends_where_the_next_begins(max_distance: float) -> None:
    """From any frame that begins a run, its end is the next run's beginning, however far; the last run's the last
    frame."""
    long = wandering([1, 2, 16, 33, 97, 300, 1, 900], 0.3)
    starts = run_starts(long, max_distance).tolist()
    ends = [run_end(long, start, max_distance) for start in starts]
    assert ends == [*starts[1:], len(long) - 1]
