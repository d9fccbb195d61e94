"""The ways a query is looked at: as it is, without its borders, and each of these mirrored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ashen.match.borders import Box, find_pictures
from ashen.media.frames import Frames
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
        trimming: 0 as it is, 1 and 2 cut out of its borders in the ways `find_pictures` gives.
        mirrored: as its mirror image.
    """

    trimming: int
    mirrored: bool


@dataclass(frozen=True, slots=True, eq=False)
class QueryView:
    """A query as seen in one view.

    Attributes:
        view: which.
        signature: of the frames seen so; a view may lack frames (no border was there), so times tell which they are.
    """

    view: View
    signature: Signature


def view_query(batches: Iterable[Frames], recipe: Recipe) -> list[QueryView]:
    """Sign every frame of a query in every view worth a search.

    Args:
        batches: frames at their own shape (not yet square), large enough for borders to be seen (say 160 px); a
            picture is one batch of one frame. Consumed once; memory holds one batch and the codes.
        recipe: to sign with.

    Returns:
        The plain view first; then mirrored; then, where borders were found, the same two without them.
    """
    parts: dict[View, list[Signature]] = {}
    for batch in batches:
        with one_thread():
            _view_batch(batch, recipe, parts)
    ordered = sorted(parts, key=lambda view: (view.trimming, view.mirrored))
    return [QueryView(view, concatenate(parts[view])) for view in ordered]


def _view_batch(batch: Frames, recipe: Recipe, parts: dict[View, list[Signature]]) -> None:
    for trimming, box in enumerate(_boxes(batch.rgb)):
        small = shrink(batch.rgb, box=box)
        for mirrored in (False, True):
            rgb = np.ascontiguousarray(small[:, :, ::-1]) if mirrored else small
            view = View(trimming, mirrored)
            parts.setdefault(view, []).append(
                Signature(recipe.name, batch.times_s, recipe.describe(rgb), recipe.measure_quality(rgb))
            )


def concatenate(parts: list[Signature]) -> Signature:
    """Consecutive parts of one signature as one."""
    return Signature(
        parts[0].recipe,
        np.concatenate([part.times_s for part in parts]),
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.quality for part in parts]),
    )


def _boxes(rgb: NDArray[np.uint8]) -> list[Box | None]:
    return [None, *find_pictures(rgb[:: max(1, len(rgb) // BORDER_SAMPLES)])]
