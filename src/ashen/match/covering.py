"""What of a moving query and of the stored videos named is in each other, from the segments that were weighed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ashen.catalog.records import Video
from ashen.match.coverage import Extent, cover, pieces_of
from ashen.match.overlap import Coverage, Piece
from ashen.match.refine import Segment
from ashen.match.tiling import each_once, tiles
from ashen.match.truth import Truth
from ashen.match.variants import one_episode
from ashen.match.views import QueryView

GIVEN_SHARE = 0.5
"""Of the confidence a stretch needs to be named, what it needs to count as more of a video that is named anyway."""


@dataclass(frozen=True, slots=True)
class Covering:
    """Lays stored videos over one query.

    Attributes:
        names: records of all videos that segments are of.
        views: of the query.
        truth: the stored signatures.
        level: cosine at and above which two frames are the same.
        min_quality: quality below which a frame has no detail.
        threshold: confidence from which on a segment is named.
        confidence: of a segment by itself.
    """

    names: Mapping[int, Video]
    views: list[QueryView]
    truth: Truth
    level: float
    min_quality: int
    threshold: float
    confidence: Callable[[Segment], float]

    def pieces_of(self, segment: Segment) -> list[Piece]:
        """The parts of a segment in which query and video show the same."""
        query, source = self.views[segment.view].signature, self.truth.signature(segment.video_id)
        return pieces_of(query, source, segment, self.level, self.min_quality)

    def coverage(self, named: Sequence[Segment], segments: Sequence[Segment], query_s: float) -> tuple[Coverage, ...]:
        """Of each video that is named, and of each other version of their episodes, most of the query first; whatever
        else shows the same.

        Args:
            named: the segments that were named.
            segments: all that were weighed.
            query_s: how long the query is.
        """
        ids = {segment.video_id for segment in named}
        ids |= {
            segment.video_id
            for segment in segments
            if any(one_episode(self.names[segment.video_id], self.names[video_id]) for video_id in ids)
        }
        signatures = [view.signature for view in self.views]
        covered: list[Coverage] = []
        for video_id in ids:
            own = [segment for segment in named if segment.video_id == video_id]
            more = [segment for segment in segments if segment.video_id == video_id]
            found = tiles(signatures, [*own, *more])
            sure = [self.confidence(segment) for segment in found]
            if max(sure, default=0.0) < self.threshold:
                continue
            kept = [s for s, confidence in zip(found, sure, strict=True) if confidence >= GIVEN_SHARE * self.threshold]
            pieces = [piece for segment in each_once(signatures, kept) for piece in self.pieces_of(segment)]
            covered.append(cover(pieces, query_s, _extent(self.names[video_id])))
        return tuple(sorted(covered, key=lambda coverage: (-coverage.query_s, -coverage.video_share, coverage.video)))


def _extent(video: Video) -> Extent:
    path = video.paths[0] if video.paths else ""
    return Extent(video.id, path, video.anime.title, video.episode.number, video.duration_s)
