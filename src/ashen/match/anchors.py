"""Anchors: what frames of a moving query asked as pictures say, and which of them lie on one line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import mean

import numpy as np

from ashen.match.geometry import WHOLE, Rect
from ashen.match.scene import Scene
from ashen.match.shots import Span

SAME_LINE_S = 1.0
"""How far from each other's lines anchors may lie and agree."""
LEAST_DOUBT = 1e-6
"""Doubt that one anchor leaves at least."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A moment of the query and the stored moment that it shows, asked as a picture.

    Attributes:
        query_s: of the query.
        scene: the verified scene.
        confidence: that it is right.
    """

    query_s: float
    scene: Scene
    confidence: float

    @property
    def offset_s(self) -> float:
        """Source time of the query's time 0, at the unaltered speed."""
        return self.scene.at_s - self.query_s

    @property
    def turned(self) -> tuple[bool, bool]:
        """Whether the query is seen mirrored, and upside down."""
        view = self.scene.view.view
        return view.mirrored, view.flipped


def agreeing(anchors: Sequence[Anchor], shots: Sequence[Span]) -> list[list[Anchor]]:
    """Anchors on one line of one video, seen alike, the surest group first; each anchor is in one group.

    Args:
        anchors: of one query.
        shots: of it.
    """
    groups: list[list[Anchor]] = []
    left = sorted(anchors, key=lambda anchor: -anchor.confidence)
    while left:
        best = left[0]
        group = [anchor for anchor in left if _on_one_line(best, anchor)]
        groups.append(group)
        left = [anchor for anchor in left if anchor not in group]
    return sorted(groups, key=lambda group: -sureness(group, shots))


def sureness(anchors: Sequence[Anchor], shots: Sequence[Span]) -> float:
    """Probability that anchors on one line are right: that not in all shots they are wrong.

    Moments of one shot are no independent evidence: where one of them looks like something else, so do all. Together
    they count as one, by the mean of their doubts' logarithms.

    Args:
        anchors: of one query; each moment counts once, as its surest anchor.
        shots: of it.
    """
    surest: dict[float, float] = {}
    for anchor in anchors:
        surest[anchor.query_s] = max(surest.get(anchor.query_s, 0.0), anchor.confidence)
    starts_s = [start_s for start_s, _ in shots]
    doubts: dict[int, list[float]] = {}
    for query_s, confidence in surest.items():
        doubts.setdefault(bisect_right(starts_s, query_s + 1e-6), []).append(log(max(LEAST_DOUBT, 1 - confidence)))
    return 1 - exp(sum(mean(logarithms) for logarithms in doubts.values()))


def part_shown(anchors: Sequence[Anchor]) -> Rect:
    """The part of the query that shows the video: the median of the anchors', within the query."""
    fills = [anchor.scene.verification.fills for anchor in anchors if anchor.scene.verification is not None]
    left, top, right, bottom = np.clip(np.median(np.array(fills), axis=0), 0, 1).tolist()
    part = Rect(left, top, right, bottom)
    return part if part.right - part.left > 0.05 and part.bottom - part.top > 0.05 else WHOLE


def _on_one_line(a: Anchor, b: Anchor) -> bool:
    alike = (a.scene.video_id, a.turned) == (b.scene.video_id, b.turned)
    return alike and abs(a.offset_s - b.offset_s) <= SAME_LINE_S
