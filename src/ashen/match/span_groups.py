"""Recurrences of one video into the groups of recurring material that the library knows.

The spans of a video do not overlap, and those of a group show the same from beginning to end. So what is found is cut
where any video parts from the others: where a logo stands before the opening in some episodes only, logo and opening
become two groups; and groups found before are cut likewise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from ashen.catalog.records import Span
from ashen.match.montage import SHORT_S
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


Members = Callable[[int], Iterable[Span]]
"""All spans of a group."""


def regroup(video_id: int, found: Sequence[Recurrence], held: Iterable[Span], unused_group: int) -> list[Span]:
    """What the catalogue should hold in place of `held`.

    Args:
        video_id: the video looked at.
        found: what it has in common with others.
        held: all spans of all groups that have a span in it or in the others.
        unused_group: this number and those above it are not in use.
    """
    ledger = Ledger(unused_group)
    ledger.put(held)
    ledger.join(video_id, found)
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
class Ledger:
    """Spans by video, as they are cut, joined and added.

    Attributes:
        next_group: this number and those above it are not in use.
        members: all spans of a group; asked only of groups that are cut or joined, so that adding to a group costs the
            same however many have it. None: all of them are put here.
        by_video: the spans that are here.
        partly: groups that may have spans which are not here.
    """

    next_group: int
    members: Members | None = None
    by_video: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    partly: set[int] = field(default_factory=set)

    def put(self, spans: Iterable[Span]) -> None:
        """What the catalogue holds."""
        for span in spans:
            self._add(span)
            if self.members is not None:
                self.partly.add(span.group_id)

    def join(self, video_id: int, found: Sequence[Recurrence]) -> None:
        """What a video has in common with others; all their spans are here."""
        for part in _parts(video_id, found, self):
            self._place(video_id, part)

    def join_piece(self, video_id: int, one: Recurrence) -> None:
        """A short piece of a video that another has too (see montage.py), unless it is part of what is known."""
        if all(_overlap_s(span, one.start_s, one.end_s) <= SHORT_S / 2 for span in self.by_video[video_id]):
            self._place(video_id, _Part(one.start_s, one.end_s, {(one.video_id, one.offset_s): None}), SHORT_S)

    def of(self, video_id: int) -> list[Span]:
        """The spans of a video, in order."""
        return sorted(self.by_video.get(video_id, ()), key=lambda span: span.start_s)

    def _add(self, span: Span) -> None:
        self.by_video[span.video_id].append(span)
        self.next_group = max(self.next_group, span.group_id + 1)

    def _whole(self, group: int) -> None:
        """Have all spans of a group here."""
        if self.members is None or group not in self.partly:
            return
        self.partly.discard(group)
        here = {span.video_id for spans in self.by_video.values() for span in spans if span.group_id == group}
        for span in self.members(group):
            if span.video_id not in here:  # else it is as it has become meanwhile
                self._add(span)

    def recurring(self) -> list[Span]:
        """All, none over another of its video, less those of groups that only one video has."""
        apart: list[Span] = []
        for spans in self.by_video.values():
            until_s = -1.0
            for span in sorted(spans, key=lambda span: (span.start_s, -span.end_s)):
                start_s = max(span.start_s, until_s)
                if span.end_s - start_s >= min(LEAST_S / 2, 0.9 * (span.end_s - span.start_s)):
                    apart.append(replace(span, start_s=start_s))
                    until_s = span.end_s
        videos: dict[int, set[int]] = defaultdict(set)
        for span in apart:
            videos[span.group_id].add(span.video_id)
        return [span for span in apart if len(videos[span.group_id]) > 1 or span.group_id in self.partly]

    def long(self, video_id: int) -> list[Span]:
        """What recurs of a video by itself, short pieces left out."""
        return [span for span in self.by_video.get(video_id, ()) if span.end_s - span.start_s >= LEAST_S]

    def _place(self, video_id: int, part: _Part, least_s: float = LEAST_S) -> None:
        """Put a part of the video and of the others that have it into one group; no rest shorter than `least_s`."""
        groups: set[int] = set()
        missing: list[Span] = []
        for other, offset_s in [(video_id, 0.0), *part.others]:
            start_s, end_s = part.start_s + offset_s, part.end_s + offset_s
            group = self._group_at(other, start_s, end_s, least_s)
            if group is not None:
                groups.add(group)
            elif not any(
                _overlap_s(span, start_s, end_s) > _near_s(span, part.length_s) for span in self.by_video[other]
            ):
                missing.append(Span(0, other, start_s, end_s))
        group = min(groups) if groups else self.next_group
        for gone in groups - {group}:
            self._join(gone, group)
        for span in missing:
            self._add(replace(span, group_id=group))
        self._correct(video_id, group, part)

    def _group_at(self, video_id: int, start_s: float, end_s: float, least_s: float) -> int | None:
        """The group of the video's span there, which is cut to fit when it is longer."""
        for span in list(self.by_video[video_id]):
            early_s, late_s = start_s - span.start_s, span.end_s - end_s
            near_s = _near_s(span, end_s - start_s)
            if min(early_s, late_s) < -near_s or _overlap_s(span, start_s, end_s) <= 0:
                continue
            group = span.group_id
            if late_s > near_s:
                self._cut(group, end_s - span.start_s, least_s)
            if early_s > near_s:
                group = self._cut(group, early_s, least_s)
            return group
        return None

    def _cut(self, group: int, after_s: float, least_s: float) -> int:
        """Cut all spans of a group so long after their beginning; the group of what comes after. Too short rests go."""
        self._whole(group)
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
                kept += [part for part in parts if part.end_s - part.start_s >= least_s]
            self.by_video[video_id] = kept
        return rest

    def _join(self, group: int, into: int) -> None:
        self._whole(group)
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


def _near_s(span: Span, length_s: float) -> float:
    """How far ends may differ: less where either is short."""
    shorter_s = min(span.end_s - span.start_s, length_s)
    return MATCH_S if shorter_s >= LEAST_S else min(MATCH_S, shorter_s / 2)


def _overlap_s(span: Span, start_s: float, end_s: float) -> float:
    return min(span.end_s, end_s) - max(span.start_s, start_s)


def _parts(video_id: int, found: Sequence[Recurrence], ledger: Ledger) -> list[_Part]:
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


def _edges(video_id: int, found: Sequence[Recurrence], ledger: Ledger) -> list[tuple[float, bool]]:
    """Where the video's timeline may be cut, in order, and whether a known group ends or begins there."""
    edges: list[tuple[float, bool]] = []
    for span in ledger.long(video_id):
        edges += [(span.start_s, True), (span.end_s, True)]
    for one in found:
        edges += [(one.start_s, False), (one.end_s, False)]
        for span in ledger.long(one.video_id):
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
