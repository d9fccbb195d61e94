"""Scenes that are one, told from those that are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ashen.match.geometry import WHOLE
from ashen.match.scene import EQUAL_EVIDENCE, Scene, apart
from ashen.match.verify import NOT_COMPARED, Verification
from ashen.match.views import QueryView, View
from ashen.signature.signature import Signature


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


def a_scene(score: float = 0.2, similarity: float = 0.8) -> Scene:
    """A verified one."""
    code = Signature("frame/3", np.zeros(1), np.zeros((1, 64), np.int8), np.full(1, 50, np.uint8))
    seen = Verification(score, 20, 0.5, np.eye(3), WHOLE, WHOLE, 0.6, 0.6, 1.0, 0.3)
    return Scene(1, QueryView(View(0, mirrored=False), code), 3.0, 3.0, 3.0, similarity, verification=seen)


def test_what_looks_the_same_side_by_side_comes_first() -> None:
    """A scene that does outranks one of more score that does not; one that nobody compared is taken to look unlike."""
    same, other = a_scene(score=0.2).compared(4.0), a_scene(score=0.3).compared(-2.0)
    assert same.evidence > other.evidence
    assert a_scene(score=0.3).placed_evidence > same.placed_evidence
    assert a_scene().evidence == a_scene().compared(NOT_COMPARED).evidence < other.evidence


def test_scenes_that_are_plainly_the_same_are_equally_good() -> None:
    """Copies of an opening, each kept as another still, are not told apart by how plainly they are the same."""
    assert a_scene().compared(7.0).evidence - a_scene().compared(2.5).evidence < EQUAL_EVIDENCE


def test_only_what_was_laid_over_a_still_is_compared() -> None:
    """A scene that was not has nothing that sameness could be told of."""
    with pytest.raises(ValueError, match="laid over"):
        replace(a_scene(), verification=None).compared(4.0)
