"""Edits of whole videos: clips, compilations, speed, and picture edits on every frame, through a real encoder.

Times are seconds from a video's first frame. Pictures are streamed; no function holds more than a few at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter

from benchmarks.edits.kinds import PictureEdit, Rgb, identity, resized
from benchmarks.edits.picture import PICTURE_EDITS
from benchmarks.encode import write_video

# Without FULL_CHR_H_INT, swscale's way to RGB darkens by 1 (by 2 with ACCURATE_RND alone), anew in each generation.
_EXACT = (
    Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT | Interpolation.FULL_CHR_H_INP
)

VideoEdit = Callable[[Path, Path, int], None]
"""(source, target, seed): writes an altered copy."""


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
        source_start_s: time of the first source frame shown.
        source_end_s: end of the last source frame shown.
        query_start_s: where the stretch starts in the made video.
        query_end_s: where it ends there.
        frames: how many frames of the made video it fills.
    """

    source: Path
    source_start_s: float
    source_end_s: float
    query_start_s: float
    query_end_s: float
    frames: int


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


class _Taken:
    """Pictures of a span, resampled in time: made frame k shows the source at start + k x speed / rate.

    Once run through, `start_s` and `end_s` hold what was shown of the source, `frames` how many pictures it gave.
    """

    def __init__(self, span: Span, rate: Fraction, speed: float = 1.0) -> None:
        self._span, self._rate, self._speed = span, rate, speed
        self._source_rate = frame_rate(span.source)
        self.start_s, self.end_s, self.frames = span.start_s, span.start_s, 0

    def __iter__(self) -> Iterator[Rgb]:
        wanted = max(1, round(self._span.duration_s / self._speed * self._rate))
        frame_s, step_s = 1 / float(self._source_rate), self._speed / float(self._rate)
        for time_s, picture in read_rgb(self._span.source, self._span.start_s):
            if not self.frames:
                self.start_s = time_s
            while self.frames < wanted and self.start_s + self.frames * step_s < time_s + frame_s / 2:
                self.frames += 1
                self.end_s = time_s + frame_s
                yield picture
            if self.frames >= wanted:
                return
        if not self.frames:
            raise ValueError(f"{self._span.source} has no frame at {self._span.start_s} s: choose an earlier start")


def _even(pictures: Iterable[Rgb]) -> Iterator[Rgb]:
    """Without the last odd row and column, which 4:2:0 cannot store."""
    for picture in pictures:
        yield picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2]


def _edited(pictures: Iterable[Rgb], edit: PictureEdit, seed: int) -> Iterator[Rgb]:
    """Every picture altered with one fixed random state; a repeated array is altered once."""
    last: Rgb | None = None
    out: Rgb | None = None
    for picture in pictures:
        if out is None or picture is not last:
            out = edit(picture, np.random.default_rng(seed))
        last = picture
        yield out


def apply_to_video(
    source: Path,
    target: Path,
    edit: PictureEdit = identity,
    seed: int = 0,
    *,
    codec: str = "libx264",
    options: Mapping[str, str] | None = None,
) -> None:
    """Re-encode `source` with `edit` on every frame, always in the same random state."""
    pictures = (picture for _, picture in read_rgb(source))
    write_video(target, _even(_edited(pictures, edit, seed)), frame_rate(source), codec=codec, options=options)


def cut_clip(
    span: Span,
    target: Path,
    edit: PictureEdit = identity,
    seed: int = 0,
    *,
    rate: Fraction | None = None,
    speed: float = 1.0,
    options: Mapping[str, str] | None = None,
) -> Piece:
    """Cut `span` out, altered by `edit`, `speed` times as fast, at `rate` (the source's own if None).

    Returns:
        Exactly which frames were shown, which may be fewer than asked when the source ends first.

    Raises:
        ValueError: the span starts after the source's end.
    """
    rate = rate or frame_rate(span.source)
    taken = _Taken(span, rate, speed)
    write_video(target, _even(_edited(taken, edit, seed)), rate, options=options)
    return Piece(span.source, taken.start_s, taken.end_s, 0.0, float(taken.frames / rate), taken.frames)


def compile_clips(
    spans: Sequence[Span],
    target: Path,
    edit: PictureEdit = identity,
    seed: int = 0,
    *,
    size: tuple[int, int] = (640, 360),
    rate: Fraction = Fraction(24),
    options: Mapping[str, str] | None = None,
) -> list[Piece]:
    """Join `spans` into one video of `size` (width, height) at `rate`, with hard cuts.

    Returns:
        One piece a span, in order, with exact cut points.
    """
    pieces: list[Piece] = []

    def joined() -> Iterator[Rgb]:
        shown = 0
        for span in spans:
            taken = _Taken(span, rate)
            for picture in taken:
                yield picture if picture.shape[1::-1] == size else resized(picture, *size)
            start_s, shown = float(shown / rate), shown + taken.frames
            pieces.append(Piece(span.source, taken.start_s, taken.end_s, start_s, float(shown / rate), taken.frames))

    write_video(target, _even(_edited(joined(), edit, seed)), rate, options=options)
    return pieces


def change_speed(source: Path, target: Path, speed: float, rate: Fraction | None = None) -> Piece:
    """The whole video `speed` times as fast, at `rate` (its own if None): frames are dropped or doubled."""
    with av.open(source) as container:
        duration_s = (container.duration or 0) / av.time_base
    return cut_clip(Span(source, 0.0, duration_s), target, rate=rate, speed=speed)


def _by_picture_edit(name: str, source: Path, target: Path, seed: int) -> None:
    apply_to_video(source, target, PICTURE_EDITS[name], seed)


def _by_coding(codec: str, options: Mapping[str, str], source: Path, target: Path, seed: int) -> None:  # noqa: ARG001
    apply_to_video(source, target, codec=codec, options=options)


def _by_speed(speed: float, rate: Fraction | None, source: Path, target: Path, seed: int) -> None:  # noqa: ARG001
    change_speed(source, target, speed, rate)


def _small(source: Path, target: Path, seed: int) -> None:
    apply_to_video(source, target, PICTURE_EDITS["240p"], seed, options={"crf": "34"})


VIDEO_EDITS: Mapping[str, VideoEdit] = {
    **{name: partial(_by_picture_edit, name) for name in PICTURE_EDITS},
    "240p": _small,
    "low-bitrate": partial(_by_coding, "libx264", {"crf": "40"}),
    "hevc": partial(_by_coding, "libx265", {"crf": "30"}),
    "mpeg4": partial(_by_coding, "mpeg4", {"b": "400k"}),
    "speed-1.1": partial(_by_speed, 1.1, None),
    "speed-0.9": partial(_by_speed, 0.9, None),
    "rate-30": partial(_by_speed, 1.0, Fraction(30)),
    "rate-15": partial(_by_speed, 1.0, Fraction(15)),
}
"""Every video edit by its name: all picture edits on every frame, and those that only a video can have."""
