"""What a file is, from its content alone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av

from ashen.errors import NotMedia
from ashen.media.animation import is_animated
from ashen.media.container import frame_rate, open_container, stream_duration_s
from ashen.media.frame_shrinker import UPRIGHT, Turn, shown_px, turn_of
from ashen.media.picture import open_image, unreadable_is_not_media, upright_px

PROBED_PACKETS = 64
"""Packets decoded at most to learn how the picture is turned."""


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a file is.

    Attributes:
        kind: a still picture, or moving pictures (animated GIF, WebP, PNG and AVIF among them).
        duration_s: what the file says it lasts; None for pictures and where it does not say.
        width_px: as shown: turned, pixels made square.
        height_px: as shown.
        codec: FFmpeg's name ("h264"), or the picture format's ("jpeg").
        rate: frames per second the file declares.
        container: FFmpeg's name ("matroska,webm"), or the picture format's.
    """

    kind: Literal["image", "video"]
    duration_s: float | None
    width_px: int
    height_px: int
    codec: str
    rate: Fraction | None
    container: str


def probe(path: Path) -> MediaInfo:
    """Tell what a file is.

    Raises:
        NotMedia: neither a picture nor a video that can be read.
        NoVideo: only sound.
        PictureTooLarge: a picture of more pixels than the limit.
        OSError: the file cannot be opened.
    """
    with path.open("rb") as stream:
        try:
            with open_image(stream, path.name) as image, unreadable_is_not_media(path.name):
                width, height = upright_px(image)
                name = (image.format or "").lower()
                return MediaInfo("video" if is_animated(image) else "image", None, width, height, name, None, name)
        except NotMedia:
            pass  # then it must be a video, or FFmpeg says what is wrong
    with open_container(path) as (container, stream_):
        turn = _turn(container, stream_)
        context = stream_.codec_context
        width, height = shown_px(context.width, context.height, stream_.sample_aspect_ratio, turn)
        return MediaInfo(
            "video",
            stream_duration_s(container, stream_),
            width,
            height,
            stream_.codec.canonical_name,
            frame_rate(stream_),
            container.format.name,
        )


def _turn(container: av.container.InputContainer, stream: av.VideoStream) -> Turn:
    """How the first frame is turned; upright where none of the first packets decodes."""
    try:
        for number, packet in enumerate(container.demux(stream)):
            for frame in packet.decode():
                return turn_of(frame)
            if number == PROBED_PACKETS:
                break
    except av.error.FFmpegError:
        pass  # damage is for reading the video to report
    return UPRIGHT
