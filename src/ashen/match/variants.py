"""Stored videos that are versions of one episode (television, disc, dub, a copy under another name): not rivals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ashen.catalog.records import Video
from ashen.errors import VideoMissing
from ashen.match.coverage import cosine
from ashen.match.identification import Match, Variant
from ashen.match.near import nearest_rows
from ashen.match.truth import Truth
from ashen.signature.signature import Signature

SAMPLES = (20, 160)
"""Frames of one stored video that are compared with another's to see whether the two are one: a few at first, and more
of those that pass..."""
STEPS_S = (0.25, 1 / 12)
"""...laid over each other at shifts this far apart..."""
REACH_S = 2.0
"""...up to this far from where the query lies over both, as a picture may be held..."""
SAME_SHARES = (0.4, 0.7)
"""...of which these shares must agree..."""
LEAST_LENGTH = 0.5
"""...where the shorter has at least this share of the longer's length: a lone opening is no version of its episode."""


def one_episode(a: Video, b: Video) -> bool:
    """Whether two videos bear the names of one episode, or are one. Extras without a number or a title do not say what
    they are."""
    said = a.episode.number is not None or a.episode.title is not None or a.episode.kind == "episode"
    return a.id == b.id or (said and a.episode.id == b.episode.id)


def _numbered_apart(a: Video, b: Video) -> bool:
    """Whether names say that two videos are different episodes of one anime."""
    numbers = (a.episode.number, b.episode.number)
    return a.anime.id == b.anime.id and None not in numbers and numbers[0] != numbers[1]


class Versions:
    """Says which stored videos are versions of one episode: by their names, or else by what they show.

    Args:
        names: the videos that may be asked about.
        truth: their signatures.
        level: cosine at and above which two frames are the same.
        min_quality: quality below which a frame has no say.
    """

    def __init__(self, names: Mapping[int, Video], truth: Truth, level: float, min_quality: int) -> None:
        self._names = names
        self._truth = truth
        self._level = level
        self._min_quality = min_quality
        self._compared: dict[tuple[int, int], bool] = {}

    def same(self, a: Match, b: Match) -> bool:
        """Whether two matches of a query are of one episode."""
        ours, theirs = self._names[a.video_id], self._names[b.video_id]
        if one_episode(ours, theirs):
            return True
        if _numbered_apart(ours, theirs):
            return False
        if (a.mirrored, a.flipped, a.reversed) != (b.mirrored, b.flipped, b.reversed):
            return False
        pair = (a.video_id, b.video_id) if a.video_id < b.video_id else (b.video_id, a.video_id)
        if pair not in self._compared:
            self._compared[pair] = self._same_content(a, b)
        return self._compared[pair]

    def _same_content(self, a: Match, b: Match) -> bool:
        """Whether the videos show the same throughout, laid over each other as the query lies over both."""
        lengths_s = sorted(self._names[match.video_id].duration_s for match in (a, b))
        if lengths_s[0] < LEAST_LENGTH * lengths_s[1]:
            return False
        try:
            ours, theirs = self._truth.signature(a.video_id), self._truth.signature(b.video_id)
        except VideoMissing:
            return False
        return all(
            self._share_alike(ours, theirs, (_at(a), _at(b)), b.speed / a.speed, samples, step_s) >= share
            for samples, step_s, share in zip(SAMPLES, STEPS_S, SAME_SHARES, strict=True)
        )

    def _share_alike(
        self, ours: Signature, theirs: Signature, at_s: tuple[float, float], rate: float, samples: int, step_s: float
    ) -> float:
        """Share of frames of one video that agree with the other's, where that lies over it, at the best of the shifts
        around where both are at `at_s`."""
        telling = np.flatnonzero(ours.quality >= self._min_quality)
        if not len(telling):
            return 0.0
        rows = telling[np.linspace(0, len(telling) - 1, min(samples, len(telling))).astype(np.intp)]
        shifts_s = np.arange(-REACH_S, REACH_S + step_s / 2, step_s)
        wanted_s = at_s[1] + rate * (ours.times_s[rows] - at_s[0]) + shifts_s[:, None]
        held = (wanted_s >= theirs.times_s[0]) & (wanted_s <= theirs.times_s[-1])
        at = nearest_rows(theirs.times_s, wanted_s)
        agrees = held & (cosine(ours.codes[rows], theirs.codes[at]) >= self._level)
        compared = np.maximum(held.sum(axis=1), LEAST_LENGTH * len(rows))
        return float((agrees.sum(axis=1) / compared).max())


def _at(match: Match) -> float:
    """A moment of the video that matches of one query have in common: where the query begins, or is a picture."""
    if match.query_end_s == match.query_start_s:
        return match.at_s
    if match.reversed:
        return match.end_s + match.speed * match.query_start_s
    return match.start_s - match.speed * match.query_start_s


def folded(matches: Sequence[Match], versions: Versions) -> list[Match]:
    """The matches of one stretch, each episode once: those of an episode's other videos are variants of the first's."""
    kept: list[Match] = []
    for match in matches:
        kin = [n for n, other in enumerate(kept) if other.video_id != match.video_id and versions.same(other, match)]
        if not kin:
            kept.append(match)
            continue
        host = min(kin, key=lambda n: abs(kept[n].at_s - match.at_s))
        if match.video_id not in {variant.video_id for variant in kept[host].variants}:
            variant = Variant(match.video, match.video_id, match.start_s, match.at_s, match.end_s, match.similarity)
            kept[host] = replace(kept[host], variants=(*kept[host].variants, variant))
    return kept


def one_version_each(stretches: Sequence[Sequence[Match]], versions: Versions) -> list[list[Match]]:
    """Each stretch's matches `folded`; an episode is named by the same of its videos throughout, where that is in a
    stretch: the one that explains most frames of the query."""
    frames: dict[int, int] = {}
    for stretch in stretches:
        for match in stretch:
            frames[match.video_id] = frames.get(match.video_id, 0) + match.frames_agreeing
    result = []
    for stretch in stretches:
        best = stretch[0]
        kin = [match for match in stretch if versions.same(best, match)]
        first = max(kin, key=lambda match: frames[match.video_id])  # the best itself, of equals
        result.append(folded([first, *(match for match in stretch if match is not first)], versions))
    return result
