"""What matching needs of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ashen.media.stills import decode_still
from ashen.signature.signature import Signature


@dataclass(frozen=True, eq=False)
class StoredStill:
    """A still of a stored video.

    Attributes:
        at_s: when its frame is shown.
        until_s: when the next still's is, up to where it stands for the frames; the same as `at_s` of the last one.
        data: its picture as it is stored.
    """

    at_s: float
    until_s: float
    data: bytes

    @cached_property
    def rgb(self) -> NDArray[np.uint8]:
        """(h, w, 3) uint8 R'G'B', about 320 px wide; decoded when first asked for.

        Raises:
            NotMedia: it is damaged.
        """
        return decode_still(self.data)


class Truth(Protocol):
    """The stored signature of every frame of every video, and its stills."""

    def signature(self, video_id: int) -> Signature:
        """The video's signature under the recipe that is searched.

        Raises:
            VideoMissing: it was removed since the search.
        """

    def still_times(self, video_id: int) -> NDArray[np.float64]:
        """(n,) rising: when the video's stills are, seconds; none where it has none."""

    def still(self, video_id: int, at_s: float) -> StoredStill | None:
        """The still that stands for a moment of a video; None where it has none."""

    def stills_of(self, moments: Sequence[tuple[int, float]]) -> list[StoredStill | None]:
        """The same of many (video id, seconds) at once, which costs little more than of one."""

    def windows(self, video_id: int) -> Signature | None:
        """The signature of the windows of the video's stills, as `sign_windows` gives it; None where it has none."""
