"""The coarse quantiser: lists of codes that are near each other."""

from pathlib import Path

import numpy as np
import pytest

from ashen.errors import IndexDamaged
from ashen.index.quantiser import Quantiser, lists_for
from ashen.index.write import stored_codes
from tests.index.builders import unit_codes


def test_training_is_repeatable() -> None:
    """The same sample gives the same centroids, so that a rebuilt index searches as the old one did."""
    sample = stored_codes(unit_codes(600, 1))
    assert Quantiser.train(sample, 8, 1).checksum == Quantiser.train(sample, 8, 1).checksum


def test_codes_are_assigned_to_the_nearest_list() -> None:
    """The list of a code is the first that a search for that code looks into."""
    stored = stored_codes(unit_codes(500, 1))
    quantiser = Quantiser.train(stored, 16, 1)
    lists = quantiser.assign(stored, 1)
    assert lists.tolist() == quantiser.nearest_lists(stored.astype(np.float32), 3)[:, 0].tolist()
    assert len(np.unique(lists)) > 8


def test_a_single_list_takes_everything() -> None:
    """Without training there is one list, however many are asked for."""
    quantiser = Quantiser.single(64)
    assert set(quantiser.assign(stored_codes(unit_codes(9, 1)), 1).tolist()) == {0}
    assert quantiser.nearest_lists(np.zeros((2, 64), np.float32), 8).tolist() == [[0], [0]]


def test_a_written_quantiser_reads_as_it_was(tmp_path: Path) -> None:
    """Centroids survive the file bit for bit."""
    quantiser = Quantiser.train(stored_codes(unit_codes(600, 1)), 8, 1)
    quantiser.write(tmp_path / "quantiser")
    read = Quantiser.read(tmp_path / "quantiser")
    assert read.centroids.tobytes() == quantiser.centroids.tobytes()
    (tmp_path / "quantiser").write_bytes(b"ASHENQNT")
    with pytest.raises(IndexDamaged, match="damaged"):
        Quantiser.read(tmp_path / "quantiser")


@pytest.mark.parametrize(("rows", "lists"), [(100_000, 512), (400_000, 1024), (1_600_000, 2048), (6_400_000, 4096)])
def test_lists_grow_with_the_root_of_the_rows(rows: int, lists: int) -> None:
    """The number of lists is a power of two near the root of twice the rows."""
    assert lists_for(rows) == lists
