"""What of a clip's hypotheses and segments was not followed, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ashen.errors import VideoMissing
from ashen.match.choose import ENTER, Explained
from ashen.match.explanation import Line, Reason
from ashen.match.lines import Lines
from ashen.match.refine import OUTSIDE_GAIN, Agreement, Segment, along
from ashen.match.truth import Truth
from ashen.match.vote import WINDOW_S, Hypothesis

FLAT_SHARE = 0.5
"""A line of which a larger share of the frames has no detail is refused for that."""
REJECTED_EACH = 3
"""Lines of one video that are listed as rejected, at most..."""
REJECTED_TIMES = 2
"""...and so many times `top` of all."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Finds the lines that were not followed.

    Attributes:
        lines: makes them.
        truth: stored signatures.
        agreement: of the recipe.
        top: videos that are listed.
    """

    lines: Lines
    truth: Truth
    agreement: Agreement
    top: int

    def of(self, weighed: Sequence[Explained], listed: Sequence[int]) -> tuple[Line, ...]:
        """Lines, those that earned most first: segments that lost, and for each listed video without one, its best
        hypothesis."""
        followed = [s for stretch in weighed for s in (stretch.segment, *stretch.rivals) if self.lines.is_named(s)]
        followed += [stretch.segment for stretch in weighed]
        kept: list[Segment] = []
        found: list[Line] = []
        for segment in sorted(self.lines.matching.segments, key=lambda segment: -segment.score):
            mine = sum(other.video_id == segment.video_id for other in kept)
            full = len(kept) == REJECTED_TIMES * self.top
            if (
                not full
                and mine < REJECTED_EACH
                and not any(self.lines.same_line(segment, other) for other in (*followed, *kept))
            ):
                kept.append(segment)
                found.append(self._lost(segment, weighed))
        for hypothesis, reason in self._refused(listed, {segment.video_id for segment in (*followed, *kept)}):
            segment_or_none = self._along(hypothesis)
            if segment_or_none is not None:
                line = self.lines.line(segment_or_none)
                found.append(replace(line, reason="flat" if _is_flat(segment_or_none) else reason, confidence=None))
        found.sort(key=lambda line: (-max(0.0, line.gain), -line.votes))
        return tuple(found)

    def _lost(self, segment: Segment, weighed: Sequence[Explained]) -> Line:
        """A segment that was not followed, with why."""
        line = self.lines.line(segment)
        if _is_flat(segment):
            return replace(line, reason="flat")
        if line.gain < ENTER:
            return replace(line, reason="too_few_frames")
        if line.gain < line.needs:
            return replace(line, reason="odd_speed")
        best = max(weighed, key=lambda stretch: _overlap_s(line, stretch), default=None)
        if best is None or _overlap_s(line, best) <= 0:
            return replace(line, reason="outdone")
        span_s = max(line.query_start_s, best.start_s), min(line.query_end_s, best.end_s)
        lost_by = self.lines.earned(best.segment, *span_s) - self.lines.earned(segment, *span_s)
        turned = line.mirrored != self.lines.mirrored(best.segment)
        reason: Reason = "mirrored" if turned and best.segment.video_id == line.video.id else "outdone"
        return replace(line, reason=reason, by=best.segment.video_id, lost_by=lost_by)

    def _refused(self, listed: Sequence[int], known: set[int]) -> Iterable[tuple[Hypothesis, Reason]]:
        """Of each listed video of which no segment is known, its best hypothesis, or the peak of its votes."""
        for video_id in listed:
            if video_id in known or not self.lines.is_held(video_id):
                continue
            refused = [hypothesis for hypothesis in self.lines.matching.refused if hypothesis.video_id == video_id]
            if refused:
                yield max(refused, key=lambda hypothesis: hypothesis.score), "not_borne_out"
                continue
            view = self.lines.ballot.likeliest_view(video_id)
            peak_s = self.lines.ballot.histogram(video_id, view, 1.0).peak_s
            near = self.lines.ballot.of_line(video_id, view, 1.0, peak_s)
            centre_s = float(np.median(near.query_s))
            yield Hypothesis(video_id, view, 1.0, centre_s, peak_s + centre_s, 0.0, WINDOW_S / 2), "scattered"

    def _along(self, hypothesis: Hypothesis) -> Segment | None:
        """The frames on a hypothesis' line, as they are; None where there are none."""
        query = self.lines.matching.views[hypothesis.view].signature
        rows = np.flatnonzero(np.abs(query.times_s - hypothesis.centre_s) <= hypothesis.reach_s + 1e-9)
        if not len(rows):
            return None
        offset_s = hypothesis.offset_s - hypothesis.speed * hypothesis.centre_s
        try:
            source = self.truth.signature(hypothesis.video_id)
        except VideoMissing:
            return None
        new_run = self.lines.matching.new_run(hypothesis.view)
        segment = along(query, source, rows, hypothesis.speed, offset_s, self.agreement, new_run)
        return replace(segment, video_id=hypothesis.video_id, view=hypothesis.view)


def _is_flat(segment: Segment) -> bool:
    """Whether most of its frames have too little detail, or what they lie on has."""
    flat = np.isnan(segment.similarity) & (segment.gain > OUTSIDE_GAIN)
    return float(flat.mean()) > FLAT_SHARE


def _overlap_s(line: Line, stretch: Explained) -> float:
    return min(line.query_end_s, stretch.end_s) - max(line.query_start_s, stretch.start_s)
