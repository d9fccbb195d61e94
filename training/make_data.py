"""Composes the frames of a split, edits them, and keeps the 64 x 64 small frames in one file."""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.compose import compose
from training.edits import EDITS
from training.pictures import CACHE, Split, read_art

SEED = 20250


def small(frame: Image.Image) -> NDArray[np.uint8]:
    """(64, 64, 3) uint8 area average."""
    return np.asarray(frame.resize((64, 64), Image.Resampling.BOX))


def make(split: Split, count: int, distractors: int, cache: Path) -> Path:
    """Writes and names the data of a split.

    `plain`: (count + distractors, 64, 64, 3) frames; `edited`: (edits, count, 64, 64, 3), the first `count` edited.
    """
    rng = np.random.default_rng([SEED, len(split), ord(split[0])])
    art = read_art(split, cache)
    print(f"{split}: {len(art.backgrounds)} backgrounds, {len(art.sprites)} sprites")
    frames: list[Image.Image] = []
    while len(frames) < count:
        frames += compose(art, rng)
    frames = frames[:count]
    edited = np.array([[small(edit(frame, rng)) for frame in frames] for edit in EDITS.values()])
    plain = [small(frame) for frame in frames]
    while len(plain) < count + distractors:
        plain += [small(frame) for frame in compose(art, rng)]
    path = cache / f"{split}.npz"
    np.savez(path, plain=np.array(plain[: count + distractors]), edited=edited)
    return path


def main() -> None:
    """Makes all three splits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=CACHE)
    cache = parser.parse_args().cache
    print(make("train", 4000, 2000, cache))
    print(make("dev", 800, 10_000, cache))
    print(make("test", 1000, 10_000, cache))


if __name__ == "__main__":
    main()
