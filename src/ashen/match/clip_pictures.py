"""A moving query that no stored frame is near enough to: some of its frames are asked about as pictures.

A frame asked as a picture finds what its signature alone does not: a crop, a strip, an inset over a blur, a picture
turned upside down. Each gives an anchor: this moment of the query shows that moment of a video, and so lies on it.
Where anchors agree, the part of every frame that shows the video is signed, and refined along the line through them. A
crop is never as near to its whole as the level of agreement asks, so that level is measured: between how near the
frames are along the line and how near they are to other moments of the same video.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ashen.errors import VideoMissing
from ashen.match.clip import Matching, around
from ashen.match.clip_query import ClipQuery
from ashen.match.geometry import WHOLE, Rect
from ashen.match.near import frame_step_s, nearest_rows
from ashen.match.picture import PictureSearch, Scene
from ashen.match.refine import Agreement, Segment, refine
from ashen.match.shots import Span
from ashen.match.truth import Truth
from ashen.match.views import View
from ashen.match.vote import Hypothesis
from ashen.signature.signature import Signature
from ashen.signature.windows import WINDOWS, seen_through

PICTURES = 6
"""Frames of one query that are asked about at most, unless it is long..."""
EVERY_S = 60.0
"""...when one in this many seconds of what is not explained is."""
SCENES = 60
"""Scenes of each, the nearest, that vote for a line."""
VOTE_FLOOR = 0.4
"""Cosine at which a scene's vote has shrunk to nothing."""
NEAR_S = 2.5
"""How far from a line scenes may lie and vote for it: that of a window is where its still begins."""
LINES = 6
"""Lines that are looked at, each at..."""
LOOKS = 2
"""...so many frames; at a single frame, where there is but one, as many lines again."""
LEAST_CONFIDENCE = 0.2
"""Confidence below which a scene is no anchor."""
SAME_LINE_S = 1.0
"""How far from each other's lines anchors may lie and agree."""
PARTS = 3
"""Lines that are followed at most."""
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
"""How much nearer frames must be along the line than to other moments, for the line to be followed."""
PART_VIEWS = 100
"""Views of parts are numbered from here on."""


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """A line through an anchor, measured.

    Attributes:
        source: what it was measured against.
        offset_s: source time of the query's time 0.
        agreement: when frames agree.
        along: median cosine along the line.
    """

    source: Signature
    offset_s: float
    agreement: Agreement
    along: float


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


def look_at_pictures(
    matching: Matching,
    query: ClipQuery,
    search: PictureSearch,
    confidence: Callable[[Scene, Sequence[Scene]], float],
) -> list[Anchor]:
    """Explain what is left of a query by some of its frames asked as pictures; returns what those showed.

    Args:
        matching: what is known so far; gets the segments found.
        query: the same query.
        search: how pictures are searched.
        confidence: of a verified scene among all of its picture.
    """
    spans = matching.unexplained()
    pictures = list(query.pictures(_moments(spans, matching.shots())))
    proposed = [search.propose(picture)[:SCENES] for _, picture in pictures]
    anchors: list[Anchor] = []
    wanted = _worth_looking([at_s for at_s, _ in pictures], proposed)
    for (at_s, picture), scenes in zip(pictures, wanted, strict=True):
        seen = search.look(picture, scenes)
        for scene in seen:
            sure = confidence(scene, [other for other in seen if other is not scene])
            if sure >= LEAST_CONFIDENCE:
                anchors.append(Anchor(at_s, scene, sure))
    for number, agreeing in enumerate(_agreeing(anchors)[:PARTS]):
        for span in around(spans):
            inside = [anchor for anchor in agreeing if span[0] <= anchor.query_s <= span[1]]
            if inside:
                follow = partial(
                    _followed, matching, query, search.truth, search.agreement, inside, PART_VIEWS + number
                )
                segment = _as_far_as_it_goes(follow, matching, inside, span)
                if segment is not None:
                    matching.add([segment])
    return anchors


def _moments(spans: Sequence[Span], shots: Sequence[Span]) -> list[float]:
    """Which moments are asked about: in the middle of unexplained shots, the longest first."""
    pieces = [(max(a, c), min(b, d)) for a, b in spans for c, d in shots if min(b, d) > max(a, c)]
    left_s = sum(end_s - start_s for start_s, end_s in spans)
    count = max(PICTURES, round(left_s / EVERY_S))
    longest = sorted(pieces, key=lambda piece: piece[0] - piece[1])[:count]
    return sorted((start_s + end_s) / 2 for start_s, end_s in longest)


def _worth_looking(times_s: Sequence[float], proposed: Sequence[list[Scene]]) -> list[list[Scene]]:
    """Of every frame's scenes those to look at: the best on the lines that most frames' scenes lie near."""
    lines: dict[tuple[int, bool, bool], list[tuple[float, float, int, Scene]]] = {}
    for number, (at_s, scenes) in enumerate(zip(times_s, proposed, strict=True)):
        for scene in scenes:
            weight = max(0.0, scene.similarity - VOTE_FLOOR)
            key = (scene.video_id, scene.view.view.mirrored, scene.view.view.flipped)
            lines.setdefault(key, []).append((scene.at_s - at_s, weight, number, scene))
    ranked: list[tuple[float, dict[int, tuple[float, Scene]]]] = []
    for votes in lines.values():
        taken: list[float] = []
        for offset_s, _, _, _ in sorted(votes, key=lambda vote: -vote[1]):
            if any(abs(offset_s - other_s) <= NEAR_S for other_s in taken):
                continue
            taken.append(offset_s)
            best: dict[int, tuple[float, Scene]] = {}
            for other_s, weight, number, scene in votes:
                if abs(other_s - offset_s) <= NEAR_S and weight > best.get(number, (0.0,))[0]:
                    best[number] = weight, scene
            ranked.append((sum(weight for weight, _ in best.values()), best))
    ranked.sort(key=lambda line: -line[0])
    wanted: list[list[Scene]] = [[] for _ in proposed]
    for _, best in ranked[: LINES if len(proposed) > 1 else LOOKS * LINES]:
        for number in sorted(best, key=lambda number: -best[number][0])[:LOOKS]:
            wanted[number].append(best[number][1])
    return wanted


def _agreeing(anchors: Sequence[Anchor]) -> list[list[Anchor]]:
    """Anchors on one line of one video, seen alike, the surest group first; each anchor is in one group."""
    groups: list[list[Anchor]] = []
    left = sorted(anchors, key=lambda anchor: -anchor.confidence)
    while left:
        best = left[0]
        group = [anchor for anchor in left if _on_one_line(best, anchor)]
        groups.append(group)
        left = [anchor for anchor in left if anchor not in group]
    return sorted(groups, key=lambda group: _doubt(group))


def _on_one_line(a: Anchor, b: Anchor) -> bool:
    alike = (a.scene.video_id, _turned(a)) == (b.scene.video_id, _turned(b))
    return alike and abs(a.offset_s - b.offset_s) <= SAME_LINE_S


def _turned(anchor: Anchor) -> tuple[bool, bool]:
    view = anchor.scene.view.view
    return view.mirrored, view.flipped


def _doubt(group: Sequence[Anchor]) -> float:
    """Probability that all anchors of a group are wrong, each moment of the query counted once."""
    best: dict[float, float] = {}
    for anchor in group:
        best[anchor.query_s] = max(best.get(anchor.query_s, 0.0), anchor.confidence)
    return float(np.prod([1 - confidence for confidence in best.values()]))


def _as_far_as_it_goes(
    follow: Callable[[Span], Segment | None], matching: Matching, anchors: Sequence[Anchor], span: Span
) -> Segment | None:
    """The segment along the line through anchors, within the span; of a long one as little is signed as it needs."""
    moments_s = [anchor.query_s for anchor in anchors]
    near = max(span[0], min(moments_s) - FOLLOWED_S), min(span[1], max(moments_s) + FOLLOWED_S)
    segment = follow(near)
    if segment is None:
        return None
    times_s = matching.views[segment.view].signature.times_s
    begins_s, ends_s = float(times_s[segment.first]), float(times_s[segment.last])
    goes_on = (span[0] < near[0] and begins_s - near[0] < GOES_ON_S) or (
        near[1] < span[1] and near[1] - ends_s < GOES_ON_S
    )
    if not goes_on:
        return segment
    matching.views.pop()
    return follow(span)


def _followed(
    matching: Matching,
    query: ClipQuery,
    truth: Truth,
    agreement: Agreement,
    anchors: Sequence[Anchor],
    number: int,
    span: Span,
) -> Segment | None:
    """The segment along the line through anchors; adds the view it is seen in."""
    surest = max(anchors, key=lambda anchor: anchor.confidence)
    try:
        source = truth.signature(surest.scene.video_id)
    except VideoMissing:
        return None
    view = query.part(View(number, *_turned(surest)), _part(anchors), span)
    if view is None or not len(view.signature):
        return None
    offset_s = surest.scene.at_s - surest.query_s
    reach_s = NEAR_S + surest.scene.end_s - surest.scene.start_s
    best: _Measured | None = None
    for stored in _sources(truth, surest, source):
        measured = _measured(view.signature, stored, offset_s, reach_s, agreement)
        if measured is not None and (best is None or measured.along > best.along):
            best = measured
    if best is None:
        return None
    hypothesis = Hypothesis(
        surest.scene.video_id,
        len(matching.views),
        1.0,
        surest.query_s,
        surest.query_s + best.offset_s,
        1.0,
    )
    matching.views.append(view)
    segment = refine(view.signature, best.source, hypothesis, best.agreement, matching.new_run(hypothesis.view))
    if segment is None:
        matching.views.pop()
        return None
    return replace(segment, pictured=1 - _doubt(anchors))


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


def _part(anchors: Sequence[Anchor]) -> Rect:
    """The part of the query that shows the video: the median of the anchors', within the query."""
    fills = [anchor.scene.verification.fills for anchor in anchors if anchor.scene.verification is not None]
    left, top, right, bottom = np.clip(np.median(np.array(fills), axis=0), 0, 1).tolist()
    part = Rect(left, top, right, bottom)
    return part if part.right - part.left > 0.05 and part.bottom - part.top > 0.05 else WHOLE


def _measured(
    query: Signature, source: Signature, offset_s: float, reach_s: float, agreement: Agreement
) -> _Measured | None:
    """The offset within `reach_s` of a given one at which all frames together are nearest, and when they agree there;
    None when they are hardly nearer than to other moments.

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
    if along - away < LEAST_APART:
        return None
    level = replace(agreement, similarity=float(np.clip((along + away) / 2, *LEVELS)))
    return _Measured(source, offset_s + float(shifts_s[best]), level, along)
