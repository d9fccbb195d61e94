"""Libraries of many long episodes with recurring material of known places, made of filler's signatures in minutes.

An episode lasts 24 minutes: a studio's logo, the opening, its own scenes, the ending, a preview made of short pieces of
the next. Every part is a row of filler videos' signatures whose codes are turned by a rotation of its own, as in
`big_library`, which says why that is fair; what recurs is turned alike, and then moved by as much as another encode
does. Half of all episodes are of one show with one opening and ending: groups as large as they come. The other shows
have 25 episodes. All shows have one of two logos.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import FileStat, Naming, NewVideo, Span
from ashen.media.frames import Frames
from ashen.media.shrink import shrink
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named
from ashen.signature.sign import sign
from ashen.signature.signature import Codes, Signature
from ashen.threads import one_thread
from benchmarks.big_library import rotation_of, turned
from benchmarks.filler import Filler

VERSION: Final = "1"
RATE: Final = 24.0
EPISODE_S: Final = 24 * 60.0
LOGO_S: Final = 5.0
REEL_S: Final = 90.0
PREVIEW_S: Final = 20.0
PIECES_S: Final = (1.0, 4.0)
"""How long a piece of a preview is, at least and at most."""
NOISE: Final = 0.06
"""How far another encode moves a code, as a share of its length: cosine 0.998."""
SHOW: Final = 25
"""Episodes of each show but the first."""
SOURCES: Final = 12
"""Filler videos whose signatures everything is made of."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an episode.

    Attributes:
        key: what it shows; equal keys are equal material.
        start_s: where in the episode.
        from_s, length_s: which stretch of the material.
    """

    key: tuple[int, ...]
    start_s: float
    from_s: float
    length_s: float


_LOGO, _OPENING, _ENDING, _OWN = range(4)
_SLOTS = int(PREVIEW_S / PIECES_S[0]) + 1


def place_of(number: int, episodes: int) -> tuple[int, int]:
    """Show and number in it, both from 1 on, of episode `number` (from 0) of a library of so many."""
    half = episodes // 2
    return (1, number + 1) if number < half else (2 + (number - half) // SHOW, 1 + (number - half) % SHOW)


def parts_of(show: int, number: int) -> list[Part]:
    """What an episode is made of, in order."""
    rng = np.random.default_rng([78, show, number])
    body_s = EPISODE_S - LOGO_S - 2 * REEL_S - PREVIEW_S
    lengths_s = [
        (_LOGO, show % 2, LOGO_S),
        (_OPENING, show, REEL_S),
        (_OWN, 0, body_s),
        (_ENDING, show, REEL_S),
    ]
    parts: list[Part] = []
    at_s = 0.0
    for kind, which, length_s in lengths_s:
        key = (_OWN, show, number) if kind == _OWN else (kind, which)
        parts.append(Part(key, at_s, 0.0, length_s))
        at_s += length_s
    while EPISODE_S - at_s > 1e-6:
        length_s = min(round(rng.uniform(*PIECES_S) * RATE) / RATE, EPISODE_S - at_s)
        slot_s = body_s / _SLOTS  # so that no two show the same
        from_s = round((len(parts) - len(lengths_s) + rng.uniform(0, 1 - PIECES_S[1] / slot_s)) * slot_s * RATE) / RATE
        parts.append(Part((_OWN, show, number + 1), at_s, from_s, length_s))
        at_s += length_s
    return parts


def reels_of(show: int, number: int) -> dict[str, tuple[float, float]]:
    """Where an episode's opening, ending and preview are, seconds."""
    parts = parts_of(show, number)
    opening, ending = (next(part for part in parts if part.key[0] == kind) for kind in (_OPENING, _ENDING))
    return {
        "opening": (opening.start_s, opening.start_s + REEL_S),
        "ending": (ending.start_s, ending.start_s + REEL_S),
        "preview": (EPISODE_S - PREVIEW_S, EPISODE_S),
    }


class Material:
    """Signatures of anything that parts are of.

    Args:
        cache: folder for filler's pictures and what is signed of them.
    """

    def __init__(self, cache: Path) -> None:
        self._recipe = recipe_named(DEFAULT_SEARCH_RECIPE)
        self._sources = _sources(cache)
        self._whole = lru_cache(maxsize=8)(self._made)

    def of(self, part: Part) -> tuple[Codes, NDArray[np.uint8]]:
        """(n, d) codes and (n,) qualities of the frames of a part, as it was first encoded."""
        codes, quality = self._whole(part.key)
        first, count = round(part.from_s * RATE), round(part.length_s * RATE)
        return codes[first : first + count], quality[first : first + count]

    def _made(self, key: tuple[int, ...]) -> tuple[Codes, NDArray[np.uint8]]:
        rng = np.random.default_rng([77, *key])
        length_s = {_LOGO: LOGO_S, _OPENING: REEL_S, _ENDING: REEL_S}.get(key[0], EPISODE_S)
        count = round(length_s * RATE)
        codes: list[Codes] = []
        quality: list[NDArray[np.uint8]] = []
        while sum(map(len, codes)) < count:
            some = self._sources[int(rng.integers(len(self._sources)))]
            first = int(rng.integers(len(some) // 2))
            rotation = rotation_of(self._recipe.dimension, rng)
            codes.append(turned(some.codes[first:], rotation, float(self._recipe.unit or 127)))
            quality.append(some.quality[first:])
        joined: Codes = np.concatenate(codes, dtype=np.int8)[:count]
        return joined, np.concatenate(quality)[:count]

    def signature(self, show: int, number: int) -> Signature:
        """Of an episode, each picture moved by `NOISE` as its own encode does."""
        parts = [self.of(part) for part in parts_of(show, number)]
        codes = np.concatenate([part[0] for part in parts])
        quality = np.concatenate([part[1] for part in parts])
        rng = np.random.default_rng([79, show, number])
        begins = np.any(np.diff(codes, axis=0, prepend=codes[:1] + np.int8(1)) != 0, axis=1)
        pictures = codes[begins].astype(np.float32)
        length = float(self._recipe.unit or 127)
        each = NOISE * length / pictures.shape[1] ** 0.5
        pictures += rng.standard_normal(pictures.shape, np.float32) * np.float32(each)
        pictures *= length / np.maximum(np.linalg.norm(pictures, axis=1, keepdims=True), 1e-6)
        moved: Codes = np.clip(np.rint(pictures), -127, 127).astype(np.int8)
        shown = np.cumsum(begins) - 1
        return Signature(self._recipe.name, np.arange(len(codes)) / RATE, moved[shown], quality)


def _sources(cache: Path) -> list[Signature]:
    """Filler videos signed, from the cache where they are there."""
    recipe = recipe_named(DEFAULT_SEARCH_RECIPE)
    path = cache / f"filler-signed-{VERSION}-{recipe.name.replace('/', '-')}.npz"
    if not path.exists():
        filler = Filler(cache)
        columns: dict[str, NDArray[np.generic]] = {}
        for number in range(SOURCES):
            video = filler.video(number)
            with one_thread():
                small = shrink(video.pictures)
                signed = sign([Frames(video.times_s[: len(small)], small)], [recipe])[recipe.name]
            columns[f"codes-{number}"] = signed.codes[video.shown]
            columns[f"quality-{number}"] = signed.quality[video.shown]
        part = path.with_name(f".part-{path.name}")
        np.savez(part, **columns)  # type: ignore[arg-type]  # numpy's stubs take the keywords for options
        part.replace(path)
    with np.load(path) as saved:
        loaded = [(saved[f"codes-{number}"], saved[f"quality-{number}"]) for number in range(SOURCES)]
    return [Signature(recipe.name, np.arange(len(codes)) / RATE, codes, quality) for codes, quality in loaded]


def fill(catalog: Catalog, material: Material, episodes: int) -> list[int]:
    """Put episodes into a catalogue that is empty or holds the first of them; their videos' ids, in order."""
    held = {video.paths[0]: video.id for video in catalog.videos()}
    ids: list[int] = []
    for number in range(episodes):
        show, episode = place_of(number, episodes)
        path = path_of(show, episode)
        ids.append(held[path] if path in held else add(catalog, material, show, episode))
    return ids


def add(catalog: Catalog, material: Material, show: int, number: int) -> int:
    """Put one episode into a catalogue; its video's id."""
    signature = material.signature(show, number)
    name = f"made/{show:03d}-{number:04d}"
    naming = Naming(f"Made {show:03d}", episode_number=f"{number}", number_start=number, number_end=number)
    new = NewVideo(name, len(signature), EPISODE_S, len(signature), 1, 1, "made-up", naming)
    return catalog.add_video(new, [signature], FileStat(path_of(show, number), len(signature), 0))


def path_of(show: int, number: int) -> str:
    """What an episode's file is said to be called."""
    return f"/made/{show:03d}-{number:04d}.mkv"


def true_spans(places: Sequence[tuple[int, int]], ids: Sequence[int]) -> Iterator[Span]:
    """All that recurs among these episodes, each with its video's id, as it would be found."""
    videos = dict(zip(places, ids, strict=True))
    groups: dict[tuple[int, ...], int] = {}
    for (show, number), video_id in videos.items():
        for part in parts_of(show, number):
            end_s = part.start_s + part.length_s
            if part.key[0] != _OWN:
                group = groups.setdefault(part.key, len(groups) + 1)
                yield Span(group, video_id, part.start_s, end_s)
            elif part.key[2] != number and (show, number + 1) in videos:
                group = groups.setdefault((*part.key, round(part.start_s * RATE)), len(groups) + 1)
                own_s = LOGO_S + REEL_S + part.from_s
                yield Span(group, video_id, part.start_s, end_s)
                yield Span(group, videos[show, number + 1], own_s, own_s + part.length_s)
