"""How a picture may lie in a query other than it was filmed: turned by a quarter, as phones turn it, or slanted, as a
screen in a room is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ashen.match.identification import Match
from ashen.match.slanted import Outline, are_alike, find_slanted, straightened


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """One way to lie.

    Attributes:
        quarters: of a circle that it was turned clockwise.
        outline: where it lies, slanted, in what was turned back; None where that is the whole.
    """

    quarters: int = 0
    outline: Outline | None = None

    @property
    def share(self) -> float:
        """Of the whole's longest side, roughly, how long the longest side of the picture is."""
        return 1.0 if self.outline is None else min(1.0, float(np.ptp(self.outline, axis=0).max()))

    def upright(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(h, w, 3) uint8 of a frame that lies so, as it was filmed."""
        back = np.ascontiguousarray(np.rot90(rgb, self.quarters))
        return back if self.outline is None else straightened(back, self.outline)

    def told(self, match: Match) -> Match:
        """What was found in the upright picture, with the pose."""
        outline = None if self.outline is None else tuple((float(x), float(y)) for x, y in self.outline)
        return replace(match, rotated_deg=90 * self.quarters, outline=outline)


def poses(frames: Sequence[NDArray[np.uint8]]) -> list[Pose]:
    """The quarter turns, and where pictures seem to be slanted; in a moving query, where they seem so twice.

    Args:
        frames: (h, w, 3) uint8 each, of one query.
    """
    found = [(number, outline) for number, rgb in enumerate(frames) for outline in find_slanted(rgb)]
    kept: list[Outline] = []
    for _, outline in found:
        seen = {number for number, other in found if are_alike(outline, other)}
        if len(seen) >= min(2, len(frames)) and not any(are_alike(outline, other) for other in kept):
            kept.append(outline)
    return [Pose(quarters=1), Pose(quarters=3), *(Pose(outline=outline) for outline in kept)]
