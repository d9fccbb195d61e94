"""Whether a picture shows a stored still, edited: the evidence, and how the two lie on each other.

Corners matched between both propose a transform (features, geometry); where too few match, as in flat pictures, a sweep
over places and sizes does (sweep), and the caller's hint. The proposal is refined and both pictures are compared block
by block (dense): that tells the right still from others of the same room or the same face, whose corners match as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ashen.match.dense import NOTHING, Comparison, Pyramid, compare, refine
from ashen.match.features import (
    QUERY_POINTS,
    STILL_POINTS,
    Features,
    find_features,
    match_features,
)
from ashen.match.geometry import WHOLE, Fit, Rect, Transform, apply, between, fit, scaling
from ashen.match.sweep import Sweep

QUERY_AREA_PX = 480 * 270
"""Pixels a query is brought to: there a still of 320 x 180 shows at up to 1.5 times its size, and an inset of 45 % of
the sides, at two thirds of it."""
STILL_WIDTH_PX = 320
"""Stills that are larger are shrunk to this width."""
MATCHES = 160
"""Matches looked at."""
FEW_INLIERS = 16
"""Matches that agree, below which the sweep and the hint are tried too."""
PEAK = 0.27
"""Correlation of a sweep from which on its place is looked at: half of all unrelated pictures stay under it."""
AS_IT_IS = 0.08
"""Agreement of the whole still with the whole query, unmoved, from which on that place is looked at."""
PROMISING = 0.15
"""Agreement from which on a place is refined to the end; half of all unrelated pictures stay under 0.05."""
LAYER_INLIERS = 6
"""Matches that must agree on a second transform: figures that walk before a ground have one of their own..."""
SETTLED = 0.8
"""...which is looked for when less than this agrees under the first."""
SLANT_INLIERS = 12
"""Matches that agree, from which on the refinement may slant."""
NOT_COMPARED = -8.0
"""What pictures that were not compared side by side have for log odds, and none less."""


class Orientation(NamedTuple):
    """How a query is turned over before it is compared."""

    mirrored: bool = False
    flipped: bool = False


UPRIGHT = Orientation()


class Hint(NamedTuple):
    """Where to begin when corners do not say: this rectangle of the query shows this one of the still.

    Both in shares of the sides; the query's as it is seen, that is after mirroring.
    """

    query: Rect = WHOLE
    still: Rect = WHOLE


@dataclass(frozen=True, slots=True, eq=False)
class Verification:
    """The evidence that a query shows a still, and how.

    Attributes:
        score: 0..1, the higher the likelier; candidates of one query are ranked by it. See `score_of`.
        inliers: matched corners that agree on one transform, or on one of two where layers moved apart; 0 when the
            sweep or the hint proposed it.
        spread: 0..1, how far over the still those lie.
        transform: (3, 3) float64, homogeneous: shares of the still's sides to shares of the query's.
        visible: the part of the still that is seen (the crop), shares of its sides.
        fills: the part of the query that it fills (the inset), shares of its sides.
        agreement: 0..1, of the places with structure in either picture, the share that show the same.
        correlation: -1..1, mean correlation at those places.
        covered: 0..1, share of the query's (or its rectangle's) area that the still lies on.
        overlay: 0..1, share of that area which shows something else: subtitles, boxes, stickers, other content.
        sameness: log odds that both show the same, from side to side (sameness.py); `verify` does not ask.
    """

    score: float
    inliers: int
    spread: float
    transform: Transform
    visible: Rect
    fills: Rect
    agreement: float
    correlation: float
    covered: float
    overlay: float
    sameness: float = NOT_COMPARED


class _Seen:
    """A picture at the size it is compared at."""

    def __init__(self, luma: NDArray[np.uint8], points: int) -> None:
        self.size = (luma.shape[1], luma.shape[0])
        self.pyramid = Pyramid(luma)
        self.luma = luma
        self._points = points

    @cached_property
    def features(self) -> Features:
        """Its corners."""
        return find_features(self.luma, self._points)

    @cached_property
    def sweep(self) -> Sweep:
        """Itself at many sizes."""
        return Sweep(self.luma)


class StillPicture(_Seen):
    """A stored still, ready to be compared with any number of queries and orientations."""

    def __init__(self, rgb: NDArray[np.uint8]) -> None:
        """From (h, w, 3) uint8 RGB, about 320 px wide."""
        if rgb.shape[1] > STILL_WIDTH_PX:
            rgb = _resized(rgb, STILL_WIDTH_PX / rgb.shape[1])
        super().__init__(luma_of(rgb), STILL_POINTS)


class QueryPicture:
    """A picture asked about; what an orientation needs is prepared when it is first asked for, and kept."""

    def __init__(self, luma: NDArray[np.uint8], within: Rect = WHOLE) -> None:
        """Prepare nothing yet but the size.

        Args:
            luma: (h, w) uint8 of any size, as `luma_of` gives it.
            within: the part that holds the picture, in shares of the sides; the rest is never looked at.

        Raises:
            ValueError: `within` holds no pixel.
        """
        height, width = luma.shape
        left, right = round(within.left * width), round(within.right * width)
        top, bottom = round(within.top * height), round(within.bottom * height)
        if right <= left or bottom <= top:
            raise ValueError(f"{within} holds no pixel of {width} x {height}")
        self.within = Rect(left / width, top / height, right / width, bottom / height)
        part = luma[top:bottom, left:right]
        self._luma = _resized(part, float(np.sqrt(QUERY_AREA_PX / (part.shape[0] * part.shape[1]))))
        self._seen: dict[Orientation, _Seen] = {}

    def seen(self, orientation: Orientation) -> _Seen:
        """The picture in an orientation."""
        if orientation not in self._seen:
            turned = self._luma[:: -1 if orientation.flipped else 1, :: -1 if orientation.mirrored else 1]
            self._seen[orientation] = _Seen(np.ascontiguousarray(turned), QUERY_POINTS)
        return self._seen[orientation]


def luma_of(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(h, w) uint8 luma of (h, w, 3) uint8 RGB: all that is compared."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY), np.uint8)


def verify(
    query: QueryPicture,
    still: StillPicture,
    orientation: Orientation = UPRIGHT,
    hint: Hint | None = None,
    *,
    sweep: bool = True,
) -> Verification:
    """Find how a still lies on a query seen in one orientation, and how well the two agree there.

    The answer depends on the arguments only: nothing is drawn by chance.

    Args:
        query: the picture asked about.
        still: a candidate.
        orientation: how the query is turned over first. Results are in shares of the query as it was given.
        hint: a place to try as well when few corners match; whole to whole when None.
        sweep: whether then all places and sizes are tried too, for pictures without corners; costs as much again.
    """
    seen = query.seen(orientation)
    found = fit(match_features(still.features, seen.features, MATCHES), still.size)
    tried: list[_Place] = []
    if found is not None:
        tried += _places(still, seen, found)
    if found is None or found.inliers < FEW_INLIERS:
        if sweep:
            peak = seen.sweep.peak(still.luma)
            if peak.correlation > PEAK:
                tried.append(_settled(still, seen, peak.transform, 0, 0.0))
        given = between(hint.still, hint.query) if hint else np.eye(3)
        comparison = compare(still.pyramid, seen.pyramid, given)
        if hint or comparison.agreement > AS_IT_IS:
            tried.append(_settled(still, seen, given, 0, 0.0))
        if not tried:
            tried.append(_Place(score_of(0, comparison), given, 0, 0.0, comparison))
    return _told(max(tried, key=lambda place: place.score), query, orientation)


def swept(query: QueryPicture, still: StillPicture, orientation: Orientation, before: Verification) -> Verification:
    """What `verify` without a sweep gave, or the place that a sweep finds where that agrees better.

    Args:
        query, still, orientation: as they were given to `verify`.
        before: what it gave.
    """
    seen = query.seen(orientation)
    if before.inliers >= FEW_INLIERS:
        return before
    peak = seen.sweep.peak(still.luma)
    if peak.correlation <= PEAK:
        return before
    place = _settled(still, seen, peak.transform, 0, 0.0)
    return _told(place, query, orientation) if place.score > before.score else before


def _told(best: _Place, query: QueryPicture, orientation: Orientation) -> Verification:
    """A place in shares of the query as it was given."""
    comparison = best.comparison
    back = _to_given(query.within, orientation)
    return Verification(
        score=best.score,
        inliers=best.inliers,
        spread=best.spread,
        transform=back @ best.transform,
        visible=comparison.visible,
        fills=_moved(comparison.fills, back),
        agreement=comparison.agreement,
        correlation=comparison.correlation,
        covered=comparison.covered,
        overlay=comparison.overlay,
    )


def laid_over(query: NDArray[np.uint8], still: NDArray[np.uint8], seen: Verification) -> NDArray[np.uint8]:
    """The still with what the query shows of it in its place: a whole frame with the query's own details.

    Each channel of the query is brought to the mean and spread of the still there, so that no edit of colour shows.

    Args:
        query: (h, w, 3) uint8 RGB as it was given.
        still: (h, w, 3) uint8 RGB.
        seen: how the query lies on it.

    Returns:
        (h, w, 3) uint8, of the still's size.
    """
    height, width = still.shape[:2]
    to_query = scaling(query.shape[1], query.shape[0]) @ seen.transform @ scaling(1 / width, 1 / height)
    flags, outside = cv2.INTER_AREA | cv2.WARP_INVERSE_MAP, cv2.BORDER_CONSTANT
    drawn = cv2.warpPerspective(query, to_query, (width, height), flags=flags, borderMode=outside)
    ones = np.full(query.shape[:2], 255, np.uint8)
    covers = cv2.warpPerspective(ones, to_query, (width, height), flags=flags, borderMode=outside) > 254
    if not covers.any():
        return still
    (mean, spread), (own_mean, own_spread) = (
        (np.float32(moment).ravel() for moment in cv2.meanStdDev(picture, mask=covers.astype(np.uint8)))
        for picture in (drawn, still)
    )
    gain = np.clip((own_spread + 1) / (spread + 1), 0.3, 3.0)
    brought = (np.asarray(drawn, np.float32) - mean) * gain + own_mean
    return np.where(covers[..., None], np.clip(np.rint(brought), 0, 255).astype(np.uint8), still)


def score_of(inliers: int, comparison: Comparison) -> float:
    """How much speaks for a still, about 0..1: rises with the share that agrees, with the share of the query that is
    explained and with the count of matched corners that agree.

    A product of powers, each factor kept off zero; exponents chosen on development works among those that rank right
    stills above near-duplicates and unrelated pictures (docs/lab-notes.md, match).
    """
    if comparison is NOTHING:
        return 0.0
    corners = math.sqrt((min(inliers, MATCHES) + 3) / (MATCHES + 3))
    return (comparison.agreement + 0.05) / 1.05 * math.pow((comparison.covered + 0.05) / 1.05, 0.7) * corners


class _Place(NamedTuple):
    """Where a still may lie on a query, and how well it does."""

    score: float
    transform: Transform
    inliers: int
    spread: float
    comparison: Comparison


def _places(still: StillPicture, seen: _Seen, found: Fit) -> list[_Place]:
    """Where matches put a still; where two layers moved apart, each of them and the better with what the other adds."""
    shares = _in_shares(still, seen, found)
    first = _settled(still, seen, shares, found.inliers, found.spread)
    if found.inliers < LAYER_INLIERS or not PROMISING < first.comparison.agreement < SETTLED:
        return [first]
    rest = fit(found.rest, still.size)
    if rest is None or rest.inliers < LAYER_INLIERS:
        return [first]
    other = _in_shares(still, seen, rest)
    second = _settled(still, seen, other, rest.inliers, rest.spread)
    base, layer = (first, other) if first.score >= second.score else (second, shares)
    comparison = compare(still.pyramid, seen.pyramid, base.transform, layer)
    inliers = found.inliers + rest.inliers
    return [_Place(score_of(inliers, comparison), base.transform, inliers, base.spread, comparison)]


def _in_shares(still: StillPicture, seen: _Seen, found: Fit) -> Transform:
    return scaling(1 / seen.size[0], 1 / seen.size[1]) @ found.transform @ scaling(*still.size)


def _settled(still: StillPicture, seen: _Seen, transform: Transform, inliers: int, spread: float) -> _Place:
    """The place moved to where it agrees best; that is not taken to the end when nothing agrees."""
    slant = inliers >= SLANT_INLIERS
    moved = refine(still.pyramid, seen.pyramid, transform, slant=slant, fine=False)
    comparison = compare(still.pyramid, seen.pyramid, moved)
    if comparison.agreement > PROMISING:
        moved = refine(still.pyramid, seen.pyramid, moved, slant=slant, fine=True)
        comparison = compare(still.pyramid, seen.pyramid, moved)
    return _Place(score_of(inliers, comparison), moved, inliers, spread, comparison)


def _to_given(within: Rect, orientation: Orientation) -> Transform:
    """Shares of the query as seen to shares of it as given."""
    left, top, right, bottom = within
    if orientation.mirrored:
        left, right = right, left
    if orientation.flipped:
        top, bottom = bottom, top
    return between(WHOLE, Rect(left, top, right, bottom))


def _moved(rect: Rect, transform: Transform) -> Rect:
    corners = apply(transform, np.array([(rect.left, rect.top), (rect.right, rect.bottom)]))
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return Rect(float(left), float(top), float(right), float(bottom))


def _resized(picture: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    size = (max(16, round(picture.shape[1] * factor)), max(16, round(picture.shape[0] * factor)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(np.ascontiguousarray(picture), size, interpolation=how), np.uint8)
