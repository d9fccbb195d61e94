"""Animated pictures (GIF, WebP, APNG, AVIF) read as clips, through Pillow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from math import inf
from pathlib import Path

from PIL import Image

from ashen.errors import NoUsableFrames
from ashen.media.clock import FrameClock
from ashen.media.film import Shown
from ashen.media.frame_shrinker import TargetSize, longest_side
from ashen.media.picture import UNREADABLE, open_image, rgb_over_black
from ashen.media.report import DecodeReport, Tally
from ashen.media.shrink import shrink
from ashen.media.stills import STILL_PX
from ashen.media.wanted import Wanted

ANIMATED_FORMATS = frozenset({"GIF", "WEBP", "PNG", "AVIF"})
"""Formats whose many frames follow in time; those of TIFF and MPO are pages and views."""

UNTIMED_FRAME_S = 0.1
"""How long browsers show a frame of a GIF that asks for 10 ms or less."""


def is_animated(image: Image.Image) -> bool:
    """Whether an opened picture has frames that follow in time."""
    return image.format in ANIMATED_FORMATS and getattr(image, "n_frames", 1) > 1


class Animation:
    """The composited frames of one animated picture, shrunk, in order."""

    def __init__(self, path: Path, target_size: TargetSize, stack: ExitStack) -> None:
        self._name = path.name
        self._target_size = target_size
        self._image = stack.enter_context(open_image(stack.enter_context(path.open("rb")), path.name))
        self._tally = Tally()
        self._clock = FrameClock(None)
        self._end_s = 0.0

    def shown(self, wanted: Wanted) -> Iterator[Shown]:
        """The frames wanted.

        Raises:
            NoUsableFrames: not one frame could be decoded.
        """
        image = self._image
        # The default image of an APNG may be none of its frames (PNG third edition, 11.3.4.1).
        first = 1 if getattr(image, "default_image", False) else 0
        next_s = wanted.from_s
        for number in range(first, getattr(image, "n_frames", 1)):
            try:
                image.seek(number)
                rgb = rgb_over_black(image, self._name)
            except UNREADABLE as error:
                self._tally.bad_packets += 1
                self._tally.last_error = str(error)
                break  # each frame is drawn over the one before
            time_s, self._end_s = self._end_s, self._end_s + _duration_s(image)
            self._tally.decoded += 1
            self._clock.note(time_s)
            if time_s < next_s:
                continue
            if wanted.stop_s is not None and time_s >= wanted.stop_s:
                return
            self._tally.frames += 1
            next_s = wanted.after_s(time_s)
            height, width = rgb.shape[:2]
            still = partial(shrink, rgb, longest_side(STILL_PX)(width, height))
            yield Shown(time_s, shrink(rgb, self._target_size(width, height)), still)
            if next_s == inf:
                return
        if not self._tally.decoded:
            raise NoUsableFrames(f"not one frame of {self._name} could be decoded: {self._tally.last_error}")

    def report(self) -> DecodeReport:
        """What came of it so far."""
        return self._tally.report(self._clock, self._end_s or None)


def _duration_s(image: Image.Image) -> float:
    duration_ms = float(image.info.get("duration") or 0)
    if duration_ms <= 0 or (image.format == "GIF" and duration_ms <= 10):
        return UNTIMED_FRAME_S
    return duration_ms / 1000
