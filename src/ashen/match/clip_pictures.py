"""A moving query that no stored frame is near enough to: some of its frames are asked about as pictures.

A frame asked as a picture finds what its signature alone does not: a crop, a strip, an inset over a blur, a picture
turned upside down. Each gives an anchor: this moment of the query shows that moment of a video, and so lies on it.
Lines through anchors that agree are followed (see following.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ashen.match.anchors import Anchor, agreeing
from ashen.match.choose import Explained
from ashen.match.clip import Matching, around
from ashen.match.clip_query import ClipQuery
from ashen.match.following import NEAR_S, Following, Judge
from ashen.match.picture import PictureSearch
from ashen.match.scene import EQUAL_EVIDENCE, Scene
from ashen.match.shots import Span

PICTURES = 6
"""Frames of one query that are asked about at most, unless it is long..."""
EVERY_S = 60.0
"""...when one in this many seconds of what is not explained is."""
LEAST_PICTURES = 3
"""Where fewer were, for want of shots, and nothing is sure, more are."""
LONG_SHOT_S = 0.5
"""Length of a shot from which on more than its middle is asked about."""
SCENES = 60
"""Scenes of each, the nearest, that vote for a line."""
VOTE_FLOOR = 0.4
"""Cosine at which a scene's vote has shrunk to nothing."""
LINES = 6
"""Lines that are looked at, each at..."""
LOOKS = 2
"""...so many frames; at a single frame, where there is but one, as many lines again."""
LEAST_CONFIDENCE = 0.2
"""Confidence below which a scene is no anchor."""
PARTS = 3
"""Lines that are followed at most."""
AGAIN = 3
"""Doubtful stretches that are asked about as pictures at most."""


def look_at_pictures(matching: Matching, query: ClipQuery, search: PictureSearch, judge: Judge) -> list[Anchor]:
    """Explain what is left of a query by some of its frames asked as pictures; returns what those showed.

    Args:
        matching: what is known so far; gets the segments found.
        query: the same query.
        search: how pictures are searched.
        judge: how sure scenes are.
    """
    spans, shots = matching.unexplained(), matching.shots()
    anchors = _anchors(query, search, judge, _moments(spans, shots))
    _follow(anchors, Following(matching, query, search, judge), spans, 0)
    return anchors


def look_beside(
    matching: Matching, query: ClipQuery, search: PictureSearch, judge: Judge, known: Sequence[Anchor]
) -> list[Anchor]:
    """Ask more than the middles of a query of few shots: cuts within an inset are no cuts of the frame, and the middle
    may show little by chance. For queries that nothing explains surely; returns all anchors.

    Args:
        matching: what is known so far; gets the segments found.
        query: the same query.
        search: how pictures are searched.
        judge: how sure scenes are.
        known: what the middles showed.
    """
    spans, shots = matching.unexplained(), matching.shots()
    middles_s = _moments(spans, shots)
    if len(middles_s) >= LEAST_PICTURES:
        return list(known)
    anchors = [*known, *_anchors(query, search, judge, _beside(middles_s, shots))]
    _follow(anchors, Following(matching, query, search, judge), spans, PARTS)
    return anchors


def look_again(
    matching: Matching, query: ClipQuery, search: PictureSearch, judge: Judge, doubt: Callable[[Explained], bool]
) -> None:
    """Ask some frames of the longest doubtful stretches as pictures: few frames that hardly move leave a line in doubt,
    which one picture alone would not be.

    Args:
        matching: what is known; its stretches get how sure pictures are of them.
        query: the same query.
        search: how pictures are searched.
        judge: how sure scenes are.
        doubt: whether a stretch is doubtful.
    """
    following = Following(matching, query, search, judge)
    unasked = [matching.weigh(stretch) for stretch in matching.explained if not stretch.segment.pictured]
    doubtful = [stretch for stretch in unasked if doubt(stretch)]
    for stretch in sorted(doubtful, key=lambda each: each.start_s - each.end_s)[:AGAIN]:
        matching.picture(stretch.segment, following.sure(stretch.segment))


def _moments(spans: Sequence[Span], shots: Sequence[Span]) -> list[float]:
    """Which moments are asked about: in the middle of unexplained shots, the longest first."""
    pieces = [(max(a, c), min(b, d)) for a, b in spans for c, d in shots if min(b, d) > max(a, c)]
    left_s = sum(end_s - start_s for start_s, end_s in spans)
    count = max(PICTURES, round(left_s / EVERY_S))
    longest = sorted(pieces, key=lambda piece: piece[0] - piece[1])[:count]
    return sorted((start_s + end_s) / 2 for start_s, end_s in longest)


def _beside(middles_s: Sequence[float], shots: Sequence[Span]) -> list[float]:
    """Two more moments of each shot asked about that is not short: in the middle of its first and its last third."""
    wide = [(a, b) for a, b in shots if b - a >= LONG_SHOT_S and any(a <= at_s <= b for at_s in middles_s)]
    return [start_s + (end_s - start_s) * place for start_s, end_s in wide for place in (1 / 6, 5 / 6)]


def _anchors(query: ClipQuery, search: PictureSearch, judge: Judge, times_s: Sequence[float]) -> list[Anchor]:
    """What the frames at these moments show, asked as pictures."""
    pictures = list(query.pictures(times_s))
    proposed = [search.propose(picture)[:SCENES] for _, picture in pictures]
    anchors: list[Anchor] = []
    wanted = _worth_looking([at_s for at_s, _ in pictures], proposed)
    for (at_s, picture), scenes in zip(pictures, wanted, strict=True):
        seen = search.look(picture, scenes)
        for scene in seen:
            sure = judge(scene, [other for other in seen if abs(other.evidence - scene.evidence) > EQUAL_EVIDENCE])
            if sure >= LEAST_CONFIDENCE:
                anchors.append(Anchor(at_s, scene, sure))
    return anchors


def _follow(anchors: Sequence[Anchor], following: Following, spans: Sequence[Span], number: int) -> None:
    """Explain the query by the surest lines through anchors, each followed as a part of a number from this one on."""
    matching = following.matching
    for place, group in enumerate(agreeing(anchors, matching.shots())[:PARTS]):
        for span in around(spans):
            inside = [anchor for anchor in group if span[0] <= anchor.query_s <= span[1]]
            segment = following.segment(inside, number + place, span) if inside else None
            if segment is not None:
                matching.add([segment])


def _worth_looking(times_s: Sequence[float], proposed: Sequence[list[Scene]]) -> list[list[Scene]]:
    """Of every frame's scenes those to look at: the best on the lines that most frames' scenes lie near."""
    lines: dict[tuple[int, bool, bool], list[tuple[float, float, int, Scene]]] = {}
    for number, (at_s, scenes) in enumerate(zip(times_s, proposed, strict=True)):
        for scene in scenes:
            weight = max(0.0, scene.similarity - VOTE_FLOOR)
            key = (scene.video_id, scene.view.view.mirrored, scene.view.view.flipped)
            lines.setdefault(key, []).append((scene.at_s - at_s, weight, number, scene))
    ranked: list[tuple[float, dict[int, tuple[float, Scene]]]] = []
    for votes in lines.values():
        taken: list[float] = []
        for offset_s, _, _, _ in sorted(votes, key=lambda vote: -vote[1]):
            if any(abs(offset_s - other_s) <= NEAR_S for other_s in taken):
                continue
            taken.append(offset_s)
            best: dict[int, tuple[float, Scene]] = {}
            for other_s, weight, number, scene in votes:
                if abs(other_s - offset_s) <= NEAR_S and weight > best.get(number, (0.0,))[0]:
                    best[number] = weight, scene
            ranked.append((sum(weight for weight, _ in best.values()), best))
    ranked.sort(key=lambda line: -line[0])
    wanted: list[list[Scene]] = [[] for _ in proposed]
    for _, best in ranked[: LINES if len(proposed) > 1 else LOOKS * LINES]:
        for number in sorted(best, key=lambda number: -best[number][0])[:LOOKS]:
            wanted[number].append(best[number][1])
    return wanted
