"""Cards of text: credits, titles and captions on a plain ground, which look alike in every work.

At 64 x 64 pixels nothing is left of a line of text but where it stands, so the codes of any two such cards are as near
as those of two copies of a picture (cosines of 0.93 to 1.0), while no frame of a scene is near either. They are the
stop words of pictures (Sivic and Zisserman, "Video Google", ICCV 2003, section 5.2): they are listed, and what is near
the list tells nothing.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from ashen.signature.signature import Codes

NEAR = 0.8
"""Cosine to a listed code from which on a frame is such a card. Of 29,000 frames of development works none is nearer
than 0.75, of cards drawn by other chance 99 % are at 0.8 or more."""
_UNIT = 127


def are_near(codes: Codes, listed: str) -> NDArray[np.bool_]:
    """(n,) whether frames show nothing but text.

    Args:
        codes: (n, 64) int8 codes.
        listed: name of the file in this package that lists such cards by the same recipe.
    """
    cosine = codes.astype(np.float32) @ _listed(listed).T
    return np.asarray(cosine.max(axis=1, initial=0) >= NEAR * _UNIT**2)


@cache
def _listed(name: str) -> NDArray[np.float32]:
    """(k, 64) float32 codes drawn and chosen by training/network/cards.py, read once, when first used."""
    with resources.files("ashen.signature").joinpath(name).open("rb") as file, np.load(file) as stored:
        return np.asarray(stored["codes"], np.float32)
