"""What a system under test is given and what it gives back.

Stored videos are named by an id, the same for every system. Pictures and clips come as files, as a person would have
them. A system that cannot do a task does not implement its protocol: it gets a dash, not a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
"""(h, w, 3) uint8, R'G'B'."""


@dataclass(frozen=True, slots=True)
class Found:
    """One candidate for a picture.

    Attributes:
        video: id of the stored video.
        at_s: moment in it, seconds from its first frame.
        score: higher is surer; comparable between all answers of one system.
        start_s, end_s: the stretch the answer names, when the system names one; else both `at_s`.
    """

    video: str
    at_s: float
    score: float
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system says of a picture.

    Attributes:
        found: candidates, best first, at most ten, no two of one video within 5 s of each other.
        named: whether the system itself would name the first (by its own threshold), or call the picture unknown.
        videos: when it says that several videos hold the picture alike (an opening), all of them; else empty.
    """

    found: tuple[Found, ...]
    named: bool
    videos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a query video that a system says is a stretch of a stored video.

    Attributes:
        query_start_s, query_end_s: the stretch of the query, end exclusive, seconds from its first frame.
        video: id of the stored video.
        start_s, end_s: the stretch of the stored video; both NaN when the system names the video only.
        score: higher is surer; comparable between all answers of one system.
        named: whether the system itself would name it, by its own threshold.
        backwards: whether it says that the stored stretch is shown from its end to its start.
    """

    query_start_s: float
    query_end_s: float
    video: str
    start_s: float
    end_s: float
    score: float
    named: bool = True
    backwards: bool = False


@runtime_checkable
class PictureSystem(Protocol):
    """Says what a picture shows."""

    name: str

    def ask_picture(self, path: Path) -> Answer:
        """Candidates for a JPEG or PNG file, decoding included."""


@runtime_checkable
class ClipSystem(Protocol):
    """Says what a video shows.

    Attributes:
        places: whether its segments say where in the stored video; else only the video's name counts.
    """

    name: str
    places: bool

    def ask_clip(self, path: Path) -> Sequence[Segment]:
        """Segments of a video file, surest first, also those the system would not name; decoding included."""


@runtime_checkable
class PairSystem(Protocol):
    """Compares two video files; cannot search."""

    name: str

    def compare(self, query: Path, stored: Path) -> Segment | None:
        """Where they agree (its `video` is `str(stored)`), or None."""


class Descriptor(Protocol):
    """Turns one picture into a vector that a nearest-frame search compares.

    Attributes:
        name: short and stable; part of cache keys.
        version: raised when vectors change.
        width: bytes in a vector.
    """

    name: str
    version: str
    width: int

    def describe(self, picture: Rgb) -> NDArray[np.uint8]:
        """(width,) uint8."""
