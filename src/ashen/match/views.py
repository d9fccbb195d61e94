"""The ways a query is looked at: as it is, without its borders, the pictures within it, and each of these mirrored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ashen.errors import RecipeMismatch, SignatureDamaged
from ashen.match.borders import Box, find_pictures, usual_pictures
from ashen.match.insets import find_insets
from ashen.match.pose import Pose
from ashen.media.shrink import shrink
from ashen.signature.recipe import Recipe
from ashen.signature.signature import Signature
from ashen.threads import one_thread

BORDER_SAMPLES = 12
"""Frames of a batch that are looked at for borders."""


@dataclass(frozen=True, slots=True)
class View:
    """One way of looking at a query.

    Attributes:
        trimming: 0 as it is, 1 and 2 cut out of its borders in the ways `find_pictures` gives, then the rectangles that
            `usual_pictures` and `find_insets` give.
        mirrored: as its mirror image.
        flipped: upside down.
    """

    trimming: int
    mirrored: bool
    flipped: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class QueryView:
    """A query as seen in one view.

    Attributes:
        view: which.
        signature: of the frames seen so; a view may lack frames (no border was there), so times tell which they are.
        stands_for: how many frames of the query each of these stands for, on average: of long ones not all are signed.
    """

    view: View
    signature: Signature
    stands_for: float = 1.0


class PictureQuery:
    """A still query and its views; the costlier ones are made when they are asked for."""

    def __init__(self, rgb: NDArray[np.uint8], recipe: Recipe) -> None:
        """Look at nothing yet.

        Args:
            rgb: (h, w, 3) uint8, large enough for borders to be seen.
            recipe: to sign with.
        """
        self.rgb = rgb
        self._recipe = recipe
        self._boxes: list[Box | None] = [None]
        self._plain: list[QueryView] = []
        self._first: list[QueryView] = []
        self._further: list[QueryView] = []

    def upright(self, pose: Pose) -> PictureQuery:
        """What lies in it so, brought upright."""
        return PictureQuery(pose.upright(self.rgb), self._recipe)

    def plain(self) -> list[QueryView]:
        """As it is, alone: enough for pictures that were not edited."""
        if not self._plain:
            self._plain = self._views([View(0, mirrored=False)])
        return self._plain

    def first(self) -> list[QueryView]:
        """As it is and without borders, each also mirrored: enough for most pictures."""
        if not self._first:
            self._boxes = boxes(self.rgb[None])
            ways = [View(number, mirrored) for number in range(len(self._boxes)) for mirrored in (False, True)]
            self._first = [*self.plain(), *self._views(ways[1:])]
        return self._first

    def further(self) -> list[QueryView]:
        """The pictures within it, each also mirrored, and the whole upside down."""
        if not self._further:
            self.first()
            height, width = self.rgb.shape[:2]
            known = [box for box in self._boxes if box is not None]
            first = len(self._boxes)
            usual = usual_pictures((width, height), known[0]) if known else []
            self._boxes += [*usual, *find_insets(self.rgb[None], known=[*known, *usual])]
            insets = [View(number, mirrored) for number in range(first, len(self._boxes)) for mirrored in (False, True)]
            over = [View(0, mirrored, flipped=True) for mirrored in (False, True)]
            self._further = self._views([*insets, *over])
        return self._further

    def made(self) -> list[QueryView]:
        """All views that were asked for so far, and the first in any case."""
        return [*self.first(), *self._further]

    def box(self, view: View) -> Box:
        """The part of the picture that a view looks at, pixels."""
        height, width = self.rgb.shape[:2]
        return self._boxes[view.trimming] or Box(0, 0, width, height)

    def _views(self, views: list[View]) -> list[QueryView]:
        with one_thread():
            small = {view.trimming: shrink(self.rgb, box=self._boxes[view.trimming]) for view in views}
            seen = np.stack([_turned(small[view.trimming], view) for view in views])
            codes, quality = self._recipe.sign(seen)
        return [
            QueryView(view, Signature(self._recipe.name, np.zeros(1), codes[row : row + 1], quality[row : row + 1]))
            for row, view in enumerate(views)
        ]


class SignedPicture:
    """A still query of which only a signature is known: it is looked at as it is, and not laid over anything."""

    def __init__(self, view: QueryView) -> None:
        """From the one view of it."""
        self._view = view

    def first(self) -> list[QueryView]:
        """As in `PictureQuery`."""
        return [self._view]


def signed_view(signature: Signature, recipe: Recipe) -> QueryView:
    """What was signed elsewhere as the view of a query.

    Raises:
        RecipeMismatch: it was signed by another recipe.
        SignatureDamaged: it has no frames, or codes that the recipe does not make.
    """
    if signature.recipe != recipe.name:
        raise RecipeMismatch(
            f"This signature is by {signature.recipe}, the library is searched by {recipe.name}; sign by that."
        )
    if not len(signature):
        raise SignatureDamaged("This signature has no frames; sign the picture or video again.")
    if signature.codes.shape[1] != recipe.dimension or signature.codes.dtype != recipe.dtype:
        raise SignatureDamaged(
            f"Codes of {recipe.name} have {recipe.dimension} values of {recipe.dtype}, these have "
            f"{signature.codes.shape[1]} of {signature.codes.dtype}; sign the picture or video again."
        )
    return QueryView(View(0, mirrored=False), signature)


def _turned(rgb: NDArray[np.uint8], view: View) -> NDArray[np.uint8]:
    return rgb[:: -1 if view.flipped else 1, :: -1 if view.mirrored else 1]


def concatenate(parts: list[Signature]) -> Signature:
    """Consecutive parts of one signature as one."""
    return Signature(
        parts[0].recipe,
        np.concatenate([part.times_s for part in parts]),
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.quality for part in parts]),
    )


def boxes(rgb: NDArray[np.uint8]) -> list[Box | None]:
    """The parts that frames sharing their borders are looked at in: the whole, None, then what `find_pictures` gives.

    Args:
        rgb: (n, h, w, 3) uint8, large enough for borders to be seen (say 160 px); some of them are looked at.
    """
    return [None, *find_pictures(rgb[:: max(1, len(rgb) // BORDER_SAMPLES)])]
