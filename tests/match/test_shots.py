from __future__ import annotations

from itertools import pairwise

import pytest

from ashen.match.shots import LONGEST_S, shots
from tests.match.build import RATE, UNIT, an_episode, joined, resampled

FRAME_S = 1 / RATE


def test_a_cut_ends_a_shot() -> None:
    """Parts joined with hard cuts begin new shots where they are joined."""
    parts = [
        resampled(an_episode(number, shot_s=1000.0), 1, 1 + length) for number, length in ((1, 2), (2, 0.5), (3, 3))
    ]
    found = shots(joined(*parts), UNIT)
    assert [start for start, _ in found] == pytest.approx([0, 2, 2.5], abs=2 * FRAME_S)
    assert found[-1][1] == pytest.approx(5.5, abs=2 * FRAME_S)


def test_a_long_shot_comes_in_pieces() -> None:
    """A shot longer than the limit is taken apart into equal pieces that follow each other."""
    found = shots(resampled(an_episode(4, seconds=30, shot_s=1000.0), 0, 20), UNIT)
    lengths_s = [end - start for start, end in found]
    assert len(found) == 4
    assert max(lengths_s) <= LONGEST_S
    assert lengths_s == pytest.approx([lengths_s[0]] * 4)
    assert all(before[1] == after[0] for before, after in pairwise(found))


def test_nothing_has_no_shots() -> None:
    """A signature without frames has none; one frame alone is none."""
    episode = an_episode(5, seconds=5)
    assert shots(episode.take(slice(0, 0)), UNIT) == []
    assert shots(episode.take(slice(0, 1)), UNIT) == []
