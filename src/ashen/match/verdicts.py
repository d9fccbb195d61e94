"""What people said of queries, respected: known again by what they show, and what that changes of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from ashen.catalog.naming import title_key
from ashen.catalog.records import Asked, Meant, Scope, Verdict, Video
from ashen.match.coverage import cosine
from ashen.match.identification import Identification, Match
from ashen.match.named import names_of
from ashen.match.near import nearest_rows
from ashen.signature.signature import Signature

KEPT_PER_S = 4
"""Frames of a moving query that are remembered, a second..."""
KEPT_FRAMES = 2400
"""...and at most."""
LENGTH_SLACK_S, LENGTH_SLACK_SHARE = 1.0, 0.02
"""How far in length a re-encode may be from the query it is of."""
PICTURE_ALIKE = 0.95
"""Cosine from which on two pictures are one query."""
FRAME_ALIKE, FRAMES_ALIKE = 0.85, 0.9
"""Cosine from which on two frames of moving queries are one, and the share of frames that must be."""
REJECTED = "What it looks like was rejected before; `ashen feedback --list` shows by which verdict."


def thinned(signature: Signature) -> Signature:
    """The frames of a query that a verdict remembers."""
    slots = np.floor(signature.times_s * KEPT_PER_S)
    rows = np.flatnonzero(np.concatenate([[True], slots[1:] != slots[:-1]]))
    if len(rows) > KEPT_FRAMES:
        rows = rows[np.linspace(0, len(rows) - 1, KEPT_FRAMES).astype(np.intp)]
    return signature.take(rows)


def lengths_near(duration_s: float) -> tuple[float, float]:
    """The lengths that a re-encode of a query of this length may have, seconds."""
    slack_s = LENGTH_SLACK_S + LENGTH_SLACK_SHARE * duration_s
    return duration_s - slack_s, duration_s + slack_s


def one_query(remembered: Asked, signature: Signature, min_quality: int) -> bool:
    """Whether a query shows what the remembered one does, frame by frame: a re-encode, another size.

    Args:
        remembered: of a kind and length that fit.
        signature: of the query as it is. By another recipe nothing can be said: False.
        min_quality: quality below which a frame has no say.
    """
    kept = remembered.signature
    if kept.recipe != signature.recipe or not len(signature):
        return False
    if remembered.kind == "image":
        return float(cosine(kept.codes[0], signature.codes[0])) >= PICTURE_ALIKE
    kept = kept.take(np.flatnonzero(kept.quality >= min_quality))
    if not len(kept):
        return False
    near = nearest_rows(signature.times_s, kept.times_s)[:, None] + np.arange(-2, 3)
    alike = cosine(kept.codes[:, None], signature.codes[np.clip(near, 0, len(signature) - 1)]).max(axis=1)
    return float((alike >= FRAME_ALIKE).mean()) >= FRAMES_ALIKE


def meaning(scope: Scope, video: Video) -> Meant:
    """A video, its episode, or its anime."""
    episode = video.episode
    return Meant(scope, video.content_hash, video.anime.title, episode.kind, episode.number, episode.title)


def means(meant: Meant, video: Video) -> bool:
    """Whether a video is meant."""
    if meant.video_hash == video.content_hash:
        return True
    if meant.scope == "video" or title_key(meant.anime_title) != title_key(video.anime.title):
        return False
    episode = video.episode
    named = (meant.episode_kind, meant.episode_number) == (episode.kind, episode.number)
    return meant.scope == "anime" or (named and (episode.number is not None or meant.episode_title == episode.title))


def verdict_on(video: Video, verdicts: Sequence[Verdict]) -> str:
    """Whether the latest of these verdicts, oldest first, that means a video confirms or rejects it; empty where none
    does."""
    said = [verdict.said for verdict in verdicts if means(verdict.meant, video)]
    return "" if not said else "confirmed" if said[-1] == "is" else "rejected"


def rejected(videos: Iterable[Video], verdicts: Sequence[Verdict]) -> frozenset[int]:
    """Those of the videos that the verdicts say the query is not."""
    return frozenset(video.id for video in videos if verdict_on(video, verdicts) == "rejected")


def without_rejected(found: Identification, before: Identification, gone: frozenset[int], top: int) -> Identification:
    """An answer in which rejected videos come last.

    Args:
        found: the answer of a library without them.
        before: that of the whole library.
        gone: the rejected.
        top: runners-up to list at most.
    """
    lost = [match for match in (*before.matches, *before.runners_up) if match.video_id in gone]
    shown = tuple(replace(match, verdict="rejected", variants=()) for match in lost[:top])
    reason = REJECTED if found.answer == "unknown" and before.answer != "unknown" else found.reason
    return replace(found, runners_up=(*shown, *found.runners_up)[:top], reason=reason)


def confirmed(found: Identification, confirmed_videos: Sequence[Video]) -> Identification:
    """An answer that names what was confirmed: as found, among the runners-up, or without any evidence of its own.

    What else was found over the same stretch is a runner-up.
    """
    ids = {video.id for video in confirmed_videos}
    if not ids:
        return found
    known = [match for match in (*found.matches, *found.runners_up) if match.video_id in ids]
    named = [match for match in found.matches if match.video_id in ids] or known[:1]
    if not named:
        named = [_told(found, confirmed_videos[0])]
    named = [replace(match, verdict="confirmed", confidence=1.0) for match in named]
    others = [match for match in (*found.matches, *found.runners_up) if match.video_id not in ids]
    beside = [match for match in others if match in found.matches and not any(_overlap(match, n) for n in named)]
    return replace(
        found,
        answer="match",
        matches=tuple(sorted([*named, *beside], key=lambda match: match.query_start_s)),
        runners_up=tuple(match for match in others if match not in beside),
        reason="",
    )


def _overlap(a: Match, b: Match) -> bool:
    return a.query_start_s <= b.query_end_s and b.query_start_s <= a.query_end_s


def _told(found: Identification, video: Video) -> Match:
    """A match for which nothing speaks but a person's word."""
    length_s = found.query.duration_s or 0.0
    return Match(
        **names_of(video),
        query_start_s=0.0,
        query_end_s=length_s,
        start_s=0.0,
        at_s=0.0,
        end_s=video.duration_s,
        speed=1.0,
        mirrored=False,
        similarity=0.0,
        confidence=1.0,
        frames_agreeing=0,
        frames_compared=0,
        runs_agreeing=0,
        margin=0.0,
    )
