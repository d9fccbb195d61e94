"""Which stored moments show the picture that is asked about: the only right answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ashen.media.video import open_video
from benchmarks.cartoon.same import same_pictures
from benchmarks.stored import Stored
from benchmarks.systems.contract import Found

NEAR_S: Final = 2.0
"""How far from a true moment an answer may be."""
SLACK_S: Final = 0.1
"""How far outside a held shot an answer may be: about two frames."""
SHORT_S: Final = 1.0
"""A picture that stays shorter is a moment."""
LOOK_S: Final = 15.0
HELD_DIFFERENCE: Final = 2.0
"""Mean absolute difference of 64 x 64 pictures, 0..255, up to which a real video's frames show one held picture."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Right answers to a picture.

    Attributes:
        video: id of the video it was taken from.
        at_s: the moment it was taken.
        moments: (video, seconds): right within `NEAR_S`: the frame itself, and where else the work shows it shortly.
        held: (video, start, end), seconds: stretches through which the picture stays, but for mouths and eyes.
    """

    video: str
    at_s: float
    moments: tuple[tuple[str, float], ...]
    held: tuple[tuple[str, float, float], ...]

    def is_right(self, found: Found) -> bool:
        """Whether a candidate names a right video and a right moment in it."""
        return any(found.video == video and abs(found.at_s - at_s) <= NEAR_S for video, at_s in self.moments) or any(
            found.video == video and start_s - SLACK_S <= found.at_s <= end_s + SLACK_S
            for video, start_s, end_s in self.held
        )


def truth_of(stored: Stored, at_s: float, work: Sequence[Stored]) -> Truth:
    """The truth of the frame of `stored` shown at `at_s`; `work` holds all stored videos of the same work."""
    moments = [(stored.video, at_s)]
    if stored.script is None:
        start_s, end_s = _held_in_real(stored, at_s)
        return Truth(stored.video, at_s, tuple(moments), ((stored.video, start_s, end_s),))
    scripts = {other.script.number: other for other in work if other.script is not None}
    rate = stored.script.rate
    held: list[tuple[str, float, float]] = []
    frame = min(round(at_s * rate), stored.script.frames - 1)
    episodes = [other.script for other in work if other.script is not None]
    for number, first, end in same_pictures(episodes, stored.script.number, frame):
        video = scripts[number].video
        if end - first < SHORT_S * rate:
            moments.append((video, float((first + end - 1) / 2 / rate)))
        else:
            held.append((video, float(first / rate), float(end / rate)))
    return Truth(stored.video, at_s, tuple(dict.fromkeys(moments)), tuple(held))


def _held_in_real(stored: Stored, at_s: float) -> tuple[float, float]:
    """From when to when the frame at `at_s` stays as it is."""
    start_s = max(0.0, at_s - LOOK_S)
    with open_video(stored.path, start_s=start_s, stop_s=at_s + LOOK_S) as reader:
        batches = list(reader)
    times_s = np.concatenate([batch.times_s for batch in batches])
    rgb = np.concatenate([batch.rgb for batch in batches]).astype(np.int16)
    here = int(np.argmin(np.abs(times_s - at_s)))
    same = np.abs(rgb - rgb[here]).mean(axis=(1, 2, 3)) <= HELD_DIFFERENCE
    first = last = here
    while first > 0 and same[first - 1]:
        first -= 1
    while last + 1 < len(same) and same[last + 1]:
        last += 1
    return float(times_s[first]), float(times_s[last])
