"""A stretch that two stored videos have alike, exact to the frame, on the signatures of all frames of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ashen.match.near import frame_step_s, nearest_rows
from ashen.match.refine import telling
from ashen.signature.signature import Signature

LEAST_S = 1.5
"""Shorter stretches are no recurrence: a picture or two of the same room are alike by chance."""
SAME_COSINE = 0.9
"""Cosine from which two stored frames are the same picture, by either recipe of ours."""
REACH_S = 1.0
"""How far from the voted offset the true one may lie."""
GROW_S = 10.0
"""How far beyond its ends a stretch is looked for; twice as far each time that it reaches there."""
DROP_S = 1.0
"""Seconds of plain difference that end a stretch; shorter ones, as a card with other text, are bridged."""
BLANK_S = 1.0
"""Most blank frames at either end that still belong to it: a fade."""
FITS = 3
"""Times that an offset is fitted at most, each on what was found with the one before."""


@dataclass(frozen=True, slots=True)
class Alike:
    """When two stored frames are the same.

    Attributes:
        min_quality: quality below which a frame tells nothing.
        unit: length of a code.
        cosine: from which on they are.
    """

    min_quality: int
    unit: float
    cosine: float = SAME_COSINE


@dataclass(frozen=True, slots=True)
class Line:
    """From `start_s` to `end_s` of a video, another is `offset_s` later."""

    start_s: float
    end_s: float
    offset_s: float


def follow(query: Signature, source: Signature, line: Line, alike: Alike) -> list[Line]:
    """The stretches near a line along which both videos show the same, with exact offset and ends.

    Args:
        query: the video, stored signature.
        source: the other.
        line: what votes say.
        alike: when frames are the same.

    Returns:
        In order, `end_s` exclusive, with others on the same line that lie near. Empty when the frames do not bear the
        line out.
    """
    for _ in range(FITS):
        offset_s = _fitted(query, source, line, alike)
        if offset_s is None:
            return []
        stretches = _along(query, source, line, offset_s, alike)
        if not stretches or abs(offset_s - line.offset_s) < frame_step_s(source) / 2:
            break
        line = max(stretches, key=lambda stretch: stretch.end_s - stretch.start_s)
    return stretches


def _along(query: Signature, source: Signature, line: Line, offset_s: float, alike: Alike) -> list[Line]:
    """The stretches along exactly that offset, near the line's ends and as far as they reach."""
    step_s = frame_step_s(query)
    before_s, after_s = GROW_S, GROW_S
    while True:
        low = int(np.searchsorted(query.times_s, line.start_s - before_s))
        high = int(np.searchsorted(query.times_s, line.end_s + after_s, side="right"))
        gain, blank = _gains(query.take(slice(low, high)), source, offset_s, alike)
        found = list(_stretches(gain, round(DROP_S / step_s)))
        if not found:
            return []
        edge = round(DROP_S / step_s)
        again = False
        if low > 0 and found[0][0] < edge:
            before_s, again = 2 * before_s + GROW_S, True
        if high < len(query) and found[-1][1] > len(gain) - edge:
            after_s, again = 2 * after_s + GROW_S, True
        if not again:
            break
    most = round(BLANK_S / step_s)
    stretches = []
    for first, last in found:
        first, last = _over_blanks(blank, first, last, most)
        start_s, end_s = float(query.times_s[low + first]), float(query.times_s[low + last]) + step_s
        stretches.append(Line(start_s, end_s, offset_s))
    return stretches


def _fitted(query: Signature, source: Signature, line: Line, alike: Alike) -> float | None:
    """The offset near the line's along which most frames are the same; of equally good ones the nearest."""
    near = (query.times_s >= line.start_s - DROP_S) & (query.times_s <= line.end_s + DROP_S)
    rows = telling(query, np.flatnonzero(near & (query.quality >= alike.min_quality)))
    if not len(rows):
        return None
    times_s = query.times_s[rows]
    low = int(np.searchsorted(source.times_s, times_s[0] + line.offset_s - REACH_S))
    high = int(np.searchsorted(source.times_s, times_s[-1] + line.offset_s + REACH_S, side="right"))
    if low >= high:
        return None
    codes = query.codes[rows].astype(np.float32) @ source.codes[low:high].astype(np.float32).T
    gain = np.clip(codes / np.float32(alike.unit**2) - (alike.cosine - 0.1), 0, None)
    gain[:, source.quality[low:high] < alike.min_quality] = 0
    step_s = frame_step_s(source)
    shifts_s = np.arange(-round(REACH_S / step_s), round(REACH_S / step_s) + 1) * step_s
    # From frame to frame: so that the best shift lies on the source's own frames.
    base_s = source.times_s[nearest_rows(source.times_s, times_s[:1] + line.offset_s)][0] - times_s[0]
    wanted_s = times_s + base_s + shifts_s[:, None]
    column = nearest_rows(source.times_s[low:high], wanted_s)
    exists = (wanted_s >= source.times_s[low] - step_s) & (wanted_s <= source.times_s[high - 1] + step_s)
    score = np.where(exists, gain[np.arange(len(rows)), column], 0).sum(axis=1)
    if score.max() <= 0:
        return None
    best = np.flatnonzero(score >= score.max() - 1e-3)
    shift_s = shifts_s[best[np.argmin(np.abs(base_s + shifts_s[best] - line.offset_s))]]
    return float(base_s + shift_s)


def _gains(
    query: Signature, source: Signature, offset_s: float, alike: Alike
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Of each frame: how far it is the same as the other's, -1 to 1, 0 where either tells nothing; and whether neither
    does."""
    wanted_s = query.times_s + offset_s
    step_s = frame_step_s(source)
    exists = (wanted_s >= source.times_s[0] - step_s / 2) & (wanted_s <= source.times_s[-1] + step_s / 2)
    at = nearest_rows(source.times_s, wanted_s)
    codes = query.codes.astype(np.float32)
    cosine = np.full(len(query), -1, np.float32)
    for shift in (0, -1, 1):
        other = source.codes[np.clip(at + shift, 0, len(source) - 1)].astype(np.float32)
        np.maximum(cosine, np.einsum("nd,nd->n", codes, other) / np.float32(alike.unit**2), out=cosine)
    plain, other_plain = query.quality < alike.min_quality, source.quality[at] < alike.min_quality
    gain = np.clip((cosine - alike.cosine) / (1 - alike.cosine), -1, 1)
    gain[plain | other_plain] = 0
    gain[~exists] = -1
    return gain, plain & other_plain & exists


def _stretches(gain: NDArray[np.float32], drop: int) -> Iterator[tuple[int, int]]:
    """First and last rows, in order, of stretches whose gains sum highest, ended where the sum has fallen by `drop`
    (the X-drop of Altschul et al., "Basic Local Alignment Search Tool", 1990), then trimmed to their best part."""
    sign = np.sign(gain)
    borders = np.flatnonzero(np.diff(sign, prepend=np.nan))
    if not len(borders):
        return
    sums = np.add.reduceat(gain.astype(np.float64), borders).tolist()
    ends = [*borders[1:].tolist(), len(gain)]
    start, end, total, best = -1, -1, 0.0, 0.0
    for first, stop, value in zip(borders.tolist(), ends, sums, strict=True):
        if start < 0:
            if value > 0:
                start, end, total, best = first, stop, value, value
            continue
        total += value
        if total > best:
            best, end = total, stop
        elif total < best - drop or total <= 0:
            yield _trimmed(gain, start, end)
            start = -1
    if start >= 0:
        yield _trimmed(gain, start, end)


def _trimmed(gain: NDArray[np.float32], start: int, end: int) -> tuple[int, int]:
    """First and last row of the part of [start, end) that sums highest (Kadane's algorithm through running sums)."""
    running = np.concatenate([[0.0], np.cumsum(gain[start:end], dtype=np.float64)])
    least = np.minimum.accumulate(running)
    stop = int(np.argmax(running - least))
    # Of equal sums the longest part that begins with a gain.
    begin = int(np.argmin(running[: stop + 1]))
    while begin < stop - 1 and gain[start + begin] <= 0:
        begin += 1
    return start + begin, start + stop - 1


def _over_blanks(blank: NDArray[np.bool_], first: int, last: int, most: int) -> tuple[int, int]:
    """The ends moved outwards over frames blank in both videos, `most` at most: a fade belongs to what it fades."""
    before, after = first, last
    while before > 0 and first - before < most and blank[before - 1]:
        before -= 1
    while after + 1 < len(blank) and after - last < most and blank[after + 1]:
        after += 1
    return before, after
