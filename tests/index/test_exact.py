"""The oracle itself, against the plainest loop."""

import numpy as np
import pytest

from ashen.index import exact
from ashen.index.contract import Entry
from ashen.index.exact import ExactIndex
from tests.index.builders import DIMENSION, RECIPE, entries, unit_codes


def plainly(held: list[Entry], query: list[int], k: int) -> list[tuple[int, int, int]]:
    """(distance, video, tick) of the nearest, by Python's own arithmetic."""
    found = [
        (sum((a - b) ** 2 for a, b in zip(query, code, strict=True)), each.video_id, tick)
        for each in held
        for code, tick in zip(each.codes.tolist(), each.ticks.tolist(), strict=True)
    ]
    return sorted(found)[:k]


@pytest.mark.parametrize("block", [7, 65536])
def test_agrees_with_the_plainest_loop(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """Blocks of any size give what a loop over all rows in whole numbers gives."""
    monkeypatch.setattr(exact, "BLOCK_ROWS", block)
    monkeypatch.setattr(exact, "BLOCK_QUERIES", 2)
    held = entries([5, 2, 9], rows=15)
    index = ExactIndex(RECIPE, DIMENSION, "int8")
    index.add(held, RECIPE)
    queries = unit_codes(5, 77)
    hits = index.search(queries, 6, RECIPE)
    for number, query in enumerate(queries.tolist()):
        rows = hits.query == number
        columns = (hits.distance[rows].tolist(), hits.video_id[rows].tolist(), hits.tick[rows].tolist())
        assert list(zip(*columns, strict=True)) == plainly(held, query, 6)


def test_ties_at_the_cut_go_to_the_first() -> None:
    """Of rows equally near, the lower video and then the lower tick is kept, whatever the order of adding."""
    codes = np.repeat(unit_codes(1, 1), 10, axis=0)
    index = ExactIndex(RECIPE, DIMENSION, "int8")
    index.add([Entry(video_id, np.arange(10, dtype=np.int32), codes) for video_id in (8, 3)], RECIPE)
    hits = index.search(codes[:1], 4, RECIPE)
    assert hits.video_id.tolist() == [3] * 4
    assert hits.tick.tolist() == [0, 1, 2, 3]


def test_distances_are_exact_at_the_largest() -> None:
    """The longest distance that the dimension allows is exact in float32."""
    index = ExactIndex(RECIPE, 128, "uint8")
    index.add([Entry(1, np.array([0, 1], np.int32), np.array([[255] * 128, [254] + [255] * 127], np.uint8))], RECIPE)
    hits = index.search(np.zeros((1, 128), np.uint8), 2, RECIPE)
    assert hits.distance.tolist() == [128 * 255**2 - 255**2 + 254**2, 128 * 255**2]


@pytest.mark.parametrize("dimension", [0, 129])
def test_dimensions_beyond_exactness_are_refused(dimension: int) -> None:
    """Where float32 would round, there is no oracle."""
    with pytest.raises(ValueError, match="dimension"):
        ExactIndex(RECIPE, dimension, "int8")
