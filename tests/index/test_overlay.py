"""Changes in memory over an index that is not written."""

from pathlib import Path

import pytest

from ashen.errors import RecipeMismatch
from ashen.index.exact import ExactIndex
from ashen.index.faiss_index import FaissIndex
from ashen.index.overlay import Overlaid
from tests.index.builders import DIMENSION, RECIPE, entries, entry


def exact(video_ids: list[int], recipe: str = RECIPE) -> ExactIndex:
    index = ExactIndex(recipe, DIMENSION, "int8")
    index.add(entries(video_ids), recipe)
    return index


def test_a_reader_searches_what_its_index_lacks(tmp_path: Path) -> None:
    """Over an index opened for reading, videos can be added and removed, and the index itself stays as it is."""
    FaissIndex.create(tmp_path, RECIPE, DIMENSION, "int8").add(entries([1, 2]), RECIPE)
    base = FaissIndex.open(tmp_path, RECIPE, DIMENSION, "int8")
    index = Overlaid(base, exact([]))
    index.add(entries([3]), RECIPE)
    index.remove([1])
    assert index.video_ids().tolist() == [2, 3]
    assert len(index) == 40
    assert index.search(entry(3).codes[:1], 1, RECIPE).video_id.tolist() == [3]
    assert 1 not in index.search(entry(1).codes, 40, RECIPE).video_id
    assert base.video_ids().tolist() == [1, 2]


def test_a_video_cannot_be_in_both() -> None:
    """A base that has caught up with its overlay needs a new one: no row may be found twice."""
    with pytest.raises(ValueError, match="video 2 is in the base"):
        Overlaid(exact([1, 2]), exact([2, 3]))


def test_recipes_must_agree() -> None:
    """Base and overlay of different recipes never meet."""
    with pytest.raises(RecipeMismatch):
        Overlaid(exact([1]), exact([2], "test/2"))
