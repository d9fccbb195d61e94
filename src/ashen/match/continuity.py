"""Where a stretch lies whose pictures stand still for longer than it lasts: any place among them is as right.

A card or other footage put into a shot that is held leaves two stretches, and the frames of one may be shown at many
moments of the shot. Of these the simplest account is taken: the video goes on where it was interrupted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ashen.errors import VideoMissing
from ashen.match.choose import JOINED_S, Explained, cost
from ashen.match.near import frame_step_s
from ashen.match.refine import Agreement, Segment, gains_along
from ashen.match.truth import Truth
from ashen.match.views import QueryView
from ashen.signature.signature import Signature

AS_GOOD = 0.01
"""How much less its frames may gain, in the mean, where a stretch is moved to. Of pictures that stand still it is 0.005
at most, of others 0.2 and more (development clips with cards and footage put in, and with parts cut out)."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Source seconds per query second, and a moment that it is to show at a moment of the query."""

    speed: float
    query_s: float
    stored_s: float

    @property
    def offset_s(self) -> float:
        return self.stored_s - self.speed * self.query_s


def continued(
    explained: Sequence[Explained], views: Sequence[QueryView], truth: Truth, agreement: Agreement
) -> list[Explained]:
    """The stretches, each moved to where the one before it ends, or begins after it, if its frames agree there as well.

    Only stretches of one video, turned alike and played the same way, with something else between them in the query, or
    seen in different parts of the frame: others would be one. What a stretch's frames say for it stays as it was.

    Args:
        explained: in the order of the query.
        views: of the query.
        truth: the stored signatures.
        agreement: of the recipe.
    """
    settled = list(explained)
    for place in range(1, len(settled)):
        before, after = settled[place - 1 : place + 1]
        if not _interrupted(before, after, views):
            continue
        try:
            source = truth.signature(after.segment.video_id)
        except VideoMissing:
            continue
        step_s = float(np.sign(after.segment.speed)) * frame_step_s(source)
        ends_s, begins_s = before.segment.at_s(before.end_s), after.segment.at_s(after.start_s)
        if abs(begins_s - ends_s) <= JOINED_S:
            continue
        speeds = dict.fromkeys(segment.speed for segment in sorted((before.segment, after.segment), key=cost))
        ways = [(place, _Line(speed, after.start_s, ends_s + step_s)) for speed in speeds]
        ways += [(place - 1, _Line(speed, before.end_s, begins_s - step_s)) for speed in speeds]
        for number, line in ways:
            segment = settled[number].segment
            if _agrees_as_well(views[segment.view].signature, source, segment, line, agreement):
                moved = replace(segment, speed=line.speed, offset_s=line.offset_s)
                settled[number] = replace(settled[number], segment=moved)
                break
    return settled


def _interrupted(before: Explained, after: Explained, views: Sequence[QueryView]) -> bool:
    """Whether two stretches follow one video the same way, with something else between them or seen otherwise."""
    a, b = before.segment, after.segment
    turned = [(views[each.view].view.mirrored, views[each.view].view.flipped) for each in (a, b)]
    same = a.video_id == b.video_id and a.speed * b.speed > 0 and turned[0] == turned[1]
    return same and (after.start_s - before.end_s > JOINED_S or a.view != b.view)


def _agrees_as_well(query: Signature, source: Signature, segment: Segment, line: _Line, agreement: Agreement) -> bool:
    """Whether the frames of a segment agree along another line as well as along its own."""
    frames = query.take(slice(segment.first, segment.last + 1))
    own = gains_along(frames, source, segment.speed, segment.offset_s, agreement)
    other = gains_along(frames, source, line.speed, line.offset_s, agreement)
    return bool(other.mean() >= own.mean() - AS_GOOD)
