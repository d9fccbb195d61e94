"""A query's frames to an answer: the stages of matching, wired."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ashen.catalog.records import Video
from ashen.index.contract import Index
from ashen.index.hiding import Hiding
from ashen.match.anchors import Anchor
from ashen.match.calibration import Calibration, calibration_of
from ashen.match.clip import Matching, around
from ashen.match.clip_pictures import look_again, look_at_pictures, look_beside
from ashen.match.clip_query import ClipQuery
from ashen.match.coverage import extent_s
from ashen.match.decide import Decider
from ashen.match.evidence import Evidence
from ashen.match.explain_clip import explain_clip
from ashen.match.explain_picture import explain_picture
from ashen.match.explanation import Explanation
from ashen.match.identification import Identification, Query
from ashen.match.picture import PictureSearch
from ashen.match.plot import Plotter
from ashen.match.pose import Pose, poses
from ashen.match.recurring import NoRecurrences, Recurrences
from ashen.match.refine import Agreement
from ashen.match.sharing import completed
from ashen.match.shots import Span
from ashen.match.truth import Truth
from ashen.match.views import PictureQuery, QueryView, SignedPicture
from ashen.media.plot import Panel
from ashen.signature.recipe import Recipe
from ashen.signature.sign import sign_picture
from ashen.signature.signature import Signature
from ashen.threads import one_thread

UPRIGHT_NEARER = 0.1
"""How much nearer than by chance a stored frame must be to a picture that was brought upright for that to be asked; of
a clip..."""
POSED_FRAMES = 5
"""...to two of so many frames, evenly spread: one of them is by chance in every fourteenth file that is not stored."""
POSES = 3
"""In so many poses it is asked at most, the nearest first."""
PROBED_FROM_S = 60.0
"""Where more than this is looked at mirrored, at first only some frames are..."""
PROBE_S = 0.3
"""...so far apart, or where that would be more than..."""
PROBES = 1_500
"""...so many, evenly spread: most long queries show nothing mirrored, and signing takes as long as all else."""

Looks = TypeVar("Looks", PictureQuery, ClipQuery)


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """A query that was opened and signed: a picture or a moving one.

    Attributes:
        query: what was asked.
        recipe: that it was signed by.
        looks: at it.
    """

    query: Query
    recipe: Recipe
    looks: PictureQuery | SignedPicture | ClipQuery

    @property
    def views(self) -> list[QueryView]:
        """The first views, not mirrored, as it is first."""
        return [view for view in self.looks.first() if not view.view.mirrored]

    @property
    def plain(self) -> Signature:
        """Of its frames as they are."""
        if isinstance(self.looks, PictureQuery):
            return self.looks.plain()[0].signature
        return self.views[0].signature

    @property
    def length_s(self) -> float:
        """How long its frames last; 0 of a picture."""
        return 0.0 if isinstance(self.looks, PictureQuery | SignedPicture) else extent_s(self.views[0].signature)

    def asked_of(self, identifier: Identifier, evidence: Evidence | None = None) -> Identification:
        """The answer; what it took to tell goes into `evidence`."""
        with one_thread():
            if isinstance(self.looks, PictureQuery | SignedPicture):
                return identifier.picture(self.query, self.looks, evidence)
            return identifier.clip(self.query, self.looks, evidence)


@dataclass(frozen=True, slots=True)
class Identifier:
    """Answers queries against one state of a library.

    Attributes:
        recipe: of everything searched.
        index: what is searched.
        windows: windows of stills, searched for pictures; None where there are none.
        truth: the stored signatures, for exact times and for refinement, and stills, for verification.
        names: video ids -> those of their records that are still held.
        top: scenes or runners-up to list at most.
        threshold: confidence below which nothing is named; the recipe's own when None.
        calibration: constants instead of the recipe's own, to measure with.
        recurrences: which moments of stored videos recur in others.
    """

    recipe: Recipe
    index: Index
    windows: Index | None
    truth: Truth
    names: Callable[[Iterable[int]], Mapping[int, Video]]
    top: int = 5
    threshold: float | None = None
    calibration: Calibration | None = None
    recurrences: Recurrences = field(default_factory=NoRecurrences)

    def picture(
        self, query: Query, picture: PictureQuery | SignedPicture, evidence: Evidence | None = None
    ) -> Identification:
        """What a picture shows; what it took to tell goes into `evidence`, for `explain`.

        Raises:
            VideoMissing: a video was removed while it was being looked at; ask again.
            IndexDamaged: the index turned out to be unreadable.
        """
        evidence = evidence or Evidence()
        decider = self._decider()

        def ask(picture: PictureQuery | SignedPicture, evidence: Evidence) -> Identification:
            return self._upright(query, picture, decider, evidence)

        found = ask(picture, evidence)
        if found.answer == "unknown" and isinstance(picture, PictureQuery):
            found = self._posed([picture], picture.upright, ask, decider, evidence) or found
        return completed(found, self.recurrences)

    def _upright(
        self, query: Query, picture: PictureQuery | SignedPicture, decider: Decider, evidence: Evidence
    ) -> Identification:
        """What a picture shows, seen as it is."""
        search = replace(self._pictures(decider), watch=evidence.propose)
        scenes = search.match(picture, self.top)
        evidence.picture = picture if isinstance(picture, PictureQuery) else None
        evidence.scenes = scenes
        views = [] if scenes else picture.first()  # what an answer without scenes is explained by
        return decider.picture(query, views, scenes)

    def clip(self, query: Query, clip: ClipQuery, evidence: Evidence | None = None) -> Identification:
        """What a moving query shows; what it took to tell goes into `evidence`, for `explain`.

        Raises:
            VideoMissing: a video was removed while it was being looked at; ask again.
            IndexDamaged: the index turned out to be unreadable.
            MediaError: the query turned out to be unreadable.
        """
        keep = evidence is not None
        evidence = evidence or Evidence()
        decider = self._decider()

        def ask(clip: ClipQuery, evidence: Evidence) -> Identification:
            return self._clip_upright(query, clip, decider, evidence, keep_refused=keep)

        found = ask(clip, evidence)
        if found.answer == "unknown":
            pictures = [picture for _, picture in clip.pictures(_spread(clip.first()[0].signature.times_s))]
            found = self._posed(pictures, clip.upright, ask, decider, evidence) or found
        return completed(found, self.recurrences)

    def _clip_upright(
        self, query: Query, clip: ClipQuery, decider: Decider, evidence: Evidence, *, keep_refused: bool
    ) -> Identification:
        """What a moving query shows, seen as it is."""
        matching = Matching(
            self.index, self.truth, self._agreement(), self.recipe.run_distance, keep_refused=keep_refused
        )
        matching.look(clip.first())
        if left := matching.unexplained():
            _look_mirrored(matching, clip, around(left))
        anchors: list[Anchor] = []
        if self.windows is not None:
            search, judge = self._pictures(decider), decider.scene_confidence
            if matching.unexplained():
                anchors = look_at_pictures(matching, clip, search, judge)
            look_again(matching, clip, search, judge, lambda stretch: decider.doubtful(matching.views, stretch))
            if not any(decider.sure(matching.views, matching.weigh(stretch)) for stretch in matching.explained):
                anchors = look_beside(matching, clip, search, judge, anchors)
        evidence.clip, evidence.matching, evidence.anchors = clip, matching, anchors
        return decider.clip(query, matching.views, matching.weighed(), matching.segments, matching.shots)

    def _posed(
        self,
        pictures: Sequence[PictureQuery],
        upright: Callable[[Pose], Looks | None],
        ask: Callable[[Looks, Evidence], Identification],
        decider: Decider,
        evidence: Evidence,
    ) -> Identification | None:
        """What a query shows that lies in it otherwise than it was filmed; None where that names nothing.

        Args:
            pictures: it, or some of its frames, none where they cannot be read; only poses in which two of them are
                near stored frames are asked.
            upright: it, brought upright from a pose.
            ask: what it shows, seen as it is.
            decider: knows what chance finds.
            evidence: becomes that of the answer.
        """
        if not pictures:
            return None
        search = self._pictures(decider)
        least = decider.calibration.background_in(decider.rows) + UPRIGHT_NEARER
        near: list[tuple[float, Pose]] = []
        for pose in poses([picture.rgb for picture in pictures[::2]]):
            cosines = sorted(search.nearest(picture.upright(pose)) for picture in pictures)
            near.append((cosines[-2:][0], pose))
        near.sort(key=lambda each: -each[0])  # the wrong quarter turn of the two is upside down, and so farther
        for cosine, pose in near[:POSES]:
            looks = upright(pose) if cosine >= least else None
            if looks is None:
                break
            seen = Evidence()
            found = ask(looks, seen)
            if found.answer != "unknown":
                evidence.take(seen)
                matches, others = (tuple(map(pose.told, listed)) for listed in (found.matches, found.runners_up))
                return replace(found, matches=matches, runners_up=others)
        return None

    def explain(self, found: Identification, evidence: Evidence) -> Explanation:
        """Why a query was answered so.

        Args:
            found: the answer.
            evidence: what `picture` or `clip` left.

        Raises:
            VideoMissing: a video was removed meanwhile; ask again.
        """
        decider = self._decider()
        clip, picture = None, None
        if evidence.matching is not None:
            clip = explain_clip(
                evidence.matching,
                evidence.anchors,
                found,
                calibration=decider.calibration,
                agreement=self._agreement(),
                truth=self.truth,
                names=self.names,
                rows=len(self.index),
                top=self.top,
            )
        if evidence.picture is not None:
            seen = (evidence.picture, evidence.proposed, evidence.scenes)
            picture = explain_picture(*seen, found, decider=decider, names=self.names, top=self.top)
        return Explanation(self.recipe.name, len(self.index), clip, picture)

    def panels(self, explanation: Explanation, evidence: Evidence) -> list[Panel]:
        """What to draw of an explanation; `media.plot` draws it."""
        plotter = Plotter(self.truth, self._agreement().unit, self._agreement().similarity)
        if evidence.matching is not None and evidence.clip is not None:
            return plotter.clip(explanation, evidence.matching, evidence.clip)
        if evidence.picture is not None and explanation.picture is not None:
            return plotter.picture(explanation.picture, evidence.picture)
        return []

    def picture_search(self) -> PictureSearch:
        """What its pictures are searched in, to measure with."""
        return self._pictures(self._decider())

    def _pictures(self, decider: Decider) -> PictureSearch:
        return PictureSearch(
            index=self.index,
            windows=self.windows,
            truth=self.truth,
            agreement=self._agreement(),
            run_distance=self.recipe.run_distance,
            sign=self._sign,
            plain=decider.plain,
            clear=decider.clear,
        )

    def without(self, video_ids: Collection[int]) -> Identifier:
        """The same, as if the library did not hold these videos."""
        windows = None if self.windows is None else Hiding(self.windows, video_ids)
        return replace(self, index=Hiding(self.index, video_ids), windows=windows)

    def _sign(self, rgb: NDArray[np.uint8]) -> Signature:
        code, quality = sign_picture(rgb, self.recipe)
        return Signature(self.recipe.name, np.zeros(1), code, np.array([quality], np.uint8))

    def _agreement(self) -> Agreement:
        if self.recipe.unit is None:
            raise ValueError(f"{self.recipe.name} has codes of many lengths; frames agree by the angle between codes")
        similarity = calibration_of(self.recipe.name).agreement
        return Agreement(similarity, self.recipe.min_quality, float(self.recipe.unit))

    def _decider(self) -> Decider:
        calibration = self.calibration or calibration_of(self.recipe.name)
        if self.threshold is not None:
            calibration = replace(calibration, picture_threshold=self.threshold, clip_threshold=self.threshold)
        return Decider(calibration, self.names, self.truth, len(self.index), self.recipe.min_quality, self.top)


def _spread(times_s: NDArray[np.float64]) -> list[float]:
    """Some of these moments, evenly spread."""
    rows = np.linspace(0, len(times_s) - 1, POSED_FRAMES + 2)[1:-1]
    found: list[float] = np.unique(times_s[np.rint(rows).astype(int)]).tolist()
    return found


def _look_mirrored(matching: Matching, clip: ClipQuery, spans: Sequence[Span]) -> None:
    """Explain what is left of a query by its mirror image; of much that is left, where some frames of it do."""
    left_s = sum(end_s - start_s for start_s, end_s in spans)
    if left_s > PROBED_FROM_S:
        known = len(matching.views)
        matching.look(clip.mirrored(spans, max(PROBE_S, left_s / PROBES)))
        found = [stretch for stretch in matching.explained if stretch.segment.view >= known]
        spans = around([(stretch.start_s, stretch.end_s) for stretch in found])
    if spans:
        matching.look(clip.mirrored(spans))
