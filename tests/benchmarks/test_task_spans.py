"""Where the stretches lie that are asked about."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.edits import Span
from benchmarks.stored import Stored
from benchmarks.tasks.spans import own_stretches, pick_spans, reels
from tests.benchmarks.told_videos import World


def test_own_stretches_leave_out_what_is_shared(world: World) -> None:
    """No frame of an own stretch is in opening, ending, recap or preview; together they are the whole."""
    for stored in world[0]:
        script = stored.script
        assert script is not None
        parts = [p for p in (script.opening, script.ending, script.recap, script.preview) if p is not None]
        own = [(round(a * script.rate), round(b * script.rate)) for a, b in own_stretches(stored)]
        covered = [frame for start, end in [*own, *parts] for frame in range(start, end)]
        assert sorted(covered) == list(range(script.frames))
        assert len(parts) >= 2


def test_spans_lie_within_and_works_take_turns(world: World) -> None:
    """Every span is inside one stretch, and each work is asked about as often as the others."""
    known, _ = world
    for stretches in (own_stretches, reels):
        picked = list(pick_spans(known, 8, 2.0, np.random.default_rng(4), stretches))
        for stored, span in picked:
            inside = [a < span.start_s and span.start_s + span.duration_s < b for a, b in stretches(stored)]
            assert inside.count(True) == 1
        assert [stored.work for stored, _ in picked] == ["21", "22"] * 4


def test_spans_longer_than_all_stretches_are_refused(world: World) -> None:
    """There is nothing to ask about then, and it is said."""
    with pytest.raises(ValueError, match=r"no video has a stretch of 99\.0 s"):
        list(pick_spans(world[0], 1, 99.0, np.random.default_rng(1)))


def test_blank_videos_are_refused(world: World, tmp_path: Path) -> None:
    """A video of nothing but black is no question."""
    from benchmarks.encode import write_video

    write_video(tmp_path / "black.mkv", [np.zeros((48, 80, 3), np.uint8)] * 72)
    black = Stored("black", tmp_path / "black.mkv", "black", None)
    with pytest.raises(ValueError, match="all blank"):
        list(pick_spans([black], 1, 1.0, np.random.default_rng(1)))
    assert isinstance(next(pick_spans(world[0], 1, 1.0, np.random.default_rng(1)))[1], Span)
