"""Recurring spans kept up to date: every stored video is compared with the others once, in one transaction each."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import Span, Video
from ashen.errors import AshenError, VideoMissing
from ashen.index.contract import Index
from ashen.match.montage import find_montage
from ashen.match.recurrence import Recurrence, find_recurrences
from ashen.match.recurrence_line import Alike, Line
from ashen.match.span_groups import Ledger
from ashen.match.truth import Truth
from ashen.signature.recipe import Recipe
from ashen.threads import one_thread

METHOD = 2
"""Version of how recurring spans are found: when it rises, all videos are looked at again."""
NEIGHBOURS = 4
"""Videos of the episodes just before and after that short pieces are looked for with, at most."""
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
        later = set(left)
        for video_id in left:
            later.discard(video_id)
            began_s = time.thread_time()
            try:
                with one_thread():
                    self._look_at(video_id, later)
            except VideoMissing:
                continue
            except AshenError:
                if video_id not in self.catalog.videos_of([video_id]):
                    continue
                raise
            self.looked_at += 1
            self.cpu_s += time.thread_time() - began_s
        return self.looked_at

    def _look_at(self, video_id: int, later: Collection[int]) -> None:
        """Compare one video; those of `later` will be looked at after it."""
        if self.recipe.unit is None:
            raise ValueError(f"{self.recipe.name} has codes of many lengths; frames are compared by angle")
        videos: dict[int, Video] = {}

        def known(other: int) -> Video | None:
            if other not in videos:
                videos.update(self.catalog.videos_of([other]))
            return videos.get(other)

        def version(other: int) -> bool:
            own, its = known(video_id), known(other)
            return own is None or its is None or its.episode.id == own.episode.id

        def short(other: int) -> bool:
            its = known(other)
            return its is not None and its.episode.kind in BY_ITSELF

        alike = Alike(self.recipe.min_quality, float(self.recipe.unit))
        found = find_recurrences(
            video_id,
            self.truth.signature(video_id),
            self.index,
            self.truth,
            alike,
            self.recipe.run_distance,
            version,
            short,
        )
        beside = [other for other in self.catalog.neighbours(video_id, NEIGHBOURS) if other not in later]
        held = self.catalog.spans({video_id, *beside, *(one.video_id for one in found)})
        before = set(held)

        def members(group: int) -> list[Span]:
            spans = self.catalog.spans_of_groups([group])
            before.update(spans)
            return spans

        ledger = Ledger(self.catalog.unused_group(), members)
        ledger.put(held)
        ledger.join(video_id, found)
        for other in beside:
            for one, source in ((video_id, other), (other, video_id)):
                for piece in self._pieces(one, source, ledger, alike):
                    ledger.join_piece(one, piece)
        self.catalog.set_spans(video_id, METHOD, before, ledger.recurring())

    def _pieces(self, video_id: int, source: int, ledger: Ledger, alike: Alike) -> Iterator[Recurrence]:
        """Short pieces of an episode beside in a video's recap or preview."""
        its = {span.group_id: span for span in ledger.of(source)}
        own = ledger.of(video_id)
        common = [
            Line(span.start_s, span.end_s, its[span.group_id].start_s - span.start_s)
            for span in own
            if span.group_id in its
        ]
        try:
            query, stored = self.truth.signature(video_id), self.truth.signature(source)
        except VideoMissing:
            return
        known = [(span.start_s, span.end_s) for span in own]
        for line in find_montage(query, stored, known, common, alike, self.recipe.run_distance):
            yield Recurrence(line.start_s, line.end_s, source, line.offset_s)
