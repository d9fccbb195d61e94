"""A still query: which stored moments look like it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ashen.errors import VideoMissing
from ashen.index.contract import Index
from ashen.match.refine import Agreement
from ashen.match.truth import Truth
from ashen.match.views import QueryView
from ashen.signature.signature import Signature

HITS = 100
"""Stored frames each view asks for."""
HELD_SLACK = 0.25
"""How much worse than the best frame another may look and still show the same picture, as a share of what the best
lacks to equality."""
EQUAL = 0.002
"""Frames whose cosines differ by no more are equally good; of these, the moment named is the middle one."""
ALIKE = 0.02
"""Scenes whose cosines differ by no more than this are equally good: an opening is in every episode."""
SAME_SCENE_S = 5.0
"""Hits of one video nearer than this are one scene (trace.moe merges over the same span)."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A moment of a stored video that looks like the query.

    Attributes:
        video_id: the stored video.
        view: index of the query's view.
        start_s, at_s, end_s: how long the picture is held, and its best moment; until `locate` has seen it, all
            the start of its run.
        similarity: cosine to the best frame.
    """

    video_id: int
    view: int
    start_s: float
    at_s: float
    end_s: float
    similarity: float


def match_picture(views: list[QueryView], index: Index, truth: Truth, agreement: Agreement, top: int) -> list[Scene]:
    """Scenes that look like a picture, most alike first, each once and with exact times.

    Given are all that are equally good, `top` in any case, and the best of another video than the first's, so that the
    margin to it is known.
    """
    scenes = _scenes(views, index, agreement)
    located: list[Scene] = []
    for scene in scenes:
        if scene.similarity < scenes[0].similarity - 2 * ALIKE and len(located) >= top:
            if any(other.video_id != located[0].video_id for other in located):
                break
            if scene.video_id == located[0].video_id:
                continue
        try:
            source = truth.signature(scene.video_id)
        except VideoMissing:
            continue
        located.append(locate(views[scene.view].signature, source, scene, agreement))
    return _each_once(located)


def _each_once(located: list[Scene]) -> list[Scene]:
    """Most alike first; of scenes that turned out to be one, the most alike."""
    kept: list[Scene] = []
    for scene in sorted(located, key=lambda scene: -scene.similarity):
        if not any(
            scene.video_id == other.video_id and scene.start_s <= other.end_s and other.start_s <= scene.end_s
            for other in kept
        ):
            kept.append(scene)
    return kept


def _scenes(views: list[QueryView], index: Index, agreement: Agreement) -> list[Scene]:
    """Distinct scenes among the hits of all views, most alike first."""
    columns: list[tuple[NDArray[Any], ...]] = []
    for number, view in enumerate(views):
        if view.signature.quality[0] < agreement.min_quality:
            continue
        hits = index.search(view.signature.codes, HITS, view.signature.recipe)
        columns.append((np.full(len(hits), number), hits.video_id, hits.times_s, hits.distance))
    if not columns:
        return []
    view_number, video_id, at_s, distance = (np.concatenate(column) for column in zip(*columns, strict=True))
    found: list[Scene] = []
    seen_s: defaultdict[int, list[float]] = defaultdict(list)
    for row in np.argsort(distance, kind="stable"):
        here = int(video_id[row])
        if any(abs(other_s - at_s[row]) < SAME_SCENE_S for other_s in seen_s[here]):
            continue
        seen_s[here].append(float(at_s[row]))
        similarity = 1 - float(distance[row]) / (2 * agreement.unit**2)
        found.append(Scene(here, int(view_number[row]), *(3 * (float(at_s[row]),)), similarity))
    return found


def locate(query: Signature, source: Signature, scene: Scene, agreement: Agreement) -> Scene:
    """A scene with exact times, from every stored frame near it.

    Its stretch goes from the first to the last frame around the best one that looks no worse than a small slack below
    it, with breaks shorter than `SAME_SCENE_S`: a mouth that opens and closes shows the same picture again and again.
    """
    near = np.flatnonzero(np.abs(source.times_s - scene.at_s) <= SAME_SCENE_S)
    if not len(near):
        near = np.arange(len(source))
    codes = source.codes[near].astype(np.float32)
    cosine = codes @ query.codes[0].astype(np.float32) / np.float32(agreement.unit**2)
    best = int(np.argmax(cosine))
    equal = np.flatnonzero(cosine >= cosine[best] - EQUAL)
    best = int(equal[len(equal) // 2])
    alike = np.flatnonzero(cosine >= cosine.max() - HELD_SLACK * max(0.02, 1 - float(cosine.max())))
    left, right = int(alike[0]), int(alike[-1])
    times_s = source.times_s[near]
    return Scene(
        scene.video_id,
        scene.view,
        float(times_s[left]),
        float(times_s[best]),
        float(times_s[right]),
        float(cosine[best]),
    )
