"""The segments of one stored video that together explain most of a query, whatever else explains it too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ashen.match.choose import sequence
from ashen.match.refine import Segment
from ashen.signature.signature import Signature

TWICE_S = 1.0
"""A video's stretch that two neighbours show, of this length or more, is looked at again."""
POORER = 0.6
"""Share of a segment's mean gain below which the part of it that its neighbour shows too is taken for a longer look at
the same shot and not for a repeat."""
LEAST_FRAMES = 6
"""Segments, or what is left of them beside better ones, of fewer agreeing frames do not count."""
ODD_PACE = 24.0
"""What a segment costs for every octave that its speed is off the unaltered one, in gains of equal frames: versions of
an episode differ in length by cuts, and hardly in speed."""


def tiles(signatures: Sequence[Signature], segments: Sequence[Segment]) -> list[Segment]:
    """Segments, cut so that none lies over another in the query, that together explain most of it.

    Where a version lacks some seconds of a slow scene, one line of an odd speed explains all of it fairly, and two of
    the unaltered speed explain it well.

    Args:
        signatures: of every view of the query, the first of all its frames.
        segments: of one video.
    """
    return [part for part in sequence(signatures, segments, ODD_PACE) if part.frames_agreeing >= LEAST_FRAMES]


def each_once(signatures: Sequence[Signature], segments: Sequence[Segment]) -> list[Segment]:
    """Segments of one video, in the order of the query, without what shows poorly what its neighbour shows well.

    Where a version holds a shot longer, or has more within it, the line before the cut goes on along frames that are
    alike but not the same, until the shot ends.
    """
    ordered = sorted(segments, key=lambda segment: float(signatures[segment.view].times_s[segment.first]))
    for number in range(len(ordered) - 1):
        before, after = ordered[number], ordered[number + 1]
        shown, again = (_shown_s(signatures, segment) for segment in (before, after))
        twice_s = shown[-1] - again[0]
        if min(before.speed, after.speed) < 0 or shown[0] >= again[0] or twice_s < TWICE_S:
            continue
        tail, head = shown >= again[0], again <= shown[-1]
        poor_tail, poor_head = _poorness(before, tail), _poorness(after, head)
        if min(poor_tail, poor_head) > POORER:
            continue
        if poor_tail <= poor_head:
            ordered[number] = before.cut(0, int(np.argmax(tail)))
        else:
            ordered[number + 1] = after.cut(int(head.sum()), len(head))
    return [segment for segment in ordered if len(segment.gain)]


def _shown_s(signatures: Sequence[Signature], segment: Segment) -> NDArray[np.float64]:
    """Times of the video that a segment's frames show."""
    times_s = signatures[segment.view].times_s[segment.first : segment.last + 1]
    return segment.speed * times_s + segment.offset_s


def _poorness(segment: Segment, part: NDArray[np.bool_]) -> float:
    """Mean gain of a part as a share of the rest's; 1 where there is no rest."""
    rest = float(segment.gain[~part].mean()) if (~part).any() else 0.0
    return float(segment.gain[part].mean()) / rest if rest > 0 else 1.0
