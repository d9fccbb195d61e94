"""Tiny videos whose every frame tells which video and which frame it is, and systems that read that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.cartoon import RATE, Script, Show, write_script
from benchmarks.edits import Rgb, read_rgb
from benchmarks.encode import write_video
from benchmarks.stored import Stored
from benchmarks.systems.contract import Segment

BLOCK_PX = 16
ROWS, COLUMNS = 3, 5
DURATION_S = 44.0

World = tuple[list[Stored], list[Stored]]
"""Videos that are stored, and others."""


def told(video: int, frame: int) -> Rgb:
    """Three bits of the video's number and twelve of the frame's, each a black or white block."""
    bits = np.array([(video >> k) & 1 for k in range(3)] + [(frame >> k) & 1 for k in range(12)], np.uint8)
    grey = np.kron(bits.reshape(ROWS, COLUMNS), np.full((BLOCK_PX, BLOCK_PX), 255, np.uint8))
    return np.repeat(grey[..., None], 3, axis=2)


def read(rgb: Rgb) -> tuple[int, int]:
    """The video's and the frame's number, of a picture of any size that has nothing added; -1 of any other."""
    height, width = rgb.shape[:2]
    rows = ((np.arange(ROWS) + 0.5) * height / ROWS).astype(int)
    columns = ((np.arange(COLUMNS) + 0.5) * width / COLUMNS).astype(int)
    grey = rgb[np.ix_(rows, columns)].mean(axis=2).ravel()
    if ((grey > 60) & (grey < 195)).any():
        return -1, -1
    bits = (grey > 128).astype(int)
    return int(bits[:3] @ (1 << np.arange(3))), int(bits[3:] @ (1 << np.arange(12)))


def store(folder: Path, number: int, show: int, episode: int) -> Stored:
    """A video with the script of an episode, but its own pictures."""
    script: Script = write_script(Show(show), episode, DURATION_S)
    path = folder / f"{number}.mkv"
    write_video(path, (told(number, k) for k in range(script.frames)), RATE, options={"preset": "ultrafast"})
    return Stored(f"{show}/{number}.mkv", path, str(show), script)


class Reader:
    """Reads which stretches of which videos a clip shows: the perfect system, but for dissolves."""

    places = True

    def __init__(self, videos: Sequence[Stored], name: str = "reader", shift_s: float = 0.0) -> None:
        self.name = name
        self._videos = {int(stored.path.stem): stored.video for stored in videos}
        self._shift_s = shift_s

    def ask_clip(self, path: Path) -> list[Segment]:
        """A segment for each stretch without a jump, longest first."""
        frames = [(time_s, *read(rgb)) for time_s, rgb in read_rgb(path)]
        step_s = (frames[-1][0] - frames[0][0]) / (len(frames) - 1)
        cuts = [
            at
            for at in range(1, len(frames))
            if frames[at][1] != frames[at - 1][1] or not 0 <= frames[at][2] - frames[at - 1][2] <= 3
        ]
        segments = []
        for first, end in zip([0, *cuts], [*cuts, len(frames)], strict=True):
            video = self._videos.get(frames[first][1])
            start_s = float(frames[first][2] / RATE) + self._shift_s
            end_s = float((frames[end - 1][2] + 1) / RATE) + self._shift_s
            if video is not None:
                score = (end - first) / len(frames)
                segments.append(
                    Segment(frames[first][0], frames[end - 1][0] + step_s, video, start_s, end_s, score, True)
                )
        return sorted(segments, key=lambda segment: -segment.score)


class NameOnly:
    """Names the right video and knows no place."""

    name = "name-only"
    places = False

    def __init__(self, videos: Sequence[Stored]) -> None:
        self._reader = Reader(videos)

    def ask_clip(self, path: Path) -> list[Segment]:
        """As the reader, without places."""
        nan = float("nan")
        return [Segment(0.0, 1.0, segment.video, nan, nan, 1.0) for segment in self._reader.ask_clip(path)[:1]]


class Boaster:
    """Says of everything that it is the first video, from its start."""

    name = "boaster"
    places = True

    def __init__(self, videos: Sequence[Stored]) -> None:
        self._video = videos[0].video

    def ask_clip(self, path: Path) -> list[Segment]:
        """One sure segment over all of it."""
        length_s = max(time_s for time_s, _ in read_rgb(path)) + float(1 / RATE)
        return [Segment(0.0, length_s, self._video, 0.0, length_s, 0.9)]
