"""The small frames every later stage works on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SMALL_PX = 64
"""Side of the square a frame is shrunk to for signing, whatever its shape: aspect errors then cost nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """A batch of consecutive frames of one medium, shrunk by area averaging.

    Attributes:
        times_s: (n,) float64, strictly rising, presentation times in seconds from the first frame; 0 for a picture.
        rgb: (n, h, w, 3) uint8, full-range R'G'B' as shown: rotation applied, alpha over black.
    """

    times_s: NDArray[np.float64]
    rgb: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.times_s)
