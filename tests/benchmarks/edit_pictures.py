"""A picture for the tests of edits, and what an edit makes of it."""

import numpy as np
from PIL import Image

from benchmarks.edits import PICTURE_EDITS, Rgb

WIDTH, HEIGHT = 320, 180


def picture(seed: int = 0, width: int = WIDTH, height: int = HEIGHT) -> Rgb:
    """Coarse colours with fine detail on them, without black or white: values 30..225."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(50, 206, (9, 16, 3)).astype(np.uint8))
    smooth = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC)).astype(int)
    return np.clip(smooth + rng.integers(-20, 21, (height, width, 1)), 30, 225).astype(np.uint8)


def edited(name: str, seed: int = 1) -> Rgb:
    """What the edit of that name makes of `picture()`."""
    return PICTURE_EDITS[name](picture(), np.random.default_rng(seed))


def changed(name: str, seed: int = 1) -> np.ndarray:
    """Where an edit that keeps the size changes `picture()`: (h, w) bool."""
    out = edited(name, seed)
    assert out.shape == picture().shape, f"{name} changes the size"
    different: np.ndarray = (out != picture()).any(axis=2)
    return different


def found_at(part: Rgb, whole: Rgb) -> tuple[int, int] | None:
    """Where `part` lies in `whole` pixel for pixel, as (top, left)."""
    rows, columns = part.shape[:2]
    corner = part[0, 0]
    for top, left in np.argwhere((whole[: len(whole) - rows + 1, : whole.shape[1] - columns + 1] == corner).all(2)):
        if np.array_equal(whole[top : top + rows, left : left + columns], part):
            return int(top), int(left)
    return None
