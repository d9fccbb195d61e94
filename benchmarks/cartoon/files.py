"""Episodes and seasons as video files, with their truth."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

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
    part = path.with_name(f".part-{path.name}")
    write_video(part, draw_frames(script, size), rate, options={"preset": preset, **(options or {})})
    part.replace(path)
    return Episode(path, script)


def _write(task: tuple[Path, int, int, float, Size, Fraction, str]) -> Episode:
    path, seed, number, duration_s, size, rate, preset = task
    return write_episode(path, Show(seed), number, duration_s, size, rate, preset=preset)


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
) -> list[Episode]:
    """Write the numbered `episodes` of one show into `folder`, named as groups name theirs, `workers` at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    title = Show(show_seed).title
    names = [folder / f"[Cartoon] {title} - {number:02d} [{size[1]}p].mkv" for number in episodes]
    tasks = [(path, show_seed, n, duration_s, size, rate, preset) for path, n in zip(names, episodes, strict=True)]
    if workers <= 1:
        return [_write(task) for task in tasks]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_write, tasks))
