"""Videos put together from parts: cut-outs, insertions, compilations, dissolves, with exact truth.

Of a dissolve's frames each belongs to the part that weighs more in it, the later one where both weigh the same: cut
points of truth lie in the middle of a dissolve, and a claim may be half a dissolve off without being worse.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from pathlib import Path

import numpy as np

from benchmarks.edits.kinds import PictureEdit, Rgb, identity, resized
from benchmarks.edits.video import Piece, Span, frame_rate, read_rgb
from benchmarks.edits.video_time import EVEN, Pace, Taken, kept_frames
from benchmarks.encode import write_video

QUICK: Mapping[str, str] = {"preset": "superfast"}
"""x264's options for made videos: two thirds of the time of "veryfast"."""


@dataclass(frozen=True, slots=True)
class Part:
    """A span of a source within a made video.

    Attributes:
        span: what is shown.
        pace: how it is played.
        dissolve: over this many frames it mixes with the part before; 0 is a hard cut.
    """

    span: Span
    pace: Pace = EVEN
    dissolve: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A still picture within a made video, `frames` long; it is no piece of any source."""

    picture: Rgb
    frames: int
    dissolve: int = 0


def assemble(
    parts: Sequence[Part | Card],
    target: Path,
    edit: PictureEdit = identity,
    seed: int = 0,
    *,
    rate: Fraction,
    size: tuple[int, int] | None = None,
    dropped: float = 0.0,
    codec: str = "libx264",
    options: Mapping[str, str] | None = None,
) -> tuple[Piece, ...]:
    """Write `parts` one after the other, `edit` over all of it, always in the same random state.

    Args:
        parts: what is shown.
        target: where to; the ending chooses the container.
        edit: done to every frame once parts are joined.
        seed: of all chance.
        rate: frames a second.
        size: (width, height) of all parts; None takes pictures as they come, which must then be of one size.
        dropped: share of frames lost by chance; those left keep their times. Truth is as if none were lost.
        codec: FFmpeg's name of the encoder.
        options: of the encoder, over the quick ones.

    Returns:
        One piece a span, in order, exact to the frame.

    Raises:
        ValueError: a span starts after its source's end; there is a dissolve longer than a part, or a source ends
            early where frames are dropped or dissolves count on it.
    """
    timeline = _Timeline(parts, rate, size, seed, rigid=bool(dropped) or any(part.dissolve for part in parts))
    pictures: Iterable[Rgb] = timeline
    times_s = None
    if dropped:
        kept = kept_frames(timeline.wanted, dropped, seed)
        pictures = _only(timeline, frozenset(kept.tolist()))
        times_s = [float(k / rate) for k in kept.tolist()]
    made = _even(_edited(pictures, edit, seed))
    coding = {**(QUICK if codec == "libx264" else {}), **(options or {})}
    write_video(target, made, rate, codec=codec, options=coding, times_s=times_s)
    return timeline.pieces()


class _Timeline:
    """The pictures of parts one after the other; knows once it has run which were whose."""

    def __init__(
        self, parts: Sequence[Part | Card], rate: Fraction, size: tuple[int, int] | None, seed: int, rigid: bool
    ) -> None:
        if not parts:
            raise ValueError("a video needs at least one part")
        self._rate, self._size, self._rigid = rate, size, rigid
        self._sources = [
            Taken(part.span, rate, part.pace, seed + number) if isinstance(part, Part) else _Still(part)
            for number, part in enumerate(parts)
        ]
        self._lengths = [source.wanted for source in self._sources]
        self._mixes = [part.dissolve for part in parts] + [0]
        for number, length in enumerate(self._lengths):
            if self._mixes[number] + self._mixes[number + 1] > length or self._mixes[0]:
                raise ValueError(f"dissolves do not fit into part {number}: make them shorter")
        self.wanted = sum(self._lengths) - sum(self._mixes)
        self._starts: list[int] = []

    def __iter__(self) -> Iterator[Rgb]:
        begin, tail = 0, deque[Rgb]()
        self._starts, self._lengths = [], []
        for number, source in enumerate(self._sources):
            frames, mix, held = 0, len(tail), deque[Rgb]()
            for picture in source:
                fitted = self._fitted(picture)
                frames += 1
                held.append(_mixed(tail.popleft(), fitted, frames / (mix + 1)) if tail else fitted)
                if len(held) > self._mixes[number + 1]:
                    yield held.popleft()
            if self._rigid and frames < source.wanted:
                raise ValueError(f"part {number} ends {source.wanted - frames} frames early: choose an earlier start")
            self._starts.append(begin)
            self._lengths.append(frames)
            begin, tail = begin + frames - self._mixes[number + 1], held

    def _fitted(self, picture: Rgb) -> Rgb:
        if self._size is None or picture.shape[1::-1] == self._size:
            return picture
        return resized(picture, *self._size)

    def pieces(self) -> tuple[Piece, ...]:
        """The truth, once all pictures were taken."""
        out = []
        for number, source in enumerate(self._sources):
            if isinstance(source, _Still):
                continue
            mix_in, mix_out = self._mixes[number], self._mixes[number + 1]
            first, end = mix_in // 2, self._lengths[number] - mix_out + mix_out // 2
            start_s, end_s = (float((self._starts[number] + k) / self._rate) for k in (first, end))
            out.append(source.piece(first, end, start_s, end_s))
        return tuple(out)


class _Still:
    """A card's pictures, as `Taken` has those of a span."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self.wanted = card.frames

    def __iter__(self) -> Iterator[Rgb]:
        return repeat(self._card.picture, self.wanted)


def _mixed(before: Rgb, after: Rgb, weight: float) -> Rgb:
    mixed: Rgb = np.rint(before * np.float32(1 - weight) + after * np.float32(weight)).astype(np.uint8)
    return mixed


def _only(pictures: Iterable[Rgb], kept: frozenset[int]) -> Iterator[Rgb]:
    return (picture for k, picture in enumerate(pictures) if k in kept)


def _even(pictures: Iterable[Rgb]) -> Iterator[Rgb]:
    """Without the last odd row and column, which 4:2:0 cannot store."""
    for picture in pictures:
        yield picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2]


def _edited(pictures: Iterable[Rgb], edit: PictureEdit, seed: int) -> Iterator[Rgb]:
    """Every picture altered with one fixed random state; equal pictures in a row (a held frame) are altered once."""
    last: Rgb | None = None
    out: Rgb | None = None
    for picture in pictures:
        if out is None or last is None or (picture is not last and not np.array_equal(picture, last)):
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
    return assemble([Part(span, Pace(speed))], target, edit, seed, rate=rate, options=options)[0]


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
    return list(assemble([Part(span) for span in spans], target, edit, seed, rate=rate, size=size, options=options))
