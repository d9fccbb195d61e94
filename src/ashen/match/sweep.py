"""Where a still may lie on a query when corners do not say: edge directions correlated over all places and many sizes.

Orientation correlation of Fitch, Kadyrov, Christmas and Kittler (BMVC 2002, section 2): a picture is its gradient as
complex numbers of nearly equal length, so flat art of few lines, tints and changed contrast correlate as well as rich
pictures. Only moves and sizes are tried; turns and slants are for corners.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ashen.match.geometry import Rect, Transform, between

STILL_WIDTH_PX = 32
"""A still is shrunk to this width for the sweep."""
SIZE_STEP = 1.15
"""From one size of the query to the next."""
LEAST_SHOWN, MOST_SHOWN = 0.55, 2.5
"""The query's sides in the still's at the least (a crop) and at the most (an inset)."""
USUAL_ASPECT = 16 / 9
"""Of stills: what the sizes tried of a query are reckoned from."""
NOISE = 8.0
"""Gradient, levels over two pixels, at which a pixel counts by half."""
LEAST_ENERGY = 0.15
"""Share of the query's edges that a still must lie on, for a place not to look good by having nothing there."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The best place of a sweep.

    Attributes:
        correlation: about 0..1, of edge directions there.
        transform: (3, 3) float64, shares of the still to shares of the query.
    """

    correlation: float
    transform: Transform


class Sweep:
    """A query at all its sizes, in the frequency domain, ready for any number of stills."""

    def __init__(self, luma: NDArray[np.uint8]) -> None:
        """From (h, w) uint8."""
        height, width = luma.shape
        shape = width / height / USUAL_ASPECT
        least = LEAST_SHOWN * min(1.0, shape)  # a tall query shows the still's whole height, or its whole width
        most = max(1.15, MOST_SHOWN * min(1.0, shape))
        count = int(np.ceil(np.log(most / least) / np.log(SIZE_STEP))) + 1
        widths = [max(6, round(STILL_WIDTH_PX * float(share))) for share in np.geomspace(least, most, count)]
        self._sizes = [(across, max(6, round(across * height / width))) for across in widths]
        room = STILL_WIDTH_PX // 2
        self._canvas = (
            cv2.getOptimalDFTSize(max(size[1] for size in self._sizes) + room),
            cv2.getOptimalDFTSize(max(size[0] for size in self._sizes) + room),
        )
        edges = np.zeros((count, *self._canvas), np.complex64)
        if width >= 4 * widths[-1]:  # averaged down once for all sizes, each of which then has a quarter to read
            luma = np.asarray(cv2.resize(luma, (width // 2, height // 2), interpolation=cv2.INTER_AREA), np.uint8)
        for number, (across, down) in enumerate(self._sizes):
            edges[number, :down, :across] = _edges(luma, (across, down))
        energy: NDArray[np.float32] = edges.real**2 + edges.imag**2
        self._edges = np.fft.fft2(edges).astype(np.complex64)
        self._energy = np.fft.rfft2(energy).astype(np.complex64)
        self._least = LEAST_ENERGY * energy.sum(axis=(1, 2))[:, None, None]

    def peak(self, still: NDArray[np.uint8]) -> Peak:
        """The place and size at which edges of (h, w) uint8 luma agree most."""
        down = max(6, round(STILL_WIDTH_PX * still.shape[0] / still.shape[1]))
        if self._canvas[0] < down or self._canvas[1] < STILL_WIDTH_PX:
            return Peak(0.0, np.eye(3))
        edges = np.zeros(self._canvas, np.complex64)
        edges[:down, :STILL_WIDTH_PX] = _edges(still, (STILL_WIDTH_PX, down))
        area = np.zeros(self._canvas, np.float32)
        area[:down, :STILL_WIDTH_PX] = 1
        own = float((edges.real**2 + edges.imag**2).sum())
        together = np.fft.ifft2(self._edges * np.conj(np.fft.fft2(edges))).real
        below = np.fft.irfft2(self._energy * np.conj(np.fft.rfft2(area)), s=self._canvas)
        correlation = together / np.sqrt(np.maximum(below, self._least) * own + 1e-3)
        number, y, x = (int(at) for at in np.unravel_index(int(correlation.argmax()), correlation.shape))
        top = y - self._canvas[0] if y > self._canvas[0] - down else y
        left = x - self._canvas[1] if x > self._canvas[1] - STILL_WIDTH_PX else x
        across_all, down_all = self._sizes[number]
        place = Rect(left / across_all, top / down_all, (left + STILL_WIDTH_PX) / across_all, (top + down) / down_all)
        return Peak(float(correlation[number, y, x]), between(Rect(0, 0, 1, 1), place))


def _edges(luma: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.complex64]:
    """(h, w) complex64 gradients at a size (width, height), of length under 1: long ones nearly equal, noise short."""
    small = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.float32)
    wide = np.pad(small, 1, mode="edge")
    across, down = wide[1:-1, 2:] - wide[1:-1, :-2], wide[2:, 1:-1] - wide[:-2, 1:-1]
    length = np.sqrt(across * across + down * down)
    gradients: NDArray[np.complex64] = ((across + 1j * down) / (length + NOISE + length.mean() / 2)).astype(
        np.complex64
    )
    return gradients
