"""Scenes that are one, told from those that are not."""

from __future__ import annotations

import numpy as np

from ashen.match.scene import apart


def test_only_moments_apart_are_kept() -> None:
    """As one after the other: each unless a better one of its video is nearer than so long."""
    rng = np.random.default_rng(4)
    ids, times_s = rng.integers(0, 3, 400), np.round(rng.uniform(0, 200, 400), 2)
    kept: list[int] = []
    for row in range(400):
        if not any(ids[row] == ids[other] and abs(times_s[row] - times_s[other]) < 5.0 for other in kept):
            kept.append(row)
    assert apart(ids, times_s, 5.0) == kept
    assert apart(ids[:0], times_s[:0], 5.0) == []
