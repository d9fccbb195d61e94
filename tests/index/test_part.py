"""Which rows of a segment count."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.index import merge, part
from ashen.index.contract import Entry
from ashen.index.exact import ExactIndex
from ashen.index.faiss_index import FaissIndex
from ashen.index.part import bitmap
from tests.index.builders import DIMENSION, RECIPE, near, unit_codes


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


@pytest.mark.parametrize("dead", [[1], [2, 5, 8], list(range(1, 9))])
def test_dead_neighbours_make_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dead: list[int]) -> None:
    """However many of a query's nearest rows are dead, the living come back that an index without the dead finds."""
    monkeypatch.setattr(merge, "MAX_DEAD_SHARE", 1.0)
    index = FaissIndex.create(tmp_path, RECIPE, DIMENSION, "int8")
    held = [Entry(number, np.arange(30, dtype=np.int32), near(unit_codes(30, 1), number, 3)) for number in range(1, 11)]
    index.add(held, RECIPE)
    index.remove(dead)
    assert index.segments == 1
    oracle = ExactIndex(RECIPE, DIMENSION, "int8")
    oracle.add([each for each in held if each.video_id not in dead], RECIPE)
    queries = np.concatenate([unit_codes(30, 1), unit_codes(20, 2)])
    for k in (1, 7, 200):
        found, right = (each.search(queries, k, RECIPE) for each in (index, oracle))
        assert found.distance.tolist() == right.distance.tolist()
        assert set(found.video_id.tolist()).isdisjoint(dead)
