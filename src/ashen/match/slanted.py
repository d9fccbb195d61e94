"""Where a picture is shown slanted within another: a screen in a room, a print on a desk, a picture turned somehow.

`find_insets` knows pictures whose sides follow the rows and columns of pixels. Whatever its angle and however it is
seen, a flat picture ends along four straight lines. Line segments (Grompone von Gioi, Jakubowicz, Morel and Randall,
"LSD: a Line Segment Detector", IPOL 2012) that lie on one line are one line, and every two pairs of lines that are
roughly parallel make a quadrilateral. How much of its sides is edge, how little the lines go on beyond its corners, its
size and its shape say which are likely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ashen.media.shrink import fit_within
from ashen.threads import one_thread

Luma = NDArray[np.uint8]
Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
Outline = NDArray[np.float64]
"""(4, 2) float64, x and y in shares of the whole picture's sides: the corners, clockwise from the upper left one."""

WORKING_PX: Final = 480
"""Longest side of the copy that is looked at."""
LEAST_PX: Final = 32
"""A picture with a shorter side than this is not searched."""
LEAST_SEGMENT: Final = 0.03
"""Segments shorter than this share of the longest side are not looked at."""
OFF_LINE_PX: Final = 2.0
"""How far the ends of a segment may be off a line it belongs to."""
SEEDS: Final = 160
"""Of so many segments, the longest, each that is left may begin a line; the one with the longest segments in all does,
again and again, until there are..."""
LINES: Final = 26
"""...so many, which sides are chosen from."""
PARALLEL: Final = np.deg2rad(25)
"""How far two opposite sides may be from parallel."""
UPRIGHT: Final = np.deg2rad(50)
"""How far from parallel two sides that meet are at least."""
LEVEL: Final = np.deg2rad(1.5)
"""Outlines whose sides are all nearer than that to the rows and columns are `find_insets`' business."""
OUTSIDE: Final = 0.1
"""How far corners may lie outside, as a share of the sides."""
LEAST_AREA: Final = 0.05
"""Of the whole."""
LONGEST_SHAPE: Final = 3.0
"""The longer side over the shorter one at most."""
EDGE: Final = 3.0
"""Levels a pixel (0..255) by which brightness changes across an edge..."""
ACROSS: Final = 0.9
"""...and the share of its change that is across the line."""
LEAST_SUPPORT: Final = (0.5, 0.25)
"""Share of the sides that must be edge: in the mean; of each."""
BEYOND: Final = 0.25
"""How far beyond its corners the lines of a side are looked at, as a share of it..."""
BESIDE_PX: Final = 2
"""...and from how far: a corner is placed to within so much."""
DIFFERENT: Final = 0.04
"""Outlines whose corners are all nearer than this share of the sides are the same."""
STRAIGHT_PX: Final = 1280
"""Longest side of a picture that was straightened."""


def find_slanted(rgb: NDArray[np.uint8], limit: int = 3) -> list[Outline]:
    """The outlines that most likely hold a picture shown slanted within this one, best first; often none.

    One that stands on end is given twice, turned either way: pictures are rarely higher than wide.

    Args:
        rgb: (h, w, 3) uint8.
        limit: how many at most; those on end count once.
    """
    height, width = rgb.shape[:2]
    if min(height, width) < LEAST_PX:
        return []
    size = fit_within(width, height, WORKING_PX)
    with one_thread():
        small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        luma = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (0, 0), 0.8)
        corners, score = _quadrilaterals(_Lines.of(np.asarray(luma, np.uint8)), size)
    found: list[Outline] = []
    for place in np.argsort(-score, kind="stable"):
        outline = _from_upper_left(corners[place]) / size
        if not any(are_alike(outline, other) for other in found):
            found.append(outline)
            if len(found) == limit:
                break
    return [turned for outline in found for turned in _landscape(outline, rgb)]


def are_alike(outline: Outline, other: Outline) -> bool:
    """Whether what two outlines hold is the same to within what signatures bear."""
    return float(np.abs(outline - other).max()) <= DIFFERENT


def straightened(rgb: NDArray[np.uint8], outline: Outline) -> NDArray[np.uint8]:
    """(h, w, 3) uint8: what an outline of (h, w, 3) uint8 holds, seen from the front, as large as its sides."""
    wide, high = _sides(outline, rgb)
    factor = min(1.0, STRAIGHT_PX / max(wide, high))
    size = (max(16, round(wide * factor)), max(16, round(high * factor)))
    target = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    source = outline * (rgb.shape[1], rgb.shape[0])
    place = cv2.getPerspectiveTransform(target - np.float32(0.5), (source - 0.5).astype(np.float32))
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(rgb, place, size, flags=how, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _sides(outline: Outline, rgb: NDArray[np.uint8]) -> tuple[float, float]:
    """Mean width and height, pixels."""
    corners = outline * (rgb.shape[1], rgb.shape[0])
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2


def _landscape(outline: Outline, rgb: NDArray[np.uint8]) -> list[Outline]:
    wide, high = _sides(outline, rgb)
    return [np.roll(outline, 1, axis=0), np.roll(outline, -1, axis=0)] if high > wide else [outline]


def _from_upper_left(corners: Numbers) -> Numbers:
    """(4, 2), clockwise; the first side is the one that goes most to the right."""
    if float(_area(corners)) < 0:
        corners = corners[::-1]
    along = np.roll(corners, -1, axis=0) - corners
    return np.roll(corners, -int(np.argmax(along[:, 0] / np.linalg.norm(along, axis=1))), axis=0)


def _area(corners: Numbers) -> Numbers:
    """Of (..., 4, 2) corners, twice that of what they go around; positive where that is clockwise, as y goes down."""
    x, y = corners[..., 0], corners[..., 1]
    twice: Numbers = (x * np.roll(y, -1, -1) - np.roll(x, -1, -1) * y).sum(axis=-1)
    return twice


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Candidates for sides, k of them. A place on a line is told in pixels along it from the foot of its normal.

    Attributes:
        normal: (k, 2) float64, unit normals; a point p is on the line where normal . p = offset.
        offset: (k,) float64, pixels.
        first: (k,) float64, the place from which on...
        running: (k, n + 1) int32, ...how many of the pixels along the line before each are edge.
    """

    normal: Numbers
    offset: Numbers
    first: Numbers
    running: NDArray[np.int32]

    @staticmethod
    def of(luma: Luma) -> _Lines:
        """Of (h, w) uint8."""
        normal, offset = _on_one_line(_segments(luma), (luma.shape[1], luma.shape[0]))
        first, running = _edges_along(luma, normal, offset)
        return _Lines(normal, offset, first, running)

    @property
    def along(self) -> Numbers:
        """(k, 2) unit directions."""
        return _across(self.normal)

    def meetings(self) -> Numbers:
        """(k, k, 2) points where any two meet, not finite where they are parallel."""
        x, y = self.normal.T
        with np.errstate(divide="ignore", invalid="ignore"):
            across = self.offset[:, None] * y - self.offset * y[:, None]
            down = x[:, None] * self.offset - x * self.offset[:, None]
            points: Numbers = np.stack([across, down], axis=-1) / (x[:, None] * y - y[:, None] * x)[..., None]
        return points

    def edge_share(self, line: Places, start: Numbers, stop: Numbers) -> Numbers:
        """(n,) how much of the way between two places of each line is edge."""
        last = self.running.shape[1] - 1
        low, high = np.minimum(start, stop), np.maximum(start, stop)
        here, there = (np.clip(np.rint(place - self.first[line]), 0, last).astype(np.intp) for place in (low, high))
        share: Numbers = (self.running[line, there] - self.running[line, here]) / np.maximum(high - low, 1.0)
        return share


def _across(direction: Numbers) -> Numbers:
    """(n, 2) turned by a quarter."""
    return np.column_stack([-direction[:, 1], direction[:, 0]])


def _segments(luma: Luma) -> Numbers:
    """(n, 2, 2) both ends' x and y, pixels, the longest first."""
    found = cv2.createLineSegmentDetector().detect(luma)[0]
    ends = np.zeros((0, 2, 2)) if found is None else np.asarray(found, np.float64).reshape(-1, 2, 2)
    length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    order = np.argsort(-length, kind="stable")
    longest: Numbers = ends[order[length[order] >= LEAST_SEGMENT * max(luma.shape)]]
    return longest


def _on_one_line(ends: Numbers, size: tuple[int, int]) -> tuple[Numbers, Numbers]:
    """Normals and offsets of the lines that segments lie on, each with all that are left when its turn comes."""
    middle = np.array(size) / 2
    ends = ends - middle
    length = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    seeds = ends[:SEEDS]
    normals = _across((seeds[:, 1] - seeds[:, 0]) / np.maximum(length[:SEEDS, None], 1e-9))
    off = np.abs(np.einsum("nei,si->sne", ends, normals) - (seeds.mean(axis=1) * normals).sum(axis=1)[:, None, None])
    near = off.max(axis=2) <= OFF_LINE_PX
    left = np.ones(len(ends), np.bool_)
    lines: list[tuple[float, float, float]] = []
    while left[:SEEDS].any() and len(lines) < LINES:
        seed = int(np.argmax((near @ (length * left)) * left[:SEEDS]))
        own = near[seed] & left
        for _ in range(2):
            normal, offset = _line_through(ends[own].reshape(-1, 2), np.repeat(length[own], 2))
            own = left & (np.abs(ends @ normal - offset).max(axis=1) <= OFF_LINE_PX)
            own[seed] = True
        lines.append((*normal.tolist(), offset + float(normal @ middle)))
        left &= ~own
    table = np.array(lines).reshape(-1, 3)
    return table[:, :2], table[:, 2]


def _line_through(points: Numbers, weight: Numbers) -> tuple[Numbers, float]:
    """Normal and offset by total least squares."""
    centre = weight @ points / weight.sum()
    x, y = (points - centre).T
    turn = np.arctan2(2 * float((weight * x * y).sum()), float((weight * (x * x - y * y)).sum())) / 2
    normal = np.array([-np.sin(turn), np.cos(turn)])
    return normal, float(normal @ centre)


def _edges_along(luma: Luma, normal: Numbers, offset: Numbers) -> tuple[Numbers, NDArray[np.int32]]:
    """`first` and `running` of lines; a pixel is edge where it or one beside it is."""
    height, width = luma.shape
    across, down = (
        np.asarray(cv2.Sobel(luma, cv2.CV_32F, *order, scale=1 / 8), np.float32) for order in ((1, 0), (0, 1))
    )
    strength = np.hypot(across, down)
    reach = int(np.hypot(width, height)) + 1
    along = _across(normal)
    first = along @ (width / 2, height / 2) - reach / 2
    place = (first[:, None] + np.arange(reach)).astype(np.float32)
    x, y = (
        (normal[:, axis] * offset)[:, None].astype(np.float32) + place * along[:, axis, None].astype(np.float32)
        for axis in (0, 1)
    )
    towards_x, towards_y = normal.astype(np.float32).T[..., None]
    edge = np.zeros(place.shape, np.bool_)
    for beside in (-2, -1, 0, 1, 2):
        column, row = (
            np.floor(x + beside * towards_x).astype(np.int32),
            np.floor(y + beside * towards_y).astype(np.int32),
        )
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        pixel = np.where(inside, row * width + column, 0)
        change = np.abs(across.ravel()[pixel] * towards_x + down.ravel()[pixel] * towards_y)
        edge |= inside & (change >= EDGE) & (change >= ACROSS * strength.ravel()[pixel])
    running = np.zeros((len(normal), reach + 1), np.int32)
    np.cumsum(edge, axis=1, out=running[:, 1:])
    return first, running


def _quadrilaterals(lines: _Lines, size: tuple[int, int]) -> tuple[Numbers, Numbers]:
    """(q, 4, 2) corners, pixels, and (q,) scores: the higher, the likelier it holds a picture."""
    sides = _opposite(lines)
    at = lines.meetings()
    slack = OUTSIDE * np.array(size)
    with np.errstate(invalid="ignore"):
        within = np.asarray(((at >= -slack) & (at <= size + slack)).all(axis=-1))
    a, b, c, d = sides
    sides = sides[:, within[a, c] & within[a, d] & within[b, d] & within[b, c]]
    a, b, c, d = sides
    corners = np.stack([at[a, c], at[a, d], at[b, d], at[b, c]], axis=1)
    kept = _is_likely(corners, size)
    sides, corners = sides[:, kept], corners[kept]
    support, beyond = _support(lines, at, sides)
    length = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2)
    shape = np.abs(np.log((length[:, 0] + length[:, 2]) / (length[:, 1] + length[:, 3])))
    usual = np.exp(-(((shape - np.log(16 / 9)) / 0.25) ** 2))
    large = np.sqrt(np.abs(_area(corners)) / (2 * size[0] * size[1]))
    mean, least = support.mean(axis=0), support.min(axis=0)
    score = 3 * mean + 2 * least - 1.5 * beyond.mean(axis=0) + large + 0.5 * usual
    kept = (mean >= LEAST_SUPPORT[0]) & (least >= LEAST_SUPPORT[1])
    return corners[kept], score[kept]


def _opposite(lines: _Lines) -> Places:
    """(4, q) lines a, b, c and d: a is roughly parallel to b and c to d, and neither is to the others."""
    cosine = np.abs(lines.along @ lines.along.T)
    pairs = np.stack(np.nonzero(np.triu(cosine >= np.cos(PARALLEL), 1)))
    one, other = np.triu_indices(pairs.shape[1], 1)
    sides = np.concatenate([pairs[:, one], pairs[:, other]])
    meet = cosine < np.cos(UPRIGHT)
    a, b, c, d = sides
    return sides[:, meet[a, c] & meet[a, d] & meet[b, c] & meet[b, d]]


def _is_likely(corners: Numbers, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Which quadrilaterals bulge everywhere, are large enough, of a picture's shape, and not level."""
    side = np.roll(corners, -1, axis=1) - corners
    after = np.roll(side, -1, axis=1)
    turn = side[..., 0] * after[..., 1] - side[..., 1] * after[..., 0]
    length = np.linalg.norm(side, axis=2)
    wide, high = length[:, 0] + length[:, 2], length[:, 1] + length[:, 3]
    slanted = (np.abs(side).min(axis=2) > np.sin(LEVEL) * length).any(axis=1)
    bulges = (turn > 0).all(axis=1) | (turn < 0).all(axis=1)
    large = np.abs(_area(corners)) >= 2 * LEAST_AREA * size[0] * size[1]
    shaped = (wide <= LONGEST_SHAPE * high) & (high <= LONGEST_SHAPE * wide)
    likely: NDArray[np.bool_] = bulges & large & slanted & shaped
    return likely


def _support(lines: _Lines, at: Numbers, sides: Places) -> tuple[Numbers, Numbers]:
    """(4, q) how much of each side is edge, and (8, q) how much of its line beyond each of its ends is."""
    place = (at * lines.along[:, None]).sum(axis=-1)  # of where line i meets j, along i
    a, b, c, d = sides
    support, beyond = [], []
    for line, one, other in ((a, c, d), (b, c, d), (c, a, b), (d, a, b)):
        start, stop = place[line, one], place[line, other]
        support.append(lines.edge_share(line, start, stop))
        for end, away in ((start, start - stop), (stop, stop - start)):
            from_place = end + np.sign(away) * BESIDE_PX
            beyond.append(lines.edge_share(line, from_place, end + BEYOND * away))
    return np.array(support), np.array(beyond)
