"""From a stored signature to the rows an index holds of it."""

from __future__ import annotations

import numpy as np

from ashen.index.contract import TICKS_PER_S, Entry
from ashen.signature.recipes import recipe_named
from ashen.signature.runs import run_starts
from ashen.signature.signature import Signature


def entry_of(video_id: int, signature: Signature) -> Entry:
    """One row for each run of near-equal frames that has enough detail.

    Of runs that begin in the same hundredth of a second the first is taken.
    """
    recipe = recipe_named(signature.recipe)
    starts = run_starts(signature, recipe.run_distance)
    starts = starts[signature.quality[starts] >= recipe.min_quality]
    ticks = np.round(signature.times_s[starts] * TICKS_PER_S).astype(np.int32)
    ticks, first = np.unique(ticks, return_index=True)
    return Entry(video_id, ticks, signature.codes[starts[first]])
