"""Builders that several rooms' tests share."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.cartoon import Show, write_episode

TITLE = "Hoshi no Umi"
EPISODE_S = 4.0
NOBODY = 65534


def write_season(folder: Path, numbers: range) -> list[Path]:
    """Tiny episodes, in the season's folder below `folder`, in order."""
    season = folder / TITLE
    season.mkdir(parents=True)
    paths = [season / f"{TITLE} - {number:02d}.mp4" for number in numbers]
    for number, path in zip(numbers, paths, strict=True):
        write_episode(path, Show(5), number, EPISODE_S, (160, 90), preset="ultrafast")
    return paths


@contextmanager
def unprivileged() -> Iterator[None]:
    """As a user whom permissions bind, also where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
