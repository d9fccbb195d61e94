"""What every index must do; `ExactIndex` says what is right."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ashen.errors import RecipeMismatch
from ashen.index import merge
from ashen.index.contract import Entry, Hits, Index
from ashen.index.exact import ExactIndex
from ashen.index.faiss_index import FaissIndex
from ashen.index.overlay import Overlaid
from tests.index.builders import DIMENSION, RECIPE, entries, entry, even_code, near, unit_codes

NewIndex = Callable[[list[Entry]], Index]


def exact(held: list[Entry]) -> ExactIndex:
    index = ExactIndex(RECIPE, DIMENSION, "int8")
    index.add(held, RECIPE)
    return index


def on_disk(directory: Path, held: list[Entry], parts: int) -> FaissIndex:
    index = FaissIndex.create(directory, RECIPE, DIMENSION, "int8")
    for part in range(parts):
        if held[part::parts]:
            index.add(held[part::parts], RECIPE)
    return index


@pytest.fixture(params=["exact", "small", "trained", "merged", "reopened", "overlaid"])
def new_index(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NewIndex:
    """Makes an index of one kind that holds the given entries."""
    if request.param in ("trained", "merged", "reopened"):
        monkeypatch.setattr(merge, "TRAIN_ROWS", 60)

    def make(held: list[Entry]) -> Index:
        match request.param:
            case "exact":
                return exact(held)
            case "small":
                return on_disk(tmp_path, held, parts=1)
            case "overlaid":
                base = on_disk(tmp_path, held[::2], parts=1)
                return Overlaid(base, exact(held[1::2]))
            case "trained":
                index = on_disk(tmp_path, held, parts=3)
            case "merged":
                index = on_disk(tmp_path, held, parts=12)
                index.compact()
            case _:
                on_disk(tmp_path, held, parts=5)
                index = FaissIndex.open(tmp_path, RECIPE, DIMENSION, "int8", writable=True)
        index.probes = 1000  # all lists: then it must find what the oracle finds
        return index

    return make


def columns(hits: Hits) -> list[tuple[int, int, int, float]]:
    return list(
        zip(hits.query.tolist(), hits.video_id.tolist(), hits.tick.tolist(), hits.distance.tolist(), strict=True)
    )


def test_the_same_hits_as_the_oracle(new_index: NewIndex) -> None:
    """Every index that looks everywhere finds just what comparing with everything finds, in the same order."""
    held = entries(range(1, 31))
    queries = near(np.concatenate([each.codes for each in held])[::7])
    found = new_index(held).search(queries, 5, RECIPE)
    assert columns(found) == columns(exact(held).search(queries, 5, RECIPE))


def test_columns_have_the_promised_types(new_index: NewIndex) -> None:
    """Hits are columns of the dtypes the contract names."""
    hits = new_index(entries([1, 2])).search(unit_codes(3, 5), 4, RECIPE)
    assert [hits.query.dtype, hits.video_id.dtype, hits.tick.dtype] == [np.int32, np.int64, np.int32]
    assert hits.distance.dtype == np.float32
    assert len(hits) == 12


def test_a_stored_code_finds_itself(new_index: NewIndex) -> None:
    """A query equal to a stored code has it as first hit, at distance zero."""
    held = entries([3, 9, 27, 81])
    hits = new_index(held).search(held[2].codes, 1, RECIPE)
    assert hits.video_id.tolist() == [27] * 20
    assert hits.tick.tolist() == held[2].ticks.tolist()
    assert not hits.distance.any()


def test_distance_is_squared_l2(new_index: NewIndex) -> None:
    """Distances are squared Euclidean between the integer codes, at the ends of their range too."""
    index = new_index([Entry(5, np.array([0], np.int32), even_code(-128))])
    assert index.search(even_code(127), 1, RECIPE).distance.tolist() == [DIMENSION * 255**2]


def test_ties_are_ordered_by_video_and_tick(new_index: NewIndex) -> None:
    """Rows equally near come by rising video and then by rising tick."""
    codes = np.repeat(unit_codes(1, 1), 3, axis=0)
    held = [Entry(video_id, np.array([4, 8, 15], np.int32), codes) for video_id in (7, 2, 5)]
    hits = new_index(held).search(codes[:1], 9, RECIPE)
    assert list(zip(hits.video_id.tolist(), hits.tick.tolist(), strict=True)) == [
        (video_id, tick) for video_id in (2, 5, 7) for tick in (4, 8, 15)
    ]


def test_rows_of_one_video_may_have_one_tick(new_index: NewIndex) -> None:
    """Several rows at one moment, as the windows of a still are, are each held and found."""
    ticks = np.repeat(np.arange(0, 40, 10, dtype=np.int32), 5)
    held = [Entry(video_id, ticks, entry(video_id).codes) for video_id in range(1, 13)]
    index = new_index(held)
    assert len(index) == 240
    queries = near(np.concatenate([each.codes for each in held])[::5])
    assert columns(index.search(queries, 20, RECIPE)) == columns(exact(held).search(queries, 20, RECIPE))
    itself = index.search(held[6].codes, 1, RECIPE)
    assert itself.video_id.tolist() == [7] * 20
    assert itself.tick.tolist() == ticks.tolist()
    assert not itself.distance.any()


def test_an_empty_index_finds_nothing(new_index: NewIndex) -> None:
    """Not finding is an answer."""
    index = new_index([])
    assert len(index) == 0
    assert index.video_ids().tolist() == []
    assert len(index.search(unit_codes(2, 1), 3, RECIPE)) == 0


def test_no_queries_find_nothing(new_index: NewIndex) -> None:
    """An empty batch is a valid one."""
    assert len(new_index(entries([1])).search(unit_codes(0, 1), 3, RECIPE)) == 0


def test_fewer_rows_than_asked_for(new_index: NewIndex) -> None:
    """A search that asks for more than there is gets all there is."""
    held = entries([1, 2, 3])
    hits = new_index(held).search(unit_codes(2, 1), 100, RECIPE)
    assert np.bincount(hits.query).tolist() == [60, 60]


def test_no_hits_at_all_cannot_be_asked_for(new_index: NewIndex) -> None:
    """k below one is an error of the caller's."""
    with pytest.raises(ValueError, match="one hit"):
        new_index(entries([1])).search(unit_codes(1, 1), 0, RECIPE)


def test_size_and_videos(new_index: NewIndex) -> None:
    """An index knows its rows and its videos; one without a usable frame counts as held."""
    index = new_index([entry(9, rows=3), entry(4, rows=0), entry(6, rows=5)])
    assert len(index) == 8
    assert index.video_ids().tolist() == [4, 6, 9]


def test_add_after_search(new_index: NewIndex) -> None:
    """What is added later is found too."""
    index = new_index(entries([1, 2, 3]))
    index.search(unit_codes(1, 1), 1, RECIPE)
    index.add([entry(2**39 - 1)], RECIPE)
    assert index.search(entry(2**39 - 1).codes[:1], 1, RECIPE).video_id.tolist() == [2**39 - 1]
    assert index.video_ids().tolist() == [1, 2, 3, 2**39 - 1]


def test_a_video_cannot_be_held_twice(new_index: NewIndex) -> None:
    """Adding a held video, or one twice in a call, raises and leaves the index as it was."""
    index = new_index(entries([1, 2, 3]))
    for twice in ([5, 2], [5, 3], [5, 5]):
        with pytest.raises(ValueError, match="already"):
            index.add(entries(twice), RECIPE)
    assert index.video_ids().tolist() == [1, 2, 3]
    assert len(index) == 60


@pytest.mark.parametrize(
    "wrong",
    [
        Entry(0, np.array([0], np.int32), unit_codes(1, 1)),
        Entry(2**39, np.array([0], np.int32), unit_codes(1, 1)),
        Entry(5, np.array([4, 3], np.int32), unit_codes(2, 1)),
        Entry(5, np.array([-1], np.int32), unit_codes(1, 1)),
        Entry(5, np.array([2**24], np.int32), unit_codes(1, 1)),
        Entry(5, np.array([0, 1], np.int32), unit_codes(1, 1)),
        Entry(5, np.array([0], np.int32), unit_codes(1, 1)[:, :32]),
        Entry(5, np.array([0], np.int32), unit_codes(1, 1).view(np.uint8)),
    ],
)
def test_entries_that_break_the_contract_are_refused(new_index: NewIndex, wrong: Entry) -> None:
    """Ids, ticks, shapes and dtypes outside the contract raise; nothing is added."""
    index = new_index(entries([1]))
    with pytest.raises(ValueError, match=r"video|codes"):
        index.add([entry(7), wrong], RECIPE)
    assert index.video_ids().tolist() == [1]


def test_recipes_never_mix(new_index: NewIndex) -> None:
    """Codes of another recipe are neither held nor searched."""
    index = new_index(entries([1]))
    with pytest.raises(RecipeMismatch):
        index.add(entries([2]), "test/2")
    with pytest.raises(RecipeMismatch):
        index.search(unit_codes(1, 1), 1, "test/2")
    assert index.recipe == RECIPE


def test_query_codes_must_fit(new_index: NewIndex) -> None:
    """Queries of another dtype or dimension raise instead of being converted."""
    index = new_index(entries([1]))
    for codes in (unit_codes(1, 1).view(np.uint8), unit_codes(1, 1)[:, :32]):
        with pytest.raises(ValueError, match="codes must be"):
            index.search(codes, 1, RECIPE)


def test_removed_videos_are_not_found(new_index: NewIndex) -> None:
    """A removed video is in no answer, others move up; unknown ids are ignored; what was removed may come back."""
    held = entries(range(1, 11))
    index = new_index(held)
    index.remove([4, 77, 9])
    left = [each for each in held if each.video_id not in (4, 9)]
    queries = near(held[3].codes)
    assert columns(index.search(queries, 30, RECIPE)) == columns(exact(left).search(queries, 30, RECIPE))
    assert len(index) == 160
    index.add([held[3]], RECIPE)
    assert index.search(held[3].codes, 1, RECIPE).video_id.tolist() == [4] * 20
    assert index.video_ids().tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 10]


def test_everything_can_be_removed(new_index: NewIndex) -> None:
    """An index emptied is an empty index, and can be filled again."""
    index = new_index(entries(range(1, 8)))
    index.remove(list(range(1, 8)))
    assert len(index) == 0
    assert len(index.search(unit_codes(1, 1), 3, RECIPE)) == 0
    index.add(entries([3]), RECIPE)
    assert len(index) == 20


@pytest.mark.parametrize("wanted", [[], [5], [1, 2, 3], [2, 4, 6, 8, 10, 99], list(range(1, 11))])
def test_filter_by_videos(new_index: NewIndex, wanted: list[int]) -> None:
    """Only the wanted videos are searched, and as many hits come back as without others in the way."""
    held = entries(range(1, 11))
    index = new_index(held)
    index.remove([2])
    left = exact([each for each in held if each.video_id != 2])
    queries = near(held[6].codes)
    found = index.search(queries, 25, RECIPE, wanted)
    assert columns(found) == columns(left.search(queries, 25, RECIPE, wanted))
    assert set(found.video_id.tolist()) == set(wanted) - {2, 99}
