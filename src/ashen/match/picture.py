"""A still query: which stored moments look like it.

Search proposes: by the whole query, without borders, mirrored. Where that leaves doubt, by the pictures within the
query too, and among windows of stored stills. Then the query is laid over the stills of what was proposed, and that
decides (see verify.py). A picture that was cut to another shape is placed at the frame it was cut from (reframing.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ashen.errors import VideoMissing
from ashen.index.contract import Index
from ashen.match.calibration import FAINT_SCORE
from ashen.match.geometry import Rect
from ashen.match.refine import Agreement
from ashen.match.reframing import frame_around, is_other_shape, was_cut
from ashen.match.truth import StoredStill, Truth
from ashen.match.verify import Orientation, QueryPicture, StillPicture, Verification, laid_over, luma_of, swept, verify
from ashen.match.views import PictureQuery, QueryView, SignedPicture
from ashen.signature.runs import run_end
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
VERIFIED = 16
"""Stills a query is laid over at most, the nearest by signature: of 140 development pictures in doubt that come out
right, 130 did by the first and all by the first four..."""
ENOUGH = 6
"""...or this many, when one of them is certain, or when no later one could come first by the best score there is..."""
MANY = 8
"""Of scenes in any order, how many are looked at even when one of them is certain."""
CERTAIN = 0.35
"""Score of a verification that leaves no doubt that the picture is of that shot."""
EQUAL_EVIDENCE = 0.25
"""Verified scenes whose evidence differs by no more than this are equally good."""
TRIED = 10
"""...or this many, when none of them..."""
HOPELESS = 0.04
"""...has a score of so much."""
COSINE_WEIGHT = 7.0
"""What a cosine counts beside the logarithm of a score."""
PLAIN = 0.12
"""Score below which no scene is taken to show the query by its corners; the nearest are then looked at again..."""
SWEPT = 8
"""...so many, at every place and size."""
NOT_CUT = 0.97
"""Cosine to a whole frame from which on a picture was not cut to another shape: strips of 4:3 have 0.96 at most."""
REFRAMED_S = 8.0
"""How far around a scene the frame is looked for that a picture of another shape was cut from."""
REFRAMED_GAIN = 0.005
"""How much nearer to it that frame must be than the one found without."""
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
        still: which one that is; None likewise.
    """

    video_id: int
    view: QueryView
    start_s: float
    at_s: float
    end_s: float
    similarity: float
    windowed: bool = False
    verification: Verification | None = None
    still: StoredStill | None = None

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
        plain: whether scenes of the picture as it is, best first, are so clear that no other view of it need be asked.
        clear: whether scenes, best first, are so clear that geometry need not be asked.
        watch: told of the scenes that search proposed, most alike first.
    """

    index: Index
    windows: Index | None
    truth: Truth
    agreement: Agreement
    run_distance: float
    sign: Callable[[NDArray[np.uint8]], Signature]
    plain: Callable[[Sequence[Scene]], bool]
    clear: Callable[[Sequence[Scene]], bool]
    watch: Callable[[Sequence[Scene]], None] = lambda _: None

    def match(self, query: PictureQuery | SignedPicture, top: int) -> list[Scene]:
        """Scenes that look like a picture, best first, each once and with exact times.

        Given are all that are equally good, `top` in any case, and the best of another video than the first's, so that
        the margin to it is known.
        """
        found: list[Scene] = []
        if isinstance(query, PictureQuery):
            found = self._scenes(query.plain(), self.index, windowed=False)
        if not self.plain(found):
            found = self._scenes(query.first(), self.index, windowed=False)
        if isinstance(query, SignedPicture) or self.windows is None or self.clear(found):
            self.watch(found)
            return self._reframed(query, self._located(found, top))
        distinct = self._proposed(query, found)
        self.watch(distinct)
        verified = self._verified(query, distinct, _enough)
        if not verified:
            return self._located(found, top)
        best = verified[0]
        scenes = [*(self._placed(query, scene) for scene in verified[:top]), *verified[top:]]
        if not best.windowed:  # an opening is in more episodes than were verified
            held = {scene.video_id for scene in verified}
            alike = [scene for scene in found if scene.similarity >= best.similarity - ALIKE]
            scenes += self._located([scene for scene in alike if scene.video_id not in held], len(alike))
        return self._reframed(query, _each_once(sorted(scenes, key=_rank)))

    def propose(self, query: PictureQuery) -> list[Scene]:
        """Scenes that a picture is near in any view or part of it, or a window of a still is, nearest first."""
        return self._proposed(query, self._scenes(query.first(), self.index, windowed=False))

    def look(self, query: PictureQuery, scenes: list[Scene]) -> list[Scene]:
        """Of scenes proposed, those that have a still, verified, best first, with exact times."""
        return [self._placed(query, scene) for scene in self._verified(query, scenes, _certain)]

    def seen_in(self, query: PictureQuery, part: Rect, scene: Scene) -> Scene | None:
        """A scene that a part of a picture may show, seen as the scene says, verified; None where it has no still."""
        still = self.truth.still(scene.video_id, scene.at_s)
        if still is None:
            return None
        picture = QueryPicture(luma_of(query.rgb), part)
        evidence = verify(picture, StillPicture(still.rgb), _orientation(scene), sweep=False)
        return replace(scene, verification=evidence, still=still)

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
        order = np.argsort(distance, kind="stable")
        rows = order[apart(video_id[order], at_s[order], SAME_SCENE_S)].tolist()
        ids, times_s, cosines = (column[rows].tolist() for column in (video_id, at_s, similarity))
        seen = [views[number] for number in view_number[rows].tolist()]
        return [
            Scene(video, view, time_s, time_s, time_s, cosine, windowed)
            for video, view, time_s, cosine in zip(ids, seen, times_s, cosines, strict=True)
        ]

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
        # A poor hit near a good one is located at what the good one shows, and may come out a trifle better.
        return sorted(_each_once(located), key=_rank)

    def _verified(
        self, query: PictureQuery, scenes: list[Scene], enough: Callable[[Sequence[Scene], Scene], bool]
    ) -> list[Scene]:
        """The first scenes, until it is `enough`, with what laying the query over their stills shows, best first; from
        still to still."""
        height, width = query.rgb.shape[:2]
        luma = luma_of(query.rgb)
        pictures: dict[int, QueryPicture] = {}
        looked_at: dict[tuple[int, float, Orientation], tuple[Scene, QueryPicture, StillPicture]] = {}
        verified: list[Scene] = []
        for scene, still in self._with_stills(scenes):
            if enough(verified, scene):
                break
            view = scene.view.view
            if still is None or (key := (scene.video_id, still.at_s, _orientation(scene))) in looked_at:
                continue
            if view.trimming not in pictures:
                box = query.box(view)
                within = Rect(box.left / width, box.top / height, box.right / width, box.bottom / height)
                pictures[view.trimming] = QueryPicture(luma, within)
            place = replace(scene, start_s=still.at_s, end_s=still.until_s, still=still)
            looked_at[key] = place, pictures[view.trimming], StillPicture(still.rgb)
            evidence = verify(*looked_at[key][1:], _orientation(scene), sweep=False)
            verified.append(replace(place, verification=evidence))
        if all(scene.score < PLAIN for scene in verified):  # perhaps a picture without corners
            verified[:SWEPT] = [
                replace(scene, verification=swept(picture, still, _orientation(scene), scene.verification))
                for scene, (_, picture, still) in zip(verified, list(looked_at.values())[:SWEPT], strict=False)
                if scene.verification is not None
            ]
        return sorted(verified, key=_rank)

    def _with_stills(self, scenes: Sequence[Scene]) -> Iterator[tuple[Scene, StoredStill | None]]:
        """Each with the still that stands for it, read a handful at a time."""
        for first in range(0, len(scenes), ENOUGH):
            some = scenes[first : first + ENOUGH]
            yield from zip(some, self.truth.stills_of([(scene.video_id, scene.at_s) for scene in some]), strict=True)

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
        still = scene.still
        if still is None or scene.verification is None or scene.verification.score < WORTH_PLACING:
            return scene
        whole = self.sign(laid_over(query.rgb, still.rgb, scene.verification))
        placed = locate(whole, _between(source, still.at_s, still.until_s), scene, self.agreement.unit)
        return replace(placed, similarity=scene.similarity)

    def _reframed(self, query: PictureQuery | SignedPicture, scenes: list[Scene]) -> list[Scene]:
        """The scenes, the first at the frame that the picture was cut from, where its shape is another."""
        if not scenes or isinstance(query, SignedPicture) or scenes[0].view.view.flipped:
            return scenes
        best = scenes[0]
        if best.similarity >= NOT_CUT and not best.windowed:
            return scenes
        still = best.still or self.truth.still(best.video_id, best.at_s)
        box = query.box(best.view.view)
        if still is None or not is_other_shape(box, still.rgb):
            return scenes
        [seen] = [best] if best.verification else self._verified(query, [best], _certain) or [best]
        if seen.still is None or seen.verification is None or seen.score < WORTH_PLACING:
            return scenes
        if not was_cut(query.rgb, seen.still.rgb, seen.verification):
            return scenes
        try:
            source = self.truth.signature(best.video_id)
        except VideoMissing:
            return scenes
        near = _between(source, best.at_s - REFRAMED_S, best.at_s + REFRAMED_S)
        here = _between(source, best.at_s, best.at_s)
        whole = self.sign(frame_around(query.rgb, box, seen.still.rgb, seen.verification))
        placed, now = (locate(whole, part, best, self.agreement.unit) for part in (near, here))
        if placed.similarity < now.similarity + REFRAMED_GAIN:
            return scenes
        return _each_once([replace(placed, similarity=best.similarity), *scenes[1:]])

    def _located_in(self, source: Signature, scene: Scene) -> Scene:
        """A scene with exact times: around its hit, and in all of the run that the hit is the first frame of."""
        row = min(int(np.searchsorted(source.times_s, scene.at_s - HIT_SLACK_S)), len(source) - 1)
        end_s = float(source.times_s[run_end(source, row, self.run_distance)])
        near = _between(source, scene.at_s - SAME_SCENE_S, max(scene.at_s + SAME_SCENE_S, end_s))
        return locate(scene.view.signature, near, scene, self.agreement.unit)


def _enough(verified: Sequence[Scene], following: Scene) -> bool:
    """Whether scenes that come later need not be looked at, of which none is more alike than the `following` one."""
    if len(verified) < ENOUGH:
        return False
    best = max(scene.score for scene in verified)
    if best >= CERTAIN or len(verified) >= VERIFIED or (best < HOPELESS and len(verified) >= TRIED):
        return True
    at_most = float(np.log(1 + FAINT_SCORE)) + COSINE_WEIGHT * following.similarity
    return max(scene.evidence for scene in verified) > at_most + EQUAL_EVIDENCE


def _certain(verified: Sequence[Scene], _following: Scene) -> bool:
    """Whether one of many is certain; of scenes in any order."""
    return len(verified) >= MANY and any(scene.score >= CERTAIN for scene in verified)


def _orientation(scene: Scene) -> Orientation:
    return Orientation(scene.view.view.mirrored, scene.view.view.flipped)


def _rank(scene: Scene) -> tuple[float, float]:
    return -scene.evidence, -scene.similarity


def _nearest_of_each(scenes: list[Scene], within_s: float) -> list[Scene]:
    """Most alike first, without those that are near a more alike one of the same video."""
    ranked = sorted(scenes, key=lambda scene: -scene.similarity)
    ids, times_s = np.array([scene.video_id for scene in ranked]), np.array([scene.at_s for scene in ranked])
    return [ranked[row] for row in apart(ids, times_s, within_s)]


def apart(video_id: NDArray[Any], at_s: NDArray[np.float64], within_s: float) -> list[int]:
    """Of moments, best first, the rows of those that no better kept one of the same video is nearer to."""
    kept: list[int] = []
    seen: dict[tuple[int, int], float] = {}  # stretches as long as `within_s` hold one kept moment each at most
    stretches = np.floor_divide(at_s, within_s).astype(np.int64)
    for row, (video, time_s, stretch) in enumerate(
        zip(video_id.tolist(), at_s.tolist(), stretches.tolist(), strict=True)
    ):
        for other in (stretch, stretch - 1, stretch + 1):
            other_s = seen.get((video, other))
            if other_s is not None and abs(other_s - time_s) < within_s:
                break
        else:
            seen[video, stretch] = time_s
            kept.append(row)
    return kept


def _each_once(located: list[Scene]) -> list[Scene]:
    """Of scenes that turned out to be one, the first."""
    kept: list[Scene] = []
    for scene in located:
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
    first = int(np.searchsorted(source.times_s, start_s))
    past = int(np.searchsorted(source.times_s, end_s, side="right"))
    return source.take(slice(first, past)) if past > first else source
