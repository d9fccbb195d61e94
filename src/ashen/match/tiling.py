"""The segments of one stored video that together explain most of a query, whatever else explains it too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ashen.match.refine import Segment
from ashen.signature.signature import Signature

TWICE_S = 1.0
"""A video's stretch that two neighbours show, of this length or more, is looked at again."""
POORER = 0.6
"""Share of a segment's mean gain below which the part of it that its neighbour shows too is taken for a longer look at
the same shot and not for a repeat."""
LEAST_FRAMES = 6
"""Segments, or what is left of them beside better ones, of fewer agreeing frames do not count."""


def tiles(signatures: Sequence[Signature], segments: Sequence[Segment]) -> list[Segment]:
    """Segments, cut so that none lies over another in the query, the earlier given first served.

    Args:
        signatures: of every view of the query, the first of all its frames.
        segments: of one video, the surest first.
    """
    times_s = signatures[0].times_s
    taken = np.zeros(len(times_s), dtype=np.bool_)
    kept: list[Segment] = []
    for segment in segments:
        rows = np.searchsorted(times_s, signatures[segment.view].times_s[segment.first : segment.last + 1] - 1e-9)
        rows = np.minimum(rows, len(times_s) - 1)
        part = segment.cut(*_longest_stretch(~taken[rows]))
        if len(part.gain) and part.frames_agreeing >= LEAST_FRAMES and part.score > 0:
            first = part.first - segment.first
            taken[rows[first] : rows[first + len(part.gain) - 1] + 1] = True
            kept.append(part)
    return kept


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


def _longest_stretch(flags: NDArray[np.bool_]) -> tuple[int, int]:
    """[start, stop) of the longest run of true; of none, nothing."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    if not len(starts):
        return 0, 0
    longest = int(np.argmax(stops - starts))
    return int(starts[longest]), int(stops[longest])
