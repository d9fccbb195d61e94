"""Made-up codes of the library of ten million frames."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import kept_library
from benchmarks.big_library import KEPT, rotation_of, turned

LENGTH = 127.0


def codes(seed: int, count: int = 400) -> np.ndarray:
    """A held picture after another, each frame a little different: two hundred scenes of two frames."""
    rng = np.random.default_rng(seed)
    scenes = np.repeat(rng.standard_normal((count // 2, 64)), 2, axis=0) + rng.normal(0, 0.05, (count, 64))
    return np.asarray(np.rint(scenes * (LENGTH / np.linalg.norm(scenes, axis=1, keepdims=True))), np.int8)


def cosines(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    a, b = one.astype(np.float64), other.astype(np.float64)
    return np.asarray((a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1))


def test_turned_codes_are_others_of_equal_length() -> None:
    """Far from the code each came from, as strange pictures are, and of the length that codes have."""
    own = codes(1)
    new = turned(own, rotation_of(64, np.random.default_rng(2)), LENGTH)
    assert new.dtype == np.int8
    assert np.median(cosines(own, new)) == pytest.approx(KEPT, abs=0.1)
    assert np.percentile(cosines(own, new), 99) < 0.8
    assert np.linalg.norm(new.astype(np.float64), axis=1) == pytest.approx(LENGTH, rel=0.02)


def test_turning_keeps_what_is_near() -> None:
    """Frames of a held picture stay one run, and those of different pictures stay apart."""
    own = codes(3)
    new = turned(own, rotation_of(64, np.random.default_rng(4)), LENGTH)
    held, moved = cosines(new[::2], new[1::2]), cosines(new[1:-1:2], new[2::2])
    assert held.min() > 0.97
    assert np.abs(moved).mean() < 0.3


def test_rotations_are_rotations() -> None:
    """Lengths stay, and no two episodes are turned alike."""
    one, other = (rotation_of(64, np.random.default_rng(seed)) for seed in (1, 2))
    assert one @ one.T == pytest.approx(np.eye(64), abs=1e-5)
    assert np.abs(one - other).max() > 0.1


def test_kept_libraries_are_told_apart() -> None:
    """More filler, another seed or another scale is another library."""
    folders = {
        kept_library.folder(name, seed, fillers)
        for name, seed, fillers in (("a", 1, 5), ("a", 1, 6), ("a", 2, 5), ("b", 1, 5))
    }
    assert len(folders) == 4
    assert kept_library.folder("a", 1, 5) in folders
