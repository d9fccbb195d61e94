"""trace.moe's merging: near frames of one video become one scene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scene:
    """Near frames of one video, each soon after the one before.

    Attributes:
        video: its id.
        start_s, end_s: first and last of them.
        at_s: the nearest; of equally near ones the first.
        distance: of the nearest.
    """

    video: str
    start_s: float
    end_s: float
    at_s: float
    distance: int


def scenes(
    videos: Sequence[str],
    video_of: NDArray[np.int64],
    times_s: NDArray[np.float64],
    distances: NDArray[np.int64],
    within_s: float,
) -> list[Scene]:
    """Join near frames into scenes, nearest first, of equally near ones the first stored.

    Args:
        videos: ids.
        video_of: (n,) int64, position in `videos`.
        times_s: (n,) float64.
        distances: (n,) int64.
        within_s: a frame less than this after the one before is of the same scene.
    """
    if not len(times_s):
        return []
    order = np.lexsort((times_s, video_of))
    video_of, times_s, distances = video_of[order], times_s[order], distances[order]
    apart = (np.diff(video_of) != 0) | (np.diff(times_s) >= within_s)
    starts = np.flatnonzero(np.concatenate([[True], apart]))
    ends = np.concatenate([starts[1:], [len(times_s)]])
    joined = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        best = start + int(distances[start:end].argmin())
        joined.append(
            Scene(
                videos[int(video_of[start])],
                float(times_s[start]),
                float(times_s[end - 1]),
                float(times_s[best]),
                int(distances[best]),
            )
        )
    return sorted(joined, key=lambda scene: scene.distance)
