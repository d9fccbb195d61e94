"""A query's frames to an answer: the stages of matching, wired."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ashen.catalog.records import Video
from ashen.index.contract import Index
from ashen.index.hiding import Hiding
from ashen.match.calibration import Calibration, calibration_of
from ashen.match.clip import Matching, around
from ashen.match.clip_pictures import look_at_pictures
from ashen.match.clip_query import ClipQuery
from ashen.match.coverage import extent_s
from ashen.match.decide import Decider
from ashen.match.identification import Identification, Query
from ashen.match.picture import PictureSearch
from ashen.match.recurring import NoRecurrences, Recurrences
from ashen.match.refine import Agreement
from ashen.match.sharing import completed
from ashen.match.truth import Truth
from ashen.match.views import PictureQuery, QueryView
from ashen.signature.recipe import Recipe
from ashen.signature.sign import sign_picture
from ashen.signature.signature import Signature


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
    looks: PictureQuery | ClipQuery

    @property
    def views(self) -> list[QueryView]:
        """The first views, not mirrored, as it is first."""
        return [view for view in self.looks.first() if not view.view.mirrored]

    @property
    def length_s(self) -> float:
        """How long its frames last; 0 of a picture."""
        return 0.0 if isinstance(self.looks, PictureQuery) else extent_s(self.views[0].signature)

    def asked_of(self, identifier: Identifier) -> Identification:
        """The answer."""
        if isinstance(self.looks, PictureQuery):
            return identifier.picture(self.query, self.looks)
        return identifier.clip(self.query, self.looks)


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

    def picture(self, query: Query, picture: PictureQuery) -> Identification:
        """What a picture shows.

        Raises:
            VideoMissing: a video was removed while it was being looked at; ask again.
            IndexDamaged: the index turned out to be unreadable.
        """
        decider = self._decider()
        found = decider.picture(query, picture.first(), self._pictures(decider).match(picture, self.top))
        return completed(found, self.recurrences)

    def clip(self, query: Query, clip: ClipQuery) -> Identification:
        """What a moving query shows.

        Raises:
            VideoMissing: a video was removed while it was being looked at; ask again.
            IndexDamaged: the index turned out to be unreadable.
            MediaError: the query turned out to be unreadable.
        """
        decider = self._decider()
        matching = Matching(self.index, self.truth, self._agreement(), self.recipe.run_distance)
        matching.look(clip.first())
        if left := matching.unexplained():
            matching.look(clip.mirrored(around(left)))
        if self.windows is not None and matching.unexplained():
            look_at_pictures(matching, clip, self._pictures(decider), decider.scene_confidence)
        found = decider.clip(query, matching.views, matching.weighed(), matching.segments)
        return completed(found, self.recurrences)

    def _pictures(self, decider: Decider) -> PictureSearch:
        return PictureSearch(
            index=self.index,
            windows=self.windows,
            truth=self.truth,
            agreement=self._agreement(),
            run_distance=self.recipe.run_distance,
            sign=self._sign,
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
