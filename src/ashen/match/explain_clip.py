"""Why a moving query was answered as it was: what voted, what was weighed, what lost and by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ashen.catalog.records import Video
from ashen.match.anchors import Anchor
from ashen.match.ballot import Ballot
from ashen.match.calibration import Calibration
from ashen.match.choose import Explained
from ashen.match.clip import LEAST_LEFT_S, Matching
from ashen.match.explanation import (
    Asked,
    ClipExplanation,
    Histogram,
    Line,
    RunnerUp,
    Seen,
    Stretch,
    Unexplained,
    Voted,
)
from ashen.match.following import PART_VIEWS
from ashen.match.identification import Identification
from ashen.match.lines import Lines
from ashen.match.refine import Agreement, Segment
from ashen.match.rejected import Rejected
from ashen.match.truth import Truth

SAME_LINE_S = 1.0
"""Lines of one video and view this near each other, in the middle of one, are one line."""
FLAT_SHARE = 0.5
"""A line of which a larger share of the frames has no detail is refused for that."""
REJECTED_EACH = 3
"""Lines of one video that are listed as rejected, at most..."""
REJECTED_TIMES = 2
"""...and so many times `top` of all."""


def explain_clip(
    matching: Matching,
    anchors: Sequence[Anchor],
    found: Identification,
    *,
    calibration: Calibration,
    agreement: Agreement,
    truth: Truth,
    names: Callable[[Iterable[int]], Mapping[int, Video]],
    rows: int,
    top: int,
) -> ClipExplanation:
    """Why a clip was answered so.

    Args:
        matching: what became known of it, with what was refused.
        anchors: what its frames showed when they were asked as pictures.
        found: the answer.
        calibration: of the recipe.
        agreement: of the recipe.
        truth: stored signatures.
        names: video ids -> their records.
        rows: how many were searched.
        top: videos to list that were not named.
    """
    lines = Lines(matching, Ballot(matching.votes), found, calibration, names, calibration.background_in(rows))
    return _ClipExplainer(
        lines, Rejected(lines, truth, agreement, top), anchors, agreement.min_quality, top
    ).explained()


@dataclass(frozen=True, slots=True)
class _ClipExplainer:
    lines: Lines
    rejected: Rejected
    anchors: Sequence[Anchor]
    min_quality: int
    top: int

    def explained(self) -> ClipExplanation:
        ballot, matching = self.lines.ballot, self.lines.matching
        counted = ballot.by_video()
        weighed = matching.weighed()
        listed = list(dict.fromkeys([*(stretch.segment.video_id for stretch in weighed), *list(counted)[: self.top]]))
        stretches = tuple(self._stretch(stretch) for stretch in weighed)
        rejected = self.rejected.of(weighed, listed)
        best_line: dict[int, Line] = {}
        for line in [*(stretch.best for stretch in stretches), *rejected]:
            known = best_line.get(line.video.id)
            if known is None or known.gain < line.gain:
                best_line[line.video.id] = line
        voted = [
            Voted(self.lines.video(video_id), *counted[video_id], self._histogram(video_id, best_line.get(video_id)))
            for video_id in sorted(listed, key=lambda video_id: -counted.get(video_id, (0.0, 0))[0])
            if video_id in counted and self.lines.is_held(video_id)
        ]
        return ClipExplanation(
            views=tuple(self._seen(number) for number in range(len(matching.views))),
            voted=tuple(voted),
            stretches=stretches,
            rejected=rejected,
            unexplained=self._unexplained(),
            asked=tuple(self._asked(anchor) for anchor in self.anchors if self.lines.is_held(anchor.scene.video_id)),
            frames=ballot.frames(),
        )

    # Stretches

    def _stretch(self, stretch: Explained) -> Stretch:
        chance = float(stretch.chance) if np.isfinite(stretch.chance) else None
        best = self.lines.line(stretch.segment, chance)
        if best.confidence is not None:
            sure = max(best.confidence.value, self.lines.answered(stretch.segment))
            best = replace(best, confidence=replace(best.confidence, value=sure))
        named = [rival for rival in stretch.rivals if self.lines.is_named(rival)]
        if self.lines.is_named(stretch.segment):
            best = replace(best, fate="named", reason="")
        else:
            told = self.lines.is_told_not(stretch.segment.video_id)
            best = replace(best, fate="rejected", reason="told_not" if told else "below_threshold")
        alike = tuple(replace(self.lines.line(rival, chance), fate="named") for rival in named)
        return Stretch(best, alike, self._runner_up(stretch, named), chance)

    def _runner_up(self, stretch: Explained, named: Sequence[Segment]) -> RunnerUp | None:
        votes = self.lines.ballot.by_video(stretch.start_s, stretch.end_s)
        of_best = votes.get(stretch.segment.video_id, (0.0, 0))[0]
        best = stretch.segment.score
        kept = {segment.video_id for segment in (stretch.segment, *named)}
        for rival in stretch.rivals:
            if rival.video_id not in kept:
                of_rival = votes.get(rival.video_id, (0.0, 0))[0]
                return RunnerUp(self.lines.video(rival.video_id), rival.score, best - rival.score, of_rival, of_best)
        for video_id, (count, _) in votes.items():
            if video_id not in kept and self.lines.is_held(video_id):
                return RunnerUp(self.lines.video(video_id), 0.0, best, count, of_best)
        return None

    # The rest

    def _seen(self, number: int) -> Seen:
        view, signature = self.lines.matching.views[number].view, self.lines.matching.views[number].signature
        name = "part" if view.trimming >= PART_VIEWS else "borders trimmed" if view.trimming else "whole"
        flat = int((signature.quality < self.min_quality).sum())
        return Seen(name, view.mirrored, view.flipped, None, len(signature), flat, self.lines.ballot.searched(number))

    def _histogram(self, video_id: int, line: Line | None) -> Histogram:
        if line is not None:
            histogram = self.lines.ballot.histogram(video_id, line.view, line.speed)
            if histogram.votes:
                return histogram
        return self.lines.ballot.histogram(video_id, self.lines.ballot.likeliest_view(video_id), 1.0)

    def _unexplained(self) -> tuple[Unexplained, ...]:
        spans = [Unexplained(start_s, end_s, flat=False) for start_s, end_s in self.lines.matching.unexplained(0.0)]
        return tuple(sorted(spans + self._flat(), key=lambda span: span.start_s))

    def _flat(self) -> list[Unexplained]:
        """The spans of the query with too little detail to be searched that nothing explains."""
        signature = self.lines.matching.views[0].signature
        flat = signature.quality < self.min_quality
        for stretch in self.lines.matching.explained:
            flat &= (signature.times_s < stretch.start_s - 1e-9) | (signature.times_s > stretch.end_s + 1e-9)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], flat, [False]]).astype(np.int8)))
        spans = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        times_s = signature.times_s
        found = [Unexplained(float(times_s[a]), float(times_s[b - 1]), flat=True) for a, b in spans]
        return [span for span in found if span.end_s - span.start_s >= LEAST_LEFT_S]

    def _asked(self, anchor: Anchor) -> Asked:
        scene, view = anchor.scene, anchor.scene.view.view
        video = self.lines.video(scene.video_id)
        return Asked(anchor.query_s, video, scene.at_s, view.mirrored, view.flipped, anchor.confidence)
