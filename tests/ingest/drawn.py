"""Drawn material, signed without files: parts of episodes that tests put together as seasons have them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ashen import Library
from ashen.catalog.records import EpisodeKind, FileStat, Naming, NewVideo
from ashen.match.span_labels import LabelledSpan
from ashen.media.frames import Frames
from ashen.media.shrink import shrink
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named
from ashen.signature.sign import sign
from ashen.signature.signature import Signature
from benchmarks.cartoon import RATE, Show, draw_distinct, write_script
from benchmarks.cartoon.script import Script, Shot

FRAME_S = 1 / float(RATE)
SIZE = (160, 90)
RECIPE = recipe_named(DEFAULT_SEARCH_RECIPE)
Alter = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]


def as_it_is(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Another encode of the same size: JPEG's noise."""
    return encoded(rgb, 80)


def encoded(rgb: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """A picture as JPEG keeps it."""
    data = io.BytesIO()
    Image.fromarray(rgb).save(data, "jpeg", quality=quality)
    return np.asarray(Image.open(data))


def much_smaller(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """As 240 lines beside 1080, coarsely encoded."""
    small = Image.fromarray(rgb).resize((80, 45), Image.Resampling.BOX)
    return encoded(np.asarray(small.resize(SIZE, Image.Resampling.BICUBIC)), 50)


def mirrored(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Left and right swapped."""
    return np.ascontiguousarray(rgb[:, ::-1])


def signed(show: Show, shots: Sequence[Shot], alter: Alter = as_it_is) -> Signature:
    """Shots one after the other, drawn, altered and signed."""
    at, placed = 0, []
    for shot in shots:
        placed.append(replace(shot, start=at, end=at + shot.frames, dissolve=0))
        at += shot.frames
    drawn = list(draw_distinct(Script(show, 1, RATE, tuple(placed)), SIZE))
    pictures = np.stack([alter(picture) for _, picture in drawn])
    first = np.array([frame for frame, _ in drawn])
    codes = sign([Frames(first * FRAME_S, shrink(pictures))], [RECIPE])[RECIPE.name]
    shown = np.repeat(np.arange(len(first)), np.diff(np.append(first, at)))
    return Signature(RECIPE.name, np.arange(at, dtype=np.float64) * FRAME_S, codes.codes[shown], codes.quality[shown])


def opening_of(show: Show, seconds: float = 64.0) -> list[Shot]:
    """The shots of a show's opening: a tenth of an episode so long."""
    script = write_script(show, 2, seconds)
    if script.opening is None:
        raise ValueError("this show's second episode has no opening: take another")
    return [shot for shot in script.shots if script.opening[0] <= shot.start < script.opening[1]]


def scenes_of(show: Show, number: int, seconds: float) -> list[Shot]:
    """Scenes of an episode, none of which another has, for about so long."""
    script = write_script(show, number, 64.0)
    parts = [part for part in (script.opening, script.ending, script.recap, script.preview) if part]
    own: list[Shot] = []
    for shot in script.shots:
        if shot.stock is None and not shot.text and not any(start <= shot.start < end for start, end in parts):
            own.append(shot)
            if sum(each.frames for each in own) * FRAME_S >= seconds:
                break
    return own


def joined(*parts: Signature) -> Signature:
    """Signatures one after the other, a frame apart."""
    codes = np.concatenate([part.codes for part in parts])
    return Signature(
        RECIPE.name,
        np.arange(len(codes), dtype=np.float64) * FRAME_S,
        codes,
        np.concatenate([part.quality for part in parts]),
    )


def seconds(*parts: Signature) -> float:
    """How long they last together."""
    return sum(map(len, parts)) * FRAME_S


def store(
    library: Library,
    signature: Signature,
    title: str,
    number: int | None,
    kind: EpisodeKind = "episode",
    release: str = "",
) -> int:
    """Put a video into the catalogue, as indexing does; its id."""
    name = f"{title} {kind} {number} {release} {len(library.videos())}"
    shown = None if number is None else f"{number}"
    naming = Naming(title, episode_kind=kind, episode_number=shown, number_start=number, number_end=number)
    new = NewVideo(name, 1, len(signature) * FRAME_S, len(signature), 1, 1, "h264", naming)
    return library.catalog.add_video(new, [signature], FileStat(f"/{name}.mkv", 1, 1))


def looked_at(folder: Path, videos: Mapping[tuple[str, int], Signature]) -> dict[int, list[LabelledSpan]]:
    """What recurs in these videos by (title, number), by number."""
    with Library.open(folder / "library", create=True) as library:
        ids = {store(library, signature, *place): place[1] for place, signature in videos.items()}
        library.update_spans()
        return {ids[video_id]: spans for video_id, spans in library.spans().items()}
