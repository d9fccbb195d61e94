"""Squared distance between codes to similarity 0..1, for people and for clients that expect one."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ashen.signature.recipe import Recipe

_TRACE_MOE_RANGE = 255.0


def similarity(recipe: Recipe, distance: ArrayLike) -> NDArray[np.float64]:
    """How alike two frames are: 1 for equal codes, falling straight with the squared L2 distance, never below 0.

    Recipes with codes of one length (`recipe.unit`): the cosine of the angle between the codes, 1 - d / (2 unit^2),
    0 from a right angle on. Colour layout: trace.moe's own 1 - d / 255, whose users read 0.9 as a match.

    Args:
        recipe: both codes' recipe.
        distance: squared L2 distance between the integer codes, any shape.
    """
    span = _TRACE_MOE_RANGE if recipe.unit is None else 2.0 * recipe.unit**2
    return np.clip(1.0 - np.asarray(distance, dtype=np.float64) / span, 0.0, 1.0)
