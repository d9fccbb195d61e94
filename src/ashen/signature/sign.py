"""Frames in, signatures out: one pass, whatever the number of recipes."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ashen.media.frames import Frames
from ashen.signature.recipe import Recipe
from ashen.signature.signature import Codes, Signature


def sign(frames: Iterable[Frames], recipes: Sequence[Recipe]) -> dict[str, Signature]:
    """The signature of one medium under every recipe, by recipe name.

    Reads `frames` once and keeps only times, codes and qualities: memory grows by about 100 bytes a frame.

    Args:
        frames: batches in the order they are shown.
        recipes: which to sign with.
    """
    times_s: list[NDArray[np.float64]] = [np.empty(0)]
    codes: dict[str, list[Codes]] = {recipe.name: [np.empty((0, recipe.dimension), recipe.dtype)] for recipe in recipes}
    quality: dict[str, list[NDArray[np.uint8]]] = {recipe.name: [np.empty(0, np.uint8)] for recipe in recipes}
    for batch in frames:
        times_s.append(batch.times_s)
        measured = {measure: measure(batch.rgb) for measure in {recipe.measure_quality for recipe in recipes}}
        for recipe in recipes:
            codes[recipe.name].append(recipe.describe(batch.rgb))
            quality[recipe.name].append(measured[recipe.measure_quality])
    times = np.concatenate(times_s)
    return {name: Signature(name, times, np.concatenate(codes[name]), np.concatenate(quality[name])) for name in codes}


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
    return recipe.describe(batch), int(recipe.measure_quality(batch)[0])
