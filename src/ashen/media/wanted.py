"""Which frames of a moving picture are wanted."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Wanted:
    """Frames from one moment on and before another, or the frames at some moments alone.

    Attributes:
        start_s: of no frame before.
        stop_s: of none from there on; None to the end.
        apart_s: of none nearer than this to the last that was wanted.
        sparse: nor of those that no other frame is decoded from, where the file tells which these are: every second one
            as most encoders have it, one of a few as all have it.
        moments_s: rising; of each the first frame from there on, and of no others. Where there are none, all.
    """

    start_s: float = 0.0
    stop_s: float | None = None
    apart_s: float = 0.0
    sparse: bool = False
    moments_s: tuple[float, ...] = ()

    @property
    def from_s(self) -> float:
        """When the first may be shown."""
        return self.moments_s[0] if self.moments_s else self.start_s

    @property
    def whole(self) -> bool:
        """Whether all of the video must be read."""
        return self.from_s <= 0 and self.stop_s is None and not self.moments_s

    def after_s(self, time_s: float) -> float:
        """When the next may be shown after one at `time_s`; infinite when there is none."""
        if self.moments_s:
            later = bisect_right(self.moments_s, time_s)
            return self.moments_s[later] if later < len(self.moments_s) else inf
        return max(self.start_s, time_s + self.apart_s)
