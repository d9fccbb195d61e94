"""Frames in, signatures out: one pass, whatever the number of recipes."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ashen.media.frames import Frames
from ashen.signature.recipe import Recipe
from ashen.signature.signature import Codes, Signature


def sign(frames: Iterable[Frames], recipes: Sequence[Recipe]) -> dict[str, Signature]:
    """The signature of one medium under every recipe, by recipe name.

    Reads `frames` once and keeps only times, codes and qualities: memory grows by about 110 bytes a frame.

    Args:
        frames: batches in the order they are shown.
        recipes: which to sign with.
    """
    growing = {recipe.name: _Growing(recipe) for recipe in recipes}
    times_s: list[NDArray[np.float64]] = [np.empty(0)]
    for batch in frames:
        times_s.append(batch.times_s)
        measured = {measure: measure(batch.rgb) for measure in {recipe.measure_quality for recipe in recipes}}
        for recipe in recipes:
            codes = recipe.describe(batch.rgb)
            growing[recipe.name].add(codes, recipe.quality(codes, measured[recipe.measure_quality]))
    times = np.concatenate(times_s)
    return {name: grown.finish(times) for name, grown in growing.items()}


def sign_picture(rgb: NDArray[np.uint8], recipe: Recipe) -> tuple[Codes, int]:
    """Code and quality of one picture as it is, nothing trimmed.

    Args:
        rgb: (h, w, 3) uint8, full-range R'G'B', any size: the colour layout is taken from all its pixels, frame/1 from
            its 64 x 64 area average.
        recipe: which to sign with.

    Returns:
        The (1, d) code, and its quality, 0..100.
    """
    batch = rgb[None]
    codes, quality = recipe.sign(batch)
    return codes, int(quality[0])


class _Growing:
    """The codes and qualities of one recipe so far, in batches."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._codes: list[Codes] = []
        self._quality: list[NDArray[np.uint8]] = [np.empty(0, np.uint8)]

    def add(self, codes: Codes, quality: NDArray[np.uint8]) -> None:
        self._codes.append(codes)
        self._quality.append(quality)

    def finish(self, times_s: NDArray[np.float64]) -> Signature:
        codes: Codes = np.empty((len(times_s), self._recipe.dimension), self._recipe.dtype)
        if self._codes:
            np.concatenate(self._codes, out=codes)
        return Signature(self._recipe.name, times_s, codes, np.concatenate(self._quality))
