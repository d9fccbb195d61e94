"""Episodes and seasons as video files, with their truth."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

from benchmarks.cartoon.art import Art
from benchmarks.cartoon.draw import Size, draw_frames
from benchmarks.cartoon.script import RATE, Script
from benchmarks.cartoon.story import write_script
from benchmarks.cartoon.style import Show
from benchmarks.encode import write_video


@dataclass(frozen=True, slots=True)
class Episode:
    """A written episode and what is in it."""

    path: Path
    script: Script


def write_episode(
    path: Path,
    show: Show,
    number: int,
    duration_s: float,
    size: Size = (640, 360),
    rate: Fraction = RATE,
    *,
    preset: str = "veryfast",
    options: Mapping[str, str] | None = None,
) -> Episode:
    """Draw and encode one episode with H.264; the file appears whole or not at all.

    Raises:
        ValueError: the episode would be shorter than 2 s.
    """
    script = write_script(show, number, duration_s, rate)
    # A copy is drawn, so that what goes back to another process does not drag every frame's state along.
    part = path.with_name(f".part-{path.name}")
    write_video(part, draw_frames(replace(script), size), rate, options={"preset": preset, **(options or {})})
    part.replace(path)
    return Episode(path, script)


def _write(task: tuple[Path, Show, int, float, Size, Fraction, str]) -> Episode:
    path, show, number, duration_s, size, rate, preset = task
    return write_episode(path, show, number, duration_s, size, rate, preset=preset)


def write_season(
    folder: Path,
    show_seed: int,
    episodes: Sequence[int],
    duration_s: float,
    size: Size = (640, 360),
    rate: Fraction = RATE,
    *,
    preset: str = "veryfast",
    workers: int = 1,
    art: Art | None = None,
) -> list[Episode]:
    """Write the numbered `episodes` of one show into `folder`, named as groups name theirs, `workers` at a time.

    Raises:
        ValueError: the episodes would be shorter than 2 s.
        OSError: a picture of `art` cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    show = Show(show_seed, art)
    names = [folder / f"[Cartoon] {show.title} - {number:02d} [{size[1]}p].mkv" for number in episodes]
    tasks = [(path, show, n, duration_s, size, rate, preset) for path, n in zip(names, episodes, strict=True)]
    if workers <= 1:
        return [_write(task) for task in tasks]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_write, tasks))
