"""Filler: hundreds of hours of video that nobody asks about, so that right answers are found among very many frames.

A filler video is a row of shots. Each is a shot of a show drawn for this alone, with its own motion and timing, seen
through a crop of its own, perhaps mirrored, its colours turned, and with a part of another shot's picture laid over it:
real pictures' statistics, but pictures that are nowhere else. It is made as small pictures, never encoded; every
system describes these same pictures.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.cartoon import RATE, Show, draw_distinct, write_script

VERSION: Final = "1"
SOURCE_SIZE: Final = (144, 81)
SIZE: Final = (112, 63)
"""(width, height) of filler pictures: more than any descriptor looks at."""
SHOWS: Final = range(9_000_000, 9_000_032)
"""Drawn for filler alone; far from every other seed."""
SOURCE_S: Final = 60.0
FRAMES: Final = 6_000
"""In one filler video: 250 s."""


@dataclass(frozen=True, slots=True, eq=False)
class FillerVideo:
    """One filler video.

    Attributes:
        video: its id.
        times_s: (n,) float64, of all frames.
        pictures: (m, h, w, 3) uint8 R'G'B', of `SIZE`: those that differ.
        shown: (n,) int64, which picture each frame shows.
    """

    video: str
    times_s: NDArray[np.float64]
    pictures: NDArray[np.uint8]
    shown: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Shot:
    """Distinct pictures of a drawn shot, and how many frames each stays."""

    pictures: NDArray[np.uint8]
    lasts: NDArray[np.int64]


class Filler:
    """Filler videos of one seed, by number.

    Args:
        cache: folder for the drawn shots.
        seed: of the benchmark.
        workers: processes that draw, the first time.
    """

    def __init__(self, cache: Path, seed: int = 1, workers: int = 2) -> None:
        self._seed = seed
        self._shots = _sources(cache / f"filler-{VERSION}", workers)

    def video(self, number: int) -> FillerVideo:
        """Filler video `number`, always the same."""
        rng = np.random.default_rng([self._seed, 71, number])
        pictures: list[NDArray[np.uint8]] = []
        lasts: list[NDArray[np.int64]] = []
        frames = 0
        while frames < FRAMES:
            shot, other = (self._shots[int(rng.integers(len(self._shots)))] for _ in range(2))
            pictures.append(_altered(shot, other, rng))
            lasts.append(shot.lasts)
            frames += int(shot.lasts.sum())
        shown = np.repeat(np.arange(sum(map(len, lasts))), np.concatenate(lasts))[:FRAMES]
        times_s = np.arange(FRAMES) / float(Fraction(RATE))
        return FillerVideo(f"filler/{number:04d}", times_s, np.concatenate(pictures)[: shown[-1] + 1], shown)


def videos_for(frames: int) -> int:
    """How many filler videos hold at least `frames`."""
    return max(0, -(-frames // FRAMES))


def _altered(shot: _Shot, other: _Shot, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The shot's pictures through one crop, one turn of colours and one overlay, all drawn by `rng`."""
    share = rng.uniform(0.5, 1.0)
    width, height = (side * share for side in SOURCE_SIZE)
    left, top = rng.uniform(0, SOURCE_SIZE[0] - width), rng.uniform(0, SOURCE_SIZE[1] - height)
    mirrored = rng.random() < 0.5
    matrix = _turn(rng)
    lift, gain, gamma = rng.uniform(-20, 20), rng.uniform(0.7, 1.25), rng.uniform(0.7, 1.4)
    mask = _mask(rng)
    laid = _cropped(
        other.pictures[int(rng.integers(len(other.pictures)))], (0.0, 0.0, float(SOURCE_SIZE[0]), float(SOURCE_SIZE[1]))
    )
    out = np.empty((len(shot.pictures), SIZE[1], SIZE[0], 3), np.uint8)
    for number, picture in enumerate(shot.pictures):
        small = _cropped(picture, (left, top, left + width, top + height))
        mixed = small + (laid - small) * mask
        coloured = np.clip(mixed @ matrix * gain + lift, 0, 255)
        final = 255 * (coloured / 255) ** gamma
        out[number] = final[:, ::-1] if mirrored else final
    return out


def _cropped(picture: NDArray[np.uint8], box: tuple[float, float, float, float]) -> NDArray[np.float32]:
    """(h, w, 3) float32: the part of `picture` in `box`, at `SIZE`."""
    image = Image.fromarray(picture).resize(SIZE, Image.Resampling.BILINEAR, box)
    return np.asarray(image, np.float32)


def _turn(rng: np.random.Generator) -> NDArray[np.float32]:
    """(3, 3) float32: turns hues by up to half a circle about grey, and saturates more or less."""
    turn, saturation = rng.uniform(-np.pi, np.pi), rng.uniform(0.5, 1.3)
    axis = np.full(3, 1 / np.sqrt(3))
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    grey = np.outer(axis, axis)
    rotation = np.cos(turn) * (np.eye(3) - grey) + np.sin(turn) * cross  # Rodrigues' formula
    matrix: NDArray[np.float32] = (grey + saturation * rotation).T.astype(np.float32)
    return matrix


def _mask(rng: np.random.Generator) -> NDArray[np.float32]:
    """(h, w, 1) float32 0..1: where the other picture lies over: an ellipse or the far side of a line, soft-edged."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    x, y = x / SIZE[0] - 0.5, y / SIZE[1] - 0.5
    if rng.random() < 0.5:
        turn = rng.uniform(0, 2 * np.pi)
        inside = x * np.cos(turn) + y * np.sin(turn) - rng.uniform(-0.1, 0.3)
    else:
        at_x, at_y = rng.uniform(-0.35, 0.35, 2)
        inside = 1 - np.hypot((x - at_x) / rng.uniform(0.15, 0.4), (y - at_y) / rng.uniform(0.15, 0.4))
        inside = inside * 0.25
    mask: NDArray[np.float32] = np.clip(inside * 25 + 0.5, 0, 1)[..., None].astype(np.float32)
    return mask


def _sources(folder: Path, workers: int) -> list[_Shot]:
    """Every shot drawn for filler, from the cache where it is there."""
    missing = [show for show in SHOWS if not (folder / f"{show}.npz").exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            list(pool.map(_draw, missing, [folder] * len(missing)))
    shots: list[_Shot] = []
    for show in SHOWS:
        with np.load(folder / f"{show}.npz") as saved:
            pictures, first, end = saved["pictures"], saved["first"], saved["end"]
        bounds = [shot.start for shot in write_script(Show(show), 1, SOURCE_S).shots[1:]]
        for part in np.split(np.arange(len(first)), np.searchsorted(first, bounds)):
            if len(part):
                shots.append(_Shot(pictures[part], end[part] - first[part]))
    return shots


def _draw(show: int, folder: Path) -> None:
    """Draw one show's distinct pictures into `folder`, whole or not at all."""
    script = write_script(Show(show), 1, SOURCE_S)
    drawn = list(draw_distinct(script, SOURCE_SIZE))
    first = np.array([frame for frame, _ in drawn], np.int64)
    part = folder / f".part-{show}.npz"
    np.savez_compressed(
        part, pictures=np.stack([picture for _, picture in drawn]), first=first, end=np.append(first[1:], script.frames)
    )
    shutil.move(part, folder / f"{show}.npz")
