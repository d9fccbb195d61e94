"""One video's stills to its signatures by other recipes, where its file is not at hand: a job for a worker process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ashen.ingest.sign_file import Heartbeat, decoded_stills
from ashen.media.frames import Frames
from ashen.media.shrink import shrink
from ashen.media.stills import Still, decode_still
from ashen.signature.recipes import recipe_named
from ashen.signature.sign import sign
from ashen.signature.signature import Signature
from ashen.signature.windows import sign_windows

_AT_ONCE = 32
"""Stills signed at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class StillsJob:
    """A video to sign from its stills.

    Attributes:
        path: where its file lay: what it is called while it is told of.
        video_id: the video.
        recipes: names of the recipes to sign with.
        times_s: (n,) float64, strictly rising: when its frames are shown, from a signature that it has.
        quality: (n,) uint8, of those frames.
        stills: of the video, in order, at least one.
    """

    path: str
    video_id: int
    recipes: tuple[str, ...]
    times_s: NDArray[np.float64]
    quality: NDArray[np.uint8]
    stills: tuple[Still, ...]

    def run(self, on_heartbeat: Callable[[Heartbeat], None]) -> SignedStills:
        """As `worker.Task`; see `sign_stills`."""
        return sign_stills(self, on_heartbeat)


@dataclass(frozen=True, slots=True, eq=False)
class SignedStills:
    """The signatures that were asked for, in that order."""

    signatures: tuple[Signature, ...]


def sign_stills(job: StillsJob, on_heartbeat: Callable[[Heartbeat], None]) -> SignedStills:
    """Sign a video by its stills: each frame gets the code of the still that stands for it, and keeps its own time and
    quality; windows are signed as they are when a file is.

    Raises:
        NotMedia: a still is damaged.
    """
    recipes = [recipe_named(name) for name in job.recipes]
    rows = _standing_for(job)
    of_stills = sign(_small(job, on_heartbeat), [recipe for recipe in recipes if not recipe.of_windows])
    signatures = {
        recipe.name: sign_windows(decoded_stills(job.stills, job.path, on_heartbeat), recipe)
        for recipe in recipes
        if recipe.of_windows
    }
    for name, signature in of_stills.items():
        signatures[name] = Signature(name, job.times_s, signature.codes[rows], job.quality)
    return SignedStills(tuple(signatures[name] for name in job.recipes))


def _standing_for(job: StillsJob) -> NDArray[np.intp]:
    """(n,) for each frame the number of the last still at or before it, or of the first; times are as stored, to the
    nanosecond."""
    stills_ns = np.rint([still.at_s * 1e9 for still in job.stills])
    return np.maximum(np.searchsorted(stills_ns, np.rint(job.times_s * 1e9), side="right") - 1, 0)


def _small(job: StillsJob, on_heartbeat: Callable[[Heartbeat], None]) -> Iterator[Frames]:
    """The stills as small frames, in batches."""
    total_s = float(job.times_s[-1]) if len(job.times_s) else 0.0
    for start in range(0, len(job.stills), _AT_ONCE):
        batch = job.stills[start : start + _AT_ONCE]
        on_heartbeat((job.path, batch[0].at_s, total_s))
        small = np.stack([shrink(decode_still(still.data)) for still in batch])
        yield Frames(np.array([still.at_s for still in batch]), small)
