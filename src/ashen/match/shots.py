"""Where a query's shots begin: every part of a compilation begins at one of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ashen.signature.signature import Signature

Span = tuple[float, float]
"""From when to when, seconds, both included."""

CUT = 0.6
"""Cosine of a frame to the one before below which it begins another shot."""
LONGEST_S = 6.0
"""Longer shots are taken apart, so that a dissolve, which no frame of differs much from the next, hides no part."""


def cuts(signature: Signature, unit: float) -> NDArray[np.intp]:
    """(k,) the rows, rising, that begin another shot than the row before.

    Args:
        signature: of consecutive frames.
        unit: length of a code.
    """
    codes = signature.codes.astype(np.float32)
    cosine = np.einsum("ij,ij->i", codes[1:], codes[:-1]) / np.float32(unit**2)
    return np.flatnonzero(cosine < CUT) + 1


def shots(signature: Signature, unit: float) -> list[Span]:
    """When each shot is shown, from its first to its last frame, seconds, in order.

    Shots longer than `LONGEST_S` come as pieces of equal length. A single frame between two cuts is no shot.

    Args:
        signature: of the query in one view.
        unit: length of a code.
    """
    if not len(signature):
        return []
    begins = np.concatenate([[0], cuts(signature, unit), [len(signature)]])
    found: list[Span] = []
    for first, stop in pairwise(begins.tolist()):
        if stop - first > 1:
            found += _pieces(float(signature.times_s[first]), float(signature.times_s[stop - 1]))
    return found


def _pieces(start_s: float, end_s: float) -> list[Span]:
    count = max(1, int(np.ceil((end_s - start_s) / LONGEST_S)))
    borders: NDArray[np.float64] = np.linspace(start_s, end_s, count + 1)
    return list(pairwise(borders.tolist()))
