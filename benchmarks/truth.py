"""Which stored moments show the picture that is asked about: the only right answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

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
HELD_DIFFERENCE: Final = 2.0
"""Mean absolute difference of 64 x 64 pictures, 0..255, up to which a real video's frames show one held picture."""
OTHER_COPY_DIFFERENCE: Final = 4.0
"""The same for another video of the work, which was encoded another way."""


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
        return Truth(stored.video, at_s, tuple(moments), tuple(_same_in_real(stored, at_s, work)))
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


def _same_in_real(stored: Stored, at_s: float, work: Sequence[Stored]) -> Iterator[tuple[str, float, float]]:
    """Stretches of a real work's videos whose frames look like the frame of `stored` at `at_s`, pixel by pixel."""
    times_s, rgb = _small_frames(stored.path)
    asked = rgb[int(np.argmin(np.abs(times_s - at_s)))].astype(np.int16)
    for other in work:
        times_s, rgb = _small_frames(other.path)
        allowed = HELD_DIFFERENCE if other is stored else OTHER_COPY_DIFFERENCE
        same = np.array([np.abs(picture - asked).mean() <= allowed for picture in rgb])
        edges = np.flatnonzero(np.diff(same, prepend=False, append=False))
        for first, end in edges.reshape(-1, 2):
            yield other.video, float(times_s[first]), float(times_s[end - 1])


@lru_cache(maxsize=4)
def _small_frames(path: Path) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Times of all frames, seconds, and the frames as (n, 64, 64, 3)."""
    with open_video(path) as reader:
        batches = list(reader)
    return np.concatenate([batch.times_s for batch in batches]), np.concatenate([batch.rgb for batch in batches])
