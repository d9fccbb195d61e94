"""Recurring spans in use: what a moment is part of, who else has it, and how much shared frames weigh in votes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ashen.catalog.records import Span, Video
from ashen.match.span_labels import Label, LabelledSpan, Sharing, label_spans

INSIDE_SHARE = 0.7
"""Share of a found stretch that must lie in one recurring span for it to be shared."""
FULL_QUALITY = 50
"""Quality from which on a frame weighs in full."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A video that has a recurring span, and where."""

    video: Video
    start_s: float
    end_s: float
    label: Label


@dataclass(frozen=True, slots=True)
class Recurring:
    """The recurring span that a moment is part of.

    Attributes:
        label: what it is, in the video that was found.
        original: whether the found video is where it comes from, as far as is known; false for recaps and previews.
        holders: all videos that have it, the found one included: where it is original first, then by episode.
    """

    label: Label
    original: bool
    holders: tuple[Holder, ...]


class Spans(Protocol):
    """What of the catalogue says which spans recur."""

    def spans(self, video_ids: Collection[int]) -> list[Span]:
        """The spans of these videos, by video and time."""

    def spans_of_groups(self, group_ids: Collection[int]) -> list[Span]:
        """All spans of these groups."""

    def videos_of(self, video_ids: Iterable[int]) -> Mapping[int, Video]:
        """The records of these videos."""


class Recurrences(Protocol):
    """Knows which moments of videos recur."""

    def at(self, video_id: int, start_s: float, end_s: float) -> Recurring | None:
        """What recurring span this stretch of a video is part of, a moment if the two are equal; usually none."""


class NoRecurrences:
    """Where nothing is known to recur."""

    def at(self, video_id: int, start_s: float, end_s: float) -> Recurring | None:  # noqa: ARG002 - as the contract
        """Nothing."""
        return None


class StoredRecurrences:
    """The recurring spans that the catalogue holds."""

    def __init__(self, spans: Spans) -> None:
        self._spans = spans

    def at(self, video_id: int, start_s: float, end_s: float) -> Recurring | None:
        """As in `Recurrences`."""
        held = self._spans.spans([video_id])
        if not any(span.start_s <= end_s and start_s <= span.end_s for span in held):
            return None
        for found in labelled(self._spans, [video_id]).get(video_id, []):
            inside_s = min(end_s, found.end_s) - max(start_s, found.start_s)
            if inside_s < INSIDE_SHARE * (end_s - start_s):
                continue
            at = found.others_at((max(start_s, found.start_s) + min(end_s, found.end_s)) / 2)
            if at is not None:
                return self._recurring(found, *at)
        return None

    def _recurring(self, found: LabelledSpan, piece: Span, others: tuple[Sharing, ...]) -> Recurring:
        labels = self._labels(others)
        own = self._spans.videos_of([found.video_id])[found.video_id]
        holders = [Holder(own, piece.start_s, piece.end_s, found.label)]
        for one in others:
            holders.append(Holder(one.video, one.span.start_s, one.span.end_s, _label_of(one, labels, found.label)))
        holders.sort(key=_order)
        return Recurring(found.label, found.label not in ("recap", "preview"), tuple(holders))

    def _labels(self, others: tuple[Sharing, ...]) -> Mapping[int, list[LabelledSpan]]:
        """Of few, their own labels tell which is the original; what many have is nobody's in particular."""
        return labelled(self._spans, [one.video.id for one in others]) if len(others) <= _LABELLED else {}


_LABELLED = 4


def _label_of(one: Sharing, labels: Mapping[int, list[LabelledSpan]], otherwise: Label) -> Label:
    """What the span is in that video; where that was not asked, what it is in the one that was found."""
    for span in labels.get(one.video.id, ()):
        if span.start_s - 1e-6 <= one.span.start_s < span.end_s:
            return span.label
    return "other" if labels else otherwise


def _order(holder: Holder) -> tuple[bool, str, float, int, float]:
    episode = holder.video.episode
    number = np.inf if episode.number_start is None else episode.number_start
    repeats = holder.label in ("recap", "preview")
    return repeats, holder.video.anime.title, float(number), holder.video.id, holder.start_s


def labelled(spans: Spans, video_ids: Collection[int]) -> dict[int, list[LabelledSpan]]:
    """The recurring spans of these videos with their labels, by video."""
    own = spans.spans(video_ids)
    groups: dict[int, list[Span]] = {}
    for span in spans.spans_of_groups({span.group_id for span in own}):
        groups.setdefault(span.group_id, []).append(span)
    videos = spans.videos_of({*video_ids, *(span.video_id for some in groups.values() for span in some)})
    found: dict[int, list[LabelledSpan]] = {}
    for video_id in dict.fromkeys(video_ids):
        if video_id in videos:
            some = [span for span in own if span.video_id == video_id]
            found[video_id] = label_spans(videos[video_id], some, groups, videos)
    return found


def inverse_video_frequency(
    row: NDArray[np.int64], video_id: NDArray[np.int64], weight: NDArray[np.float64], quality: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """(m,) float64, 0..1: what to multiply each hit's vote with, so that shared and plain frames weigh less.

    A query frame that f videos show about equally well counts 1 / (1 + ln f) in each of them (inverse document
    frequency as in Sivic and Zisserman, "Video Google", ICCV 2003, taken from the hits themselves), and a frame of low
    quality in proportion to it.

    Args:
        row: (m,) which query frame each hit is of, in any order.
        video_id: (m,) what it hit.
        weight: (m,) its vote, 0..1; of a frame's hits those with at least 0.7 of the best vote count as equal.
        quality: (n,) of the query frames, 0..100.
    """
    if not len(row):
        return np.empty(0)
    best = np.zeros(int(row.max()) + 1)
    np.maximum.at(best, row, weight)
    equal = (weight > 0) & (weight >= 0.7 * best[row])
    numbers, number = np.unique(video_id[equal], return_inverse=True)
    pairs = np.unique(row[equal] * len(numbers) + number)
    videos = np.maximum(1, np.bincount(pairs // max(1, len(numbers)), minlength=len(best)))
    shared = 1 / (1 + np.log(videos[row]))
    return np.asarray(shared * np.minimum(1.0, quality[row] / FULL_QUALITY), np.float64)
