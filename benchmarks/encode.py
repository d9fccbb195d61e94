"""Makes videos from drawn frames, for tests, the demo and the figures: what is in them is known exactly."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain, repeat
from pathlib import Path
from typing import Literal

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

Matrix = Literal["bt601", "bt709", "bt2020"]

QUICK_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "libx264": {"preset": "veryfast", "crf": "20", "threads": "1", "mbtree": "0"},
    "libx264rgb": {"preset": "ultrafast", "crf": "20", "threads": "1"},
    "libx265": {"preset": "ultrafast", "crf": "20", "x265-params": "log-level=error:pools=1:frame-threads=1"},
    "libsvtav1": {"preset": "12", "crf": "30", "svtav1-params": "lp=1"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "crf": "20", "b": "0", "threads": "1"},
    "mpeg4": {"b": "8M"},
    "mpeg2video": {"b": "12M"},
}
"""Encoder options that trade size for speed; `options` of `write_video` go over them.

x264's macroblock tree is off because its result differs from run to run, one thread or not, and so would all figures.
"""

# (swscale's number, H.273's MatrixCoefficients as tagged in a stream)
_MATRICES: Mapping[Matrix, tuple[int, int]] = {
    "bt601": (Colorspace.ITU601, 6),
    "bt709": (Colorspace.ITU709, 1),
    "bt2020": (Colorspace.BT2020, 9),
}


def write_video(
    path: Path,
    frames: Iterable[NDArray[np.uint8]],
    rate: Fraction = Fraction(24),
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    options: Mapping[str, str] | None = None,
    times_s: Sequence[float] | None = None,
    rotation_deg: int = 0,
    matrix: Matrix | None = None,
    full_range: bool | None = None,
    sample_aspect_ratio: Fraction | None = None,
    container_options: Mapping[str, str] | None = None,
) -> None:
    """Write `frames` as a video; the file name's ending chooses the container. Equal frames give equal bytes.

    Args:
        path: where to; an existing file is replaced.
        frames: (h, w, 3) uint8 R'G'B' pictures, or (h, w, 4) with alpha; all of one size.
        rate: frames per second; also the encoder's clock, unless `times_s` is given.
        codec: FFmpeg's name of the encoder.
        pix_fmt: FFmpeg's name of the stored pixel format.
        options: encoder options, over `QUICK_OPTIONS`.
        times_s: presentation time of each frame, for variable frame rate. Rounded to 1/90000 s; by Matroska to 1 ms.
        rotation_deg: counter-clockwise turn a player is told to make, as `av.VideoFrame.rotation` reads it.
        matrix: tagged and used for Y'CbCr; None leaves the file untagged: BT.709 from 720 lines up, else BT.601.
        full_range: tagged and used; None leaves the file untagged and uses limited range.
        sample_aspect_ratio: shape of a pixel, tagged only.
        container_options: of the muxer ("movflags": "faststart").

    Raises:
        ValueError: there are no frames, fewer times than frames, or the codec is none for video.
    """
    source = iter(frames)
    first = next(source, None)
    if first is None:
        raise ValueError("a video needs at least one frame")
    if av.Codec(codec, "w").type != "video":
        raise ValueError(f"{codec} does not encode video")
    if codec == "libsvtav1":
        os.environ.setdefault("SVT_LOG", "1")  # errors only; it prints its settings otherwise
    height, width = first.shape[:2]
    clock = 1 / Fraction(rate) if times_s is None else Fraction(1, 90000)
    ticks = range(2**31) if times_s is None else [round(Fraction(t) / clock) for t in times_s]
    sws_matrix, tag = _MATRICES[matrix or ("bt709" if height >= 720 else "bt601")]
    is_rgb = pix_fmt.startswith(("rgb", "bgr", "gbr", "argb", "abgr", "pal8"))
    color_range = ColorRange.JPEG if full_range or is_rgb else ColorRange.MPEG
    # Without bitexact, Matroska files carry random ids.
    with av.open(path, "w", container_options={"fflags": "bitexact", **(container_options or {})}) as container:
        stream = container.add_stream(codec, rate=rate, options={**QUICK_OPTIONS.get(codec, {}), **(options or {})})
        if not isinstance(stream, VideoStream):  # never so, but the types do not know
            raise ValueError(f"{codec} does not encode video")
        context = stream.codec_context
        context.width, context.height, context.pix_fmt, context.time_base = width, height, pix_fmt, clock
        if matrix is not None and not is_rgb:
            context.colorspace = tag
        if full_range is not None:
            context.color_range = color_range
        if sample_aspect_ratio is not None:
            context.sample_aspect_ratio = sample_aspect_ratio
        if rotation_deg:
            stream.set_display_rotation(rotation_deg)
        reformatter = VideoReformatter()
        for pixels, tick in zip(chain([first], source), chain(ticks, repeat(None)), strict=False):
            if tick is None:
                raise ValueError("there are more frames than times_s")
            drawn = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(pixels), "rgba" if pixels.shape[2] == 4 else "rgb24"
            )
            frame = reformatter.reformat(
                drawn,
                format=pix_fmt,
                dst_colorspace=None if is_rgb else sws_matrix,
                dst_color_range=color_range,
                interpolation=Interpolation.AREA | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP,
                threads=1,
            )
            frame.pts, frame.time_base = tick, clock
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
