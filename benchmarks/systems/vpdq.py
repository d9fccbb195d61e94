"""vPDQ: two videos match when they share frames, by PDQ, whatever the order.

Written anew from its public description, https://github.com/facebook/ThreatExchange/blob/main/vpdq/README.md: one frame
a second, its PDQ hash, hashes of quality below 50 and repeats left out, frames alike within 31 of 256 bits.
The score is the share of the query's frames that a stored video has; it is named from 80 % on, the default of Meta's
own matcher (python-threatexchange, extensions/vpdq). The README's example of the other threshold, a share of the stored
video, would refuse every clip. Time is not used, so it names a video and no place in it.

It searches all stored frames within 31 bits, exactly; the package `vpdq` has no wheels and compares pairs of videos.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import nan
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ashen.media.video import open_video
from benchmarks.systems.contract import Descriptor, Segment
from benchmarks.systems.duration import duration_s
from benchmarks.systems.nearest import MOST, Frames
from benchmarks.systems.pdq import HASH_BYTES, MAX_DISTANCE, MIN_QUALITY, Pdq
from benchmarks.systems.store import LONGEST_PX

NAMED_FROM: Final = 0.8
"""Share of the query's frames from which Meta's matcher calls it a match."""


class Vpdq:
    """A `ClipSystem` that names a video.

    Attributes:
        name: of the system.
        places: it does not say where.
        descriptor: what `add` is to be given vectors of.
    """

    name = "vPDQ"
    places = False
    descriptor: Descriptor = Pdq()

    def __init__(self) -> None:
        self._frames = Frames("bits", HASH_BYTES)

    def add(self, video: str, times_s: NDArray[np.float64], vectors: NDArray[np.uint8]) -> None:
        """Store one frame a second of a video: (n,) rising moments and (n, 33) PDQ vectors, each shown until the next.

        Raises:
            ValueError: as `Frames.add`.
        """
        every_s = np.arange(times_s[0], times_s[-1] + 1e-6) if len(times_s) else times_s
        shown = np.searchsorted(times_s, every_s + 1e-6, side="right") - 1
        hashes = usable(vectors[shown])
        self._frames.add(video, np.zeros(len(hashes)), hashes)

    def ready(self) -> None:
        """Call once after the last `add`."""
        self._frames.ready()

    def ask_clip(self, path: Path) -> Sequence[Segment]:
        """The ten videos that share most frames with the clip; none where no frame has the quality.

        Raises:
            ashen.errors.AshenError: no video, or none of its frames can be decoded.
        """
        hashes = usable(self._every_second(path))
        shared: Counter[int] = Counter()
        for code in hashes:
            rows = self._frames.within(code, MAX_DISTANCE)
            shared.update(np.unique(self._frames.video_of[rows]).tolist())
        best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:MOST]
        lasts_s = duration_s(path)
        return [
            Segment(
                0.0,
                lasts_s,
                self._frames.videos[video],
                nan,
                nan,
                score=count / len(hashes),
                named=count / len(hashes) >= NAMED_FROM,
            )
            for video, count in best
        ]

    def _every_second(self, path: Path) -> NDArray[np.uint8]:
        """(n, 33) uint8, the first frame of each second."""
        vectors, next_s = [], 0.0
        with open_video(path, longest_px=LONGEST_PX, batch=64) as video:
            for batch in video:
                for time_s, picture in zip(batch.times_s.tolist(), batch.rgb, strict=True):
                    if time_s + 1e-6 >= next_s:
                        vectors.append(self.descriptor.describe(picture))
                        next_s += 1.0
        return np.stack(vectors)


def usable(vectors: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(m, 32) uint8: the different hashes, in order, of those of (n, 33) vectors whose quality suffices."""
    hashes = vectors[vectors[:, HASH_BYTES] >= MIN_QUALITY, :HASH_BYTES]
    _, first = np.unique(hashes, axis=0, return_index=True)
    return np.ascontiguousarray(hashes[np.sort(first)])
