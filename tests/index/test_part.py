"""Which rows of a segment count."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.index import part
from ashen.index.part import bitmap


def slowly(chosen: NDArray[np.bool_], starts: NDArray[np.int64]) -> list[int]:
    return np.packbits(np.repeat(chosen, np.diff(starts)), bitorder="little").tolist()


@pytest.mark.parametrize("max_ranges", [0, 2000])
@pytest.mark.parametrize("seed", range(20))
def test_bits_are_set_for_the_rows_of_chosen_videos(
    monkeypatch: pytest.MonkeyPatch, seed: int, max_ranges: int
) -> None:
    """Whatever the lengths, empty videos among them, the bits are those of a row-by-row expansion."""
    monkeypatch.setattr(part, "_MAX_RANGES", max_ranges)
    random = np.random.default_rng(seed)
    lengths = random.integers(0, random.choice([2, 5, 40]), random.integers(1, 50))
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    chosen: NDArray[np.bool_] = random.random(len(lengths)) < random.random()
    assert bitmap(chosen, starts).tolist() == slowly(chosen, starts)
