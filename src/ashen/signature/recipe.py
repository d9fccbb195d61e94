"""Recipes: named, numbered contracts for turning frames into codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ashen.signature.signature import Codes


@dataclass(frozen=True, slots=True)
class Recipe:
    """How frames become codes, and how codes compare. Stored by name with every signature and index.

    A change in arithmetic is a new number; old numbers work for ever.

    Attributes:
        name: "frame/1": family and number.
        dimension: values a code has.
        dtype: of a code's values.
        describe: (n, h, w, 3) uint8 R'G'B' -> (n, dimension) codes. Any h and w; the 64 x 64 small frame is the usual.
        measure_quality: (n, h, w, 3) uint8 R'G'B' -> (n,) uint8, 0..100.
        min_quality: frames below it neither match nor vote.
        unit: length a code of unit length has in integers; squared L2 distance is then in [0, 4 unit^2]; None when
            codes are not of one length.
        run_distance: squared L2 distance up to which consecutive frames count as one run (see runs.py).
        provenance: where the arithmetic and any trained numbers come from.
        windows: name of the recipe that signs parts of stills so that crops are found by this one; None without.
        of_windows: whether it is such a recipe; see windows.py.
        tell_nothing: (n, dimension) codes -> (n,) bool, those whose frames look alike in every work: their quality is
            0. None: no code is known to.
    """

    name: str
    dimension: int
    dtype: Literal["int8", "uint8"]
    describe: Callable[[NDArray[np.uint8]], Codes]
    measure_quality: Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
    min_quality: int
    unit: int | None
    run_distance: float
    provenance: str
    windows: str | None = None
    of_windows: bool = False
    tell_nothing: Callable[[Codes], NDArray[np.bool_]] | None = None

    def sign(self, rgb: NDArray[np.uint8]) -> tuple[Codes, NDArray[np.uint8]]:
        """Codes and qualities of frames.

        Args:
            rgb: (n, h, w, 3) uint8, full-range R'G'B'.
        """
        codes = self.describe(rgb)
        return codes, self.quality(codes, self.measure_quality(rgb))

    def quality(self, codes: Codes, measured: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(n,) uint8: what `measure_quality` measured of frames, 0 where their codes tell nothing."""
        if self.tell_nothing is None:
            return measured
        return np.where(self.tell_nothing(codes), np.uint8(0), measured)
