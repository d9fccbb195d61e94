"""A still query: which stored moments look like it.

Search proposes: by the whole query, without borders, mirrored. Where that leaves doubt, by the pictures within the
query too, and among windows of stored stills. Then the query is laid over the stills of what was proposed, and that
decides (see verify.py). A picture that was cut to another shape is placed at the frame it was cut from (reframing.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ashen.errors import VideoMissing
from ashen.index.contract import Index
from ashen.match.calibration import FAINT_SCORE
from ashen.match.geometry import Rect
from ashen.match.refine import Agreement
from ashen.match.reframing import frame_around, is_other_shape, was_cut
from ashen.match.sameness import laid_together, same_odds, shrunk
from ashen.match.scene import (
    ALIKE,
    COSINE_WEIGHT,
    EQUAL_EVIDENCE,
    SAME_SCENE_S,
    Scene,
    apart,
    between,
    each_once,
    locate,
    nearest_of_each,
    rank,
)
from ashen.match.truth import StoredStill, Truth
from ashen.match.verify import NOT_COMPARED, Orientation, QueryPicture, StillPicture, laid_over, luma_of, swept, verify
from ashen.match.views import PictureQuery, QueryView, SignedPicture
from ashen.signature.runs import run_end
from ashen.signature.signature import Signature

HITS = 100
"""Stored frames each view asks for."""
HIT_SLACK_S = 0.006
"""Hits say when to the hundredth of a second, so a run may begin a little before or after its hit."""
LEAST_QUALITY = 5
"""Queries of lower quality are not searched: flat. Less than what is stored must have, as a dark copy of a clear frame
is still to be found, and geometry judges what is."""
VERIFIED = 16
"""Stills a query is laid over at most, the nearest by signature: of 140 development pictures in doubt that come out
right, 130 did by the first and all by the first four..."""
FEW = 3
"""...or this many, when one of them shows the query for certain, side by side..."""
SAME = 3.5
"""...by such log odds..."""
ALONE = 1.0
"""...and none of the others has evidence that comes within so much of its..."""
ENOUGH = 6
"""...or this many, when one of them is certain, or when no later one could come first by the best score there is..."""
MANY = 8
"""Of scenes in any order, how many are looked at even when one of them is certain."""
CERTAIN = 0.35
"""Score of a verification that leaves no doubt that the picture is of that shot."""
TRIED = 10
"""...or this many, when none of them..."""
HOPELESS = 0.04
"""...has a score of so much."""
COMPARED_WITHIN = 2.5
"""How far below the best of those looked at a scene's evidence may be that is compared with the query side by side."""
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
FAR_BEHIND = 0.15
"""Once a rival's signature is read, scenes of further videos whose cosines are so much lower than the best one's are
listed by the moment they were found by: reading how long they are held took more than half of a clear answer."""
WORTH_PLACING = 0.08
"""Score from which on the very frame of the shot is looked for..."""
PLACED_WITHIN = 2.5
"""...of scenes whose evidence is no further below that of the best; others are listed by their stills' shots."""


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
        near = sum(scene.evidence >= best.evidence - PLACED_WITHIN for scene in verified[:top])
        scenes = [*(self._placed(query, scene) for scene in verified[:near]), *verified[near:]]
        if not best.windowed:  # an opening is in more episodes than were verified
            held = {scene.video_id for scene in verified}
            alike = [scene for scene in found if scene.similarity >= best.similarity - ALIKE]
            scenes += self._located([scene for scene in alike if scene.video_id not in held], len(alike))
        return self._reframed(query, each_once(sorted(scenes, key=rank)))

    def nearest(self, query: PictureQuery) -> float:
        """Cosine of the stored frame that is nearest to a picture as it is, or without borders; -1 where none is."""
        found = self._scenes(query.first(), self.index, windowed=False)
        return found[0].similarity if found else -1.0

    def propose(self, query: PictureQuery) -> list[Scene]:
        """Scenes that a picture is near in any view or part of it, or a window of a still is, nearest first."""
        return self._proposed(query, self._scenes(query.first(), self.index, windowed=False))

    def look(self, query: PictureQuery, scenes: list[Scene]) -> list[Scene]:
        """Of scenes proposed, those that have a still, verified, best first, with exact times."""
        return [self._placed(query, scene) for scene in self._verified(query, scenes, _certain)]

    def rivals(self, seen: QueryView, row: int, video_id: int, similarity: float) -> list[Scene]:
        """What other videos show that is near a frame of a query seen in one view, nearest first; not what is as near
        as the video in question, which may hold the same.

        Args:
            seen: the query so.
            row: of its signature.
            video_id: the video in question, and...
            similarity: ...how near it is.
        """
        view = [replace(seen, signature=seen.signature.take(slice(row, row + 1)))]
        near = self._scenes(view, self.index, windowed=False)
        if self.windows is not None:
            near += self._scenes(view, self.windows, windowed=True)
        others = (scene for scene in near if scene.video_id != video_id and scene.similarity < similarity - ALIKE)
        return sorted(others, key=rank)

    def seen_in(self, query: PictureQuery, part: Rect, scene: Scene) -> Scene | None:
        """A scene that a part of a picture may show, seen as the scene says, verified; None where it has no still."""
        still = self.truth.still(scene.video_id, scene.at_s)
        if still is None:
            return None
        picture = QueryPicture(luma_of(query.rgb), part)
        evidence = verify(picture, StillPicture(still.rgb), _orientation(scene), sweep=False)
        [seen] = _compared(query, [replace(scene, verification=evidence, still=still)])
        return seen

    def _proposed(self, query: PictureQuery, found: list[Scene]) -> list[Scene]:
        more = query.further()
        proposed = [*found, *self._scenes(more, self.index, windowed=False)]
        if self.windows is not None:
            proposed += self._scenes([*query.first(), *more], self.windows, windowed=True)
        return nearest_of_each(proposed, SAME_SCENE_S / 2)

    def _scenes(self, views: list[QueryView], index: Index, *, windowed: bool) -> list[Scene]:
        """Distinct scenes among the hits of all views, most alike first."""
        views = [view for view in views if view.signature.quality[0] >= LEAST_QUALITY]
        if not views:
            return []
        hits = index.search(np.concatenate([view.signature.codes for view in views]), HITS, index.recipe)
        similarity = 1 - hits.distance / (2 * self.agreement.unit**2)
        order = np.argsort(hits.distance, kind="stable")
        rows = order[apart(hits.video_id[order], hits.times_s[order], SAME_SCENE_S)].tolist()
        ids, times_s, cosines = (column[rows].tolist() for column in (hits.video_id, hits.times_s, similarity))
        seen = [views[number] for number in hits.query[rows].tolist()]
        return [
            Scene(video, view, time_s, time_s, time_s, cosine, windowed)
            for video, view, time_s, cosine in zip(ids, seen, times_s, cosines, strict=True)
        ]

    def _located(self, scenes: list[Scene], top: int) -> list[Scene]:
        """Of scenes, best first, those to be given, with exact times but for what is far behind."""
        located: list[Scene] = []
        read: set[int] = set()
        for scene in scenes:
            if scene.similarity < scenes[0].similarity - 2 * ALIKE and len(located) >= top:
                if any(other.video_id != located[0].video_id for other in located):
                    break
                if scene.video_id == located[0].video_id:
                    continue
            far = scene.similarity < scenes[0].similarity - FAR_BEHIND
            if far and scene.video_id not in read and read - {scenes[0].video_id}:
                located.append(scene)
                continue
            try:
                source = self.truth.signature(scene.video_id)
            except VideoMissing:
                continue
            read.add(scene.video_id)
            located.append(self._located_in(source, scene))
        # A poor hit near a good one is located at what the good one shows, and may come out a trifle better.
        return sorted(each_once(located), key=rank)

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
            if len(verified) == FEW:
                verified = _compared(query, verified)
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
        return sorted(_compared(query, verified), key=rank)

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
        placed = locate(whole, between(source, still.at_s, still.until_s), scene, self.agreement.unit)
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
        near = between(source, best.at_s - REFRAMED_S, best.at_s + REFRAMED_S)
        here = between(source, best.at_s, best.at_s)
        whole = self.sign(frame_around(query.rgb, box, seen.still.rgb, seen.verification))
        placed, now = (locate(whole, part, best, self.agreement.unit) for part in (near, here))
        if placed.similarity < now.similarity + REFRAMED_GAIN:
            return scenes
        return each_once([replace(placed, similarity=best.similarity), *scenes[1:]])

    def _located_in(self, source: Signature, scene: Scene) -> Scene:
        """A scene with exact times: around its hit, and in all of the run that the hit is the first frame of."""
        row = min(int(np.searchsorted(source.times_s, scene.at_s - HIT_SLACK_S)), len(source) - 1)
        end_s = float(source.times_s[run_end(source, row, self.run_distance)])
        near = between(source, scene.at_s - SAME_SCENE_S, max(scene.at_s + SAME_SCENE_S, end_s))
        return locate(scene.view.signature, near, scene, self.agreement.unit)


def _compared(query: PictureQuery, verified: Sequence[Scene]) -> list[Scene]:
    """Verified scenes, those of them that may be the best compared with the query side by side."""
    most = max((scene.placed_evidence for scene in verified), default=0.0)
    small = shrunk(query.rgb)
    near = {
        number: laid_together(small, scene.still.rgb, scene.verification)
        for number, scene in enumerate(verified)
        if scene.still and scene.verification and scene.placed_evidence >= most - COMPARED_WITHIN
        if scene.sameness == NOT_COMPARED
    }
    odds = dict(zip(near, same_odds(list(near.values())), strict=True))
    return [scene.compared(odds[number]) if number in odds else scene for number, scene in enumerate(verified)]


def _enough(verified: Sequence[Scene], following: Scene) -> bool:
    """Whether scenes that come later need not be looked at, of which none is more alike than the `following` one."""
    if len(verified) >= FEW and _stands_alone(verified):
        return True
    if len(verified) < ENOUGH:
        return False
    best = max(scene.score for scene in verified)
    if best >= CERTAIN or len(verified) >= VERIFIED or (best < HOPELESS and len(verified) >= TRIED):
        return True
    at_most = float(np.log(1 + FAINT_SCORE)) + COSINE_WEIGHT * following.similarity
    return max(scene.placed_evidence for scene in verified) > at_most + EQUAL_EVIDENCE


def _stands_alone(verified: Sequence[Scene]) -> bool:
    """Whether one of them shows the query, side by side, and no other comes near it."""
    best, *others = sorted(verified, key=rank)
    return best.sameness >= SAME and all(scene.evidence < best.evidence - ALONE for scene in others)


def _certain(verified: Sequence[Scene], _following: Scene) -> bool:
    """Whether one of many is certain; of scenes in any order."""
    return len(verified) >= MANY and any(scene.score >= CERTAIN for scene in verified)


def _orientation(scene: Scene) -> Orientation:
    return Orientation(scene.view.view.mirrored, scene.view.view.flipped)
