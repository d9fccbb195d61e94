"""From a stored signature to the rows an index holds of it."""

from __future__ import annotations

import numpy as np

from ashen.index.contract import TICKS_PER_S, Entry
from ashen.signature.recipes import recipe_named
from ashen.signature.runs import run_starts
from ashen.signature.signature import Signature
from ashen.signature.windows import window_starts


def entry_of(video_id: int, signature: Signature) -> Entry:
    """One row for each run of near-equal frames, or of near-equal windows, that has enough detail."""
    recipe = recipe_named(signature.recipe)
    starts = (window_starts if recipe.of_windows else run_starts)(signature, recipe.run_distance)
    starts = starts[signature.quality[starts] >= recipe.min_quality]
    ticks = np.round(signature.times_s[starts] * TICKS_PER_S).astype(np.int32)
    return Entry(video_id, ticks, signature.codes[starts])
