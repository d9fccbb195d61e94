"""What the index on disk does beyond the contract."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ashen.errors import RecipeMismatch
from ashen.index import faiss_index, merge
from ashen.index.contract import Entry
from ashen.index.exact import ExactIndex
from ashen.index.faiss_index import FaissIndex
from ashen.index.layout import HEADER_BYTES
from tests.index.builders import DIMENSION, RECIPE, entries, entry, near, unit_codes


def create(directory: Path) -> FaissIndex:
    return FaissIndex.create(directory, RECIPE, DIMENSION, "int8")


def reader(directory: Path) -> FaissIndex:
    return FaissIndex.open(directory, RECIPE, DIMENSION, "int8")


def test_a_reader_keeps_its_state_until_it_refreshes(tmp_path: Path) -> None:
    """Refreshing says whether something was new, and only then do answers change."""
    writer = create(tmp_path)
    index = reader(tmp_path)
    assert not index.refresh()
    writer.add([entry(1)], RECIPE)
    assert len(index) == 0
    assert index.refresh()
    assert len(index) == 20
    assert not index.refresh()
    writer.remove([1])
    assert index.refresh()
    assert len(index) == 0


def test_a_reader_may_search_what_was_merged_away(tmp_path: Path) -> None:
    """Files a reader has open stay readable when a merge has removed their names."""
    writer = create(tmp_path)
    writer.add([entry(1)], RECIPE)
    writer.add([entry(2)], RECIPE)
    index = reader(tmp_path)
    writer.compact()
    assert len(list(tmp_path.glob("segment-*"))) == 1
    assert index.search(entry(2).codes[:1], 1, RECIPE).video_id.tolist() == [2]
    assert index.refresh()
    assert (index.segments, len(index)) == (1, 40)


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    """An index opened for reading refuses to change."""
    create(tmp_path)
    index = reader(tmp_path)
    with pytest.raises(ValueError, match="writable=True"):
        index.add([entry(1)], RECIPE)
    with pytest.raises(ValueError, match="writable=True"):
        index.remove([1])
    with pytest.raises(ValueError, match="writable=True"):
        index.compact()


def test_another_recipe_dimension_or_dtype_is_refused(tmp_path: Path) -> None:
    """An index is opened only as what it is."""
    create(tmp_path)
    with pytest.raises(RecipeMismatch, match="rebuild"):
        FaissIndex.open(tmp_path, "test/2", DIMENSION, "int8")
    with pytest.raises(RecipeMismatch, match="rebuild"):
        FaissIndex.open(tmp_path, RECIPE, 32, "int8")
    with pytest.raises(RecipeMismatch, match="rebuild"):
        FaissIndex.open(tmp_path, RECIPE, DIMENSION, "uint8")


def test_segments_stay_few(tmp_path: Path) -> None:
    """However many small additions, few files are searched, and all that was added is in them."""
    index = create(tmp_path)
    for number in range(1, 61):
        index.add([entry(number, rows=5)], RECIPE)
        assert index.segments <= merge.MAX_SEGMENTS
    assert len(list(tmp_path.glob("segment-*"))) == index.segments
    assert index.video_ids().tolist() == list(range(1, 61))
    index.verify()


def test_a_growing_index_is_trained_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists appear when there are rows enough, and become more as the whole grows; nothing is lost on the way."""
    monkeypatch.setattr(merge, "TRAIN_ROWS", 200)
    index = create(tmp_path)
    index.add(entries(range(1, 10)), RECIPE)
    assert index.lists == 1
    index.add(entries(range(10, 12)), RECIPE)
    few = index.lists
    index.add(entries(range(12, 90)), RECIPE)
    assert 1 < few < index.lists
    index.probes = index.lists
    codes = np.concatenate([entry(number).codes for number in range(1, 90)])
    assert index.search(codes, 1, RECIPE).video_id.tolist() == np.repeat(np.arange(1, 90), 20).tolist()
    assert len(list(tmp_path.glob("quantiser-*"))) == 1


def test_a_trained_index_finds_edited_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the default number of probes, at least 95 of 100 edited codes have the oracle's nearest row."""
    monkeypatch.setattr(merge, "TRAIN_ROWS", 1000)
    index = create(tmp_path)
    oracle = ExactIndex(RECIPE, DIMENSION, "int8")
    held = [
        Entry(number, np.arange(1000, dtype=np.int32), near(np.repeat(unit_codes(50, number), 20, axis=0), number, 4))
        for number in range(1, 11)
    ]
    index.add(held, RECIPE)
    oracle.add(held, RECIPE)
    queries = near(np.concatenate([each.codes for each in held])[::25], 3, 12)
    found, right = (each.search(queries, 1, RECIPE) for each in (index, oracle))
    assert index.lists > 3 * index.probes
    assert np.mean((found.video_id == right.video_id) & (found.tick == right.tick)) >= 0.95


def test_removed_rows_leave_the_disk(tmp_path: Path) -> None:
    """A segment more than a quarter dead is rewritten without the dead; a wholly dead one is dropped."""
    index = create(tmp_path)
    index.add(entries(range(1, 11)), RECIPE)
    index.add(entries(range(11, 13)), RECIPE)
    size = sum(path.stat().st_size for path in tmp_path.glob("segment-*"))
    index.remove([1, 2])
    assert sum(path.stat().st_size for path in tmp_path.glob("segment-*")) == size
    index.remove([3])
    assert sum(path.stat().st_size for path in tmp_path.glob("segment-*")) < size - 3 * 20 * 76
    index.remove([11, 12])
    assert index.segments == 1
    assert len(index) == 7 * 20
    index.verify()


def test_a_long_stream_is_one_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries beyond what is held in memory at once become several segments, and readers see all or none."""
    monkeypatch.setattr(faiss_index, "ADD_ROWS", 50)
    index = create(tmp_path)
    other = reader(tmp_path)
    sizes = []

    def watched() -> Iterator[Entry]:
        for each in entries(range(1, 11)):
            other.refresh()
            sizes.append(len(other))
            yield each

    index.add(watched(), RECIPE)
    assert set(sizes) == {0}
    assert index.segments == 4
    other.refresh()
    assert len(other) == 200


def test_other_dimensions_are_padded(tmp_path: Path) -> None:
    """Codes of any dimension and of uint8 are held; padding never changes a distance."""
    index = FaissIndex.create(tmp_path, RECIPE, 33, "uint8")
    codes = np.random.default_rng(1).integers(0, 256, (50, 33)).astype(np.uint8)
    held = Entry(1, np.arange(50, dtype=np.int32), codes)
    index.add([held], RECIPE)
    oracle = ExactIndex(RECIPE, 33, "uint8")
    oracle.add([held], RECIPE)
    found, right = (each.search(codes[::-1].copy(), 3, RECIPE) for each in (index, oracle))
    assert found.distance.tolist() == right.distance.tolist()
    assert found.tick.tolist() == right.tick.tolist()


def test_a_row_costs_at_most_eighty_bytes(tmp_path: Path) -> None:
    """64 values cost 76 bytes a row on disk, besides some hundred bytes a file."""
    index = create(tmp_path)
    index.add([entry(1, rows=2000)], RECIPE)
    size = next(tmp_path.glob("segment-*")).stat().st_size
    assert size == 2000 * 76 + HEADER_BYTES + 40 + 24


def test_create_replaces_what_was_there(tmp_path: Path) -> None:
    """A new index begins empty, and readers of the old one take it up."""
    create(tmp_path).add([entry(1)], RECIPE)
    index = reader(tmp_path)
    assert len(create(tmp_path)) == 0
    assert index.refresh()
    assert len(index) == 0


def test_a_recipe_name_must_fit_the_header(tmp_path: Path) -> None:
    """A name that the header cannot hold is refused, not cut."""
    with pytest.raises(ValueError, match="longer"):
        FaissIndex.create(tmp_path, "x" * 65, DIMENSION, "int8")
