"""Fills Ashen's library for a benchmark: indexes the stored videos as a user would, then adds filler.

Videos are stored one after the other, in the order of their names, so that equal inputs give an equal library.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from ashen import Library
from ashen.catalog.catalog import Catalog
from ashen.catalog.records import FileStat, Naming, NewVideo
from ashen.media.frames import Frames
from ashen.media.shrink import shrink
from ashen.media.stills import Still, StillKeeper, decode_still
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named
from ashen.signature.sign import sign
from ashen.signature.signature import Signature
from ashen.signature.windows import sign_windows
from benchmarks.filler import Filler, FillerVideo


@dataclass(frozen=True, slots=True)
class Stocked:
    """What a filled library holds and took.

    Attributes:
        frames: signed frames, filler's included.
        rows: of the search index.
        database_bytes, index_bytes: on disk.
        video_frames: of the stored videos alone.
        indexing_s: time that indexing the stored videos took, seconds.
    """

    frames: int
    rows: int
    database_bytes: int
    index_bytes: int
    video_frames: int
    indexing_s: float


def stock(home: Path, videos: Path, filler: Filler, filler_videos: int) -> Stocked:
    """Make a library at `home` of the folder `videos` and of the first `filler_videos` of `filler`.

    Raises:
        RuntimeError: a video of the benchmark could not be indexed.
    """
    with Library.open(home, create=True) as library:
        began_s = time.monotonic()
        done = library.index([videos], workers=1)
        indexing_s = time.monotonic() - began_s
        if done.problems:
            raise RuntimeError(f"videos of the benchmark could not be indexed: {done.problems}")
        video_frames = library.summary().frames
    frames = video_frames
    with Catalog.open(home / "ashen.db") as catalog:
        for number in range(filler_videos):
            video = filler.video(number)
            count = len(video.times_s)
            signatures, stills = _signed(video)
            new = NewVideo(video.video, count, float(video.times_s[-1]), count, 1, 1, "filler", Naming(video.video))
            catalog.add_video(new, signatures, FileStat(f"/{video.video}", count, 0), stills)
            frames += count
    with Library.open(home) as library:
        rows = library.rebuild()
    index_bytes = sum(path.stat().st_size for path in (home / "index").rglob("*") if path.is_file())
    return Stocked(frames, rows, (home / "ashen.db").stat().st_size, index_bytes, video_frames, indexing_s)


def _signed(video: FillerVideo) -> tuple[list[Signature], list[Still]]:
    """What indexing would store of a filler video, from its distinct pictures: signatures and stills."""
    recipe = recipe_named(DEFAULT_SEARCH_RECIPE)
    small = shrink(video.pictures)
    signed = sign([Frames(video.times_s[: len(small)], small)], [recipe])[recipe.name]
    signatures = [Signature(recipe.name, video.times_s, signed.codes[video.shown], signed.quality[video.shown])]
    keeper = StillKeeper()
    firsts = np.flatnonzero(np.diff(video.shown, prepend=-1))
    for time_s, number in zip(video.times_s[firsts], video.shown[firsts], strict=True):
        keeper.see(float(time_s), small[number], partial(np.ascontiguousarray, video.pictures[number]))
    if recipe.windows:
        pictures = ((still.at_s, decode_still(still.data)) for still in keeper.stills)
        signatures.append(sign_windows(pictures, recipe_named(recipe.windows)))
    return signatures, keeper.stills
