"""Which frames are asked about: by chance, seeded, as many from each work as from any other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import av
import numpy as np

from benchmarks.edits import Rgb, read_rgb
from benchmarks.stored import Stored

BLANK: Final = 12.0
"""Standard deviation of a frame's channels below which nobody would ask about it: fades, plain cards."""
TRIES: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A frame to ask about.

    Attributes:
        number: among those picked.
        stored: the video it is from.
        at_s: its time there.
        rgb: (h, w, 3) uint8.
    """

    number: int
    stored: Stored
    at_s: float
    rgb: Rgb


def by_work(videos: Sequence[Stored]) -> dict[str, list[Stored]]:
    """Videos of each work, in order."""
    works: defaultdict[str, list[Stored]] = defaultdict(list)
    for stored in videos:
        works[stored.work].append(stored)
    return dict(works)


def pick_stills(videos: Sequence[Stored], count: int, seed: int) -> Iterator[Still]:
    """`count` frames, none of them blank, works taking turns.

    Raises:
        ValueError: a video seems to be nothing but blank frames.
    """
    works = list(by_work(videos).values())
    rng = np.random.default_rng([seed, 11])
    for number in range(count):
        work = works[number % len(works)]
        for _ in range(TRIES):
            stored = work[int(rng.integers(len(work)))]
            at_s, rgb = next(read_rgb(stored.path, float(rng.uniform(0.01, 0.97)) * length_s(stored)))
            if rgb.reshape(-1, 3).std(axis=0).mean() > BLANK:
                yield Still(number, stored, at_s, rgb)
                break
        else:
            raise ValueError(f"{TRIES} chance frames of {work[0].work} were all blank; look at its videos")


def length_s(stored: Stored) -> float:
    """Length of a video as its container says, seconds."""
    with av.open(stored.path) as container:
        return float((container.duration or 0) / av.time_base)


def frames_of(stored: Stored) -> int:
    """How many frames a video has, as its container or its script says."""
    if stored.script is not None:
        return stored.script.frames
    with av.open(stored.path) as container:
        stream = container.streams.video[0]
        return stream.frames or round(length_s(stored) * float(stream.average_rate or 24))
