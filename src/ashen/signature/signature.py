"""The signature of a video: one code per frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int8] | NDArray[np.uint8]
"""(n, d) int8 or uint8, C order, one frame a row; which of the two, and d, the recipe says."""


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """The per-frame fingerprints of one video, in the order they are shown.

    Attributes:
        recipe: name of the recipe they were made by ("frame/1"); only equal recipes compare.
        times_s: (n,) float64, strictly rising, seconds from the first frame.
        codes: (n, d) int8 or uint8, one frame a row.
        quality: (n,) uint8, 0 (flat, black: tells nothing) to 100; frames below `recipe.min_quality` neither match
            nor vote.
    """

    recipe: str
    times_s: NDArray[np.float64]
    codes: Codes
    quality: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.times_s)

    def take(self, rows: NDArray[np.intp] | slice) -> Signature:
        """The frames at `rows` only, in that order."""
        return Signature(self.recipe, self.times_s[rows], self.codes[rows], self.quality[rows])
