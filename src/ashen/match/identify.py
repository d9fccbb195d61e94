"""A query's signatures to an answer: the stages of matching, wired."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ashen.catalog.records import Video
from ashen.index.contract import Index
from ashen.match.calibration import calibration_of
from ashen.match.clip import match_clip
from ashen.match.decide import Decider
from ashen.match.identification import Identification, Query
from ashen.match.picture import match_picture
from ashen.match.refine import Agreement
from ashen.match.truth import Truth
from ashen.match.views import QueryView
from ashen.signature.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Identifier:
    """Answers queries against one state of a library.

    Attributes:
        recipe: of everything searched.
        index: what is searched.
        truth: the stored signatures, for exact times and for refinement.
        names: video ids -> those of their records that are still held.
        top: scenes or runners-up to list at most.
        threshold: confidence below which nothing is named; the recipe's own when None.
    """

    recipe: Recipe
    index: Index
    truth: Truth
    names: Callable[[Iterable[int]], Mapping[int, Video]]
    top: int = 5
    threshold: float | None = None

    def answer(self, query: Query, views: list[QueryView]) -> Identification:
        """What a picture or a moving query shows, given its frames' signatures in every view.

        Raises:
            VideoMissing: a video was removed while it was being looked at; ask again.
            IndexDamaged: the index turned out to be unreadable.
        """
        agreement, decider = self._agreement(), self._decider()
        if query.kind == "image":
            return decider.picture(query, views, match_picture(views, self.index, self.truth, agreement, self.top))
        explained = match_clip(views, self.index, self.truth, agreement, self.recipe.run_distance)
        return decider.clip(query, views, explained)

    def _agreement(self) -> Agreement:
        if self.recipe.unit is None:
            raise ValueError(f"{self.recipe.name} has codes of many lengths; frames agree by the angle between codes")
        similarity = calibration_of(self.recipe.name).agreement
        return Agreement(similarity, self.recipe.min_quality, float(self.recipe.unit))

    def _decider(self) -> Decider:
        calibration = calibration_of(self.recipe.name)
        if self.threshold is not None:
            calibration = replace(calibration, picture_threshold=self.threshold, clip_threshold=self.threshold)
        return Decider(calibration, self.names, self.truth, len(self.index), self.recipe.min_quality, self.top)
