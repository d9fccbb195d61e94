"""Codes as they are stored, and a disk that is full."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from ashen.index.faiss_index import FaissIndex
from ashen.index.write import stored_codes, stored_width
from tests.index.builders import DIMENSION, RECIPE, entry, even_code, unit_codes


@pytest.mark.parametrize(("dimension", "width"), [(1, 16), (16, 16), (33, 48), (64, 64)])
def test_widths_are_multiples_of_sixteen(dimension: int, width: int) -> None:
    """A stored code fills whole vectors of the processor."""
    assert stored_width(dimension) == width
    assert stored_codes(unit_codes(2, 1)[:, :dimension].copy()).shape == (2, width)


def test_storing_leaves_distances_as_they_are() -> None:
    """Shifting and padding change no distance, and no value wraps around."""
    codes = unit_codes(10, 1)[:, :33].copy()
    stored = stored_codes(codes).astype(np.int64)
    given = codes.astype(np.int64)
    for row in range(10):
        assert ((stored - stored[row]) ** 2).sum(axis=1).tolist() == ((given - given[row]) ** 2).sum(axis=1).tolist()
    assert stored_codes(even_code(-128))[0, 0] == 0
    assert stored_codes(even_code(127))[0, 0] == 255


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="the full disk is played through posix_fallocate")
def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk has no room, adding raises and the index is as it was; with room again, adding works."""
    index = FaissIndex.create(tmp_path, RECIPE, DIMENSION, "int8")
    index.add([entry(1)], RECIPE)

    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "posix_fallocate", full)
        with pytest.raises(OSError, match="space"):
            index.add([entry(2)], RECIPE)
    assert FaissIndex.open(tmp_path, RECIPE, DIMENSION, "int8").video_ids().tolist() == [1]
    index.add([entry(2)], RECIPE)
    assert index.video_ids().tolist() == [1, 2]
    assert not list(tmp_path.glob("*.tmp"))
