"""The videos that pairs are taken from: drawn shows and films of photographs, of no benchmark and no other training.

Some of either are stored in a library, the others are not. The films' pictures are those that frame/3 was trained on
without those that the development films are made of (benchmarks/film).
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from ashen import Library
from benchmarks import world
from benchmarks.corpus.photographs import PHOTOGRAPHS
from benchmarks.filler import Filler, videos_for
from benchmarks.film import script
from benchmarks.film.films import filmed
from benchmarks.film.script import Part
from benchmarks.made_once import make_folder
from benchmarks.queries import frames_of
from benchmarks.stock import stock
from benchmarks.stored import Stored
from benchmarks.world import Scale, Season, World
from training.network.frames import large_pictures
from training.network.sources import ALL_SOURCES

DRAWN: Final = Scale(
    "sameness",
    (426, 240),
    known=[Season(show, 1, 60.0) for show in range(401, 425)],
    unknown=[Season(show, 1, 60.0) for show in range(501, 513)],
    real="none",
    frames=0,
)
"""No other scale of benchmarks/world.py has these shows."""
FIRST_FILM: Final = 96
"""Films with lower numbers are the development films. Every eight take pictures of their own."""
FILMS: Final = {"known": 24, "unknown": 16}
FRAMES: Final = 120_000
"""Stored in all: filler makes up what the works lack, so that what is found by chance is found among many."""


def make(cache: Path, workers: int) -> World:
    """All works, from the cache where they are there."""
    drawn = world.make(DRAWN, workers=workers)
    films = _films(cache, workers)
    return World(drawn.folder, (*drawn.known, *films["known"]), (*drawn.unknown, *films["unknown"]), drawn.missing)


def library(made: World, cache: Path, workers: int) -> Path:
    """The library that holds the known works and filler, made once."""

    def fill(home: Path) -> None:
        lacking = FRAMES - sum(map(frames_of, made.known))
        stock(home, made.folder, Filler(world.cache_folder(), 1, workers), videos_for(lacking))
        with Library.open(home) as opened:
            opened.index([cache / "sameness-films" / "known"], workers=workers)

    home = cache / "sameness-library"
    if not home.exists():
        make_folder(home, fill)
    return home


def _films(cache: Path, workers: int) -> dict[Part, list[Stored]]:
    theirs = {source.package for source in PHOTOGRAPHS}
    pictures = large_pictures([source for source in ALL_SOURCES if source.package not in theirs], "train", cache)
    root = cache / "sameness-films"
    parts: tuple[Part, ...] = ("known", "unknown")
    jobs = [(part, number, root, pictures) for part in parts for number in range(FILMS[part])]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        films = list(pool.map(_film, jobs))
    return {part: [film for job, film in zip(jobs, films, strict=True) if job[0] == part] for part in parts}


def _film(job: tuple[Part, int, Path, list[Path]]) -> Stored:
    part, number, root, pictures = job
    rounds = -(-max(FILMS.values()) // script.FILMS)
    film = script.write_film(part, FIRST_FILM + number, pictures[number // script.FILMS :: rounds])
    return filmed(film, root / part)
