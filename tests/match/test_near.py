"""The stored frames near a line, quickly and slowly."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.match import near
from ashen.match.near import cosines, looked_up_rows, nearest_rows

STEP_S = 1001 / 24000


def even_times_s(frames: int) -> NDArray[np.float64]:
    """As Matroska has them: rounded to the millisecond."""
    return np.round(3.0 + STEP_S * np.arange(frames), 3)


def uneven_times_s(frames: int) -> NDArray[np.float64]:
    """Variable frame rate."""
    return np.cumsum(np.random.default_rng(5).uniform(0.01, 0.2, frames))


@pytest.mark.parametrize("frames", [1, 2, 3, 500])
def test_rows_are_the_nearest(frames: int) -> None:
    """No other frame is nearer to the time, whatever the times asked about and however the frames are spaced."""
    rng = np.random.default_rng(frames)
    for times_s in (even_times_s(frames), uneven_times_s(frames)):
        wanted_s = rng.uniform(times_s[0] - 5, times_s[-1] + 5, near.MANY)
        at = nearest_rows(times_s, wanted_s)
        distance_s = np.abs(times_s[at] - wanted_s)
        assert np.all(distance_s <= np.abs(times_s[:, None] - wanted_s).min(axis=0) + 0.1 * STEP_S)
        few = wanted_s[:50]
        assert np.array_equal(nearest_rows(times_s, few), looked_up_rows(times_s, few))


def test_reckoned_rows_are_those_looked_up() -> None:
    """Of evenly spaced frames both ways name the same but halfway between two frames, where either is right."""
    times_s = even_times_s(5000)
    wanted_s = np.random.default_rng(1).uniform(0.0, 220.0, (40, 100))
    reckoned, exact = nearest_rows(times_s, wanted_s), looked_up_rows(times_s, wanted_s)
    assert reckoned.shape == wanted_s.shape
    assert np.abs(reckoned - exact).max() <= 1
    assert (reckoned != exact).mean() < 0.02


@pytest.mark.parametrize("apart", [1, 3, 400])
@pytest.mark.parametrize("width", [3, 41])
def test_cosines_are_those_of_each_pair(apart: int, width: int) -> None:
    """Whether rows lie close together or far apart, every pair gets the product of its two codes."""
    rng = np.random.default_rng(apart)
    query, source = (rng.integers(-127, 128, (count, 16), dtype=np.int8) for count in (150, 2000))
    at = np.clip(apart * np.arange(150)[:, None] + np.arange(width) - width // 2, 0, len(source) - 1)
    slowly = np.array(
        [[int(query[row].astype(int) @ source[other].astype(int)) for other in at[row]] for row in range(150)]
    )
    assert cosines(query, source, at, 127.0) == pytest.approx(slowly / 127**2, abs=1e-5)
