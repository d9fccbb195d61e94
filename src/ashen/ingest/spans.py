"""Recurring spans kept up to date: every stored video is compared with the others once, in one transaction each."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import Span, Video
from ashen.errors import AshenError, VideoMissing
from ashen.index.contract import Index
from ashen.match.recurrence import find_recurrences
from ashen.match.recurrence_line import Alike
from ashen.match.span_groups import regroup
from ashen.match.truth import Truth
from ashen.signature.recipe import Recipe
from ashen.threads import one_thread

METHOD = 1
"""Version of how recurring spans are found: when it rises, all videos are looked at again."""
BY_ITSELF = frozenset({"opening", "ending"})
"""Kinds of videos that are contained in episodes."""


@dataclass(slots=True)
class SpanSearch:
    """Looks at the videos that were not yet looked at. The caller holds the library's writer lock.

    Attributes:
        catalog: where spans are stored.
        recipe: that the library is searched by.
        index: equal to the catalogue.
        truth: stored signatures.
        looked_at: videos looked at so far.
        cpu_s: processor time that took.
    """

    catalog: Catalog
    recipe: Recipe
    index: Index
    truth: Truth
    looked_at: int = 0
    cpu_s: float = 0.0

    def run(self) -> int:
        """Look at every video left; what was stored before an interruption stays. Returns how many there were.

        A video whose signature cannot be read is passed over, and tried again by the next run.
        """
        if self.recipe.unit is None:
            return 0
        left = self.catalog.videos_without_spans(self.recipe.name, METHOD)
        for video_id in left:
            began_s = time.thread_time()
            try:
                with one_thread():
                    self._look_at(video_id)
            except VideoMissing:
                continue
            except AshenError:
                if video_id not in self.catalog.videos_of([video_id]):
                    continue
                raise
            self.looked_at += 1
            self.cpu_s += time.thread_time() - began_s
        return self.looked_at

    def _look_at(self, video_id: int) -> None:
        if self.recipe.unit is None:
            raise ValueError(f"{self.recipe.name} has codes of many lengths; frames are compared by angle")
        videos: dict[int, Video] = {}

        def known(video_ids: Collection[int]) -> dict[int, Video]:
            lacking = [one for one in video_ids if one not in videos]
            if lacking:
                videos.update(self.catalog.videos_of(lacking))
            return videos

        def versions(others: Collection[int]) -> set[int]:
            own = known([video_id, *others])[video_id].episode.id
            return {other for other in others if other not in videos or videos[other].episode.id == own}

        def short(other: int) -> bool:
            return known([other])[other].episode.kind in BY_ITSELF

        found = find_recurrences(
            video_id,
            self.truth.signature(video_id),
            self.index,
            self.truth,
            Alike(self.recipe.min_quality, float(self.recipe.unit)),
            self.recipe.run_distance,
            versions,
            short,
        )
        before = self._touched({video_id, *(one.video_id for one in found)})
        after = regroup(video_id, found, before, self.catalog.unused_group())
        self.catalog.set_spans(video_id, METHOD, before, after)

    def _touched(self, video_ids: Collection[int]) -> list[Span]:
        """All spans of all groups that have one in these videos."""
        return self.catalog.spans_of_groups({span.group_id for span in self.catalog.spans(video_ids)})
