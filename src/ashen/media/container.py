"""Opening a video file and choosing the stream to watch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from ashen.errors import NotMedia, NoVideo

_NOT_THE_FILM = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
"""Cover art and preview pictures are stored as video streams; they are not what the file shows."""

_NOT_VIDEO_FILES = frozenset({"tty", "bin", "xbin", "adf", "idf"})
"""FFmpeg's readers that draw text files."""

_READ_OTHERS = frozenset(
    {
        *("concat", "hls", "dash", "imf", "webm_dash_manifest", "sdp", "rtsp", "rtp", "sap", "vobsub", "image2"),
        *("lavfi", "avisynth", "vapoursynth", "alsa", "oss", "fbdev", "kmsgrab", "x11grab", "video4linux2,v4l2"),
    }
)
"""FFmpeg's readers of playlists, devices and programs: they read something else than the file they were given, some
while they look whether they can."""

_READERS = ",".join(sorted(av.formats_available - _READ_OTHERS))
"""Those that may be tried."""

_LOOP_FILTER_OPTIONAL = frozenset({"h264", "hevc"})


@contextmanager
def open_container(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a file and its main video stream, with one decoder thread.

    The deblocking filter is left out of pictures no other picture is predicted from (`skip_loop_filter=noref`): 4 to
    6 % faster, and at 64 x 64 it moves a value by 0.01 on average, by 2 or more in 1 of 4000.

    Raises:
        NotMedia: not a container FFmpeg knows, or empty, or no decoder for its video.
        NoVideo: only sound, cover art or subtitles.
        OSError: the file cannot be opened.
    """
    with path.open("rb") as stream:  # the plain errors of the operating system, before FFmpeg's
        if not stream.read(1):
            raise NotMedia(f"{path.name} is empty; copy or download it again")
    try:
        # "file:" keeps names such as "a:b.mkv" from being read as protocols; the whitelists keep out playlists.
        options = {"protocol_whitelist": "file", "format_whitelist": _READERS}
        container = av.open(f"file:{path}", metadata_errors="replace", options=options)
    except av.error.ArgumentError as error:  # how FFmpeg says that a reader may not be tried
        raise NotMedia(f"{path.name} is not a video file, perhaps a playlist; give the videos themselves") from error
    except (av.error.FFmpegError, UnicodeError) as error:
        raise NotMedia(f"{path.name} is not a video that can be read: {_reason(error)}") from error
    with container:
        if container.format.name.endswith("_pipe"):  # FFmpeg's readers of stills; Pillow, asked first, refused it
            raise NotMedia(f"{path.name} is a picture that is damaged or of a kind that cannot be read")
        if container.format.name in _NOT_VIDEO_FILES:
            raise NotMedia(f"{path.name} is not a video file but {container.format.long_name}")
        yield container, _main_stream(container, path)


def _main_stream(container: InputContainer, path: Path) -> VideoStream:
    films = [stream for stream in container.streams.video if not Disposition(stream.disposition) & _NOT_THE_FILM]
    if not films:
        raise NoVideo(f"{path.name} holds no moving picture, only sound, covers or subtitles")
    best = container.streams.best("video")
    film = best if isinstance(best, VideoStream) and best in films else films[0]
    # mypy sees a codec context always; PyAV gives None where FFmpeg has no decoder.
    if getattr(film, "codec_context", None) is None:
        raise NotMedia(f"{path.name} is stored in a codec there is no decoder for; convert it to H.264 or AV1")
    for other in container.streams:
        if other.index != film.index:
            other.discard = av.stream.Discard.all
    film.codec_context.thread_count = 1
    if film.codec.canonical_name in _LOOP_FILTER_OPTIONAL:
        film.codec_context.options = {"skip_loop_filter": "noref"}
    return film


def stream_duration_s(container: InputContainer, stream: VideoStream) -> float | None:
    """How long the file says its video is; its longest stream's length where it does not say."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    tagged = stream.metadata.get("DURATION", "")  # Matroska, "00:24:01.500000000"
    parts = tagged.split(":")
    if len(parts) == 3:
        try:
            return int(parts[0]) * 3600 + int(parts[1]) * 60 + float(parts[2])
        except ValueError:
            pass  # a tag anyone may write; the container's own figure follows
    return None if container.duration is None else container.duration / av.time_base


def frame_rate(stream: VideoStream) -> Fraction | None:
    """Frames per second the file declares, or FFmpeg's guess from its first frames."""
    for rate in (stream.average_rate, stream.guessed_rate, stream.base_rate):
        if rate:
            return Fraction(rate)
    return None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
