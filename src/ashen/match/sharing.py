"""An answer completed by what recurs: all episodes that have an opening, not only those that were compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ashen.match.identification import Identification, Match, SharedBy
from ashen.match.named import names_of
from ashen.match.recurring import Holder, Recurrences, Recurring
from ashen.match.span_labels import in_ranges

SAME_STRETCH = 0.5
"""Matches that have this share of the shorter's stretch of the query in common are of one stretch."""


def completed(found: Identification, recurrences: Recurrences) -> Identification:
    """The answer, with every video that has a recurring span among its matches once one of them was found in it.

    What was found keeps its place, but recaps and previews come after the episodes they were taken from. A stretch of
    a label "other" is not completed by videos that were compared and found worse: there its frames decide.
    """
    matches: list[Match] = []
    shared: list[SharedBy] = []
    several = bool(found.matches)
    worse = {match.video_id for match in found.runners_up}
    for stretch in _stretches(found):
        best = stretch[0]
        moment = found.query.kind == "image"
        start_s, end_s = sorted((best.at_s,) * 2 if moment else (best.start_s, best.end_s))
        known = recurrences.at(best.video_id, start_s, end_s)
        if known is not None:
            stretch = _with_holders(stretch, known, worse)
            shared += _shared_by(stretch, known)
        matches += stretch
        several &= len({match.video_id for match in stretch}) > 1
    named = {match.video_id for match in matches}
    runners_up = found.runners_up if found.query.kind == "video" else _others(found.runners_up, named)
    answer = found.answer if found.answer == "unknown" or not several else "shared"
    return replace(found, answer=answer, matches=tuple(matches), runners_up=tuple(runners_up), shared_by=tuple(shared))


def _others(matches: Iterable[Match], named: set[int]) -> list[Match]:
    return [match for match in matches if match.video_id not in named]


def _stretches(found: Identification) -> list[list[Match]]:
    """The matches by stretch of the query; of a picture there is one."""
    stretches: list[list[Match]] = []
    for match in found.matches:
        for stretch in stretches:
            if found.query.kind == "image" or _same_stretch(stretch[0], match):
                stretch.append(match)
                break
        else:
            stretches.append([match])
    return stretches


def _same_stretch(one: Match, other: Match) -> bool:
    common_s = min(one.query_end_s, other.query_end_s) - max(one.query_start_s, other.query_start_s)
    shorter_s = min(one.query_end_s - one.query_start_s, other.query_end_s - other.query_start_s)
    return common_s >= SAME_STRETCH * shorter_s and one.video_id != other.video_id


def _with_holders(stretch: list[Match], known: Recurring, worse: set[int]) -> list[Match]:
    best = stretch[0]
    own = next(holder for holder in known.holders if holder.video.id == best.video_id)
    found = {match.video_id for match in stretch}
    holders: dict[int, Holder] = {}
    for holder in known.holders:
        holders.setdefault(holder.video.id, holder)
    episodes = {holders[video_id].video.episode.id for video_id in found if video_id in holders}
    for video_id, holder in list(holders.items()):  # versions of one episode are one answer
        if video_id not in found:
            if holder.video.episode.id in episodes:
                del holders[video_id]
            episodes.add(holder.video.episode.id)
    added = [
        _moved(best, own, holder)
        for video_id, holder in holders.items()
        if video_id not in found and not (known.label == "other" and holder.label == "other" and video_id in worse)
    ]
    labelled = [
        replace(match, label=holders[match.video_id].label) if match.video_id in holders else match for match in stretch
    ]
    return sorted([*labelled, *added], key=lambda match: match.label in ("recap", "preview"))


def _moved(best: Match, own: Holder, holder: Holder) -> Match:
    """The match as it would be in another video that has the same span."""
    video, later_s = holder.video, holder.start_s - own.start_s
    return replace(
        best,
        **names_of(video),
        start_s=max(0.0, best.start_s + later_s),
        at_s=max(0.0, best.at_s + later_s),
        end_s=best.end_s + later_s,
        variants=(),
        label=holder.label,
    )


def _shared_by(stretch: list[Match], known: Recurring) -> list[SharedBy]:
    """Who has it, one line an anime."""
    numbers: dict[str, dict[int, tuple[float | None, str | None]]] = {}
    named = {match.video_id for match in stretch}
    for holder in known.holders:
        if holder.video.id in named:
            episode = holder.video.episode
            numbers.setdefault(holder.video.anime.title, {})[episode.id] = (episode.number_start, episode.number)
    return [
        SharedBy(
            query_start_s=stretch[0].query_start_s,
            query_end_s=stretch[0].query_end_s,
            label=known.label,
            anime_title=title,
            episodes=in_ranges(episodes.values()),
            count=len(episodes),
        )
        for title, episodes in numbers.items()
    ]
