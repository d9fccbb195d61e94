"""A still query: which stored moments look like it.

Search proposes: by the whole query, without borders, mirrored. Where that leaves doubt, by the pictures within the
query too, and among windows of stored stills. Then the query is laid over the stills of what was proposed, and that
decides (see verify.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ashen.errors import VideoMissing
from ashen.index.contract import Index
from ashen.match.calibration import FAINT_SCORE
from ashen.match.geometry import Rect
from ashen.match.refine import Agreement
from ashen.match.truth import Truth
from ashen.match.verify import Orientation, QueryPicture, StillPicture, Verification, laid_over, verify
from ashen.match.views import PictureQuery, QueryView, SignedPicture
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
HIT_SLACK_S = 0.006
"""Hits say when to the hundredth of a second, so a run may begin a little before or after its hit."""
LEAST_QUALITY = 5
"""Queries of lower quality are not searched: flat. Less than what is stored must have, as a dark copy of a clear frame
is still to be found, and geometry judges what is."""
VERIFIED = 24
"""Stills a query is laid over at most, the nearest by signature..."""
ENOUGH = 8
"""...or this many, when one of them is certain."""
CERTAIN = 0.35
"""Score of a verification that leaves no doubt that the picture is of that shot."""
COSINE_WEIGHT = 7.0
"""What a cosine counts beside the logarithm of a score."""
PLAIN = 0.12
"""Score below which no scene is taken to show the query by its corners; the nearest are then looked at again..."""
SWEPT = 8
"""...so many, at every place and size."""
WORTH_PLACING = 0.08
"""Score from which on the very frame of the shot is looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A moment of a stored video that looks like the query.

    Attributes:
        video_id: the stored video.
        view: of the query, in which it does.
        start_s, at_s, end_s: how long the picture is held, and its best moment; until `locate` has seen it, all
            the start of its run.
        similarity: cosine to the best frame or window.
        windowed: whether it was found by a window.
        verification: how the query lies on the still there; None when that was not looked at.
    """

    video_id: int
    view: QueryView
    start_s: float
    at_s: float
    end_s: float
    similarity: float
    windowed: bool = False
    verification: Verification | None = None

    @property
    def score(self) -> float:
        """Of its verification; -1 when it was not looked at."""
        return -1.0 if self.verification is None else self.verification.score

    @property
    def evidence(self) -> float:
        """By which verified scenes are ranked; those not looked at come after all others.

        Geometry tells scenes apart by what differs in plain sight, the signature by small things all over: among the
        verified scenes of 864 development queries, the first was right in 95.7 % by score alone, in 95.1 % by cosine
        alone, and in 97.4 % by this, with weights from 6 to 8.
        """
        return -np.inf if self.score < 0 else float(np.log(self.score + FAINT_SCORE) + COSINE_WEIGHT * self.similarity)


@dataclass(frozen=True, slots=True)
class PictureSearch:
    """What a still query is searched in.

    Attributes:
        index: of frames.
        windows: of windows of stills; None where the recipe searched has none: search alone decides then.
        truth: stored signatures and stills.
        agreement: the recipe's.
        run_distance: the recipe's.
        sign: (h, w, 3) uint8 R'G'B' to the signature of that one picture.
        clear: whether scenes, best first, are so clear that geometry need not be asked.
        watch: told of the scenes that search proposed, most alike first.
    """

    index: Index
    windows: Index | None
    truth: Truth
    agreement: Agreement
    run_distance: float
    sign: Callable[[NDArray[np.uint8]], Signature]
    clear: Callable[[Sequence[Scene]], bool]
    watch: Callable[[Sequence[Scene]], None] = lambda _: None

    def match(self, query: PictureQuery | SignedPicture, top: int) -> list[Scene]:
        """Scenes that look like a picture, best first, each once and with exact times.

        Given are all that are equally good, `top` in any case, and the best of another video than the first's, so that
        the margin to it is known.
        """
        views = query.first()
        found = self._scenes(views, self.index, windowed=False)
        if isinstance(query, SignedPicture) or self.windows is None or self.clear(found):
            self.watch(found)
            return self._located(found, top)
        distinct = self._proposed(query, found)
        self.watch(distinct)
        verified = self._verified(query, distinct)
        if not verified:
            return self._located(found, top)
        best = verified[0]
        scenes = [*(self._placed(query, scene) for scene in verified[:top]), *verified[top:]]
        if not best.windowed:  # an opening is in more episodes than were verified
            held = {scene.video_id for scene in verified}
            alike = [scene for scene in found if scene.similarity >= best.similarity - ALIKE]
            scenes += self._located([scene for scene in alike if scene.video_id not in held], len(alike))
        return _each_once(scenes)

    def propose(self, query: PictureQuery) -> list[Scene]:
        """Scenes that a picture is near in any view or part of it, or a window of a still is, nearest first."""
        return self._proposed(query, self._scenes(query.first(), self.index, windowed=False))

    def look(self, query: PictureQuery, scenes: list[Scene]) -> list[Scene]:
        """Of scenes proposed, those that have a still, verified, best first, with exact times."""
        return [self._placed(query, scene) for scene in self._verified(query, scenes)]

    def _proposed(self, query: PictureQuery, found: list[Scene]) -> list[Scene]:
        more = query.further()
        proposed = [*found, *self._scenes(more, self.index, windowed=False)]
        if self.windows is not None:
            proposed += self._scenes([*query.first(), *more], self.windows, windowed=True)
        return _nearest_of_each(proposed, SAME_SCENE_S / 2)

    def _scenes(self, views: list[QueryView], index: Index, *, windowed: bool) -> list[Scene]:
        """Distinct scenes among the hits of all views, most alike first."""
        columns: list[tuple[NDArray[Any], ...]] = []
        for number, view in enumerate(views):
            if view.signature.quality[0] < LEAST_QUALITY:
                continue
            hits = index.search(view.signature.codes, HITS, index.recipe)
            columns.append((np.full(len(hits), number), hits.video_id, hits.times_s, hits.distance))
        if not columns:
            return []
        view_number, video_id, at_s, distance = (np.concatenate(column) for column in zip(*columns, strict=True))
        similarity = 1 - distance / (2 * self.agreement.unit**2)
        return _nearest_of_each(
            [
                Scene(
                    int(video_id[row]),
                    views[view_number[row]],
                    *(3 * (float(at_s[row]),)),
                    float(similarity[row]),
                    windowed,
                )
                for row in np.argsort(distance, kind="stable")
            ],
            SAME_SCENE_S,
        )

    def _located(self, scenes: list[Scene], top: int) -> list[Scene]:
        located: list[Scene] = []
        for scene in scenes:
            if scene.similarity < scenes[0].similarity - 2 * ALIKE and len(located) >= top:
                if any(other.video_id != located[0].video_id for other in located):
                    break
                if scene.video_id == located[0].video_id:
                    continue
            try:
                source = self.truth.signature(scene.video_id)
            except VideoMissing:
                continue
            located.append(self._located_in(source, scene))
        return _each_once(located)

    def _verified(self, query: PictureQuery, scenes: list[Scene]) -> list[Scene]:
        """The nearest scenes with what laying the query over their stills shows, best first; from still to still."""
        height, width = query.rgb.shape[:2]
        pictures: dict[int, QueryPicture] = {}
        looked_at: dict[tuple[int, float, Orientation], tuple[Scene, QueryPicture, StillPicture]] = {}
        verified: list[Scene] = []
        for scene in scenes:
            if len(verified) >= (ENOUGH if any(other.score >= CERTAIN for other in verified) else VERIFIED):
                break
            still = self.truth.still(scene.video_id, scene.at_s)
            view = scene.view.view
            if still is None or (key := (scene.video_id, still.at_s, _orientation(scene))) in looked_at:
                continue
            if view.trimming not in pictures:
                box = query.box(view)
                within = Rect(box.left / width, box.top / height, box.right / width, box.bottom / height)
                pictures[view.trimming] = QueryPicture(query.rgb, within)
            place = replace(scene, start_s=still.at_s, end_s=still.until_s)
            looked_at[key] = place, pictures[view.trimming], StillPicture(still.rgb)
            evidence = verify(*looked_at[key][1:], _orientation(scene), sweep=False)
            verified.append(replace(place, verification=evidence))
        if all(scene.score < PLAIN for scene in verified):  # perhaps a picture without corners
            swept = list(looked_at.values())[:SWEPT]
            verified[:SWEPT] = [
                replace(scene, verification=verify(picture, still, _orientation(scene)))
                for scene, picture, still in swept
            ]
        return sorted(verified, key=_rank)

    def _placed(self, query: PictureQuery, scene: Scene) -> Scene:
        """A verified scene with exact times.

        What is seen of a windowed one is no whole frame; laid over the still, whose shot it is of, it is one, and shows
        which frame of that shot is meant.
        """
        try:
            source = self.truth.signature(scene.video_id)
        except VideoMissing:
            return scene
        if not scene.windowed:
            return self._located_in(source, scene)
        still = self.truth.still(scene.video_id, scene.start_s)
        if still is None or scene.verification is None or scene.verification.score < WORTH_PLACING:
            return scene
        whole = self.sign(laid_over(query.rgb, still.rgb, scene.verification))
        placed = locate(whole, _between(source, still.at_s, still.until_s), scene, self.agreement.unit)
        return replace(placed, similarity=scene.similarity)

    def _located_in(self, source: Signature, scene: Scene) -> Scene:
        """A scene with exact times: around its hit, and in all of the run that the hit is the first frame of."""
        row = min(int(np.searchsorted(source.times_s, scene.at_s - HIT_SLACK_S)), len(source) - 1)
        later = source.codes[row:].astype(np.float32)
        distance = ((later - later[0]) ** 2).sum(axis=1)
        ends = np.flatnonzero(distance > self.run_distance)
        end_s = float(source.times_s[row + (int(ends[0]) if len(ends) else len(later) - 1)])
        near = _between(source, scene.at_s - SAME_SCENE_S, max(scene.at_s + SAME_SCENE_S, end_s))
        return locate(scene.view.signature, near, scene, self.agreement.unit)


def _orientation(scene: Scene) -> Orientation:
    return Orientation(scene.view.view.mirrored, scene.view.view.flipped)


def _rank(scene: Scene) -> tuple[float, float]:
    return -scene.evidence, -scene.similarity


def _nearest_of_each(scenes: list[Scene], within_s: float) -> list[Scene]:
    """Most alike first, without those that are near a more alike one of the same video."""
    kept: list[Scene] = []
    seen_s: defaultdict[int, list[float]] = defaultdict(list)
    for scene in sorted(scenes, key=lambda scene: -scene.similarity):
        if not any(abs(other_s - scene.at_s) < within_s for other_s in seen_s[scene.video_id]):
            seen_s[scene.video_id].append(scene.at_s)
            kept.append(scene)
    return kept


def _each_once(located: list[Scene]) -> list[Scene]:
    """Best first; of scenes that turned out to be one, the best."""
    kept: list[Scene] = []
    for scene in sorted(located, key=_rank):
        if not any(
            scene.video_id == other.video_id and scene.start_s <= other.end_s and other.start_s <= scene.end_s
            for other in kept
        ):
            kept.append(scene)
    return kept


def locate(query: Signature, source: Signature, scene: Scene, unit: float) -> Scene:
    """A scene with exact times, from the stored frames that may be meant.

    Its stretch goes from the first to the last frame around the best one that looks no worse than a small slack below
    it, with breaks shorter than `SAME_SCENE_S`: a mouth that opens and closes shows the same picture again and again.

    Args:
        query: of the picture.
        source: the part of the stored signature to look in.
        scene: what is known of it.
        unit: length of a code.
    """
    cosine = source.codes.astype(np.float32) @ query.codes[0].astype(np.float32) / np.float32(unit**2)
    best = int(np.argmax(cosine))
    equal = np.flatnonzero(cosine >= cosine[best] - EQUAL)
    best = int(equal[len(equal) // 2])
    alike = np.flatnonzero(cosine >= cosine.max() - HELD_SLACK * max(0.02, 1 - float(cosine.max())))
    at = int(np.searchsorted(alike, best))
    breaks = np.flatnonzero(np.diff(source.times_s[alike]) > SAME_SCENE_S)
    first, last = max([0, *(breaks[breaks < at] + 1)]), min([len(alike) - 1, *breaks[breaks >= at]])
    return replace(
        scene,
        start_s=float(source.times_s[alike[first]]),
        at_s=float(source.times_s[best]),
        end_s=float(source.times_s[alike[last]]),
        similarity=float(cosine[best]),
    )


def _between(source: Signature, start_s: float, end_s: float) -> Signature:
    """The frames from one time to another; all, where there are none."""
    near = np.flatnonzero((source.times_s >= start_s) & (source.times_s <= end_s))
    return source.take(near) if len(near) else source
