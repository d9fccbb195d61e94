"""A line through anchors, followed: the part of every frame that shows the video is signed, and refined along the line.

A crop is never as near to its whole as the level of agreement asks, so that level is measured: between how near the
frames are along the line and how near they are to other moments of the same video. That frames agree at a level that
was measured for them says little about whether the video is right, so some more of them are asked as pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ashen.errors import VideoMissing
from ashen.match.anchors import Anchor, part_shown, sureness
from ashen.match.clip import Matching
from ashen.match.clip_query import ClipQuery
from ashen.match.geometry import WHOLE, Rect
from ashen.match.near import frame_step_s, nearest_rows
from ashen.match.picture import PictureSearch
from ashen.match.refine import Agreement, Segment, refine
from ashen.match.scene import Scene
from ashen.match.shots import Span, shots
from ashen.match.truth import Truth
from ashen.match.views import View
from ashen.match.vote import Hypothesis
from ashen.signature.signature import Signature
from ashen.signature.windows import WINDOWS, seen_through

NEAR_S = 2.5
"""How far from a line scenes may lie and be on it: that of a window is where its still begins."""
FOLLOWED_S = 4.0
"""How far beyond its anchors a line is followed at first; only one that goes on there..."""
GOES_ON_S = 0.5
"""...which is to say that it ends no further than this from there, is followed further."""
FAR_S = 15.0
"""Stored frames further than this from a line are other moments."""
MEASURED_ROWS = 240
"""Query frames that the level and the offset are measured on."""
WHOLE_AREA = 0.85
"""Share of the stored frame's area from which on a query shows all of it."""
LEVELS = (0.35, 0.7)
"""Bounds of the level of agreement that is measured."""
LEAST_APART = 0.08
"""How much nearer frames are along a line than to other moments, unless all moments are alike: before a camera that
stands still. Then the pictures alone say that the video is right, so a line is dropped unless..."""
SURE = 0.8
"""...they are as sure as this."""
PLAIN = 0.98
"""From how sure anchors are on, no more pictures are asked; otherwise..."""
LOOKED = 5
"""...so many along the line."""
PART_VIEWS = 100
"""Views of parts are numbered from here on."""

Judge = Callable[[Scene, Sequence[Scene]], float]
"""How sure a verified scene is, given the other scenes of its picture."""


@dataclass(frozen=True, slots=True)
class Following:
    """What it takes to follow lines through one query.

    Attributes:
        matching: what is known so far; gets the views of the parts.
        query: the same query.
        search: how pictures are searched.
        judge: how sure scenes are.
    """

    matching: Matching
    query: ClipQuery
    search: PictureSearch
    judge: Judge

    def segment(self, anchors: Sequence[Anchor], number: int, span: Span) -> Segment | None:
        """The segment along the line through anchors, within the span, with how sure pictures are of it; None where
        there is none.

        Args:
            anchors: on one line, seen alike.
            number: of the line.
            span: from when to when.
        """
        follow = partial(self._followed, anchors, View(PART_VIEWS + number, *anchors[0].turned))
        followed = self._as_far_as_it_goes(follow, anchors, span)
        if followed is None:
            return None
        own_shots = self._shots(followed.segment)
        sure = sureness(anchors, own_shots)
        if sure < PLAIN:
            more = self._looked_along(followed.segment, followed.part, anchors[0].scene)
            sure = sureness([*anchors, *more], own_shots)
        if followed.alike and sure < SURE:
            self.matching.views.pop()
            return None
        return replace(followed.segment, pictured=sure)

    def sure(self, segment: Segment) -> float:
        """How sure pictures are of a segment that no picture was asked about; 0 where none can be."""
        scene = Scene(segment.video_id, self.matching.views[segment.view], 0.0, 0.0, 0.0, 0.0)
        seen = list(self._looked_along(segment, WHOLE, scene))
        return sureness(seen, self._shots(segment)) if seen else 0.0

    def _shots(self, segment: Segment) -> list[Span]:
        """As the segment's view shows them: of an inset, its own."""
        return shots(self.matching.views[segment.view].signature, self.search.agreement.unit)

    def _as_far_as_it_goes(
        self, follow: Callable[[Span], _Followed | None], anchors: Sequence[Anchor], span: Span
    ) -> _Followed | None:
        """What follows a line within the span; of a long one as little is signed as it needs."""
        moments_s = [anchor.query_s for anchor in anchors]
        near = max(span[0], min(moments_s) - FOLLOWED_S), min(span[1], max(moments_s) + FOLLOWED_S)
        followed = follow(near)
        if followed is None:
            return None
        begins_s, ends_s = self._ends_s(followed.segment)
        goes_on = (span[0] < near[0] and begins_s - near[0] < GOES_ON_S) or (
            near[1] < span[1] and near[1] - ends_s < GOES_ON_S
        )
        if not goes_on:
            return followed
        self.matching.views.pop()
        return follow(span)

    def _ends_s(self, segment: Segment) -> Span:
        times_s = self.matching.views[segment.view].signature.times_s
        return float(times_s[segment.first]), float(times_s[segment.last])

    def _followed(self, anchors: Sequence[Anchor], view: View, span: Span) -> _Followed | None:
        """What follows the line through anchors; adds the view it is seen in."""
        matching, part = self.matching, part_shown(anchors)
        surest = max(anchors, key=lambda anchor: anchor.confidence)
        truth, video_id = self.search.truth, surest.scene.video_id
        try:
            source = truth.signature(video_id)
        except VideoMissing:
            return None
        seen = self.query.part(view, part, span)
        if seen is None or not len(seen.signature):
            return None
        reach_s = NEAR_S + surest.scene.end_s - surest.scene.start_s
        best: _Measured | None = None
        for stored in _sources(truth, surest, source):
            measured = _measured(seen.signature, stored, surest.offset_s, reach_s, self.search.agreement)
            if measured is not None and (best is None or measured.along > best.along):
                best = measured
        if best is None:
            return None
        at_s = surest.query_s
        hypothesis = Hypothesis(video_id, len(matching.views), 1.0, at_s, at_s + best.offset_s, 1.0)
        matching.views.append(seen)
        segment = refine(seen.signature, best.source, hypothesis, best.agreement, matching.new_run(hypothesis.view))
        if segment is None:
            matching.views.pop()
            return None
        return _Followed(segment, part, best.alike)

    def _looked_along(self, segment: Segment, part: Rect, scene: Scene) -> Iterator[Anchor]:
        """Some more moments of a segment, the part of each asked as a picture; such as have detail. The scene is any of
        that video, seen alike."""
        view = self.matching.views[segment.view]
        times_s = view.signature.times_s
        cosine = dict(enumerate(segment.similarity.tolist(), segment.first))
        clear = [row for row, value in cosine.items() if np.isfinite(value)]
        between = np.linspace(0, len(clear), LOOKED + 1)
        rows = sorted({clear[int(place)] for place in (between[1:] + between[:-1]) / 2}) if clear else []
        for at_s, picture in self.query.pictures([float(times_s[row]) for row in rows]):
            row = min(rows, key=lambda row: abs(float(times_s[row]) - at_s))
            there_s = segment.at_s(at_s)
            moment = replace(scene, start_s=there_s, at_s=there_s, end_s=there_s, similarity=cosine[row])
            seen = self.search.seen_in(picture, part, moment)
            if seen is not None:
                rivals = self.search.rivals(view, row, segment.video_id, cosine[row])
                yield Anchor(at_s, seen, self.judge(seen, rivals))


@dataclass(frozen=True, slots=True, eq=False)
class _Followed:
    """What follows a line.

    Attributes:
        segment: it.
        part: of the query's frames, that shows it.
        alike: whether other moments of the video are as near.
    """

    segment: Segment
    part: Rect
    alike: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """A line through an anchor, measured.

    Attributes:
        source: what it was measured against.
        offset_s: source time of the query's time 0.
        agreement: when frames agree.
        along: median cosine along the line.
        alike: whether other moments of the video are as near.
    """

    source: Signature
    offset_s: float
    agreement: Agreement
    along: float
    alike: bool


def _sources(truth: Truth, anchor: Anchor, source: Signature) -> Iterator[Signature]:
    """What the query may be near: the whole frames, and of one that shows part of them, each of their windows."""
    yield source
    seen = anchor.scene.verification
    if seen is None or seen.visible.area >= WHOLE_AREA:
        return
    windows = truth.windows(anchor.scene.video_id)
    if windows is not None and len(windows):
        for number in range(len(WINDOWS)):
            yield replace(seen_through(windows, number, source.times_s), recipe=source.recipe)


def _measured(
    query: Signature, source: Signature, offset_s: float, reach_s: float, agreement: Agreement
) -> _Measured | None:
    """The offset within `reach_s` of a given one at which all frames together are nearest, and when they agree there;
    None where no frame has detail, or none lies in the video.

    A crop shows little of what changes in a held shot, so one frame alone may be placed seconds off; all of them are
    not.
    """
    rows = np.flatnonzero(query.quality >= agreement.min_quality)
    rows = rows[:: -(-len(rows) // MEASURED_ROWS) or 1]
    if not len(rows):
        return None
    cosine = query.codes[rows].astype(np.float32) @ source.codes.T.astype(np.float32) / np.float32(agreement.unit**2)
    step_s = frame_step_s(source)
    shifts_s = np.arange(-reach_s, reach_s + step_s / 2, step_s)
    wanted_s = query.times_s[rows] + (offset_s + shifts_s)[:, None]
    inside = (wanted_s >= source.times_s[0] - step_s) & (wanted_s <= source.times_s[-1] + step_s)
    at = nearest_rows(source.times_s, wanted_s)
    earned = np.where(inside, cosine[np.arange(len(rows)), at], 0).sum(axis=1)
    ties = np.flatnonzero(earned >= earned.max() - 1e-4)
    best = int(ties[np.argmin(np.abs(shifts_s[ties]))])
    if not inside[best].any():
        return None
    near = cosine[np.arange(len(rows)), at[best]][inside[best]]
    far = cosine[np.abs(source.times_s - wanted_s[best][:, None]) >= FAR_S]
    along = float(np.median(near))
    away = float(np.quantile(far, 0.9)) if len(far) else along - 2 * LEAST_APART
    alike = along - away < LEAST_APART
    if alike:
        away = along - 2 * LEAST_APART
    level = replace(agreement, similarity=float(np.clip((along + away) / 2, *LEVELS)))
    return _Measured(source, offset_s + float(shifts_s[best]), level, along, alike)
