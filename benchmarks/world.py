"""The videos that figures are measured on, made once into a cache. Split by work, never by frame.

    known    stored in the library; asked about
    unknown  not stored; asked about, so that every match is a false one

A scale says how many works there are and how long. Development works, on which constants are fitted, are the scale
`DEVELOPMENT`; no seed of theirs is in another scale. Signatures were trained on works that are in none (training/).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from benchmarks import corpus
from benchmarks.cartoon import Show, write_script, write_season
from benchmarks.cartoon.art import Art
from benchmarks.made_once import make_folder
from benchmarks.stored import Stored

Part = Literal["known", "unknown"]

_PARTS: Final[Mapping[str, Part]] = {"test-known": "known", "test-unknown": "unknown"}
VERSION: Final = "2"
"""Part of the cache folder's name; raised when the generator's pictures change."""
STRIDE: Final = 100_000
"""Shows of benchmark seed s have numbers from s x STRIDE on."""


@dataclass(frozen=True, slots=True)
class Season:
    """Some episodes of one drawn show.

    Attributes:
        show: its number among those of its scale.
        episodes: how many, from the first on.
        duration_s: how long each is.
        painted: with real art among the drawn; needs Debian's packages.
    """

    show: int
    episodes: int
    duration_s: float
    painted: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a benchmark is.

    Attributes:
        name: short and stable; part of the cache folder's name.
        size_px: (width, height) of drawn videos.
        known, unknown: drawn works.
        real: whether real videos are stored and asked about, and only those that pip brings ("pip") or all ("all").
        frames: how many the library holds in the end; filler (benchmarks/filler.py) makes up what videos lack.
    """

    name: str
    size_px: tuple[int, int]
    known: Sequence[Season]
    unknown: Sequence[Season]
    real: Literal["none", "pip", "all"]
    frames: int


def _painted(show: int) -> bool:
    return show % 2 == 1


SMALL: Final = Scale(
    "small",
    (426, 240),
    known=[Season(show, 2, 44.0) for show in range(7)],
    unknown=[Season(show, 1, 44.0) for show in range(50, 55)],
    real="pip",
    frames=100_000,
)
FULL: Final = Scale(
    "full",
    (480, 270),
    known=[
        *(Season(show, 13, 240.0, _painted(show)) for show in range(3)),
        *(Season(show, 3, 120.0, _painted(show)) for show in range(3, 12)),
    ],
    unknown=[
        *(Season(show, 1, 120.0, _painted(show)) for show in range(50, 64)),
        *(Season(show, 1, 60.0) for show in range(64, 84)),  # many short works: false matches are rare
    ],
    real="all",
    frames=1_000_000,
)
MEDIUM: Final = replace(
    SMALL, name="medium", unknown=[*SMALL.unknown, *(Season(show, 1, 44.0) for show in range(60, 80))]
)
"""The works of `SMALL`, and more that are not stored, so that false matches are rare by count too."""
DEVELOPMENT: Final = Scale(
    "development",
    (426, 240),
    known=[Season(show, 2, 90.0) for show in range(201, 209)],
    unknown=[Season(show, 1, 90.0) for show in range(301, 309)],
    real="none",
    frames=200_000,
)
SCALES: Final = {scale.name: scale for scale in (SMALL, MEDIUM, FULL, DEVELOPMENT)}


@dataclass(frozen=True, slots=True)
class World:
    """The videos of one scale and seed.

    Attributes:
        folder: holds what is stored, and nothing else.
        known: stored.
        unknown: not stored.
        missing: what could not be had, and why.
    """

    folder: Path
    known: tuple[Stored, ...]
    unknown: tuple[Stored, ...]
    missing: tuple[str, ...]


def cache_folder() -> Path:
    """Where everything made for the benchmark is kept: beside the corpus."""
    return corpus.cache_folder().parent


def make(scale: Scale, seed: int = 1, workers: int = 2) -> World:
    """The world, from the cache where it is there; made otherwise, whole seasons at a time."""
    arts, missing = _arts(scale)
    root = cache_folder() / f"world-{VERSION}-{scale.name}-{seed}{'-art-missing' if missing else ''}"
    drawn: dict[Part, list[Stored]] = {"known": [], "unknown": []}
    wanted: dict[Part, Sequence[Season]] = {"known": scale.known, "unknown": scale.unknown}
    for part, seasons in wanted.items():
        for season in seasons:
            show = Show(seed * STRIDE + season.show, arts.get(season.show))
            drawn[part] += _season(root / part, season, show, scale, workers)
    real, lacking = _real(root, scale)
    return World(
        root / "known", (*real["known"], *drawn["known"]), (*real["unknown"], *drawn["unknown"]), (*missing, *lacking)
    )


def _arts(scale: Scale) -> tuple[dict[int, Art], list[str]]:
    """Real art by number of show, no file with two shows; and what of it could not be had."""
    painted = [season.show for season in (*scale.known, *scale.unknown) if season.painted]
    if not painted:
        return {}, []
    files = corpus.art()
    dealt = Art(files.backgrounds, files.sprites).dealt(len(painted))
    return dict(zip(painted, dealt, strict=True)), [f"art: {why}" for why in files.missing]


def _season(home: Path, season: Season, show: Show, scale: Scale, workers: int) -> Iterator[Stored]:
    """The season's videos; made in a folder beside its own, which appears when it is whole."""
    folder = home / f"{show.title} {season.show}"
    numbers = range(1, season.episodes + 1)
    if not folder.exists():
        make_folder(
            folder,
            lambda making: write_season(
                making, show.seed, numbers, season.duration_s, scale.size_px, art=show.art, workers=workers
            ),
        )
    for number, path in zip(numbers, sorted(folder.iterdir()), strict=True):
        script = write_script(show, number, season.duration_s)
        yield Stored(f"{folder.name}/{path.name}", path, folder.name, script)


def _real(root: Path, scale: Scale) -> tuple[dict[Part, list[Stored]], list[str]]:
    """Real videos by part, copied to where stored ones lie, and those that could not be had.

    One item is left out: every frame of `corpus.SHOT` is in the trailer too, otherwise graded, and what is shown in two
    videos of different look has no one right answer.
    """
    found: dict[Part, list[Stored]] = {"known": [], "unknown": []}
    missing: list[str] = []
    for item in corpus.VIDEOS if scale.real != "none" else ():
        part = _PARTS.get(item.role)
        if part is None or item == corpus.SHOT or (scale.real == "pip" and not item.source.startswith("pip-")):
            continue
        target = root / part / item.work / Path(item.name).name
        try:
            if not target.exists():
                source = corpus.fetch(item)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
        except corpus.CorpusError as error:
            missing.append(f"{item.name}: {error}")
            continue
        found[part].append(Stored(f"{item.work}/{target.name}", target, item.work, None))
    return found, missing
