"""Recurrences of one video into the groups of recurring material that the library knows.

The spans of a video do not overlap, and those of a group show the same from beginning to end. So what is found is cut
where any video parts from the others: where a logo stands before the opening in some episodes only, logo and opening
become two groups; and groups found before are cut likewise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from ashen.catalog.records import Span
from ashen.match.recurrence import Recurrence
from ashen.match.recurrence_line import LEAST_S

SNAP_S = 0.35
"""Ends that differ by no more are one."""
MATCH_S = 1.0
"""Spans whose ends differ by no more are of one group; else the longer is cut."""
COVERED = 0.8
"""Share of a part that a recurrence must cover to have it."""
ALIKE_SHARE = 0.6
"""Neighbouring parts are one when at least this share of the videos that have either has both..."""
SLIVER_SHARE = 0.5
"""...or this share, when one of them is too short to stand alone."""


def regroup(video_id: int, found: Sequence[Recurrence], held: Iterable[Span], unused_group: int) -> list[Span]:
    """What the catalogue should hold in place of `held`.

    Args:
        video_id: the video looked at.
        found: what it has in common with others.
        held: all spans of all groups that have a span in it or in the others.
        unused_group: this number and those above it are not in use.
    """
    ledger = _Ledger(unused_group)
    for span in held:
        ledger.put(span)
    for part in _parts(video_id, found, ledger):
        ledger.place(video_id, part)
    return ledger.recurring()


@dataclass(slots=True)
class _Part:
    """A stretch of the video with one set of others that have it: (video, offset), the earliest found first."""

    start_s: float
    end_s: float
    others: dict[tuple[int, float], None]
    cut_before: bool = False

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(slots=True)
class _Ledger:
    """Spans by video, as they are cut, joined and added."""

    next_group: int
    by_video: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))

    def put(self, span: Span) -> None:
        self.by_video[span.video_id].append(span)
        self.next_group = max(self.next_group, span.group_id + 1)

    def all(self) -> Iterable[Span]:
        return (span for spans in self.by_video.values() for span in spans)

    def recurring(self) -> list[Span]:
        """All, none over another of its video, less those of groups that only one video has."""
        apart: list[Span] = []
        for spans in self.by_video.values():
            until_s = -1.0
            for span in sorted(spans, key=lambda span: (span.start_s, -span.end_s)):
                start_s = max(span.start_s, until_s)
                if span.end_s - start_s >= LEAST_S / 2:
                    apart.append(replace(span, start_s=start_s))
                    until_s = span.end_s
        videos: dict[int, set[int]] = defaultdict(set)
        for span in apart:
            videos[span.group_id].add(span.video_id)
        return [span for span in apart if len(videos[span.group_id]) > 1]

    def place(self, video_id: int, part: _Part) -> None:
        """Put a part of the video and of the others that have it into one group."""
        groups: set[int] = set()
        missing: list[Span] = []
        for other, offset_s in [(video_id, 0.0), *part.others]:
            start_s, end_s = part.start_s + offset_s, part.end_s + offset_s
            group = self._group_at(other, start_s, end_s)
            if group is not None:
                groups.add(group)
            elif not any(_overlap_s(span, start_s, end_s) > MATCH_S for span in self.by_video[other]):
                missing.append(Span(0, other, start_s, end_s))
        group = min(groups) if groups else self.next_group
        for gone in groups - {group}:
            self._join(gone, group)
        for span in missing:
            self.put(replace(span, group_id=group))
        self._correct(video_id, group, part)

    def _group_at(self, video_id: int, start_s: float, end_s: float) -> int | None:
        """The group of the video's span there, which is cut to fit when it is longer."""
        for span in list(self.by_video[video_id]):
            early_s, late_s = start_s - span.start_s, span.end_s - end_s
            if min(early_s, late_s) < -MATCH_S or _overlap_s(span, start_s, end_s) <= 0:
                continue
            group = span.group_id
            if late_s > MATCH_S:
                self._cut(group, end_s - span.start_s)
            if early_s > MATCH_S:
                group = self._cut(group, early_s)
            return group
        return None

    def _cut(self, group: int, after_s: float) -> int:
        """Cut all spans of a group so long after their beginning; the group of what comes after. Too short rests go."""
        rest = self.next_group
        self.next_group += 1
        for video_id, spans in self.by_video.items():
            kept: list[Span] = []
            for span in spans:
                if span.group_id != group:
                    kept.append(span)
                    continue
                middle_s = span.start_s + after_s
                parts = replace(span, end_s=min(middle_s, span.end_s)), replace(span, group_id=rest, start_s=middle_s)
                kept += [part for part in parts if part.end_s - part.start_s >= LEAST_S]
            self.by_video[video_id] = kept
        return rest

    def _join(self, group: int, into: int) -> None:
        for video_id, spans in self.by_video.items():
            self.by_video[video_id] = [
                replace(span, group_id=into) if span.group_id == group else span for span in spans
            ]

    def _correct(self, video_id: int, group: int, part: _Part) -> None:
        """The video's own ends are better known now, unless only one other video has them."""
        if len(part.others) < 2:
            return
        spans = self.by_video[video_id]
        for number, span in enumerate(spans):
            if span.group_id == group and _overlap_s(span, part.start_s, part.end_s) > 0.5 * part.length_s:
                spans[number] = replace(span, start_s=part.start_s, end_s=part.end_s)


def _overlap_s(span: Span, start_s: float, end_s: float) -> float:
    return min(span.end_s, end_s) - max(span.start_s, start_s)


def _parts(video_id: int, found: Sequence[Recurrence], ledger: _Ledger) -> list[_Part]:
    """The video's timeline cut at all ends, neighbours that the same others have joined again."""
    edges = _edges(video_id, found, ledger)
    parts: list[_Part] = []
    for (start_s, known), (end_s, _) in pairwise(edges):
        others = {
            (one.video_id, one.offset_s): None
            for one in found
            if min(one.end_s, end_s) - max(one.start_s, start_s) >= COVERED * (end_s - start_s)
        }
        part = _Part(start_s, end_s, others, cut_before=known)
        if parts and parts[-1].end_s == start_s and not known and _belong_together(parts[-1], part):
            larger = max(parts[-1], part, key=lambda each: each.length_s)
            parts[-1] = _Part(parts[-1].start_s, end_s, dict(larger.others), parts[-1].cut_before)
        elif others:
            parts.append(part)
    return [part for part in parts if part.length_s >= LEAST_S]


def _belong_together(before: _Part, after: _Part) -> bool:
    both, either = before.others.keys() & after.others.keys(), before.others.keys() | after.others.keys()
    if not both:
        return False
    sliver = min(before.length_s, after.length_s) < LEAST_S
    return len(both) >= (SLIVER_SHARE if sliver else ALIKE_SHARE) * len(either)


def _edges(video_id: int, found: Sequence[Recurrence], ledger: _Ledger) -> list[tuple[float, bool]]:
    """Where the video's timeline may be cut, in order, and whether a known group ends or begins there."""
    edges: list[tuple[float, bool]] = []
    for span in ledger.by_video.get(video_id, ()):
        edges += [(span.start_s, True), (span.end_s, True)]
    for one in found:
        edges += [(one.start_s, False), (one.end_s, False)]
        for span in ledger.by_video.get(one.video_id, ()):
            for at_s in (span.start_s - one.offset_s, span.end_s - one.offset_s):
                if one.start_s - SNAP_S <= at_s <= one.end_s + SNAP_S:
                    edges.append((at_s, True))
    edges.sort()
    joined: list[list[tuple[float, bool]]] = []
    for edge in edges:
        if joined and edge[0] - joined[-1][0][0] <= SNAP_S:
            joined[-1].append(edge)
        else:
            joined.append([edge])
    return [
        (float(np.sort([at_s for at_s, _ in some])[(len(some) - 1) // 2]), any(known for _, known in some))
        for some in joined
    ]
