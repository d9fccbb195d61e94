"""A short stretch of a video as an MP4 that every browser and chat program plays, and a moment of it as a JPEG.

H.264 (yuv420p, BT.709) with AAC where sound is asked for, its index in front. The frames keep their times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.container import OutputContainer
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from ashen.errors import NoUsableFrames
from ashen.media.probe import probe
from ashen.media.shrink import fit_within
from ashen.media.video import open_video

_TIME_BASE = Fraction(1, 90_000)
_SOUND_RATE_HZ = 48_000
_X264 = {"preset": "veryfast", "crf": "24", "tune": "animation", "threads": "1"}
_BATCH = 8
_BT709 = 1  # H.273's number for its primaries, transfer and matrix
_JPEG_QUALITY = 85


class ClipCancelled(Exception):
    """Nobody wants the clip any more. For the caller who said so; no error of Ashen."""


def write_scene_clip(
    source: Path,
    target: Path,
    *,
    start_s: float,
    end_s: float,
    longest_px: int,
    sound: bool,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write a stretch of a video as MP4.

    Args:
        source: the video.
        target: the file to write.
        start_s, end_s: the stretch, seconds from the first frame; frames at `end_s` and later are left out.
        longest_px: longer side; smaller videos are not enlarged.
        sound: with its sound, where it has any.
        cancelled: asked at every few frames whether to give up.

    Raises:
        ClipCancelled: `cancelled` said so; `target` may hold a part.
        NoUsableFrames: no frame is shown in the stretch, or none could be decoded.
        MediaError: the video cannot be used.
        OSError: it cannot be opened.
    """
    info = probe(source)
    width, height = (max(2, side // 2 * 2) for side in fit_within(info.width_px, info.height_px, longest_px))
    with ExitStack() as stack:
        reader = stack.enter_context(
            open_video(source, size_px=(width, height), batch=_BATCH, start_s=start_s, stop_s=end_s)
        )
        output = stack.enter_context(av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}))
        picture = _picture_stream(output, width, height, info.rate or Fraction(24))
        heard = list(_sound(source, start_s, end_s)) if sound else []
        voice = output.add_stream("aac", rate=_SOUND_RATE_HZ, layout="stereo") if heard else None
        frames, reformatter = 0, VideoReformatter()
        for batch in reader:
            for time_s, rgb in zip(batch.times_s.tolist(), batch.rgb, strict=True):
                if cancelled():
                    raise ClipCancelled
                frame = reformatter.reformat(
                    av.VideoFrame.from_ndarray(rgb, "rgb24"),
                    format="yuv420p",
                    dst_colorspace=Colorspace.ITU709,
                    dst_color_range=ColorRange.MPEG,
                )
                frame.pts, frame.time_base = round((time_s - start_s) / _TIME_BASE), _TIME_BASE
                output.mux(picture.encode(frame))
                frames += 1
        if not frames:
            raise NoUsableFrames(f"{source.name} shows nothing from {start_s:.2f} to {end_s:.2f} s")
        output.mux(picture.encode(None))
        if voice is not None:
            for sounding in heard:
                output.mux(voice.encode(sounding))
            output.mux(voice.encode(None))


def frame_jpeg(source: Path, at_s: float, longest_px: int) -> bytes:
    """The frame shown at a moment, as JPEG; the last one where the video is over.

    Raises:
        NoUsableFrames: it cannot be decoded.
        MediaError: the video cannot be used.
        OSError: it cannot be opened.
    """
    for start_s in (at_s, max(0.0, at_s - 1.0)):
        with open_video(source, longest_px=longest_px, batch=1, start_s=max(0.0, start_s - 1e-3)) as reader:
            for frames in reader:
                return jpeg(frames.rgb[0])
    raise NoUsableFrames(f"{source.name} shows nothing at {at_s:.2f} s")


def jpeg(rgb: NDArray[np.uint8]) -> bytes:
    """(h, w, 3) R'G'B' as JPEG."""
    buffer = BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=_JPEG_QUALITY)
    return buffer.getvalue()


def _picture_stream(output: OutputContainer, width: int, height: int, rate: Fraction) -> VideoStream:
    stream = output.add_stream("libx264", rate=rate, options=dict(_X264))
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.time_base = _TIME_BASE
    context.color_range = ColorRange.MPEG
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    return stream


def _sound(source: Path, start_s: float, end_s: float) -> Iterator[av.AudioFrame]:
    """What is heard in the stretch, as frames of stereo from time 0 on; nothing where that cannot be decoded."""
    try:
        with av.open(f"file:{source}", metadata_errors="replace", options={"protocol_whitelist": "file"}) as container:
            voice = next(iter(container.streams.audio), None)
            film = next(iter(container.streams.video), None)
            if voice is None or film is None or voice.time_base is None:
                return
            origin_s = float((film.start_time or 0) * (film.time_base or 0))
            container.seek(int((origin_s + start_s) / voice.time_base), stream=voice, backward=True)
            resampler = AudioResampler(format="fltp", layout="stereo", rate=_SOUND_RATE_HZ)
            written = 0
            wanted = round((end_s - start_s) * _SOUND_RATE_HZ)
            for frame in container.decode(voice):
                if frame.time is None:
                    continue
                at = round((frame.time - origin_s - start_s) * _SOUND_RATE_HZ)
                if at >= wanted:
                    return
                for heard in resampler.resample(frame):
                    samples = heard.to_ndarray().astype(np.float32)[:, max(0, -at) : max(0, wanted - at)]
                    at += heard.samples
                    if not samples.shape[1]:
                        continue
                    cut = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), "fltp", "stereo")
                    cut.sample_rate, cut.time_base = _SOUND_RATE_HZ, Fraction(1, _SOUND_RATE_HZ)
                    cut.pts = max(written, at - heard.samples)
                    written = cut.pts + cut.samples
                    yield cut
    except av.error.FFmpegError:
        return
