"""The lines of an explanation: segments in words and figures, with what they got of the votes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from ashen.catalog.records import Video
from ashen.errors import VideoMissing
from ashen.match.ballot import Ballot
from ashen.match.calibration import CLIP_PARTS, Calibration, clip_features, with_pictures
from ashen.match.choose import cost
from ashen.match.clip import Matching
from ashen.match.explanation import Confidence, Line, Part, StoredVideo
from ashen.match.identification import Identification, Match
from ashen.match.refine import Segment

SAME_LINE_S = 1.0
"""Lines of one video and view this near each other, in the middle of one, are one line."""


@dataclass(slots=True)
class Lines:
    """Makes lines of one clip's segments.

    Attributes:
        matching: what became known of the clip.
        ballot: its votes.
        found: the answer.
        calibration: of the recipe.
        names: video ids -> their records.
        background: cosine that unrelated videos reach, where that is not known of a stretch.
    """

    matching: Matching
    ballot: Ballot
    found: Identification
    calibration: Calibration
    names: Callable[[Iterable[int]], Mapping[int, Video]]
    background: float
    _held: dict[int, Video | None] = field(default_factory=dict)

    def line(self, segment: Segment, chance: float | None = None) -> Line:
        """A segment as a line that was rejected; the caller says why, or that it was not.

        Args:
            segment: of the clip.
            chance: cosine that the nearest frames of unrelated videos reach there, when that is known.
        """
        start_s, end_s = self.query_s(segment)
        ends_s = sorted(segment.at_s(at_s) for at_s in (start_s, end_s))
        compared = np.isfinite(segment.similarity)
        telling = segment.similarity[segment.agrees if segment.agrees.any() else compared]
        similarity = float(telling.mean()) if len(telling) else 0.0
        votes = self.ballot.by_video(start_s, end_s).get(segment.video_id, (0.0, 0))[0]
        return Line(
            video=self.video(segment.video_id),
            view=segment.view,
            query_start_s=start_s,
            query_end_s=end_s,
            start_s=max(0.0, ends_s[0]),
            end_s=max(0.0, ends_s[1]),
            speed=float(segment.speed),
            mirrored=self.mirrored(segment),
            frames=len(segment.gain),
            frames_compared=int(compared.sum()),
            frames_agreeing=segment.frames_agreeing,
            similarity=similarity,
            gain=segment.score,
            needs=cost(segment),
            votes=votes,
            fate="rejected",
            confidence=self._confidence(segment, similarity, self.background if chance is None else chance),
        )

    def _confidence(self, segment: Segment, similarity: float, chance: float) -> Confidence:
        frames = self.matching.views[segment.view].stands_for * segment.frames_agreeing
        said = (frames, segment.runs_agreeing, similarity, segment.speed, chance)
        bias, *weights = self.calibration.clip
        added = zip(CLIP_PARTS, weights, clip_features(*said), strict=True)
        parts = (Part("constant", bias), *(Part(name, weight * value) for name, weight, value in added))
        value = with_pictures(self.calibration.clip_confidence(*said), segment.pictured)
        return Confidence(value, self.calibration.clip_threshold, parts, segment.pictured)

    def earned(self, segment: Segment, start_s: float, end_s: float) -> float:
        """What a segment gains over a part of the query."""
        times_s = self.matching.views[segment.view].signature.times_s[segment.first : segment.last + 1]
        return float(segment.gain[(times_s >= start_s - 1e-9) & (times_s <= end_s + 1e-9)].sum())

    def query_s(self, segment: Segment) -> tuple[float, float]:
        """When of the query a segment begins and ends."""
        times_s = self.matching.views[segment.view].signature.times_s
        return float(times_s[segment.first]), float(times_s[segment.last])

    def same_line(self, segment: Segment, other: Segment) -> bool:
        """Whether two segments overlap and say the same."""
        if (segment.video_id, segment.view) != (other.video_id, other.view):
            return False
        (start_s, end_s), (other_start_s, other_end_s) = self.query_s(segment), self.query_s(other)
        low_s, high_s = max(start_s, other_start_s), min(end_s, other_end_s)
        middle_s = (low_s + high_s) / 2
        apart_s = (segment.speed - other.speed) * middle_s + segment.offset_s - other.offset_s
        return low_s <= high_s and abs(apart_s) <= SAME_LINE_S

    def is_named(self, segment: Segment) -> bool:
        """Whether the answer names the segment's video over its stretch."""
        start_s, end_s = self.query_s(segment)
        return any(
            segment.video_id in videos_of(match) and match.query_start_s <= end_s and start_s <= match.query_end_s
            for match in self.found.matches
        )

    def answered(self, segment: Segment) -> float:
        """How sure the answer is of a segment; 0 where it does not have it."""
        start_s, _ = self.query_s(segment)
        own = [
            match.confidence
            for match in (*self.found.matches, *self.found.runners_up)
            if match.video_id == segment.video_id and abs(match.query_start_s - start_s) < 1e-6
        ]
        return max(own, default=0.0)

    def is_told_not(self, video_id: int) -> bool:
        """Whether a person said that the clip is not that video."""
        return video_id in told_not(self.found)

    def mirrored(self, segment: Segment) -> bool:
        """Whether it is seen mirrored."""
        return self.matching.views[segment.view].view.mirrored

    def is_held(self, video_id: int) -> bool:
        """Whether a video is still in the library."""
        return self._record(video_id) is not None

    def video(self, video_id: int) -> StoredVideo:
        """A video by its names.

        Raises:
            VideoMissing: it was removed meanwhile.
        """
        record = self._record(video_id)
        if record is None:
            raise VideoMissing("A video was removed while it was being looked at; ask again.")
        return stored_video(record)

    def _record(self, video_id: int) -> Video | None:
        if video_id not in self._held:
            self._held[video_id] = self.names([video_id]).get(video_id)
        return self._held[video_id]


def stored_video(video: Video) -> StoredVideo:
    """A record by its number and its names."""
    path = video.paths[0] if video.paths else ""
    return StoredVideo(video.id, path, video.anime.title, video.episode.number)


def videos_of(match: Match) -> set[int]:
    """The videos that a match names: its own, and other versions of the episode."""
    return {match.video_id, *(variant.video_id for variant in match.variants)}


def told_not(found: Identification) -> set[int]:
    """Videos that a person said a query is not, among those found."""
    return {match.video_id for match in found.runners_up if match.verdict == "rejected"}
