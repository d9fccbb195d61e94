"""Pictures and tiny videos the peers are tried on."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.encode import write_video
from benchmarks.systems.contract import Rgb


def blocks(seed: int, height: int = 90, width: int = 160) -> Rgb:
    """A picture of 9 x 16 plain blocks under a faint ramp: unlike that of any other seed."""
    coarse = np.random.default_rng(seed).integers(0, 200, (9, 16, 3))
    large = np.repeat(np.repeat(coarse, -(-height // 9), axis=0), -(-width // 16), axis=1)[:height, :width]
    ramp = np.arange(height)[:, np.newaxis] * 40 // height + np.arange(width)[np.newaxis] * 15 // width
    return (large + ramp[..., np.newaxis]).astype(np.uint8)


def save(picture: Rgb, path: Path) -> Path:
    Image.fromarray(picture).save(path)
    return path


def film(path: Path, pictures: Iterable[Rgb], rate: int = 8) -> Path:
    write_video(path, pictures, Fraction(rate), options={"crf": "0"})
    return path


def held(seeds: Iterable[int], frames: int) -> list[Rgb]:
    """Each picture for that many frames."""
    return [blocks(seed) for seed in seeds for _ in range(frames)]
