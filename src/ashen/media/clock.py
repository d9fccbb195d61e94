"""Presentation times of decoded frames: strictly rising seconds from the first one shown."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction

import av

RESTART_AFTER_S = 1.0
"""A frame stamped further back than this begins a new clock (joined files); less far back, it repeats or disorders."""

RESTART_AFTER_FRAMES = 16
"""So many frames in a row that do not advance also begin a new clock, rather than vanish."""


class FrameClock:
    """Turns the time stamps of frames, in the order shown, into times.

    Attributes:
        merged: frames that shared their time with the one before, or came out of order, and were left out.
        counted: frames without a stamp, timed by the frame rate.
        restarts: times the stamps began anew.
    """

    def __init__(self, rate: Fraction | None) -> None:
        self._step_s = float(1 / rate) if rate else 0.04
        self._origin: int | None = None
        self._shift_s = 0.0
        self._last_s = -math.inf
        self._stuck = 0
        self._stamped = False
        self._steps_ms: Counter[int] = Counter()
        self.merged = 0
        self.counted = 0
        self.restarts = 0

    @property
    def last_s(self) -> float:
        """Time of the last frame; -inf before the first."""
        return self._last_s

    @property
    def step_s(self) -> float:
        """The declared time between frames; 40 ms where none is declared."""
        return self._step_s

    def resume_at_origin(self) -> None:
        """Forget the frames seen, keep the first one's stamp as zero: after a seek."""
        self._last_s = -math.inf
        self._steps_ms.clear()
        self.merged = self.counted = self.restarts = self._stuck = 0

    def time_s(self, frame: av.VideoFrame) -> float | None:
        """The frame's time, or None when it does not advance and is to be left out.

        A frame without a presentation stamp takes its decoding stamp where no frame had the former (AVI), else the time
        of the one before and one step.
        """
        stamp = frame.pts
        self._stamped = self._stamped or stamp is not None
        if stamp is None and not self._stamped:
            stamp = frame.dts
        if stamp is None or frame.time_base is None:
            self.counted += 1
            return self._advance(max(self._last_s + self._step_s, 0.0))
        if self._origin is None:
            self._origin = stamp
        base = frame.time_base
        time_s = (stamp - self._origin) * base.numerator / base.denominator + self._shift_s
        if time_s > self._last_s:
            return self._advance(time_s)
        self._stuck += 1
        if self._last_s - time_s > RESTART_AFTER_S or self._stuck > RESTART_AFTER_FRAMES:
            self.restarts += 1
            follows_s = self._last_s + self._step_s
            self._shift_s += follows_s - time_s
            return self._advance(follows_s)
        self.merged += 1
        return None

    def note(self, time_s: float) -> None:
        """Take down a time that is known without a stamp."""
        self._advance(time_s)

    def missing(self) -> int:
        """Frames that gaps in the times of a constant-rate stream leave room for; 0 where the rate varies."""
        steps = self._steps_ms.total()
        if steps < 8:
            return 0
        usual_ms = self._steps_ms.most_common(1)[0][0]
        regular = sum(n for ms, n in self._steps_ms.items() if abs(ms - usual_ms) <= 1)
        if usual_ms == 0 or regular < REGULAR_SHARE * steps:
            return 0
        return sum(n * (round(ms / usual_ms) - 1) for ms, n in self._steps_ms.items() if ms > 1.5 * usual_ms)

    def _advance(self, time_s: float) -> float:
        if self._last_s >= 0:
            self._steps_ms[round((time_s - self._last_s) * 1000)] += 1
        self._stuck = 0
        self._last_s = time_s
        return time_s


REGULAR_SHARE = 0.9
"""Share of steps that are equal to within a millisecond in a stream taken for constant rate."""
