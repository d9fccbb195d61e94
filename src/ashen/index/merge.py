"""Which segments to rewrite together, so that few are searched and each row is rewritten seldom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_SEGMENTS = 8
TRAIN_ROWS = 100_000
"""Below it one list, scanned whole, is fast enough and exact."""
RETRAIN_GROWTH = 4
MAX_DEAD_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Load:
    """What a segment carries.

    Attributes:
        rows: rows in the file.
        living: those of them that a search can find.
    """

    rows: int
    living: int


def must_train(living: int, trained_rows: int) -> bool:
    """Whether the whole has outgrown its quantiser; every segment is then rewritten under a new one."""
    return living >= TRAIN_ROWS and living > RETRAIN_GROWTH * trained_rows


def choose(loads: Sequence[Load], max_segments: int = MAX_SEGMENTS) -> list[int]:
    """Numbers of the segments to rewrite into one; empty when all is well.

    Those that are more than a quarter dead are, always. Otherwise, when there are more than `max_segments`, the two
    smallest and then each next one that is not more than twice what is gathered: sizes stay roughly geometric, and a
    row is rewritten a logarithmic number of times.
    """
    chosen = {number for number, load in enumerate(loads) if load.rows - load.living > MAX_DEAD_SHARE * load.rows}
    if len(loads) - max(0, len(chosen) - 1) > max_segments:
        rest = sorted((number for number in range(len(loads)) if number not in chosen), key=lambda n: loads[n].living)
        gathered = sum(loads[number].living for number in chosen)
        for number in rest:
            if len(chosen) >= 2 and loads[number].living > 2 * gathered:
                break
            chosen.add(number)
            gathered += loads[number].living
    return sorted(chosen)
