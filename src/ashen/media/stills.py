"""Stills: one small picture for each visually distinct run of a video's frames, kept while it is decoded.

They serve where the file is not at hand: checking an answer by geometry, previews, signing by another recipe. A still
stands for the frames from its own until the next still's.

Bytes are dealt out as a token bucket deals them: each second of video earns some, unspent ones are saved up to a limit.
As savings shrink, more must have changed for another still, so lively material gets fewer of them rather than none for
a while; the last savings are for cuts, so that a new shot is seldom without.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ashen.media.picture import read_picture

STILL_PX = 320
"""Longest side of a still; smaller frames are not enlarged."""

BYTES_PER_S = 2500
SAVINGS_BYTES = 300_000
"""What a video starts with, and may save at most: 24 minutes come to 3.9 MB, and the last still."""

CUT_BYTES = SAVINGS_BYTES * 3 // 10
"""Savings kept for cuts: once down to them, other stills take half of what is earned at most."""

SHORTEST_S = 0.1
"""Time from one still to the next at least."""

# Differences are the root mean square over a frame's values, in parts of the deviation of the still's values from their
# mean, so that dark and bland pictures count as much as others. With a deviation of 45, unrelated pictures differ by
# 1.2 (the root of 2, less what FAINT takes), and one by 0.25 of which a twentieth changes by 60 levels.
LEAST_DIFFERENCE = 0.25
"""What makes a frame another picture while savings are full."""
GREATEST_DIFFERENCE = 1.2
"""The same when only the savings for cuts are left."""
CUT_DIFFERENCE = 0.5
"""What makes a cut, from the frame before as from the last still."""
CUT_TO_MOVEMENT = 2.5
"""A cut also differs from the frame before by so many times the mean of such differences lately: a quick pan is none,
nor is a figure drawn anew every second frame, whose larger differences are twice the mean."""
_MOVEMENT_SHARE = 0.1
"""Weight of the newest difference in that mean, which fades geometrically."""
FAINT = 8.0
"""Added to that deviation, in levels of 255, so that noise on a flat picture is no difference."""
FLAT = 3.0
"""Pictures that deviate less than this show nothing; a run of them gets one still, whatever their colours."""

# 320 x 180, trailer / drawn: WebP at 50 with method 2 takes 5.0 / 3.3 kB in 1.7 / 1.5 ms with mean error 3.7 / 3.0;
# method 4 is 6 % smaller at 2.3 times the time, method 0 a third larger at 0.65. See docs/lab-notes.md for JPEG, AVIF.
_QUALITY = 50
_METHOD = 2


@dataclass(frozen=True, slots=True)
class Still:
    """One kept picture.

    Attributes:
        at_s: when its frame is shown, seconds from the video's first frame.
        data: the picture as WebP; see `decode_still`.
    """

    at_s: float
    data: bytes


class StillKeeper:
    """Keeps the stills of one video whose frames it is shown, in order; give it to `open_video`.

    Attributes:
        stills: those kept so far, in order.
    """

    def __init__(self) -> None:
        self.stills: list[Still] = []
        self._savings = float(SAVINGS_BYTES)
        self._seen_s = 0.0
        self._before = np.empty(0, np.float32)
        self._last = np.empty(0, np.float32)
        self._deviation = 0.0
        self._movement = 0.0
        self._cut = False

    def see(self, time_s: float, rgb: NDArray[np.uint8], picture: Callable[[], NDArray[np.uint8]]) -> None:
        """Look at the next frame, and keep a still of it when one is due.

        Args:
            time_s: when it is shown; later than the frame before.
            rgb: (h, w, 3) R'G'B', the frame shrunk as for signing.
            picture: makes the frame at a still's size, (h, w, 3); called only when it is kept.
        """
        values = rgb.ravel().astype(np.float32)
        if not self.stills or values.shape != self._last.shape or self._is_due(time_s, values):
            self._keep(time_s, values, picture())
        self._before = values
        self._seen_s = time_s

    def _is_due(self, time_s: float, values: NDArray[np.float32]) -> bool:
        self._savings = min(SAVINGS_BYTES, self._savings + BYTES_PER_S * (time_s - self._seen_s))
        scale = self._deviation + FAINT
        moved = _difference(values, self._before) / scale
        self._cut = self._cut or moved >= max(CUT_DIFFERENCE, CUT_TO_MOVEMENT * self._movement)
        self._movement += _MOVEMENT_SHARE * (moved - self._movement)
        since_s = time_s - self.stills[-1].at_s
        # Times are fractions of seconds in binary: 0.1 s later may come out a little less.
        if self._savings <= 0 or since_s < SHORTEST_S - 1e-6:
            return False
        needed = self._needed(since_s)
        self._cut = False
        if _difference(values, self._last) < needed * scale:
            return False
        return self._deviation >= FLAT or float(values.std()) >= FLAT

    def _needed(self, since_s: float) -> float:
        """The difference from the last still that makes a new one due: rises geometrically as savings fall."""
        spent = min(1.0, (SAVINGS_BYTES - self._savings) / (SAVINGS_BYTES - CUT_BYTES))
        needed = LEAST_DIFFERENCE * math.pow(GREATEST_DIFFERENCE / LEAST_DIFFERENCE, spent)
        if self._cut:
            return min(needed, CUT_DIFFERENCE)
        earned = BYTES_PER_S * since_s >= 2 * len(self.stills[-1].data)
        return needed if spent < 1 or earned else math.inf

    def _keep(self, time_s: float, values: NDArray[np.float32], picture: NDArray[np.uint8]) -> None:
        still = Still(time_s, encode_still(picture))
        self.stills.append(still)
        self._savings -= len(still.data)
        self._last = values
        self._deviation = float(values.std())
        self._cut = False


def encode_still(rgb: NDArray[np.uint8]) -> bytes:
    """(h, w, 3) R'G'B' as WebP."""
    buffer = BytesIO()
    Image.fromarray(rgb).save(buffer, "WEBP", quality=_QUALITY, method=_METHOD)
    return buffer.getvalue()


def decode_still(data: bytes) -> NDArray[np.uint8]:
    """The picture in a still's bytes, (h, w, 3) R'G'B'.

    Raises:
        NotMedia: they are damaged.
    """
    return read_picture(data)


def _difference(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Root mean square of a - b."""
    apart = a - b
    # Not a BLAS product, which would start threads for so few values.
    return math.sqrt(float(np.einsum("i,i", apart, apart)) / len(apart))
