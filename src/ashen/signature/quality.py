"""How much a frame tells: 0 for flat, black, white, faded or smoothly shaded frames, 100 for a detailed one."""

import numpy as np
from numpy.typing import NDArray

from ashen.signature.strips import row_sums

_CELLS = 16
_NOISE_LEVELS = 4.0
_CLEAR_LEVELS = 16.0
_FULL_SHARE = 0.35
_FULL_REACH = 8.0
FAINT = 8
"""What frames of little contrast have at most: the mark of recipes that can tell those apart..."""
_FAINT_LEVELS = 1.5
"""...in which this bend counts, and four times as much in full..."""
_FAINT_GRAIN = 1.25
"""...but no less than so many times the deviation of their grain: it leaves bends of a quarter of that in what shows
nothing."""
_BAR_LEVELS = 2.0
"""How far brightness varies within a bar, and how far the picture differs from it at least..."""
_BAR_SHARE = 2 / 3
"""...in so much of its length: there may be bars at the other sides too."""
_BAR_BENDS = 0.3
"""How far a bar's end may be from a straight line, in cells."""
_LUMA = np.array([0.299, 0.587, 0.114])


def measure(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Quality of every frame: in how much of a 16 x 16 grid brightness bends, and how far those cells reach.

    Each cell's mean luma is compared with the mean of its two neighbours, across and down: flat areas and smooth
    shading bend by nothing, and averaging a cell takes compression noise away. A bend counts from 4 levels of 255 up
    and in full from 16, so a bright caption counts no more than its few cells. The score is the share of cells that
    bend, full at 35 %, times the rows or the columns of the grid they reach, whichever are fewer, full at 8 of 16: a
    lone line of text or a horizon lies in few rows. More contrast never lowers it. Bars around the picture, whatever
    their brightness, and their edges do not count.

    Fog, night and soft focus bend by less and still show something: up to 8, smaller bends count too.

    Args:
        rgb: (n, h, w, 3) uint8, full-range R'G'B'.

    Returns:
        (n,) uint8, 0..100.
    """
    cells = _cell_luma(rgb)
    bend = _bend(cells)
    if len(barred := np.flatnonzero(_is_barred(cells))):
        bend[barred] *= _inside(cells[barred])
    quality = _score(bend, np.full(len(rgb), _NOISE_LEVELS), np.full(len(rgb), _CLEAR_LEVELS))
    faint = np.flatnonzero(quality < FAINT)
    if len(faint):
        least = np.maximum(_FAINT_LEVELS, _FAINT_GRAIN * _grain(rgb[faint]))
        seen = np.minimum(_score(bend[faint], least, 4 * least), FAINT)
        quality[faint] = np.maximum(quality[faint], seen)
    return quality


def _bend(cells: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, 16, 16) how far each cell is from the mean of its neighbours, across or down."""
    bend = np.zeros_like(cells)
    bend[:, :, 1:-1] = np.abs(cells[:, :, 1:-1] - 0.5 * (cells[:, :, :-2] + cells[:, :, 2:]))
    bend[:, 1:-1] = np.maximum(bend[:, 1:-1], np.abs(cells[:, 1:-1] - 0.5 * (cells[:, :-2] + cells[:, 2:])))
    return bend


def _is_barred(cells: NDArray[np.float32]) -> NDArray[np.bool_]:
    """(n,) whether a frame may have a bar: one of its sides is of one brightness."""
    sides = np.stack([cells[:, 0], cells[:, -1], cells[:, :, 0], cells[:, :, -1]])
    return np.asarray((sides.max(axis=2) - sides.min(axis=2) < _BAR_LEVELS).any(axis=0), np.bool_)


def _inside(cells: NDArray[np.float32]) -> NDArray[np.bool_]:
    """(n, 16, 16) whether a cell is within the bars around a picture, and not beside one."""
    rows = np.arange(_CELLS)
    across = cells.transpose(0, 2, 1)
    top, bottom = _bar(cells)[:, None], _bar(cells[:, ::-1])[:, None]
    left, right = _bar(across)[:, None], _bar(across[:, ::-1])[:, None]
    high = (rows >= top) & (rows < _CELLS - bottom)
    wide = (rows >= left) & (rows < _CELLS - right)
    return high[:, :, None] & wide[:, None, :]


def _bar(cells: NDArray[np.float32]) -> NDArray[np.intp]:
    """(n,) how many rows of cells the bar above a picture takes, with the two that its edge may bend; 0 where none is.

    A bar is of one brightness and ends along a straight line: it has the same share of each cell it ends in, the rest
    of which is as bright as the next; which is another brightness, or the line may not be there.
    """
    plain = np.ptp(cells, axis=2) < _BAR_LEVELS
    count = np.logical_and.accumulate(plain, axis=1).sum(axis=1)
    frames = np.arange(len(cells))
    end, following = (cells[frames, np.minimum(count + after, _CELLS - 1)] - cells[:, :1, 0] for after in (0, 1))
    other = np.abs(following) > _BAR_LEVELS
    share = end / np.where(other, following, 1)
    most, least = (each.max(axis=1) for each in (np.where(other, share, -9), np.where(other, -share, -9)))
    straight = (other.mean(axis=1) >= _BAR_SHARE) & (most + least <= _BAR_BENDS)
    return np.where((count > 0) & (straight | (count >= _CELLS - 1)), count + 2, 0)


def _score(bend: NDArray[np.float32], least: NDArray[np.float64], full: NDArray[np.float64]) -> NDArray[np.uint8]:
    """(n,) uint8, 0..100, of frames in which bends of `least` levels begin to count."""
    clear = np.clip((bend - least[:, None, None]) / (full - least)[:, None, None], 0, 1)
    share = clear.mean(axis=(1, 2)) / _FULL_SHARE
    reach = np.minimum(clear.max(axis=1).sum(axis=1), clear.max(axis=2).sum(axis=1)) / _FULL_REACH
    return np.asarray(np.rint(100 * np.minimum(share, 1) * np.minimum(reach, 1)), dtype=np.uint8)


def _grain(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(n,) deviation of what is noise in the luma of pixels, from the median bend of one between two: what is drawn or
    seen bends few of them."""
    if rgb.shape[2] < 3:
        return np.zeros(len(rgb))
    luma = rgb.astype(np.float32) @ _LUMA.astype(np.float32)
    bend = np.abs(luma[:, :, 2:] - 2 * luma[:, :, 1:-1] + luma[:, :, :-2]).reshape(len(rgb), -1)
    return np.asarray(np.median(bend, axis=1) / (0.6745 * np.sqrt(6)), np.float64)


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
