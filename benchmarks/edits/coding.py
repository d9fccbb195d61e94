"""Edits that send a picture through a real coder and back: still pictures' coders, and one frame of a video."""

import io
from collections.abc import Mapping
from fractions import Fraction

import av
import numpy as np
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter
from av.video.stream import VideoStream
from PIL import Image

from benchmarks.edits.kinds import PictureEdit, Rgb, pixels
from benchmarks.encode import QUICK_OPTIONS

_RATE = Fraction(24)
_EXACT = (
    Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT | Interpolation.FULL_CHR_H_INP
)


def jpeg(quality: int) -> PictureEdit:
    """Through a JPEG of `quality` 1..95 and back."""
    return _through("JPEG", quality=quality)


def webp(quality: int) -> PictureEdit:
    """Through a lossy WebP of `quality` 0..100 and back."""
    return _through("WEBP", quality=quality, method=2)


def _through(kind: str, **options: int) -> PictureEdit:
    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        buffer = io.BytesIO()
        Image.fromarray(picture).save(buffer, kind, **options)
        return pixels(Image.open(buffer).convert("RGB"))

    return apply


def video_still(codec: str, options: Mapping[str, str], lines: int = 360, frames: int = 4) -> PictureEdit:
    """The last of `frames` frames of a starved video of at most `lines` lines; the picture drifts into place over it.

    So it is a predicted frame: blocks carried along by motion vectors, with little to mend them. Odd sizes lose their
    last row or column, as 4:2:0 does.

    Args:
        codec: FFmpeg's name of an encoder that PyAV's wheels hold.
        options: its options, over `QUICK_OPTIONS`; they set how starved it is.
        lines: taller pictures are shrunk to this height first.
        frames: how many are coded.

    Raises:
        ValueError: the codec is none for video.
    """

    if av.Codec(codec, "w").type != "video":
        raise ValueError(f"{codec} does not encode video: name an encoder of video")

    def apply(picture: Rgb, rng: np.random.Generator) -> Rgb:
        scale = min(1.0, lines / picture.shape[0])
        width, height = (max(2, round(side * scale) // 2 * 2) for side in picture.shape[1::-1])
        drift_x, drift_y = (int(v) for v in rng.integers(-3, 4, 2))
        steps = range(frames - 1, -1, -1)
        moving = [np.roll(picture, (k * drift_y, k * drift_x), axis=(0, 1)) for k in steps]
        return _last_decoded(moving, (width, height), codec, options)

    return apply


def _last_decoded(pictures: list[Rgb], size: tuple[int, int], codec: str, options: Mapping[str, str]) -> Rgb:
    """Code `pictures` at `size` (width, height) into a Matroska in memory, and decode the last one."""
    file = io.BytesIO()
    reformatter = VideoReformatter()
    with av.open(file, "w", format="matroska") as container:
        stream = container.add_stream(
            codec, rate=_RATE, options={**QUICK_OPTIONS.get(codec, {}), "threads": "1", **options}
        )
        if not isinstance(stream, VideoStream):  # never so, but the types do not know
            raise ValueError(f"{codec} does not encode video: name an encoder of video")
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number, picture in enumerate(pictures):
            drawn = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), "rgb24")
            frame = reformatter.reformat(
                drawn, *size, "yuv420p", dst_colorspace=Colorspace.ITU601, interpolation=_EXACT, threads=1
            )
            frame.pts, frame.time_base = number, 1 / _RATE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    file.seek(0)
    with av.open(file, "r") as made:
        *_, last = made.decode(made.streams.video[0])
        shown = reformatter.reformat(
            last, format="rgb24", src_colorspace=Colorspace.ITU601, interpolation=_EXACT, threads=1
        )
        return shown.to_ndarray().astype(np.uint8, copy=True)
