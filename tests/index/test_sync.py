"""The index follows the library's truth, and says what it had to mend."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.index import merge, sync
from ashen.index.contract import Entry
from ashen.index.exact import ExactIndex
from ashen.index.faiss_index import FaissIndex
from ashen.index.sync import SyncReport
from tests.index.builders import DIMENSION, RECIPE, entry


class Shelf:
    """A truth of made-up videos, which notes how many entries were asked for at a time."""

    def __init__(self, video_ids: list[int]) -> None:
        self.held = video_ids
        self.asked: list[int] = []

    def video_ids(self, recipe: str) -> NDArray[np.int64]:
        """All that it holds."""
        return np.array(self.held if recipe == RECIPE else [], np.int64)

    def entries(self, recipe: str, video_ids: NDArray[np.int64]) -> Iterator[Entry]:
        """Their entries, each the one its id stands for."""
        assert recipe == RECIPE
        self.asked.append(len(video_ids))
        return (entry(int(video_id)) for video_id in video_ids)


def heal(directory: Path, truth: Shelf, verify: bool = False) -> tuple[FaissIndex, SyncReport]:
    return sync.heal(directory, RECIPE, DIMENSION, "int8", truth, verify=verify)


@pytest.mark.parametrize(
    ("before", "after", "report"),
    [
        ([], [], SyncReport(0, 0)),
        ([1, 2], [1, 2], SyncReport(0, 0)),
        ([1, 2], [1, 2, 3, 9], SyncReport(2, 0)),
        ([1, 2, 3], [2], SyncReport(0, 2)),
        ([1, 2, 3], [3, 4], SyncReport(1, 2)),
        ([1], [], SyncReport(0, 1)),
    ],
)
def test_differences_are_mended(before: list[int], after: list[int], report: SyncReport) -> None:
    """What lacks is added, what is too much removed, and the report counts both."""
    index = ExactIndex(RECIPE, DIMENSION, "int8")
    index.add([entry(video_id) for video_id in before], RECIPE)
    assert sync.synchronise(index, Shelf(after)) == report
    assert index.video_ids().tolist() == after
    assert report.changed == (before != after)


def test_batches_are_bounded() -> None:
    """Never more videos at a time than asked for, however many are lacking."""
    truth = Shelf(list(range(1, 24)))
    index = ExactIndex(RECIPE, DIMENSION, "int8")
    sync.synchronise(index, truth, batch_videos=10)
    assert truth.asked == [10, 10, 3]
    assert len(index.video_ids()) == 23


def test_a_missing_index_is_built(tmp_path: Path) -> None:
    """Where there is no index one is made, and the report says why; the next time there is nothing to do."""
    index, report = heal(tmp_path / "index", Shelf([1, 2]))
    assert (report.added, report.changed) == (2, True)
    assert report.rebuilt is not None
    assert "missing" in report.rebuilt
    assert index.video_ids().tolist() == [1, 2]
    assert heal(tmp_path / "index", Shelf([1, 2]))[1] == SyncReport(0, 0)


@pytest.mark.parametrize("kind", ["manifest", "segment", "quantiser"])
def test_a_damaged_index_is_rebuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """An index with a spoilt file is made anew from the truth, leaving no old file behind."""
    monkeypatch.setattr(merge, "TRAIN_ROWS", 100)
    heal(tmp_path, Shelf(list(range(1, 11))))
    victim = next(tmp_path.glob(f"{kind}*"))
    victim.write_bytes(victim.read_bytes()[:-1])
    index, report = heal(tmp_path, Shelf(list(range(1, 13))))
    assert report.rebuilt is not None
    assert "rebuild" in report.rebuilt
    assert report.added == 12
    assert index.search(entry(12).codes, 1, RECIPE).video_id.tolist() == [12] * 20
    assert len(list(tmp_path.iterdir())) == 3


def test_damage_that_only_reading_everything_finds(tmp_path: Path) -> None:
    """A flipped bit among the codes is found, and mended, when asked to verify."""
    heal(tmp_path, Shelf([1, 2]))
    victim = next(tmp_path.glob("segment*"))
    content = bytearray(victim.read_bytes())
    content[500] ^= 4
    victim.write_bytes(content)
    assert heal(tmp_path, Shelf([1, 2]))[1].rebuilt is None
    index, report = heal(tmp_path, Shelf([1, 2]), verify=True)
    assert report.rebuilt is not None
    index.verify()


def test_an_index_of_another_recipe_is_rebuilt(tmp_path: Path) -> None:
    """Codes of another recipe are thrown away, never converted."""
    FaissIndex.create(tmp_path, "test/0", DIMENSION, "int8").add([entry(5)], "test/0")
    index, report = heal(tmp_path, Shelf([1]))
    assert report.rebuilt is not None
    assert "test/0" in report.rebuilt
    assert index.video_ids().tolist() == [1]


def test_an_interrupted_synchronisation_goes_on(tmp_path: Path) -> None:
    """What was added before an interruption is not added again."""

    class Interrupted(Shelf):
        def entries(self, recipe: str, video_ids: NDArray[np.int64]) -> Iterator[Entry]:
            if len(self.asked) == 2:
                raise KeyboardInterrupt
            return super().entries(recipe, video_ids)

    truth = Interrupted(list(range(1, 31)))
    with pytest.raises(KeyboardInterrupt):
        sync.heal(tmp_path, RECIPE, DIMENSION, "int8", truth, batch_videos=10)
    assert heal(tmp_path, Shelf(truth.held))[1] == SyncReport(10, 0)
