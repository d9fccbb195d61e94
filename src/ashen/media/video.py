"""Moving pictures as batches of small frames with exact times: what the rest of Ashen reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from ashen.errors import NotMedia
from ashen.media.animation import Animation, is_animated
from ashen.media.film import Film, Shown
from ashen.media.frame_shrinker import TargetSize, longest_side
from ashen.media.frames import SMALL_PX, Frames
from ashen.media.picture import open_image, unreadable_is_not_media
from ashen.media.report import DecodeReport
from ashen.media.stills import StillKeeper
from ashen.media.wanted import Wanted

BATCH_FRAMES = 256
"""Frames per batch: enough to make NumPy's overhead nothing, 3 MB at the small size."""

BATCH_BYTES = 32 << 20
"""Larger frames come in smaller batches, so that a batch stays below this."""


class _Source(Protocol):
    """A moving picture of one kind."""

    def shown(self, wanted: Wanted) -> Iterator[Shown]:
        """The frames wanted, with rising times."""

    def report(self) -> DecodeReport:
        """What came of it so far."""


def open_video(
    path: Path,
    *,
    size_px: int | tuple[int, int] = SMALL_PX,
    longest_px: int | None = None,
    batch: int = BATCH_FRAMES,
    start_s: float = 0.0,
    stop_s: float | None = None,
    apart_s: float = 0.0,
    sparse: bool = False,
    moments_s: Sequence[float] = (),
    stills: StillKeeper | None = None,
) -> VideoReader:
    """Open a video, or an animated GIF, WebP, PNG or AVIF, whatever it is called.

    Args:
        path: the file.
        size_px: what to shrink every frame to: the side of a square, or (width, height).
        longest_px: keep the aspect instead, and shrink to this longest side; smaller frames stay as they are.
        batch: frames at most in a batch; large frames come in smaller batches.
        start_s: leave out frames before; a video is searched, not read, up to there.
        stop_s: leave out this moment and what follows.
        apart_s: leave out frames nearer than this to the last that was not; they are decoded and not shrunk.
        sparse: leave out frames that no other is decoded from, where the file tells which these are: they are not
            decoded, which saves a third of the time. How many are left is the encoder's choice, mostly every second.
        moments_s: leave out all but the first frame from each of these rising moments on; a video is searched up to the
            first of them, and read from there to the last.
        stills: is shown every frame as it is read, and keeps stills of the video.

    Raises:
        NotMedia: neither a video nor a picture, or a still picture.
        NoVideo: only sound.
        PictureTooLarge: an animated picture of more pixels than the limit.
        OSError: the file cannot be opened.
        ValueError: a size or batch below 1.
    """
    size = (size_px, size_px) if isinstance(size_px, int) else size_px
    if min(*size, batch, longest_px or 1) < 1:
        raise ValueError("sizes and batch must be at least 1")
    target_size: TargetSize = (lambda _w, _h: size) if longest_px is None else longest_side(longest_px)
    with ExitStack() as stack:
        source: _Source = (Animation if _is_animation(path) else Film)(path, target_size, stack)
        return VideoReader(
            source, stack.pop_all(), batch, Wanted(start_s, stop_s, apart_s, sparse, tuple(moments_s)), stills
        )


class VideoReader:
    """The frames of one open video, in batches; a context manager that closes it. Read once, by one thread."""

    def __init__(
        self,
        source: _Source,
        stack: ExitStack,
        batch: int,
        wanted: Wanted,
        stills: StillKeeper | None,
    ) -> None:
        self._source = source
        self._stack = stack
        self._batch = batch
        self._wanted = wanted
        self._stills = stills
        self._started = False
        self._report: DecodeReport | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; safe to repeat."""
        self._stack.close()

    @property
    def report(self) -> DecodeReport:
        """What came of the video, once all its batches were read.

        Raises:
            ValueError: it was not read to its end.
        """
        if self._report is None:
            raise ValueError("the report is ready once every batch was read")
        return self._report

    def __iter__(self) -> Iterator[Frames]:
        """The batches, in order; each is new memory, none is kept.

        A batch holds frames of one size only, so it ends early where `longest_px` gives another size.

        Raises:
            NoUsableFrames: not one frame could be decoded.
            ValueError: the batches were read before.
        """
        if self._started:
            raise ValueError("a video is read once; open it again")
        self._started = True
        return self._batches()

    def _batches(self) -> Iterator[Frames]:
        times_s: list[float] = []
        pictures: list[NDArray[np.uint8]] = []
        room = 0
        for time_s, rgb, still in self._source.shown(self._wanted):
            if self._stills is not None:
                self._stills.see(time_s, rgb, still)
            if pictures and (len(pictures) >= room or rgb.shape != pictures[0].shape):
                yield Frames(np.array(times_s), np.stack(pictures))
                times_s, pictures = [], []
            if not pictures:
                room = max(1, min(self._batch, BATCH_BYTES // rgb.nbytes))
            times_s.append(time_s)
            pictures.append(rgb)
        self._report = self._source.report()
        if pictures:
            yield Frames(np.array(times_s), np.stack(pictures))


def _is_animation(path: Path) -> bool:
    """Whether the file is an animated picture.

    Raises:
        NotMedia: it is a still picture.
    """
    with path.open("rb") as stream:
        try:
            with open_image(stream, path.name) as image, unreadable_is_not_media(path.name):
                animated = is_animated(image)
        except NotMedia:
            return False
    if not animated:
        raise NotMedia(f"{path.name} is a still picture; read it as one")
    return True
