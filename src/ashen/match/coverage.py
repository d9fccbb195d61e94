"""How much of a moving query and of a stored video are in each other, and which parts are not.

Computed from where segments lie and from the signatures under them, so that it does not matter how they were chosen. A
stretch within a segment whose frames do not agree (a censored part, a sponsor card laid over the picture) does not
count as explained.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ashen.match.near import nearest_rows
from ashen.match.overlap import Coverage, Piece, Span
from ashen.match.refine import Segment
from ashen.signature.signature import Signature

LEAST_SPAN_S = 1.0
"""Shorter stretches are not listed as missing, added or changed, nor do they break a piece: fades, a dropped frame."""
UNEXPLAINED_S = 0.25
"""Shorter gaps between matches are not listed as unexplained: a dissolve belongs to neither side."""
SAME_LENGTH_S, SAME_LENGTH_SHARE = 0.5, 0.1
"""How far the length of what was put in a place may be from what was there for it to stand in its place, at most."""
ROWS_AT_A_TIME = 8192


def extent_s(signature: Signature) -> float:
    """How long the frames of a signature last, from time 0 to the end of the last."""
    return float(signature.times_s[-1]) + _step_s(signature) if len(signature) else 0.0


def pieces_of(query: Signature, source: Signature, segment: Segment, level: float, min_quality: int) -> list[Piece]:
    """The parts of a segment in which its frames agree, in the order of the query.

    Args:
        query: of the view that the segment was found in.
        source: of the segment's video.
        segment: where query and video lie over each other.
        level: cosine at and above which two frames are the same.
        min_quality: quality below which a frame has no detail; such frames agree with their like.
    """
    times_s = query.times_s[segment.first : segment.last + 1]
    agrees, differs = _compared(query, source, segment, level, min_quality)
    if segment.pictured or not agrees.any():  # found by what parts of its frames show: as they are, none agree
        agrees, differs = np.ones_like(agrees), np.zeros_like(differs)
    # A gap between frames that agree breaks the segment when it lasts and mostly shows something else.
    rows = np.flatnonzero(agrees)
    gaps_s = np.diff(times_s[rows])
    differing = np.diff(np.cumsum(differs)[rows])
    broken = np.flatnonzero((gaps_s >= LEAST_SPAN_S) & (2 * differing >= np.diff(rows)))
    edges = [0, *(edge for row in broken for edge in (int(rows[row]), int(rows[row + 1]))), len(times_s) - 1]
    step_s = _step_s(query)
    pieces = []
    for number in range(0, len(edges), 2):
        start_s, end_s = float(times_s[edges[number]]), float(times_s[edges[number + 1]]) + step_s
        ends = sorted(segment.at_s(at_s) for at_s in (start_s, end_s))
        pieces.append(Piece(Span(start_s, end_s), Span(max(0.0, ends[0]), max(0.0, ends[1]))))
    return pieces


def _compared(
    query: Signature, source: Signature, segment: Segment, level: float, min_quality: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of each query frame of a segment, whether it shows what the video does, and whether it shows something else;
    neither, where both show nothing."""
    agrees, differs = [], []
    for first in range(segment.first, segment.last + 1, ROWS_AT_A_TIME):
        part = query.take(slice(first, min(first + ROWS_AT_A_TIME, segment.last + 1)))
        at = nearest_rows(source.times_s, segment.speed * part.times_s + segment.offset_s)
        near = np.clip(at[:, None] + np.array([0, -1, 1]), 0, len(source) - 1)
        same = cosine(part.codes[:, None], source.codes[near]).max(axis=1) >= level
        plain = part.quality < min_quality
        source_plain = source.quality[at] < min_quality
        agrees.append(same & ~plain & ~source_plain)
        differs.append(~same & ~(plain & source_plain))
    agreeing = np.concatenate(agrees) | segment.agrees
    return agreeing, np.concatenate(differs) & ~agreeing


def cosine(a: NDArray[np.generic], b: NDArray[np.generic]) -> NDArray[np.float32]:
    """(...) float32, of codes (..., d); 0 where either is."""
    left, right = a.astype(np.float32), b.astype(np.float32)
    product: NDArray[np.float32] = np.einsum("...d,...d->...", left, right, dtype=np.float32)
    lengths = np.sqrt(
        np.einsum("...d,...d->...", left, left, dtype=np.float32)
        * np.einsum("...d,...d->...", right, right, dtype=np.float32)
    )
    result: NDArray[np.float32] = product / np.maximum(lengths, np.float32(1))
    return result


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans as spans that do not touch, in order."""
    whole: list[Span] = []
    for span in sorted(spans):
        if whole and span.start_s <= whole[-1].end_s:
            whole[-1] = Span(whole[-1].start_s, max(whole[-1].end_s, span.end_s))
        else:
            whole.append(span)
    return whole


def without(spans: Iterable[Span], whole: Span, least_s: float) -> tuple[Span, ...]:
    """What of `whole` lies in none of the spans, where that lasts at least `least_s`."""
    left: list[Span] = []
    at_s = whole.start_s
    for span in [*joined(spans), Span(whole.end_s, whole.end_s)]:
        if min(span.start_s, whole.end_s) - at_s >= least_s:
            left.append(Span(at_s, min(span.start_s, whole.end_s)))
        at_s = max(at_s, span.end_s)
    return tuple(left)


def unexplained(pieces: Iterable[Piece], query_s: float) -> tuple[Span, ...]:
    """Stretches of a query of that length that none of the pieces, of whatever video, explains."""
    return without((piece.query for piece in pieces), Span(0.0, query_s), UNEXPLAINED_S)


def explained_s(pieces: Iterable[Piece], query_s: float) -> float:
    """Seconds of a query of that length that any of the pieces, of whatever video, explains."""
    return sum(_within(span, query_s) for span in joined(piece.query for piece in pieces))


class Extent(NamedTuple):
    """What is known of a stored video beside its pieces; see `Coverage`."""

    video_id: int
    video: str
    anime_title: str
    episode_number: str | None
    duration_s: float


def cover(pieces: Sequence[Piece], query_s: float, video: Extent) -> Coverage:
    """How much of a query of that length, and of a video, the pieces are; they are of that video."""
    ordered = sorted(pieces)
    changed = tuple(_changed(ordered))
    in_query = joined(piece.query for piece in ordered)
    in_video = joined(piece.video for piece in ordered)
    runs = list(_runs(ordered))
    shared_query_s = sum(_within(span, query_s) for span in in_query)
    shared_video_s = sum(_within(span, video.duration_s) for span in in_video)
    return Coverage(
        video_id=video.video_id,
        video=video.video,
        anime_title=video.anime_title,
        episode_number=video.episode_number,
        query_s=shared_query_s,
        query_share=shared_query_s / query_s if query_s else 0.0,
        video_s=shared_video_s,
        video_share=shared_video_s / video.duration_s if video.duration_s else 0.0,
        pieces=len(runs),
        longest_s=max((run.length_s for run in runs), default=0.0),
        in_order=all(a.video.start_s <= b.video.start_s for a, b in pairwise(ordered)),
        missing=without([*in_video, *(piece.video for piece in changed)], Span(0.0, video.duration_s), LEAST_SPAN_S),
        added=without([*in_query, *(piece.query for piece in changed)], Span(0.0, query_s), LEAST_SPAN_S),
        changed=changed,
        shared=tuple(ordered),
    )


def _within(span: Span, end_s: float) -> float:
    return max(0.0, min(span.end_s, end_s) - max(span.start_s, 0.0))


def _gap(before: Piece, after: Piece) -> Piece:
    """What lies between two pieces, in the query and in the video; of negative length where they overlap."""
    return Piece(
        Span(before.query.end_s, after.query.start_s),
        Span(before.video.end_s, after.video.start_s),
    )


def _changed(ordered: Sequence[Piece]) -> Iterator[Piece]:
    """Gaps that are as long in the query as in the video."""
    for before, after in pairwise(ordered):
        gap = _gap(before, after)
        if min(gap.query.length_s, gap.video.length_s) < LEAST_SPAN_S or not before.query.length_s:
            continue
        wanted_s = gap.query.length_s * before.video.length_s / before.query.length_s
        if abs(wanted_s - gap.video.length_s) <= max(SAME_LENGTH_S, SAME_LENGTH_SHARE * gap.video.length_s):
            yield gap


def _runs(ordered: Sequence[Piece]) -> Iterator[Span]:
    """Stretches of the query in which both go on without a break."""
    run: Span | None = None
    for number, piece in enumerate(ordered):
        goes_on = False
        if run is not None:
            gap = _gap(ordered[number - 1], piece)
            goes_on = max(abs(gap.query.length_s), abs(gap.video.length_s)) < LEAST_SPAN_S
        if run is not None and goes_on:
            run = Span(run.start_s, max(run.end_s, piece.query.end_s))
            continue
        if run is not None:
            yield run
        run = piece.query
    if run is not None:
        yield run


def _step_s(signature: Signature) -> float:
    return float(np.median(np.diff(signature.times_s))) if len(signature) > 1 else 0.04
