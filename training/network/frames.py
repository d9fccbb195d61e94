"""The pictures the network is trained on, made once: composed from open art, and drawn shows that are in no benchmark.

    python -m training.network.frames

Writes `composed-*.npy`, `drawn-*.npy` and `overlays.npy` into the cache: parts of (n, HEIGHT_PX, WIDTH_PX, 3) uint8
frames, each with `*.scenes.npy`, (n,) int64: frames of one scene or show have one number, and are hard negatives.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.cartoon import Show, draw_still, write_script
from benchmarks.cartoon.art import Art as ShowArt
from benchmarks.edits import PICTURE_EDITS
from training.compose import compose
from training.network.sources import ALL_SOURCES
from training.pictures import CACHE, Source, Split, fetch, read_art

SEED = 20260
WIDTH_PX, HEIGHT_PX = 192, 128
"""Of a stored frame: a whole 16:9 frame, squeezed, so that crops of it still have detail."""
DRAW_PX = (256, 144)
SHOWS = {"train": 8_000_000, "dev": 8_500_000}
"""First show of each split; no scale of benchmarks/world.py and no filler has numbers near."""
SHOW_S = 150.0
LEAST_DIFFERENCE = 4.0
"""Mean difference, of 255, below which two frames of a show are the same picture: no negatives of each other."""

OVERLAY_EDITS = (
    *("subtitled", "hardsub-latin", "hardsub-japanese", "hardsub-signs", "karaoke", "karaoke-latin"),
    *("logo", "watermark", "clock", "score-bug", "ticker", "meme-text", "caption", "stickers", "red-circle"),
    *("black-bar", "light-beam", "steam"),
)
"""Edits that lay something over the picture, whatever the picture is."""

Rgb = NDArray[np.uint8]


def squeezed(picture: Image.Image) -> Rgb:
    """A frame at the stored size."""
    return np.asarray(picture.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.BOX))


def composed(split: Split, part: int, count: int, cache: Path) -> tuple[list[Rgb], list[int]]:
    """Frames composed of a split's art, and their scenes."""
    rng = np.random.default_rng([SEED, ord(split[0]), part])
    art = read_art(split, cache, ALL_SOURCES)
    frames: list[Rgb] = []
    scenes: list[int] = []
    scene = 0
    while len(frames) < count:
        shots = compose(art, rng)
        frames += map(squeezed, shots)
        scenes += [part * 1_000_000 + scene] * len(shots)
        scene += 1
    return frames, scenes


def drawn(split: Split, part: int, count: int, cache: Path) -> tuple[list[Rgb], list[int]]:
    """One frame of each shot of drawn shows, half of them with the split's art, and their shows."""
    rng = np.random.default_rng([SEED, 7, ord(split[0]), part])
    hands = _show_art(split, cache).dealt(16)
    frames: list[Rgb] = []
    scenes: list[int] = []
    number = SHOWS[split] + part * 10_000
    while len(frames) < count:
        number += 1
        art = hands[int(rng.integers(len(hands)))] if rng.random() < 0.5 else None
        script = write_script(Show(number, art), 1, SHOW_S)
        own: list[Rgb] = []
        for shot in script.shots:
            frame = int(rng.integers(shot.start, shot.end))
            rgb = squeezed(Image.fromarray(draw_still(script, frame, DRAW_PX)))
            if rgb.std() > 12 and all(np.abs(rgb - other.astype(float)).mean() > LEAST_DIFFERENCE for other in own):
                own.append(rgb)
        frames += own
        scenes += [number] * len(own)
    return frames, scenes


def overlays(count: int) -> NDArray[np.uint8]:
    """(edits x count, HEIGHT_PX, WIDTH_PX, 4) uint8: what each of `OVERLAY_EDITS` lays over, R'G'B' times alpha, alpha.

    Each is laid over black and over white: the difference is what still shows through.
    """
    made = []
    for number, name in enumerate(OVERLAY_EDITS):
        for chance in range(count):
            over = []
            for level in (0, 255):
                ground = np.full((270, 480, 3), level, np.uint8)
                edited = PICTURE_EDITS[name](ground, np.random.default_rng([SEED, 13, number, chance]))
                over.append(squeezed(Image.fromarray(edited)).astype(np.float32))
            alpha = np.clip(255 - (over[1] - over[0]).mean(axis=2, keepdims=True), 0, 255)
            made.append(np.rint(np.concatenate([over[0], alpha], axis=2)).astype(np.uint8))
    return np.stack(made)


def _show_art(split: Split, cache: Path) -> ShowArt:
    """Files of the split's packages: large opaque pictures, and pictures with something see-through around them."""
    backgrounds, sprites = _sorted_art(ALL_SOURCES, split, cache)
    return ShowArt(tuple(backgrounds), tuple(sprites))


def large_pictures(sources: Sequence[Source], split: Split, cache: Path) -> list[Path]:
    """Files of the split's large opaque pictures."""
    return _sorted_art(sources, split, cache)[0]


def _sorted_art(sources: Sequence[Source], split: Split, cache: Path) -> tuple[list[Path], list[Path]]:
    backgrounds: list[Path] = []
    sprites: list[Path] = []
    for source in sources:
        if source.split != split:
            continue
        paths = sorted(p for p in fetch(source, cache).rglob("*") if p.suffix.lower() in {".png", ".jpg", ".jpeg"})
        paths = [p for p in paths if p.is_file() and not p.is_symlink() and p.stat().st_size > 4000]
        for path in paths[:: max(1, len(paths) // 300)]:
            with Image.open(path) as image:
                if min(image.size) >= 300 and image.mode == "RGB":
                    backgrounds.append(path)
                elif image.mode == "RGBA" and min(image.size) >= 60 and max(image.size) <= 1200:
                    sprites.append(path)
    return backgrounds, sprites


def _write(job: tuple[str, Split, int], *, count: int, cache: Path, home: Path) -> str:
    kind, split, part = job
    make = composed if kind == "composed" else drawn
    frames, scenes = make(split, part, count, cache)
    name = f"{split}-{kind}-{part}"
    np.save(home / f"{name}.scenes.npy", np.array(scenes))
    np.save(home / f"{name}.part", np.stack(frames))  # numpy adds .npy
    (home / f"{name}.part.npy").rename(home / f"{name}.npy")
    return f"{name}: {len(frames)}"


def _jobs(home: Path, parts: int) -> Iterator[tuple[str, Split, int]]:
    splits: tuple[tuple[Split, int], ...] = (("train", parts), ("dev", 1))
    for split, count in splits:
        for part in range(count):
            for kind in ("drawn", "composed"):
                if not (home / f"{split}-{kind}-{part}.npy").exists():
                    yield kind, split, part


def main() -> None:
    """Make what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--count", type=int, default=2000, help="frames of a part")
    parser.add_argument("--parts", type=int, default=8, help="of each kind")
    parser.add_argument("--overlays", type=int, default=120, help="of each edit")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    home = asked.cache / "network"
    home.mkdir(parents=True, exist_ok=True)
    for source in ALL_SOURCES:
        if source.split != "test":
            fetch(source, asked.cache)
    if not (home / "overlays.npy").exists():
        np.save(home / "overlays.npy", overlays(asked.overlays))
        print("overlays", flush=True)
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        write = partial(_write, count=asked.count, cache=asked.cache, home=home)
        for done in pool.map(write, _jobs(home, asked.parts)):
            print(done, flush=True)


if __name__ == "__main__":
    main()
