"""A moving query: which stretches of it follow which stored videos."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ashen.errors import VideoMissing
from ashen.index.contract import Index
from ashen.match.refine import Agreement, Segment, nearest_rows, refine
from ashen.match.truth import Truth
from ashen.match.views import QueryView
from ashen.match.vote import WINDOW_S, Hypothesis, Votes, propose
from ashen.signature.runs import run_starts
from ashen.signature.signature import Signature

HITS = 32
"""Stored frames each query frame asks for."""
SEARCHES_PER_S = 8
"""Query frames that are searched, per second at most; all frames take part in refinement."""
VOTE_FLOOR = 0.3
"""How far below the level of agreement a hit's vote has shrunk to nothing."""
PASSES = 4
"""Times that what is not yet explained is voted on."""
SAME_SPAN = 0.5
"""Share of a segment that must be explained already for it to be a rival of what explains it."""
SETTLED_SHARE = 0.8
"""Share of the frames around a hypothesis that must agree with a video already for no other line of it to be tried."""
RIVAL_SHARE = 0.85
"""Share of a segment's score that another video must reach over the same span for the span to be shared."""


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """A stretch of the query with the stored stretch that explains it best, and what else might.

    Attributes:
        segment: the best.
        rivals: of each other video the best segment over much the same stretch of the query, best first.
        start_s, end_s: of the query.
    """

    segment: Segment
    rivals: tuple[Segment, ...]
    start_s: float
    end_s: float


def match_clip(
    views: list[QueryView], index: Index, truth: Truth, agreement: Agreement, run_distance: float
) -> list[Explained]:
    """Explain a moving query by stored videos, in the order of the query; stretches nothing explains are left out.

    What is explained no longer votes, and the rest votes again: a short held shot among long lively ones is outvoted in
    the first pass and found in the next.
    """
    votes = _search(views, index, agreement, run_distance)
    segments: list[Segment] = []
    explained: list[Explained] = []
    for _ in range(PASSES):
        found = _verify(views, propose(votes), truth, agreement, run_distance)
        if not found:
            break
        segments += found
        explained = _choose(views, segments)
        inside = np.zeros(len(votes.query_s), dtype=np.bool_)
        for stretch in explained:
            inside |= (votes.query_s >= stretch.start_s) & (votes.query_s <= stretch.end_s)
        if not inside.any():
            break
        votes = votes.take(~inside)
    return explained


def _search(views: list[QueryView], index: Index, agreement: Agreement, run_distance: float) -> Votes:
    parts: list[tuple[NDArray[Any], ...]] = []
    for number, view in enumerate(views):
        signature = view.signature
        rows = _rows_to_search(signature, agreement, run_distance)
        hits = index.search(signature.codes[rows], HITS, signature.recipe)
        cosine = 1 - hits.distance.astype(np.float64) / (2 * agreement.unit**2)
        floor = agreement.similarity - VOTE_FLOOR
        weight = np.clip((cosine - floor) / (1 - floor), 0, 1) ** 2
        query_s = signature.times_s[rows[hits.query]]
        parts.append((rows[hits.query], query_s, np.full(len(hits), number), hits.video_id, hits.times_s, weight))
    row, query_s, view_number, video_id, source_s, weight = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return Votes(
        row=row.astype(np.int64),
        query_s=query_s,
        view=view_number.astype(np.int64),
        video_id=video_id.astype(np.int64),
        source_s=source_s,
        weight=weight,
        views=tuple(view.view for view in views),
    )


def _rows_to_search(signature: Signature, agreement: Agreement, run_distance: float) -> NDArray[np.intp]:
    """First frames of runs with enough detail, thinned to a bounded rate."""
    starts = run_starts(signature, run_distance).astype(np.intp)
    starts = starts[signature.quality[starts] >= agreement.min_quality]
    slots = np.floor(signature.times_s[starts] * SEARCHES_PER_S)
    first = np.ones(len(starts), dtype=np.bool_)
    first[1:] = slots[1:] != slots[:-1]
    return starts[first]


def _verify(
    views: list[QueryView], hypotheses: list[Hypothesis], truth: Truth, agreement: Agreement, run_distance: float
) -> list[Segment]:
    """The segments the hypotheses turn out to be, each line once."""
    segments: list[Segment] = []
    new_runs = [_new_run(view.signature, run_distance) for view in views]
    for hypothesis in hypotheses:
        query = views[hypothesis.view].signature
        if any(_settled(hypothesis, segment, query, agreement) for segment in segments):
            continue
        try:
            source = truth.signature(hypothesis.video_id)
        except VideoMissing:
            continue
        segment = refine(query, source, hypothesis, agreement, new_runs[hypothesis.view])
        if segment is not None:
            segments.append(segment)
    return segments


def _new_run(signature: Signature, run_distance: float) -> NDArray[np.bool_]:
    flags = np.zeros(len(signature), dtype=np.bool_)
    flags[run_starts(signature, run_distance)] = True
    return flags


def _settled(hypothesis: Hypothesis, segment: Segment, query: Signature, agreement: Agreement) -> bool:
    """Whether a segment already explains, by the same video, what a hypothesis would."""
    if (hypothesis.video_id, hypothesis.view) != (segment.video_id, segment.view):
        return False
    inside_s = query.times_s[segment.first : segment.last + 1]
    near = segment.similarity[np.abs(inside_s - hypothesis.centre_s) <= WINDOW_S / 2]
    near = near[np.isfinite(near)]
    return len(near) > 0 and float((near >= agreement.similarity).mean()) >= SETTLED_SHARE


def _choose(views: list[QueryView], segments: list[Segment]) -> list[Explained]:
    """A set of segments that do not overlap in the query, greedily by score; the rest are their rivals."""
    chosen: list[Explained] = []
    for segment in sorted(segments, key=lambda segment: -segment.score):
        times_s = views[segment.view].signature.times_s
        free = np.ones(segment.last - segment.first + 1, dtype=np.bool_)
        inside_s = times_s[segment.first : segment.last + 1]
        for number, other in enumerate(chosen):
            covered = (inside_s >= other.start_s) & (inside_s <= other.end_s)
            free &= ~covered
            if covered.mean() >= SAME_SPAN:
                if segment.video_id not in {known.video_id for known in (other.segment, *other.rivals)}:
                    chosen[number] = replace(other, rivals=(*other.rivals, segment))
                break
        else:
            part = segment.cut(*_longest_stretch(free))
            if part.score > 0 and part.frames_agreeing:
                start_s, end_s = float(times_s[part.first]), float(times_s[part.last])
                chosen.append(Explained(part, (), start_s, end_s))
    return sorted(chosen, key=lambda explained: explained.start_s)


def _longest_stretch(flags: NDArray[np.bool_]) -> tuple[int, int]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    if not len(starts):
        return 0, 0
    longest = int(np.argmax(stops - starts))
    return int(starts[longest]), int(stops[longest])


def best_moment(query: Signature, source: Signature, segment: Segment) -> float:
    """Source time, seconds, of the pair of frames that agree best."""
    best = segment.first + int(np.nanargmax(segment.similarity))
    wanted_s = segment.speed * query.times_s[best] + segment.offset_s
    row = nearest_rows(source.times_s, np.asarray(wanted_s))
    return float(source.times_s[row])
