"""How much a frame tells: 0 for flat, black, white, faded or smoothly shaded frames, 100 for a detailed one."""

import numpy as np
from numpy.typing import NDArray

from ashen.signature.strips import row_sums

_CELLS = 16
_NOISE_LEVELS = 4.0
_CLEAR_LEVELS = 16.0
_FULL_SHARE = 0.35
_FULL_REACH = 8.0
_LUMA = np.array([0.299, 0.587, 0.114])


def measure(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Quality of every frame: in how much of a 16 x 16 grid brightness bends, and how far those cells reach.

    Each cell's mean luma is compared with the mean of its two neighbours, across and down: flat areas and smooth
    shading bend by nothing, and averaging a cell takes compression noise away. A bend counts from 4 levels of 255 up
    and in full from 16, so a bright caption counts no more than its few cells. The score is the share of cells that
    bend, full at 35 %, times the rows or the columns of the grid they reach, whichever are fewer, full at 8 of 16: a
    lone line of text or a horizon lies in few rows. More contrast never lowers it.

    Args:
        rgb: (n, h, w, 3) uint8, full-range R'G'B'.

    Returns:
        (n,) uint8, 0..100.
    """
    cells = _cell_luma(rgb)
    bend = np.zeros_like(cells)
    bend[:, :, 1:-1] = np.abs(cells[:, :, 1:-1] - 0.5 * (cells[:, :, :-2] + cells[:, :, 2:]))
    bend[:, 1:-1] = np.maximum(bend[:, 1:-1], np.abs(cells[:, 1:-1] - 0.5 * (cells[:, :-2] + cells[:, 2:])))
    clear = np.clip((bend - _NOISE_LEVELS) / (_CLEAR_LEVELS - _NOISE_LEVELS), 0, 1)
    share = clear.mean(axis=(1, 2)) / _FULL_SHARE
    reach = np.minimum(clear.max(axis=1).sum(axis=1), clear.max(axis=2).sum(axis=1)) / _FULL_REACH
    quality = np.minimum(share, 1) * np.minimum(reach, 1)
    return np.asarray(np.rint(quality * 100), dtype=np.uint8)


def _cell_luma(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, 16, 16) float32 mean luma (ITU-R BT.601) of a grid of cells."""
    _, height, width, _ = rgb.shape
    if height < _CELLS or width < _CELLS:
        rgb = rgb.repeat(-(-_CELLS // height), axis=1).repeat(-(-_CELLS // width), axis=2)
        _, height, width, _ = rgb.shape
    tops, lefts = np.arange(_CELLS) * height // _CELLS, np.arange(_CELLS) * width // _CELLS
    heights, widths = np.diff(tops, append=height), np.diff(lefts, append=width)
    cell = np.repeat(np.eye(_CELLS) / widths, widths, axis=0)
    weights = np.kron(cell, _LUMA[:, None]).astype(np.float32)
    cells: NDArray[np.float32] = (row_sums(rgb, tops) / heights.astype(np.float32)[:, None]) @ weights
    return cells
