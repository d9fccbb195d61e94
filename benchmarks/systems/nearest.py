"""Nearest-frame search: exhaustive and exact, so that a system is judged by its descriptor and not by an index."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

import faiss
import numpy as np
from numpy.typing import NDArray

from ashen.media.picture import read_picture
from benchmarks.systems.contract import Answer, Descriptor, Found

Metric = Literal["bits", "squares"]
"""Hamming distance of bits, or the sum of squared differences of bytes."""

NEAREST: Final = 1000
"""Frames looked at for an answer, as trace.moe does."""
MERGE_S: Final = 5.0
"""Of frames of one video less than this apart only the best answers."""
MOST: Final = 10
"""Answers at most, as trace.moe gives."""


class Frames:
    """Vectors of the frames of many videos, searched one by one.

    Attributes:
        videos: ids, in the order added.
        times_s: (n,) float64, the moment of each row; after `ready`.
        video_of: (n,) int64, position in `videos` of each row; after `ready`.
    """

    def __init__(self, metric: Metric, width: int) -> None:
        self.metric = metric
        self.width = width
        self.videos: list[str] = []
        self._known: set[str] = set()
        self._times: list[NDArray[np.float64]] = []
        # Eight-bit codes take a quarter of the room of floats and compare exactly; FAISS is fast on multiples of 16.
        self._padded = -(-width // 16) * 16
        self._index = (
            faiss.IndexBinaryFlat(8 * width)
            if metric == "bits"
            else faiss.IndexScalarQuantizer(self._padded, faiss.ScalarQuantizer.QT_8bit_direct, faiss.METRIC_L2)
        )
        self.times_s = np.empty(0)
        self.video_of = np.empty(0, np.int64)

    def add(self, video: str, times_s: NDArray[np.float64], vectors: NDArray[np.uint8]) -> None:
        """Store the frames of one video.

        Raises:
            ValueError: rows and times differ in number, rows have another width, or the video is there already.
        """
        if vectors.shape != (len(times_s), self.width):
            raise ValueError(f"{video}: {len(times_s)} times need vectors ({len(times_s)}, {self.width})")
        if video in self._known:
            raise ValueError(f"{video} is stored already")
        self.videos.append(video)
        self._known.add(video)
        self._times.append(np.asarray(times_s, np.float64))
        self._index.add(self._codes(vectors))

    def ready(self) -> None:
        """Call once after the last `add`."""
        lengths = [len(times) for times in self._times]
        self.times_s = np.concatenate([*self._times, np.empty(0)])
        self.video_of = np.repeat(np.arange(len(lengths)), lengths)

    def nearest(self, vector: NDArray[np.uint8], count: int = NEAREST) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows and distances of the `count` nearest frames; nearest first, of equally near ones the first stored."""
        distances, rows = self._index.search(self._codes(vector[np.newaxis]), max(1, min(count, len(self.times_s))))
        there = rows[0] >= 0
        found, far = rows[0][there].astype(np.int64), distances[0][there].astype(np.int64)
        order = np.lexsort((found, far))
        return found[order], far[order]

    def within(self, vector: NDArray[np.uint8], distance: int) -> NDArray[np.int64]:
        """Rows of all frames at most `distance` away, in the order stored."""
        _, _, rows = self._index.range_search(self._codes(vector[np.newaxis]), distance + 1)
        return np.sort(rows.astype(np.int64))

    def _codes(self, vectors: NDArray[np.uint8]) -> NDArray[np.uint8] | NDArray[np.float32]:
        if self.metric == "bits":
            return np.ascontiguousarray(vectors)
        padded = np.zeros((len(vectors), self._padded), np.float32)
        padded[:, : self.width] = vectors
        return padded


class NearestFrame:
    """A `PictureSystem`: the frame whose vector is nearest says what a picture shows.

    Attributes:
        name: of the system.
        descriptor: what `add` is to be given vectors of.
    """

    def __init__(
        self,
        name: str,
        descriptor: Descriptor,
        metric: Metric,
        *,
        named_within: int,
        compared: int | None = None,
        min_quality: int = 0,
    ) -> None:
        """A search over one descriptor.

        Args:
            name: of the system.
            descriptor: makes the vectors.
            metric: how vectors compare.
            named_within: distance up to which its documentation calls two pictures the same.
            compared: bytes of a vector that are compared, the rest being about it; all unless given.
            min_quality: what the byte after the compared ones must be at least for a picture to be named.
        """
        self.name = name
        self.descriptor = descriptor
        self._named_within = named_within
        self._compared = compared or descriptor.width
        self._min_quality = min_quality
        self._frames = Frames(metric, self._compared)

    def add(self, video: str, times_s: NDArray[np.float64], vectors: NDArray[np.uint8]) -> None:
        """Store the frames of one video: (n,) moments and (n, width) vectors of `descriptor`.

        Raises:
            ValueError: as `Frames.add`.
        """
        self._frames.add(video, times_s, vectors[:, : self._compared])

    def ready(self) -> None:
        """Call once after the last `add`."""
        self._frames.ready()

    def ask_picture(self, path: Path) -> Answer:
        """Candidates for a JPEG or PNG file.

        Raises:
            ashen.errors.NotMedia: not a picture.
        """
        vector = self.descriptor.describe(read_picture(path))
        frames = self._frames
        rows, distances = frames.nearest(vector[: self._compared])
        found: list[Found] = []
        for row, distance in zip(rows.tolist(), distances.tolist(), strict=True):
            video, at_s = frames.videos[int(frames.video_of[row])], float(frames.times_s[row])
            if all(other.video != video or abs(other.at_s - at_s) >= MERGE_S for other in found):
                found.append(Found(video, at_s, -float(distance), at_s, at_s))
            if len(found) == MOST:
                break
        clear = self._compared == self.descriptor.width or int(vector[self._compared]) >= self._min_quality
        return Answer(tuple(found), named=bool(found) and clear and -found[0].score <= self._named_within)
