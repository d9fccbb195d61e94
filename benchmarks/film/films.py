"""The films, made once into the benchmark's cache."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

from benchmarks import corpus
from benchmarks.encode import write_video
from benchmarks.film.camera import frames
from benchmarks.film.script import FILMS, FPS, FilmScript, Part, write_film
from benchmarks.stored import Stored
from benchmarks.world import World, cache_folder

VERSION: Final = "1"
"""Part of the cache folder's name; raised when the films change."""
CODING: Final = {"preset": "veryfast", "crf": "24"}


def make(cache: Path | None = None, count: int = FILMS) -> World:
    """The first `count` films of either part, from the cache where they are there, made otherwise."""
    files = corpus.art(sources=corpus.PHOTOGRAPHS)
    root = (cache or cache_folder()) / f"films-{VERSION}{'-photographs-missing' if files.missing else ''}"
    made: dict[Part, list[Stored]] = {"known": [], "unknown": []}
    for part, films in made.items():
        for number in range(count):
            script = write_film(part, number, files.backgrounds)
            films.append(filmed(script, root / part))
    return World(root / "known", tuple(made["known"]), tuple(made["unknown"]), files.missing)


def filmed(script: FilmScript, home: Path) -> Stored:
    """The film of a script in a folder of its own below `home`, made where it is missing."""
    path = home / script.title / f"{script.title}.mp4"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        making = path.with_name(f".making-{path.name}")
        write_video(making, frames(script), Fraction(FPS), options=CODING)
        making.rename(path)
    return Stored(f"{path.parent.name}/{path.name}", path, script.title, None)
