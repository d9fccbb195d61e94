"""Decoding a video file, packet by packet, through PyAV."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from functools import partial
from math import inf
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray

from ashen.errors import NoUsableFrames
from ashen.media.clock import FrameClock
from ashen.media.container import frame_rate, open_container, stream_duration_s
from ashen.media.frame_shrinker import FrameShrinker, TargetSize, longest_side
from ashen.media.report import DecodeReport, Tally
from ashen.media.stills import STILL_PX
from ashen.media.wanted import Wanted

READ_ATTEMPTS = 32
"""Errors of the reader in a row before the rest of a file is given up."""


class Shown(NamedTuple):
    """One frame, as it comes out of the decoder.

    Attributes:
        time_s: seconds from the first frame.
        rgb: (h, w, 3) uint8 R'G'B' as shown, at the size asked for.
        still: makes the same at a still's size; to be called before the next frame is asked for.
    """

    time_s: float
    rgb: NDArray[np.uint8]
    still: Callable[[], NDArray[np.uint8]]


class Film:
    """The frames of one video file, shrunk, in order; damaged packets are skipped and counted."""

    def __init__(self, path: Path, target_size: TargetSize, stack: ExitStack) -> None:
        self._name = path.name
        self._container, self._stream = stack.enter_context(open_container(path))
        aspect, codec = self._stream.sample_aspect_ratio, self._stream.codec.canonical_name
        self._shrinker = FrameShrinker(target_size, aspect, codec)
        self._still_shrinker = FrameShrinker(longest_side(STILL_PX), aspect, codec)
        self._clock = FrameClock(frame_rate(self._stream))
        self._tally = Tally()
        self._whole = True
        # VP8 keeps hidden reference frames in packets of their own.
        self._frame_per_packet = codec != "vp8"

    def shown(self, wanted: Wanted) -> Iterator[Shown]:
        """The frames wanted.

        Raises:
            NoUsableFrames: not one frame could be decoded.
        """
        self._whole = wanted.whole
        if wanted.sparse and self._container.format.name != "avi":  # whose frames are timed as they are decoded
            self._decode_sparsely()
        next_s = wanted.from_s
        frames = self._seek(next_s) if next_s > 0 else self._decoded()
        for frame in frames:
            time_s = self._clock.time_s(frame)
            if time_s is None or time_s < next_s:
                continue
            if wanted.stop_s is not None and time_s >= wanted.stop_s:
                return
            try:
                rgb = self._shrinker.shrink(frame)
            except (av.error.FFmpegError, ValueError) as error:
                self._tally.unreadable += 1
                self._tally.last_error = str(error)
                continue
            self._tally.corrupt += frame.is_corrupt
            self._tally.frames += 1
            next_s = wanted.after_s(time_s)
            yield Shown(time_s, rgb, partial(self._still_shrinker.shrink, frame))
            if next_s == inf:
                return
        if not self._tally.decoded or (self._tally.unreadable and not self._tally.frames):
            reason = f": {self._tally.last_error}" if self._tally.last_error else ""
            raise NoUsableFrames(f"not one frame of {self._name} could be decoded{reason}; get another copy of it")

    def report(self) -> DecodeReport:
        """What came of it so far."""
        return self._tally.report(
            self._clock,
            stream_duration_s(self._container, self._stream),
            whole=self._whole,
            frame_per_packet=self._frame_per_packet,
        )

    def _decoded(self) -> Generator[av.VideoFrame, None, None]:
        for packet in self._packets():
            try:
                frames = packet.decode()
            except av.error.FFmpegError as error:
                self._note_bad(error)
                continue
            self._tally.decoded += len(frames)
            for frame in frames:
                # A field may be a packet of its own: packets then say nothing about frames.
                self._frame_per_packet = self._frame_per_packet and not frame.interlaced_frame
                yield frame

    def _decode_sparsely(self) -> None:
        self._stream.codec_context.skip_frame = "NONREF"
        self._frame_per_packet = False

    def _packets(self) -> Iterator[Packet[VideoStream]]:
        """Packets of the stream, the last one empty to flush the decoder."""
        errors = 0
        while True:
            try:
                for packet in self._container.demux(self._stream):
                    errors = 0
                    # Packets an edit list hides decode to nothing on purpose.
                    self._tally.packets += bool(packet.size) and not packet.is_discard
                    if packet.size and packet.pts is None:  # the frames left would be timed by their number
                        self._stream.codec_context.skip_frame = "DEFAULT"
                    yield packet
                return
            except av.error.FFmpegError as error:
                self._note_bad(error)
                errors += 1
                if errors == READ_ATTEMPTS:
                    return

    def _note_bad(self, error: av.error.FFmpegError) -> None:
        self._tally.bad_packets += 1
        self._tally.last_error = error.strerror or str(error)

    def _seek(self, start_s: float) -> Iterator[av.VideoFrame]:
        """Decode from the key frame before `start_s`, or from the start where the file cannot be searched."""
        frames = self._decoded()
        first = next(frames, None)
        if first is None:
            return
        if first.pts is None or first.time_base is None or self._clock.time_s(first) is None:
            yield first
            yield from frames
            return
        target = first.pts + int(start_s / first.time_base)
        try:
            self._container.seek(target, stream=self._stream, backward=True)
        except av.error.FFmpegError:
            self._clock.resume_at_origin()
            yield first
            yield from frames
            return
        frames.close()
        self._clock.resume_at_origin()
        frames = self._decoded()
        landed = next(frames, None)
        if landed is None or landed.pts is None or landed.pts > target > first.pts:
            # The file's index misleads: read through it instead.
            frames.close()
            self._container.seek(first.pts, stream=self._stream, backward=True)
            yield from self._decoded()
            return
        yield landed
        yield from frames
