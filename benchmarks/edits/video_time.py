"""Edits of time: speed, frame rate, dropped and doubled frames, playing backwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import av
import numpy as np

from benchmarks.edits.kinds import Rgb
from benchmarks.edits.video import Piece, Span, frame_rate, read_rgb


@dataclass(frozen=True, slots=True)
class Pace:
    """How a span is played.

    Attributes:
        speed: source seconds in a second; frames are left out or shown again, none are made up.
        doubled: share of the frames, chosen by chance, that are shown twice in a row: the rest comes later.
        backwards: the last frame comes first.
    """

    speed: float = 1.0
    doubled: float = 0.0
    backwards: bool = False

    @property
    def overall_speed(self) -> float:
        """Source seconds in a second, doubled frames included."""
        return self.speed / (1 + self.doubled)


EVEN = Pace()
KEPT_BYTES = 128 << 20
"""A span whose pictures are larger than this is read anew each time."""
SLACK_S = 0.002
"""How much too early a frame may come: Matroska rounds times to 1 ms."""


class Taken:
    """Pictures of a span at `rate`: made frame k shows what a player shows of the source at start + k x speed / rate.

    Once run through, `times_s` holds the time of the source frame that each picture shows; there are fewer than
    `wanted` where the source ended first.
    """

    def __init__(self, span: Span, rate: Fraction, pace: Pace = EVEN, seed: int = 0) -> None:
        """Nothing is shown yet.

        Raises:
            ValueError: the source states no frame rate.
        """
        self._span, self._pace = span, pace
        self.source_rate = frame_rate(span.source)
        even = max(1, round(span.duration_s / pace.speed * rate))
        steps = np.arange(even)
        if pace.doubled:
            again = np.random.default_rng((seed, 2)).permutation(even)[: round(even * pace.doubled)]
            steps = np.sort(np.concatenate([steps, again]))
        self._offsets_s = steps * (pace.speed / float(rate))
        self.wanted = len(steps)
        self.times_s: list[float] = []

    def __iter__(self) -> Iterator[Rgb]:
        """The pictures; a backward span is held whole.

        Raises:
            ValueError: the span starts after the source's end.
        """
        self.times_s = []
        if self._pace.backwards:
            pictures = list(self._forward())
            self.times_s.reverse()
            yield from reversed(pictures)
        else:
            yield from self._forward()

    def _forward(self) -> Iterator[Rgb]:
        frame_s, start_s = 1 / float(self.source_rate), None
        for time_s, picture in _read(self._span):
            start_s = time_s if start_s is None else start_s
            while self._offsets_s[len(self.times_s)] + start_s < time_s + frame_s - SLACK_S:
                self.times_s.append(time_s)
                yield picture
                if len(self.times_s) == self.wanted:
                    return
        if start_s is None:
            raise ValueError(f"{self._span.source} has no frame at {self._span.start_s} s: choose an earlier start")

    def piece(self, first: int, end: int, query_start_s: float, query_end_s: float) -> Piece:
        """The truth of pictures `first`..`end` (exclusive), shown at the given times."""
        shown = self.times_s[first:end]
        return Piece(
            self._span.source,
            min(shown),
            max(shown) + 1 / float(self.source_rate),
            query_start_s,
            query_end_s,
            end - first,
            speed=self._pace.overall_speed,
            backwards=self._pace.backwards,
        )


def _read(span: Span) -> Iterator[tuple[float, Rgb]]:
    """Frames from the span's start on: those of the last short span from memory, since it is taken for every edit."""
    with av.open(span.source) as container:
        stream = container.streams.video[0]
        frame_bytes, rate = stream.width * stream.height * 3, float(stream.average_rate or 25)
    if frame_bytes * span.duration_s * rate > KEPT_BYTES:
        return read_rgb(span.source, span.start_s)
    state = span.source.stat()
    return iter(_kept(span, (state.st_mtime_ns, state.st_size)))


@lru_cache(maxsize=1)
def _kept(span: Span, state: tuple[int, int]) -> tuple[tuple[float, Rgb], ...]:  # noqa: ARG001 - a new file is read
    """The frames of a span and the one after it; not to be written to."""
    frames = []
    for time_s, picture in read_rgb(span.source, span.start_s):
        picture.flags.writeable = False
        frames.append((time_s, picture))
        if time_s > frames[0][0] + span.duration_s:
            break
    return tuple(frames)


def kept_frames(frames: int, dropped: float, seed: int) -> np.ndarray:
    """(n,) int64, rising: which of `frames` stay when a share `dropped` of them is lost by chance.

    The first and the last always stay, so that a video with lost frames starts and ends where it did.
    """
    lost = min(round(frames * dropped), max(frames - 2, 0))
    inner = np.arange(1, frames - 1)
    gone = np.random.default_rng((seed, 1)).permutation(inner)[:lost]
    kept: np.ndarray = np.setdiff1d(np.arange(frames), gone)
    return kept
