"""Segments stay few, and no row is rewritten often."""

import numpy as np
import pytest

from ashen.index.merge import MAX_SEGMENTS, Load, choose, must_train


def alive(*rows: int) -> list[Load]:
    return [Load(each, each) for each in rows]


def test_few_segments_are_left_alone() -> None:
    """Nothing is rewritten while there are no more segments than allowed and little in them is dead."""
    assert choose([]) == []
    assert choose(alive(*range(1, MAX_SEGMENTS + 1))) == []
    assert choose([Load(100, 75), Load(0, 0)]) == []


def test_the_small_are_merged_first() -> None:
    """One segment too many: the smallest go together, the large ones stay."""
    assert choose(alive(1000, 1, 500, 1, 250, 1, 125, 1, 60)) == [1, 3, 5, 7]


def test_the_mostly_dead_are_rewritten() -> None:
    """A segment more than a quarter dead is rewritten even alone."""
    assert choose([Load(100, 100), Load(100, 74)]) == [1]


@pytest.mark.parametrize("additions", [100, 1000, 5000])
def test_rows_are_rewritten_seldom(additions: int) -> None:
    """Equal additions: never more segments than allowed, and each row is rewritten at most a handful of times."""
    rows: list[int] = []
    rewritten = 0
    for _ in range(additions):
        rows.append(1)
        while chosen := choose(alive(*rows)):
            merged = sum(rows[number] for number in chosen)
            rewritten += merged
            rows = [each for number, each in enumerate(rows) if number not in chosen] + [merged]
        assert len(rows) <= MAX_SEGMENTS
    assert sum(rows) == additions
    assert rewritten / additions <= np.log2(additions)


@pytest.mark.parametrize(
    ("living", "trained_rows", "due"),
    [(99_999, 0, False), (100_000, 0, True), (400_000, 100_000, False), (400_001, 100_000, True), (50_000, 1, False)],
)
def test_training_is_due_when_the_whole_has_grown_fourfold(living: int, trained_rows: int, due: bool) -> None:
    """A quantiser fits up to four times the rows it was trained on, and small libraries need none."""
    assert must_train(living, trained_rows) == due
