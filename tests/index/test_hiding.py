"""An index seen without some of its videos."""

import numpy as np
import pytest

from ashen.index.contract import Entry
from ashen.index.exact import ExactIndex
from ashen.index.hiding import Hiding

CODES = np.random.default_rng(1).integers(-127, 128, (4, 64)).astype(np.int8)


def an_index() -> ExactIndex:
    index = ExactIndex("frame/2", 64, "int8")
    index.add([Entry(n + 1, np.zeros(1, np.int32), CODES[n : n + 1]) for n in range(4)], "frame/2")
    return index


def test_hidden_videos_are_not_found() -> None:
    """They are neither found nor listed; unknown ones may be hidden; the index itself still holds all."""
    base = an_index()
    shown = Hiding(base, [2, 77])
    assert shown.video_ids().tolist() == [1, 3, 4]
    assert shown.recipe == "frame/2"
    assert 2 not in shown.search(CODES[1:2], 4, "frame/2").video_id
    assert shown.search(CODES[1:2], 4, "frame/2", [2, 3]).video_id.tolist() == [3]
    assert base.search(CODES[1:2], 1, "frame/2").video_id.tolist() == [2]
    assert Hiding(base, [1, 2, 3, 4]).search(CODES, 4, "frame/2").video_id.tolist() == []


def test_it_only_answers() -> None:
    """Neither adding nor removing goes through it."""
    shown = Hiding(an_index(), [2])
    with pytest.raises(ValueError, match="view"):
        shown.add([], "frame/2")
    with pytest.raises(ValueError, match="view"):
        shown.remove([1])
