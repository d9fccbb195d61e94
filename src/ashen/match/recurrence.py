"""Which stretches of a stored video other stored videos have too: openings, recaps, previews, eyecatches, stock shots.

A few frames a second are searched; hits vote for lines of constant offset between the video and another (Douze, Jegou
and Schmid, as in vote.py, at speed 1); a bounded number of other videos, those that speak for most of what is not yet
spoken for, are compared on the signatures of all frames (see `recurrence_line`). So what an episode costs does not
depend on how many others have its opening.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ashen.errors import VideoMissing
from ashen.index.contract import Index
from ashen.match.recurrence_line import LEAST_S, Alike, Line, follow
from ashen.match.truth import Truth
from ashen.signature.runs import run_starts
from ashen.signature.signature import Signature

SLOT_S = 0.5
"""One frame is searched in each slot so long..."""
STANDS_S = 3.0
"""...and speaks for the time until the next, or for as long as its picture is held, at most so long."""
HITS = 32
"""Stored frames each searched frame asks for."""
VOTE_COSINE = 0.85
"""Hits below this do not vote."""
BIN_S = 0.5
"""Width of an offset bin; each hit votes for the two nearest."""
BREAK_S = 8.0
"""A line is left where it has no hit for so long; what comes later on it is another candidate."""
LEAST_VOTES_S = 0.8
"""Seconds, weighted by likeness, that must speak for a candidate."""
PARTNERS = 4
"""Other videos after which a stretch is settled: enough for a median of its ends."""
FAILURES = 8
"""Other videos in vain after which a stretch is given up."""
MOST_PARTNERS = 20
"""Other videos that one video is compared with at most."""
MOST_LINES = 24
"""Candidates that are looked at with one other video, the best first."""
COPY_SHARE = 0.6
"""A stretch longer than this share of either video makes one a copy, version or part of the other: no recurrence."""
COPY_TOTAL = 0.75
"""So do stretches that together are longer than this share of either: a copy with scenes cut out."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A stretch of a video that another has too.

    Attributes:
        start_s, end_s: of the video.
        video_id: the other.
        offset_s: time in the other less time in the video.
    """

    start_s: float
    end_s: float
    video_id: int
    offset_s: float


@dataclass(frozen=True, slots=True, eq=False)
class _Candidates:
    """Lines with votes, in columns.

    Attributes:
        video_id: (m,) int64, the other video.
        offset_s: (m,) float64.
        first_s, last_s: (m,) float64, of the video, from the first frame that votes to where the last one ends.
        votes_s: (m,) float64, seconds that speak for it, weighted by likeness.
    """

    video_id: NDArray[np.int64]
    offset_s: NDArray[np.float64]
    first_s: NDArray[np.float64]
    last_s: NDArray[np.float64]
    votes_s: NDArray[np.float64]


def find_recurrences(
    video_id: int,
    signature: Signature,
    index: Index,
    truth: Truth,
    alike: Alike,
    run_distance: float,
    version: Callable[[int], bool],
    short: Callable[[int], bool],
) -> list[Recurrence]:
    """All stretches of at least `LEAST_S` that other videos have too, each with up to `PARTNERS` of these.

    Args:
        video_id: the stored video; its own rows of the index are left out.
        signature: its stored signature.
        index: of all videos.
        truth: the others' signatures.
        alike: when frames are the same.
        run_distance: of the recipe.
        version: whether a video is a version of the same episode, which is no recurrence, or is none any more.
        short: whether a video is an opening or the like by itself, so may be contained in this one.
    """
    votes = _votes(video_id, signature, index, alike, run_distance)
    return _compared(signature, votes, truth, alike, version, short, own_short=short(video_id))


def _votes(video_id: int, signature: Signature, index: Index, alike: Alike, run_distance: float) -> _Candidates:
    rows, stands_s = _searched_rows(signature, alike.min_quality, run_distance)
    hits = index.search(signature.codes[rows], HITS, signature.recipe)
    cosine = 1 - hits.distance.astype(np.float64) / (2 * alike.unit**2)
    kept = (hits.video_id != video_id) & (cosine >= VOTE_COSINE)
    query, other = hits.query[kept].astype(np.int64), hits.video_id[kept]
    weight_s = stands_s[query] * ((cosine[kept] - VOTE_COSINE) / (1 - VOTE_COSINE)) ** 2
    at_s = signature.times_s[rows][query]
    offset_s = hits.times_s[kept] - at_s
    lower = np.floor(offset_s / BIN_S - 0.5).astype(np.int64)
    columns = (other, query, at_s, at_s + stands_s[query], weight_s, offset_s)
    other, query, at_s, until_s, weight_s, offset_s = (np.concatenate([column, column]) for column in columns)
    place = np.concatenate([lower, lower + 1])
    order = np.lexsort((-weight_s, query, place, other))  # of several hits of a frame on a line, the best
    other, query, place = other[order], query[order], place[order]
    same_line = (other[1:] == other[:-1]) & (place[1:] == place[:-1])
    first = np.ones(len(order), np.bool_)
    first[1:] = ~same_line | (query[1:] != query[:-1])
    order, other, place = order[first], other[first], place[first]
    at_s, until_s, weight_s, offset_s = at_s[order], until_s[order], weight_s[order], offset_s[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (other[1:] != other[:-1]) | (place[1:] != place[:-1]) | (at_s[1:] - until_s[:-1] > BREAK_S)
    starts = np.flatnonzero(begins)
    if not len(starts):
        return _Candidates(other, offset_s, at_s, until_s, weight_s)
    votes_s = np.add.reduceat(weight_s, starts)
    mean_s = np.add.reduceat(weight_s * offset_s, starts) / np.maximum(votes_s, 1e-9)
    ends = np.append(starts[1:], len(order)) - 1
    strong = votes_s >= LEAST_VOTES_S
    starts, ends = starts[strong], ends[strong]
    return _Candidates(other[starts], mean_s[strong], at_s[starts], until_s[ends], votes_s[strong])


def _searched_rows(
    signature: Signature, min_quality: int, run_distance: float
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """First frames of runs with enough detail, one a slot; and how many seconds each stands for."""
    if not len(signature):
        return np.empty(0, np.intp), np.empty(0)
    starts = run_starts(signature, run_distance).astype(np.intp)
    until_s = np.append(signature.times_s[starts[1:]], signature.times_s[-1])
    clear = signature.quality[starts] >= min_quality
    starts, until_s = starts[clear], until_s[clear]
    slots = np.floor(signature.times_s[starts] / SLOT_S)
    first = np.ones(len(starts), np.bool_)
    first[1:] = slots[1:] != slots[:-1]
    rows, until_s = starts[first], until_s[first]
    at_s = signature.times_s[rows]
    next_s = np.append(at_s[1:], np.inf) - at_s
    return rows, np.minimum(np.minimum(next_s, np.maximum(until_s - at_s, SLOT_S)), STANDS_S)


def _compared(
    signature: Signature,
    votes: _Candidates,
    truth: Truth,
    alike: Alike,
    version: Callable[[int], bool],
    short: Callable[[int], bool],
    own_short: bool,
) -> list[Recurrence]:
    """The candidates borne out, of the other videos that speak for most of what is not settled, one after the other."""
    if not len(votes.video_id):
        return []
    slots = int(signature.times_s[-1] / SLOT_S) + 2
    first = np.clip(np.floor(votes.first_s / SLOT_S), 0, slots - 1).astype(np.int64)
    last = np.clip(np.ceil(votes.last_s / SLOT_S), 1, slots).astype(np.int64)
    settled, failed = np.zeros(slots, np.int64), np.zeros(slots, np.int64)
    others, other = np.unique(votes.video_id, return_inverse=True)
    asked = np.zeros(len(others), np.bool_)
    found: list[Recurrence] = []
    partners = 0
    while partners < MOST_PARTNERS:
        is_open = np.concatenate([[0], np.cumsum((settled < PARTNERS) & (failed < FAILURES))])
        share = (is_open[last] - is_open[first]) / np.maximum(last - first, 1)
        worth_s = np.bincount(other, weights=votes.votes_s * share, minlength=len(others))
        worth_s[asked] = 0
        best = int(np.argmax(worth_s))
        if worth_s[best] < LEAST_VOTES_S:
            break
        asked[best] = True
        if version(int(others[best])):
            continue
        partners += 1
        lines = np.flatnonzero((other == best) & (share > 0))
        lines = lines[np.argsort(-votes.votes_s[lines], kind="stable")][:MOST_LINES]
        borne_out = _lines(
            signature, votes, lines, int(others[best]), truth, alike, own_short or short(int(others[best]))
        )
        found += borne_out
        true = np.zeros(slots, np.bool_)
        for one in borne_out:
            true[int(one.start_s / SLOT_S) : int(np.ceil(one.end_s / SLOT_S))] = True
        tried = np.zeros(slots, np.bool_)
        for line in lines:
            tried[first[line] : last[line]] = True
        settled += true
        failed += tried & ~true
    return found


def _lines(
    signature: Signature,
    votes: _Candidates,
    lines: NDArray[np.intp],
    video_id: int,
    truth: Truth,
    alike: Alike,
    contained: bool,
) -> list[Recurrence]:
    """What one other video turns out to have; nothing when it is a copy."""
    try:
        source = truth.signature(video_id)
    except VideoMissing:
        return []
    found: list[Recurrence] = []
    shorter_s = min(float(signature.times_s[-1]), float(source.times_s[-1]))
    for line in lines:
        begin_s, end_s, offset_s = float(votes.first_s[line]), float(votes.last_s[line]), float(votes.offset_s[line])
        if any(
            abs(one.offset_s - offset_s) < 2 * BIN_S and one.start_s <= end_s and begin_s <= one.end_s for one in found
        ):
            continue
        for stretch in follow(signature, source, Line(begin_s, end_s, offset_s), alike):
            length_s = stretch.end_s - stretch.start_s
            if not contained and length_s > COPY_SHARE * shorter_s:
                return []
            if length_s >= LEAST_S and not any(_same(one, stretch) for one in found):
                found.append(Recurrence(stretch.start_s, stretch.end_s, video_id, stretch.offset_s))
    total_s = sum(one.end_s - one.start_s for one in found)
    return found if contained or total_s <= COPY_TOTAL * shorter_s else []


def _same(one: Recurrence, other: Line) -> bool:
    """Whether a stretch was found before, on this line or on another that fits a held picture as well."""
    common_s = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    return common_s > 0.5 * min(one.end_s - one.start_s, other.end_s - other.start_s)
