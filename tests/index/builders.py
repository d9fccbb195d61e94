"""Entries and codes that behave like real ones: scenes of near-equal frames."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ashen.index.contract import Entry
from ashen.signature.signature import Codes

RECIPE = "test/1"
DIMENSION = 64


def unit_codes(rows: int, seed: int) -> NDArray[np.int8]:
    """(rows, 64) random codes of length 127."""
    raw = np.random.default_rng(seed).normal(size=(rows, DIMENSION))
    codes: NDArray[np.int8] = np.rint(raw / np.linalg.norm(raw, axis=1, keepdims=True) * 127).astype(np.int8)
    return codes


def even_code(value: int) -> Codes:
    """(1, 64) one code with the same value everywhere."""
    code: NDArray[np.int8] = np.full((1, DIMENSION), value, np.int8)
    return code


def entry(video_id: int, rows: int = 20, seed: int | None = None, step: int = 7) -> Entry:
    """A video whose codes depend on its id alone."""
    codes = unit_codes(rows, 1000 + video_id if seed is None else seed)
    return Entry(video_id, np.arange(0, rows * step, step, dtype=np.int32), codes)


def entries(video_ids: Sequence[int], rows: int = 20) -> list[Entry]:
    return [entry(video_id, rows) for video_id in video_ids]


def near(codes: Codes, seed: int = 0, noise: int = 2) -> Codes:
    """The codes with each value moved by at most `noise`."""
    moves = np.random.default_rng(seed).integers(-noise, noise + 1, codes.shape)
    moved: Codes = np.clip(codes.astype(np.int16) + moves, -128, 127).astype(np.int8)
    return moved
