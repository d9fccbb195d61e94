"""trace.moe's search, written anew from its public description and source (https://github.com/soruly/trace.moe-api).

Every frame of a video is its 33-value colour layout; of frames with equal values within 2 s only the first is stored.
A picture is fitted into 320 x 320, its borders cut on request (borders.py), and its colour layout compared with all
stored ones by squared Euclidean distance d. The 1,000 nearest frames, those of one video less than 5 s apart joined
into one scene, give at most ten answers, of similarity (255 - d) / 255, 0 at least. Its documentation calls answers
below 90 % most likely wrong.

trace.moe's index (Milvus) is approximate; here the search is exact, which can only help it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ashen.media.picture import read_picture
from ashen.media.video import open_video
from benchmarks.systems.borders import SEARCHED_PX, cut_borders, fitted
from benchmarks.systems.contract import Answer, Descriptor, Found, Rgb, Segment
from benchmarks.systems.descriptors import ColorLayout
from benchmarks.systems.duration import duration_s
from benchmarks.systems.nearest import MERGE_S, MOST, Frames
from benchmarks.systems.scenes import scenes

NAMED_FROM: Final = 0.9
"""Similarity from which its documentation takes an answer for right."""
REPEATS_WITHIN_S: Final = 2.0
"""Equal vectors less than this apart are stored once."""


class TraceMoe:
    """A `PictureSystem`, and a `ClipSystem` of sorts: of a clip, trace.moe searches the first frame only.

    Attributes:
        name: of the system.
        places: it names a moment, taken as where the clip begins.
    """

    places = True
    descriptor: Descriptor = ColorLayout()

    def __init__(self, name: str = "trace.moe", *, cut: bool = True) -> None:
        self.name = name
        self._cut = cut
        self._frames = Frames("squares", self.descriptor.width)

    def add(self, video: str, times_s: NDArray[np.float64], vectors: NDArray[np.uint8]) -> None:
        """Store the frames of one video: (n,) rising moments and (n, 33) colour layouts.

        Raises:
            ValueError: as `Frames.add`.
        """
        new = without_repeats(times_s, vectors)
        self._frames.add(video, times_s[new], vectors[new])

    def ready(self) -> None:
        """Call once after the last `add`."""
        self._frames.ready()

    def ask_picture(self, path: Path) -> Answer:
        """Candidates for a JPEG or PNG file, with the scenes they are in.

        Raises:
            ashen.errors.NotMedia: not a picture.
        """
        return self._answer(read_picture(path))

    def ask_clip(self, path: Path) -> Sequence[Segment]:
        """What the first frame shows, taken for the whole clip: from that moment on, as long as the clip is.

        Raises:
            ashen.errors.AshenError: no video, or none of its frames can be decoded.
        """
        with open_video(path, longest_px=SEARCHED_PX, batch=1) as video:
            answer = self._answer(next(iter(video)).rgb[0])
        lasts_s = duration_s(path)
        return [
            Segment(0.0, lasts_s, found.video, found.at_s, found.at_s + lasts_s, found.score, _named(found))
            for found in answer.found
        ]

    def _answer(self, picture: Rgb) -> Answer:
        searched = fitted(picture)
        vector = self.descriptor.describe(cut_borders(searched) if self._cut else searched)
        frames = self._frames
        rows, distances = frames.nearest(vector)
        best = scenes(frames.videos, frames.video_of[rows], frames.times_s[rows], distances, MERGE_S)[:MOST]
        found = tuple(
            Found(scene.video, scene.at_s, similarity(scene.distance), scene.start_s, scene.end_s) for scene in best
        )
        return Answer(found, named=bool(found) and _named(found[0]))


def similarity(distance: int) -> float:
    """0..1 of a squared distance."""
    return max(0.0, (255 - distance) / 255)


def _named(found: Found) -> bool:
    return found.score >= NAMED_FROM


def without_repeats(times_s: NDArray[np.float64], vectors: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Rows to store: those whose vector was not stored less than `REPEATS_WITHIN_S` before."""
    stored_s: dict[bytes, float] = {}
    rows = []
    for row, (time_s, vector) in enumerate(zip(times_s.tolist(), vectors, strict=True)):
        code = vector.tobytes()
        if time_s - stored_s.get(code, -REPEATS_WITHIN_S) >= REPEATS_WITHIN_S:
            stored_s[code] = time_s
            rows.append(row)
    return np.array(rows, np.intp)
