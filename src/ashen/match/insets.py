"""Where a picture is shown as a part of another: over a blur or a game, beside a second one, below a caption.

`find_pictures` knows borders of one colour. Whatever is around it, a picture that was pasted somewhere ends along
straight lines that follow the rows and columns of pixels. A place between two pixels is an *edge* when the step across
it is the largest of those near it: in drawn or filmed texture it is one by chance, along a pasted side nearly all are,
however faint the step. Lines of many edges make rectangles; how well their sides are edges, whether the lines end at
the corners, the shape, and how busy the picture is inside and outside say which rectangles are likely.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ashen.match.borders import Box

Flags = NDArray[np.bool_]
Shares = NDArray[np.float32]

WORKING_PX: Final = 480
"""Longest side of the copy that is looked at."""
FRAMES: Final = 6
"""Frames that are looked at; more cost time and say little more about a border that stands still."""
LEAST_STEP: Final = 5
"""Levels (0..255, any channel) below which a step between two pixels is no edge; noise of JPEG is about as large."""
BUSY_STEP: Final = 12
"""Levels above which a step counts as detail: there is none in a blurred or shaded ground."""
LINES: Final = 16
"""Candidates for sides in each direction, besides the whole picture's own."""
CHANCE: Final = 0.5
"""Share of edges along a line that is not worth anything. Texture has 0.2 to 0.3, pasted sides 0.7 to 1."""
LEAST_SIDE: Final = 0.2
"""A rectangle narrower or lower than this share of the whole is not looked for."""
LEAST_PX: Final = 32
"""A picture with a shorter side than this is not searched for others in it."""
DIFFERENT: Final = 0.03
"""Boxes whose sides are all nearer than this share of the whole are the same; signatures bear such a shift."""
LIKELY: Final = -2.0
"""Least log odds of a rectangle that is returned."""
MIDDLE: Final = (0.35, 0.65)
"""Where both lines of a grid of two by two pictures are, shares of the sides."""
BEHIND: Final = 3.0
"""How far, in log odds, a rectangle that is returned may lie behind the likeliest."""

WEIGHTS: Final = (
    -11.4,  # every rectangle
    7.5,  # mean share of edges along the sides that are not the whole picture's own
    -1.4,  # the least of these shares
    -0.4,  # the largest share of edges where a side is drawn on beyond its corners
    1.7,  # 16:9 to within a few per cent
    2.6,  # 16:9 roughly
    1.5,  # 4:3 to within a few per cent; not fitted, the development works have none
    3.1,  # side of a square of the same area, as a share of the whole
    -2.0,  # detail inside, a share of all places
    0.7,  # the same inside over outside, logarithm
    5.6,  # half of the picture, on any side
    1.6,  # a band from one side of the picture to the other
)
"""Logistic regression on the likeliest rectangles of 945 edited frames of the development works."""


def find_insets(rgb: NDArray[np.uint8], limit: int = 4, known: Sequence[Box] = ()) -> list[Box]:
    """The rectangles that most likely hold a picture shown as a part of this one.

    Args:
        rgb: (n, h, w, 3) uint8 frames that share their border; some of them are looked at.
        limit: how many rectangles at most; of a grid its pictures come first, and two more are given.
        known: rectangles that are no news, say what `find_pictures` gave.

    Returns:
        Best first, none near another, a known one or the whole. Often none where the picture is nothing but itself.
    """
    height, width = rgb.shape[1:3]
    if min(height, width) < LEAST_PX or len(rgb) == 0 or limit <= 0:
        return []
    found: list[Box] = []
    seen = [Box(0, 0, width, height), *known]
    likely = _ranked(rgb[:: -(-len(rgb) // FRAMES)])
    for box in (part for each in likely for part in (each, *_rest(each, width, height))):
        if not any(_same(box, other, width, height) for other in seen):
            found.append(box)
            seen.append(box)
            if len(found) == limit:
                break
    cells = _grid(found, width, height)
    return [*cells, *found[:2]] if cells else found


def _grid(boxes: Sequence[Box], width: int, height: int) -> list[Box]:
    """The four pictures of a grid, where bands along one side of the whole are likely in both directions: each of these
    holds two pictures."""
    rows = [box.bottom if box.top == 0 else box.top for box in boxes if _is_band(box, width, height)]
    columns = [box.right if box.left == 0 else box.left for box in boxes if _is_band(_transposed(box), height, width)]
    rows, columns = (
        [line for line in lines if MIDDLE[0] * side <= line <= MIDDLE[1] * side]
        for lines, side in ((rows, height), (columns, width))
    )
    if not rows or not columns:
        return []
    across, down = (0, columns[0], width), (0, rows[0], height)
    return [Box(left, top, right, bottom) for top, bottom in pairwise(down) for left, right in pairwise(across)]


def _is_band(box: Box, width: int, height: int) -> bool:
    """Whether it reaches from the left to the right of the whole, along its top alone or its bottom alone."""
    return (box.left, box.right) == (0, width) and (box.top == 0) != (box.bottom == height)


def _transposed(box: Box) -> Box:
    return Box(box.top, box.left, box.bottom, box.right)


def _rest(box: Box, width: int, height: int) -> list[Box]:
    """What is left of the whole beside a rectangle that is a band along one side of it: of two pictures beside each
    other the busy one looks likely, and the other may be dark or soft."""
    left, top, right, bottom = box
    if _is_band(box, width, height):
        beside = [Box(0, bottom, width, height), Box(0, 0, width, top)]
    elif _is_band(_transposed(box), height, width):
        beside = [Box(right, 0, width, height), Box(0, 0, left, height)]
    else:
        return []
    least_px = LEAST_SIDE * width, LEAST_SIDE * height
    return [part for part in beside if part.right - part.left >= least_px[0] and part.bottom - part.top >= least_px[1]]


def _ranked(rgb: NDArray[np.uint8]) -> Iterator[Box]:
    """Likely rectangles, best first, in pixels of `rgb`."""
    height, width = rgb.shape[1:3]
    ys, xs = _samples(height, max(height, width)), _samples(width, max(height, width))
    lines = _Lines.of(rgb[:, ys][:, :, xs])
    pairs = lines.pairs()
    score = pairs.score(WEIGHTS)
    likely = np.flatnonzero(score > max(LIKELY, float(score.max(initial=LIKELY)) - BEHIND))
    for place in likely[np.argsort(-score[likely], kind="stable")]:
        left, top, right, bottom = pairs.box(int(place))
        yield Box(
            _boundary(xs, left, width),
            _boundary(ys, top, height),
            _boundary(xs, right, width),
            _boundary(ys, bottom, height),
        )


def _samples(length: int, longest: int) -> NDArray[np.intp]:
    """Which pixels of a side the working copy has. Points, not averages: averaging smears a sharp side over two."""
    kept = max(1, round(length * min(1.0, WORKING_PX / longest)))
    return ((np.arange(kept) + 0.5) * (length / kept)).astype(np.intp)


def _boundary(samples: NDArray[np.intp], at: int, length: int) -> int:
    """The boundary between two samples of the working copy, in pixels of the original."""
    if at == 0:
        return 0
    return length if at == len(samples) else int(samples[at - 1] + samples[at] + 1) // 2


def _same(a: Box, b: Box, width: int, height: int) -> bool:
    limits = (width, height, width, height)
    return all(abs(x - y) <= DIFFERENT * side for x, y, side in zip(a, b, limits, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class _Direction:
    """Candidates for sides in one direction, say columns.

    Attributes:
        at: (k,) intp, rising boundaries between pixels; the first and the last are the whole picture's own sides.
        running: (k, length + 1) float32, number of edges along each line before each place.
    """

    at: NDArray[np.intp]
    running: Shares

    @staticmethod
    def of(edges: NDArray[np.uint8], frames: int) -> _Direction:
        """Of (length, boundaries) how many of the frames have an edge there."""
        length, boundaries = edges.shape
        running = np.zeros((length + 1, boundaries), np.int16)  # halves the time of float32
        np.cumsum(edges, axis=0, dtype=np.int16, out=running[1:])
        by_chance = np.rint(CHANCE * frames * np.arange(length + 1)).astype(np.int16)
        worth = running - by_chance[:, np.newaxis]
        gain = (worth - np.minimum.accumulate(worth, axis=0)).max(axis=0)  # of the best stretch of each line
        best = gain.copy()
        for k in (1, 2):
            best[k:][gain[:-k] > gain[k:]] = 0
            best[:-k][gain[k:] > gain[:-k]] = 0
        best[:2] = best[-2:] = 0
        chosen = np.sort(np.argsort(-best, kind="stable")[:LINES])
        chosen = chosen[best[chosen] > 0]
        own = np.zeros((1, length + 1), np.float32)
        shares = running[:, chosen].T / np.float32(frames)
        return _Direction(np.concatenate([[0], chosen + 1, [boundaries + 1]]), np.concatenate([own, shares, own]))

    def pairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Which lines make two opposite sides."""
        first, second = np.triu_indices(len(self.at), 1)
        far = self.at[second] - self.at[first] >= LEAST_SIDE * self.at[-1]
        return first[far], second[far]

    def support(self, start: NDArray[np.intp], stop: NDArray[np.intp]) -> tuple[Shares, Shares]:
        """(lines, pairs) shares of edges along each line from start to stop, and beyond, a quarter as far each way."""
        length, run = self.running.shape[1] - 1, self.running
        share = np.divide(run[:, stop] - run[:, start], stop - start, dtype=np.float32)
        reach = np.maximum((stop - start) // 4, 4)
        before, after = np.maximum(start - reach, 0), np.minimum(stop + reach, length)
        more = np.maximum((start - before) + (after - stop), 1)
        edges = run[:, after] - run[:, stop] + run[:, start] - run[:, before]
        beyond = np.divide(edges, more, dtype=np.float32)
        return share, beyond


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """What the working copy shows: candidates for sides, and (h + 1, w + 1) float32 sums of detail above and left."""

    columns: _Direction
    rows: _Direction
    detail: Shares

    @staticmethod
    def of(rgb: NDArray[np.uint8]) -> _Lines:
        frames, height, width, _ = rgb.shape
        across = np.zeros((height, width - 1), np.uint8)
        down = np.zeros((width, height - 1), np.uint8)
        busy = np.zeros((height, width), np.uint8)
        for picture in rgb:
            planes = np.ascontiguousarray(picture.transpose(2, 0, 1))
            step_x, step_y = _steps(planes[:, :, 1:], planes[:, :, :-1]), _steps(planes[:, 1:], planes[:, :-1])
            across += _edges(step_x)
            down += _edges(np.ascontiguousarray(step_y.T))
            busy[:, 1:] += step_x > BUSY_STEP
            busy[1:] += step_y > BUSY_STEP
        detail = np.zeros((height + 1, width + 1), np.float32)
        np.cumsum(np.cumsum(busy, axis=0, dtype=np.uint16), axis=1, dtype=np.float32, out=detail[1:, 1:])
        detail /= 2 * frames
        return _Lines(_Direction.of(across, frames), _Direction.of(down, frames), detail)

    def pairs(self) -> _Rectangles:
        return _Rectangles(self, *self.columns.pairs(), *self.rows.pairs())


@dataclass(frozen=True, slots=True, eq=False)
class _Rectangles:
    """Every pair of columns with every pair of rows.

    Attributes:
        lines: they are made of.
        left, right: (p,) intp, which columns.
        top, bottom: (q,) intp, which rows.
    """

    lines: _Lines
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    top: NDArray[np.intp]
    bottom: NDArray[np.intp]

    def box(self, place: int) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of one, by its place among the p x q."""
        pair, other = divmod(place, len(self.top))
        x, y = self.lines.columns.at, self.lines.rows.at
        return int(x[self.left[pair]]), int(y[self.top[other]]), int(x[self.right[pair]]), int(y[self.bottom[other]])

    def score(self, weights: Sequence[float]) -> Shares:
        """(p x q,) float32, log odds that each rectangle is a picture; the whole has none."""
        features = self.features()
        total = np.zeros((len(self.left), len(self.top)), np.float32)
        for weight, feature in zip(weights, features, strict=True):
            total += np.float32(weight) * feature
        return total.ravel()

    def features(self) -> list[Shares]:
        """(p, q) float32 each, or what can be broadcast to it; `WEIGHTS` says which."""
        columns, rows = self.lines.columns, self.lines.rows
        width, height = int(columns.at[-1]), int(rows.at[-1])
        left, right = columns.at[self.left], columns.at[self.right]
        top, bottom = rows.at[self.top], rows.at[self.bottom]
        upright, upright_beyond = columns.support(top, bottom)
        level, level_beyond = rows.support(left, right)
        free = [(left > 0)[:, None], (right < width)[:, None], (top > 0)[None], (bottom < height)[None]]
        sides = [upright[self.left], upright[self.right], level[self.top].T, level[self.bottom].T]
        beyond = [upright_beyond[self.left], upright_beyond[self.right]]
        beyond += [level_beyond[self.top].T, level_beyond[self.bottom].T]
        count = np.zeros((len(left), len(top)), np.int8)
        mean, least, most_beyond = (np.full(count.shape, start, np.float32) for start in (0, 1, 0))
        for is_free, side, further in zip(free, sides, beyond, strict=True):  # the picture's own sides have no edges
            count += is_free
            mean += side
            np.minimum(least, np.maximum(side, ~is_free), out=least)
            np.maximum(most_beyond, further, out=most_beyond)
        mean /= np.maximum(count, 1)
        wide, high = (right - left).astype(np.float32)[:, None], (bottom - top).astype(np.float32)[None]
        area = wide * high / np.float32(width * height)
        within = self.lines.detail[:, right] - self.lines.detail[:, left]
        inside = (within[bottom] - within[top]).T
        outside = (self.lines.detail[-1, -1] - inside) / np.maximum(width * height * (1 - area), 1)
        inside /= wide * high
        shape = np.log(wide / high)
        sixteen_nine = np.abs(shape - np.float32(np.log(16 / 9)))
        return [
            np.ones((1, 1), np.float32),
            mean,
            least,
            most_beyond,
            np.exp(-((sixteen_nine / 0.04) ** 2)),
            np.exp(-((sixteen_nine / 0.2) ** 2)),
            np.exp(-(((shape - np.float32(np.log(4 / 3))) / 0.04) ** 2)),
            np.sqrt(area),
            inside,
            np.log((inside + np.float32(0.02)) / (outside + np.float32(0.02))),
            (count == 1) * np.exp(-(((area - np.float32(0.5)) / 0.03) ** 2)),
            (count == 2) & (free[0] == free[1]) & (free[2] == free[3]),
        ]


def _steps(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(h, w) largest difference in any channel of two (3, h, w)."""
    channels = np.maximum(a, b) - np.minimum(a, b)
    largest: NDArray[np.uint8] = np.maximum(np.maximum(channels[0], channels[1]), channels[2])
    return largest


def _edges(steps: NDArray[np.uint8]) -> Flags:
    """Where, along rows of (h, w) steps, none within two places is clearly larger; two that share a side both count."""
    nearly = steps - (steps >> 3)
    needed = np.full_like(steps, LEAST_STEP)
    for k in (1, 2):
        np.maximum(needed[:, k:], nearly[:, :-k], out=needed[:, k:])
        np.maximum(needed[:, :-k], nearly[:, k:], out=needed[:, :-k])
    return steps >= needed
