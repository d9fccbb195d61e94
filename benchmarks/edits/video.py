"""Source videos and what is taken from them: spans, pieces of truth, pictures with their times.

Times are seconds from a video's first frame. Pictures are streamed; no function holds more than a few at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter

from benchmarks.edits.kinds import Rgb

# Without FULL_CHR_H_INT, swscale's way to RGB darkens by 1 (by 2 with ACCURATE_RND alone), anew in each generation.
# BICUBIC costs twice as much for a mean difference of 0.1 codes.
_EXACT = (
    Interpolation.BILINEAR | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT | Interpolation.FULL_CHR_H_INP
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source to take: from `start_s`, `duration_s` long."""

    source: Path
    start_s: float
    duration_s: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a stretch of a made video comes from; ends are exclusive, on frame borders.

    Attributes:
        source: the video it was taken from.
        source_start_s: time of the earliest source frame shown.
        source_end_s: end of the latest source frame shown.
        query_start_s: where the stretch starts in the made video.
        query_end_s: where it ends there.
        frames: how many frames of the made video it fills.
        speed: source seconds shown in a second, as asked; the spans' own ratio differs by frames that do not divide.
        mirrored: left and right are swapped.
        backwards: the last source frame comes first.
    """

    source: Path
    source_start_s: float
    source_end_s: float
    query_start_s: float
    query_end_s: float
    frames: int
    speed: float = 1.0
    mirrored: bool = False
    backwards: bool = False

    def source_at(self, query_s: float) -> float:
        """The source time shown at `query_s`, also beyond the piece's ends."""
        gone_s = (query_s - self.query_start_s) * self.speed
        return self.source_end_s - gone_s if self.backwards else self.source_start_s + gone_s


def frame_rate(path: Path) -> Fraction:
    """Frames a second, as the container says.

    Raises:
        ValueError: it says nothing.
    """
    with av.open(path) as container:
        rate = container.streams.video[0].average_rate
    if not rate:
        raise ValueError(f"{path} states no frame rate; re-encode it with one first")
    return Fraction(rate)


def length_s(path: Path) -> float:
    """How long a video's pictures last, as its container says; sound may last longer."""
    with av.open(path) as container:
        stream = container.streams.video[0]
        whole_s = float((container.duration or 0) / av.time_base)
        own_s = float(stream.duration * stream.time_base) if stream.duration and stream.time_base else whole_s
    return min(own_s, whole_s)


def read_rgb(path: Path, start_s: float = 0.0) -> Iterator[tuple[float, Rgb]]:
    """Each frame from the one shown at `start_s` on: its time and its (h, w, 3) uint8 picture.

    Untagged streams are read as `write_video` writes them: BT.709 from 720 lines up, else BT.601. Rotation is ignored.
    """
    with av.open(path) as container:
        stream = container.streams.video[0]
        clock = stream.time_base or Fraction(1, 1000)
        half_frame_s = 0.5 / float(stream.average_rate or 25)
        origin = stream.start_time or 0
        if start_s > 0:
            container.seek(origin + int(max(start_s - half_frame_s, 0) / clock), stream=stream)
        reformatter = VideoReformatter()
        for frame in container.decode(stream):
            time_s = float(((frame.pts or 0) - origin) * clock)
            if time_s < start_s - half_frame_s:
                continue
            matrix = frame.colorspace
            if matrix not in (Colorspace.ITU709, Colorspace.ITU601, Colorspace.SMPTE170M):
                matrix = Colorspace.ITU709 if frame.height >= 720 else Colorspace.ITU601
            shown = reformatter.reformat(frame, format="rgb24", src_colorspace=matrix, interpolation=_EXACT)
            yield time_s, shown.to_ndarray().astype(np.uint8, copy=False)
