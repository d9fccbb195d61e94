"""Anchors: which lie on one line, and how sure they are together."""

from __future__ import annotations

import numpy as np
import pytest

from ashen.match.anchors import Anchor, agreeing, sureness
from ashen.match.scene import Scene
from ashen.match.views import QueryView, View
from ashen.signature.signature import Signature

SHOTS = [(0.0, 1.9), (2.0, 3.9), (4.0, 5.9)]


def anchor(query_s: float, confidence: float, *, at_s: float = 10.0, video: int = 1, mirrored: bool = False) -> Anchor:
    """One that shows `at_s` plus its own time of a video."""
    none = Signature("frame/3", np.zeros(1), np.zeros((1, 64), np.int8), np.zeros(1, np.uint8))
    shown_s = at_s + query_s
    scene = Scene(video, QueryView(View(0, mirrored), none), shown_s, shown_s, shown_s, 0.9)
    return Anchor(query_s, scene, confidence)


@pytest.mark.parametrize(
    ("moments", "sure"),
    [
        ([(1.0, 0.6)], 0.6),
        ([(1.0, 0.6), (1.0, 0.4)], 0.6),  # one moment counts once
        ([(0.5, 0.5), (1.0, 0.5), (1.5, 0.5)], 0.5),  # nor do three of one shot make it surer
        ([(0.5, 0.75), (1.5, 0.0)], 0.5),  # the geometric mean of doubts
        ([(1.0, 0.5), (3.0, 0.5)], 0.75),
        ([(1.0, 0.5), (2.5, 0.75), (3.5, 0.0), (5.0, 0.5)], 0.875),
    ],
)
def test_shots_are_evidence_not_moments(moments: list[tuple[float, float]], sure: float) -> None:
    """Moments of one shot count as one average; that all shots are wrong is the product of their doubts."""
    assert sureness([anchor(*moment) for moment in moments], SHOTS) == pytest.approx(sure)


def test_a_certain_moment_is_no_error() -> None:
    """Where one is quite sure, so are all together; no logarithm of nothing."""
    assert sureness([anchor(1.0, 1.0), anchor(3.0, 0.2)], SHOTS) == pytest.approx(1.0, abs=1e-5)


def test_groups_are_of_one_line_seen_alike() -> None:
    """Another offset, another video or its mirror image is another group; the surest comes first."""
    found = agreeing(
        [
            anchor(1.0, 0.5),
            anchor(3.0, 0.5, at_s=10.8),
            anchor(3.0, 0.7, at_s=14.0),
            anchor(5.0, 0.6, video=2),
            anchor(5.0, 0.4, mirrored=True),
        ],
        SHOTS,
    )
    assert [[one.confidence for one in group] for group in found] == [[0.5, 0.5], [0.7], [0.6], [0.4]]
