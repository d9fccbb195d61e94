"""A moving query: which stretches of it follow which stored videos.

In the order of what they cost: the frames as they are and without borders; what that leaves, mirrored; and of what is
still left some frames as pictures (see clip_pictures.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ashen.errors import VideoMissing
from ashen.index.contract import Index
from ashen.match.choose import Explained, choose
from ashen.match.continuity import continued
from ashen.match.near import nearest_rows
from ashen.match.recurring import inverse_video_frequency
from ashen.match.refine import Agreement, Segment, refine
from ashen.match.retrace import retrace
from ashen.match.shots import Span, shots
from ashen.match.truth import Truth
from ashen.match.views import QueryView
from ashen.match.vote import Hypothesis, Votes, chance, propose
from ashen.signature.runs import run_starts
from ashen.signature.signature import Signature

HITS = 32
"""Stored frames each query frame asks for."""
CHANCE_ROWS = 16
"""Frames of a followed part that are searched, to know what chance has to offer for them."""
SEARCHES_PER_S = 8
"""Query frames that are searched, per second at most; all frames take part in refinement."""
VOTE_FLOOR = 0.3
"""How far below the level of agreement a hit's vote has shrunk to nothing."""
NEARLY = 0.05
"""How far below the level of agreement the nearest hit on a line may be, for the line to be looked at."""
PASSES = 4
"""Times that what is not yet explained is voted on."""
SETTLED_SHARE = 0.8
"""Share of the frames around a hypothesis that must agree with a video already for no other line of it to be tried."""
RIVAL_SHARE = 0.85
"""Share of a segment's score that another video must reach over the same span for the span to be shared."""
SHORT_S = 60.0
"""Queries up to this long are tried at every speed everywhere."""
CLEAR = 0.6
"""Mean gain over a window from which on a segment leaves hardly a doubt about it."""
ALIKE_SHARE = 0.4
"""Share of the strongest line's score below which no other is looked at where the strongest is clear."""
WELL = 0.7
"""Mean gain (at 0.7, a mean cosine of 0.91) from which on a segment explains a stretch well; below it another view may
explain it better. With `frame/3` a frame of another picture around a video still agrees with it at 0.86 to 0.94, but no
longer tells its moments apart."""
AROUND_S = 10.0
"""How far around what is not explained another view is looked at: what explains a little there may be wrong."""
LEAST_LEFT_S = 0.3
"""Shorter spans that nothing explains are not worth another look."""


class Matching:
    """What is known of one moving query so far."""

    def __init__(
        self, index: Index, truth: Truth, agreement: Agreement, run_distance: float, *, keep_refused: bool = False
    ) -> None:
        """Nothing is known yet.

        Args:
            index: what is searched.
            truth: the stored signatures.
            agreement: of the recipe.
            run_distance: of the recipe.
            keep_refused: remember the hypotheses that no frames bore out, to explain them.
        """
        self.views: list[QueryView] = []
        self.explained: list[Explained] = []
        self.refused: list[Hypothesis] = []
        self._keep_refused = keep_refused
        self._segments: list[Segment] = []
        self._new_runs: dict[int, NDArray[np.bool_]] = {}
        self._looked_at: set[tuple[int, int, float, float]] = set()
        self._votes: list[Votes] = []
        self._index = index
        self._truth = truth
        self._agreement = agreement
        self._run_distance = run_distance

    @property
    def signatures(self) -> list[Signature]:
        """Of every view looked at, the first of all frames."""
        return [view.signature for view in self.views]

    @property
    def votes(self) -> Sequence[Votes]:
        """What was found by searching, for each time the query was looked at."""
        return self._votes

    @property
    def segments(self) -> Sequence[Segment]:
        """All that were weighed against each other."""
        return self._segments

    def look(self, views: Sequence[QueryView]) -> None:
        """Explain the query by these views of it too; the first one must hold all frames.

        Then what is explained no longer votes, and the rest votes again: a short held shot among long lively ones is
        outvoted in the first pass and found in the next.
        """
        known = len(self.views)
        self.views += views
        votes = self._searched(
            {
                number: _rows_to_search(self.views[number].signature, self._agreement, self._run_distance)
                for number in range(known, len(self.views))
            }
        )
        self._votes.append(votes)
        parts = self.shots()
        times_s = self.views[0].signature.times_s
        short = len(times_s) > 0 and float(times_s[-1]) <= SHORT_S
        least_cosine = self._agreement.similarity - NEARLY
        for _ in range(PASSES):
            found = self._verified(propose(votes, parts, every_speed=short, least_cosine=least_cosine))
            if not found:
                break
            self.add(found)
            inside = np.zeros(len(votes.query_s), dtype=np.bool_)
            for stretch in self.explained:
                inside |= (votes.query_s >= stretch.start_s) & (votes.query_s <= stretch.end_s)
            if not inside.any():
                break
            votes = votes.take(~inside)

    def add(self, segments: Sequence[Segment]) -> None:
        """Explain the query by these segments too."""
        self._segments += segments
        self.explained = choose(self.signatures, self._segments)
        pieces = [piece for stretch in self.explained for piece in self._retraced(stretch.segment)]
        if pieces:
            self._segments += pieces
            self.explained = choose(self.signatures, self._segments)
        self.explained = continued(self.explained, self.views, self._truth, self._agreement)

    def weighed(self) -> list[Explained]:
        """What explains the query, each with what chance would find in its place."""
        return [self.weigh(stretch) for stretch in self.explained]

    def weigh(self, stretch: Explained) -> Explained:
        """A stretch with what chance would find in its place."""
        return replace(stretch, chance=self._chance(stretch))

    def picture(self, segment: Segment, sure: float) -> None:
        """Note how sure pictures are of a segment that explains some of the query."""
        self.explained = [
            replace(stretch, segment=replace(segment, pictured=sure)) if stretch.segment is segment else stretch
            for stretch in self.explained
        ]

    def shots(self, view: int = 0) -> list[Span]:
        """The query's shots, as a view of it shows them; the first shows all."""
        return shots(self.views[view].signature, self._agreement.unit)

    def unexplained(self, well: float = WELL) -> list[Span]:
        """The spans that nothing explains at a mean gain of `well` or more, with some detail in them, in order."""
        signature = self.views[0].signature
        left = np.ones(len(signature), dtype=np.bool_)
        for stretch in self.explained:
            if float(stretch.segment.gain.mean()) < well:
                continue
            left &= (signature.times_s < stretch.start_s - 1e-9) | (signature.times_s > stretch.end_s + 1e-9)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], left, [False]]).astype(np.int8)))
        spans: list[Span] = []
        for first, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            start_s, end_s = float(signature.times_s[first]), float(signature.times_s[stop - 1])
            telling = (signature.quality[first:stop] >= self._agreement.min_quality).any()
            if telling and end_s - start_s >= LEAST_LEFT_S:
                spans.append((start_s, end_s))
        return spans

    def new_run(self, view: int) -> NDArray[np.bool_]:
        """(n,) whether each frame of a view differs from the one before."""
        signature = self.views[view].signature
        if view not in self._new_runs or len(self._new_runs[view]) != len(signature):
            flags = np.zeros(len(signature), dtype=np.bool_)
            flags[run_starts(signature, self._run_distance)] = True
            self._new_runs[view] = flags
        return self._new_runs[view]

    def _retraced(self, segment: Segment) -> list[Segment]:
        """The pieces of a chosen segment, the first time it is chosen; of parts seen as pictures, whose level of
        agreement is their own, none."""
        line = (segment.video_id, segment.view, segment.speed, segment.offset_s)
        if segment.pictured or line in self._looked_at:
            return []
        self._looked_at.add(line)
        try:
            source = self._truth.signature(segment.video_id)
        except VideoMissing:
            return []
        query = self.views[segment.view].signature
        return retrace(query, source, segment, self._agreement, self.new_run(segment.view))

    def _chance(self, stretch: Explained) -> float:
        related = {stretch.segment.video_id, *(rival.video_id for rival in stretch.rivals)}
        found = [chance(votes, stretch.segment.view, stretch.start_s, stretch.end_s, related) for votes in self._votes]
        known = [value for value in found if np.isfinite(value)]
        return known[0] if known else self._chance_searched(stretch, related)

    def _chance_searched(self, stretch: Explained, related: set[int]) -> float:
        """The same of a stretch whose view was not searched: a part of the frame that was followed."""
        number, signature = stretch.segment.view, self.views[stretch.segment.view].signature
        rows = np.arange(stretch.segment.first, stretch.segment.last + 1)
        rows = rows[signature.quality[rows] >= self._agreement.min_quality]
        votes = self._searched({number: rows[:: -(-len(rows) // CHANCE_ROWS) or 1]})
        return chance(votes, number, stretch.start_s, stretch.end_s, related)

    def _searched(self, asked: Mapping[int, NDArray[np.intp]]) -> Votes:
        """What is near to these rows of these views."""
        parts: list[tuple[NDArray[Any], ...]] = []
        for number, rows in asked.items():
            signature = self.views[number].signature
            hits = self._index.search(signature.codes[rows], HITS, signature.recipe)
            cosine = 1 - hits.distance.astype(np.float64) / (2 * self._agreement.unit**2)
            floor = self._agreement.similarity - VOTE_FLOOR
            weight = np.clip((cosine - floor) / (1 - floor), 0, 1) ** 2
            weight *= inverse_video_frequency(rows[hits.query], hits.video_id, weight, signature.quality)
            query_s = signature.times_s[rows[hits.query]]
            frames = np.searchsorted(self.views[0].signature.times_s, query_s - 1e-9)
            parts.append((frames, query_s, np.full(len(hits), number), hits.video_id, hits.times_s, cosine, weight))
        none: tuple[NDArray[Any], ...] = tuple(np.empty(0) for _ in range(7))
        row, query_s, view, video_id, source_s, cosine, weight = (
            np.concatenate(column) for column in zip(none, *parts, strict=True)
        )
        return Votes(
            row=row.astype(np.int64),
            query_s=query_s,
            view=view.astype(np.int64),
            video_id=video_id.astype(np.int64),
            source_s=source_s,
            cosine=cosine,
            weight=weight,
            views=tuple(view.view for view in self.views),
        )

    def _verified(self, hypotheses: Sequence[Hypothesis]) -> list[Segment]:
        """The segments the hypotheses turn out to be, each line once.

        First the best of every window; where that explains its window clearly, of the others only those nearly as
        strong are looked at, as an opening's in all its episodes. Video by video, so that each is read once.
        """
        best: dict[tuple[float, float], Hypothesis] = {}
        for hypothesis in sorted(hypotheses, key=lambda hypothesis: -hypothesis.score):
            best.setdefault((hypothesis.centre_s, hypothesis.reach_s), hypothesis)
        segments = self._refined(list(best.values()), [])
        clear = {window for window, hypothesis in best.items() if self._clear(hypothesis, segments)}
        others = [
            hypothesis
            for hypothesis in hypotheses
            if hypothesis is not (strongest := best[hypothesis.centre_s, hypothesis.reach_s])
            and not (
                (hypothesis.centre_s, hypothesis.reach_s) in clear and hypothesis.score < ALIKE_SHARE * strongest.score
            )
        ]
        return self._refined(others, segments)

    def _refined(self, hypotheses: Sequence[Hypothesis], segments: list[Segment]) -> list[Segment]:
        """The segments given, and those the hypotheses turn out to be."""
        segments = list(segments)
        for hypothesis in sorted(hypotheses, key=lambda hypothesis: (hypothesis.video_id, -hypothesis.score)):
            query = self.views[hypothesis.view].signature
            own = [segment for segment in segments if segment.video_id == hypothesis.video_id]
            if any(_settled(hypothesis, segment, query, self._agreement) for segment in own):
                continue
            try:
                source = self._truth.signature(hypothesis.video_id)
            except VideoMissing:
                continue
            segment = refine(query, source, hypothesis, self._agreement, self.new_run(hypothesis.view))
            if segment is not None:
                segments.append(segment)
            elif self._keep_refused:
                self.refused.append(hypothesis)
        return segments

    def _clear(self, hypothesis: Hypothesis, segments: Sequence[Segment]) -> bool:
        """Whether a segment of the same video leaves hardly a doubt about a hypothesis' window."""
        times_s = self.views[hypothesis.view].signature.times_s
        inside = np.abs(times_s - hypothesis.centre_s) <= hypothesis.reach_s
        for segment in segments:
            if (segment.video_id, segment.view) == (hypothesis.video_id, hypothesis.view):
                gain = segment.gain[inside[segment.first : segment.last + 1]]
                if len(gain) and float(gain.sum()) >= CLEAR * int(inside.sum()):
                    return True
        return False


def around(spans: Sequence[Span]) -> list[Span]:
    """The spans and what is near them, none over another."""
    wider: list[Span] = []
    for start_s, end_s in spans:
        begin_s = max(0.0, start_s - AROUND_S)
        if wider and begin_s <= wider[-1][1]:
            begin_s = wider.pop()[0]
        wider.append((begin_s, end_s + AROUND_S))
    return wider


def match_clip(
    views: Sequence[QueryView], index: Index, truth: Truth, agreement: Agreement, run_distance: float
) -> list[Explained]:
    """Explain a moving query by stored videos, in the order of the query; stretches nothing explains are left out.

    Args:
        views: of the query, the first of all its frames.
        index: what is searched.
        truth: the stored signatures.
        agreement: of the recipe.
        run_distance: of the recipe.
    """
    matching = Matching(index, truth, agreement, run_distance)
    matching.look(views)
    return matching.weighed()


def _rows_to_search(signature: Signature, agreement: Agreement, run_distance: float) -> NDArray[np.intp]:
    """First frames of runs with enough detail, thinned to a bounded rate."""
    starts = run_starts(signature, run_distance).astype(np.intp)
    starts = starts[signature.quality[starts] >= agreement.min_quality]
    slots = np.floor(signature.times_s[starts] * SEARCHES_PER_S)
    first = np.ones(len(starts), dtype=np.bool_)
    first[1:] = slots[1:] != slots[:-1]
    return starts[first]


def _settled(hypothesis: Hypothesis, segment: Segment, query: Signature, agreement: Agreement) -> bool:
    """Whether a segment already explains, by the same video, what a hypothesis would."""
    if (hypothesis.video_id, hypothesis.view) != (segment.video_id, segment.view):
        return False
    inside_s = query.times_s[segment.first : segment.last + 1]
    near = segment.similarity[np.abs(inside_s - hypothesis.centre_s) <= hypothesis.reach_s]
    near = near[np.isfinite(near)]
    return len(near) > 0 and float((near >= agreement.similarity).mean()) >= SETTLED_SHARE


def best_moment(query: Signature, source: Signature, segment: Segment) -> float:
    """Source time, seconds, of the pair of frames that agree best."""
    best = segment.first + int(np.nanargmax(segment.similarity))
    wanted_s = segment.speed * query.times_s[best] + segment.offset_s
    row = nearest_rows(source.times_s, np.asarray(wanted_s))
    return float(source.times_s[row])
