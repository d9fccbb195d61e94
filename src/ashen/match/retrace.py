"""A segment looked at again, frame by frame: where its line jumps, and where it drifts.

One line through a held shot fits nearly as well a second off, and a line a little too fast bridges a cut: both agree
with every frame, only less well. So the stored frames around the line are looked at for every query frame, and the path
through them that the frames bear out best is found by dynamic programming (as VCSL's DP baseline, He et al., CVPR 2022,
section 4.2, in a band): to stay on the line costs nothing, to drift from it little, to jump as much as a new segment.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ashen.match.choose import ENTER
from ashen.match.near import cosines, frame_step_s, nearest_rows
from ashen.match.refine import SNAP_GAIN, Agreement, Segment, along, fit_line
from ashen.signature.signature import Signature

REACH_S = 3.0
"""How far from the line stored frames are looked at..."""
HELD_S = 20.0
"""...or further, where the line begins or ends in a shot that is held longer, up to this far..."""
HELD = 0.9
"""...which it is while frames are as near as this to each other..."""
CELLS = 1_000_000
"""...unless more pairs of frames would have to be looked at."""
MOVED = 0.5
"""What it costs at most to begin off the line: only more agreement moves it."""
DRIFT = 0.2
"""What it costs to drift by one stored frame, in gains of equal frames."""
SNAP_EARNS = 1.0
"""How much less, besides a share of it, the unaltered speed may earn and still be kept."""
UNSURE_FRAMES = 1
"""Stored frames off its line at which a segment is still right: frame rates differ."""
TURNED_ROWS = 1500
"""Segments of at most so many frames are also tried the other way round; longer ones are not like their reverse."""
LEAST_PACED_S = 2.0
"""Shorter pieces keep the speed of their line."""
SAME_PACE = 0.02
"""Paces that differ by no more, as a share, are the same."""
OVERLAP_S = 1.0
"""How far beyond its ends a piece is followed, so that the border to the next can be chosen."""
BESIDE_S = 2.0
"""How far beyond the segment frames may speak for a line: in a held shot only the cuts around tell where it runs."""
ROWS_AT_A_TIME = 2048
"""Query frames whose surroundings are held in memory at a time."""

_Path = tuple[float, NDArray[np.int64], NDArray[np.bool_]]
"""What a path earns; (n,) how many stored frames off its line each query frame is; (n,) where it has just jumped."""


def retrace(
    query: Signature, source: Signature, segment: Segment, agreement: Agreement, new_run: NDArray[np.bool_]
) -> list[Segment]:
    """The pieces that a segment turns out to be, overlapping a little; none when it is right as it is.

    Args:
        query: one view's signature.
        source: the stored video's.
        segment: of the two.
        agreement: when frames are the same.
        new_run: (n,) whether each query frame differs from the one before.
    """
    ends_s = query.times_s[[segment.first, segment.last]]
    rows = np.arange(*np.searchsorted(query.times_s, [ends_s[0] - BESIDE_S, ends_s[1] + BESIDE_S + 1e-9]))
    inside = (rows >= segment.first) & (rows <= segment.last)
    best, path = _best_line(query, source, rows, inside, segment, agreement)
    speed, offset_s = best
    _, shift, jumps = path
    if speed == segment.speed and not jumps[inside].any() and np.abs(shift[inside]).max() <= UNSURE_FRAMES:
        return []
    step_s = frame_step_s(source)
    pieces: list[Segment] = []
    borders = [0, *np.flatnonzero(jumps).tolist(), len(rows)]
    for start, stop in pairwise(borders):
        times_s = query.times_s[rows[start:stop]]
        shown_s = speed * times_s + offset_s + shift[start:stop] * step_s
        pace = _pace(times_s, shown_s, speed)
        start_s = float(np.median(shown_s - pace * times_s))
        pace, start_s = fit_line(query, source, rows[start:stop], pace, start_s, agreement)
        low, high = np.searchsorted(query.times_s, [times_s[0] - OVERLAP_S, times_s[-1] + OVERLAP_S])
        near = np.arange(max(low, rows[0]), min(high, rows[-1] + 1))
        found = along(query, source, near, pace, start_s, agreement, new_run)
        pieces.append(replace(found, video_id=segment.video_id, view=segment.view, pictured=segment.pictured))
    return pieces


def _best_line(
    query: Signature,
    source: Signature,
    rows: NDArray[np.intp],
    inside: NDArray[np.bool_],
    segment: Segment,
    agreement: Agreement,
) -> tuple[tuple[float, float], _Path]:
    """The line, among the segment's own and those of the unaltered speed either way, around which most is earned."""
    middle_s = float(query.times_s[rows[len(rows) // 2]])
    at_s = segment.at_s(middle_s)
    own, way = (segment.speed, segment.offset_s), float(np.sign(segment.speed))
    best = own, _path(query, source, rows, inside, *own, agreement)
    for speed in (way, -way) if len(rows) <= TURNED_ROWS else (way,):
        if speed == segment.speed:
            continue
        line = (speed, at_s - speed * middle_s)
        path = _path(query, source, rows, inside, *line, agreement)
        if path[0] >= (best[1][0] / SNAP_GAIN - SNAP_EARNS if speed == way else best[1][0] * SNAP_GAIN + SNAP_EARNS):
            best = line, path
    return best


def _pace(times_s: NDArray[np.float64], shown_s: NDArray[np.float64], speed: float) -> float:
    """Source seconds per query second of a path: the given where it hardly differs."""
    if np.ptp(times_s) < LEAST_PACED_S:
        return speed
    pace = float(np.polyfit(times_s - times_s.mean(), shown_s, 1)[0])
    same = abs(pace / speed - 1) <= SAME_PACE or pace * speed <= 0
    return speed if same else pace


def _path(
    query: Signature,
    source: Signature,
    rows: NDArray[np.intp],
    inside: NDArray[np.bool_],
    speed: float,
    offset_s: float,
    agreement: Agreement,
) -> _Path:
    """The path around a line that earns most; frames beside the segment may speak for it, not against it."""
    reach = _reach(query, source, rows, speed, offset_s, agreement)
    moved = np.zeros((len(rows), 2 * reach + 1), dtype=np.int8)
    tops = np.zeros(len(rows), dtype=np.int64)
    ways = np.full((4, 2 * reach + 1), -np.inf)  # stay, from below, from above, jump
    score, below, above = ways[:3]
    score[:] = -np.minimum(MOVED, DRIFT * np.abs(np.arange(-reach, reach + 1.0)))
    at = 0
    for first in range(0, len(rows), ROWS_AT_A_TIME):
        part = slice(first, first + ROWS_AT_A_TIME)
        gains = _gains(query, source, rows[part], speed, offset_s, agreement, reach)
        for gain in np.where(inside[part, None], gains, np.maximum(gains, 0)):
            tops[at] = top = int(score.argmax())
            np.subtract(score[:-1], DRIFT, out=below[1:])
            np.subtract(score[1:], DRIFT, out=above[:-1])
            ways[3] = score[top] - ENTER
            moved[at] = ways.argmax(axis=0)
            ways.max(axis=0, out=score)
            score += gain
            at += 1
    place = int(score.argmax())
    shift = np.zeros(len(rows), dtype=np.int64)
    jumps = np.zeros(len(rows), dtype=np.bool_)
    for row in range(len(rows) - 1, -1, -1):
        shift[row] = place - reach
        way = int(moved[row, place])
        jumps[row] = way == 3 and row > 0
        place = (place, place - 1, place + 1, int(tops[row]))[way]
    return float(score.max()), shift, jumps


def _reach(
    query: Signature, source: Signature, rows: NDArray[np.intp], speed: float, offset_s: float, agreement: Agreement
) -> int:
    """How many stored frames on either side of a line are looked at."""
    step_s = frame_step_s(source)
    ends = nearest_rows(source.times_s, speed * query.times_s[rows[[0, -1]]] + offset_s)
    most = round(HELD_S / step_s)
    held = 0
    for end, way in ((int(ends.min()), -1), (int(ends.max()), 1)):
        beyond = source.codes[end::way][: most + 1].astype(np.float32)
        cosine = beyond @ beyond[0] / np.float32(agreement.unit**2)
        apart = np.flatnonzero(cosine < HELD)
        held = max(held, int(apart[0]) if len(apart) else len(beyond) - 1)
    reach = round(REACH_S / step_s)
    return max(reach, min(held, CELLS // (2 * len(rows))))


def _gains(
    query: Signature,
    source: Signature,
    rows: NDArray[np.intp],
    speed: float,
    offset_s: float,
    agreement: Agreement,
    reach: int,
) -> NDArray[np.float32]:
    """(n, 2 reach + 1) what each query frame gains by each stored frame around the line, as in `refine`."""
    at = nearest_rows(source.times_s, speed * query.times_s[rows] + offset_s)
    near = at[:, None] + np.arange(-reach, reach + 1)
    exists = (near >= 0) & (near < len(source))
    near = np.clip(near, 0, len(source) - 1)
    cosine = cosines(query.codes[rows], source.codes, near, agreement.unit)
    gain = agreement.gain(cosine, np.minimum(query.quality[rows][:, None], source.quality[near]))
    gain[~exists] = -1
    return gain
