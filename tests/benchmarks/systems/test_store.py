from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.errors import AshenError
from benchmarks.systems.contract import Descriptor, Rgb
from benchmarks.systems.descriptors import ColorLayout, DHash, PHash
from benchmarks.systems.pdq import Pdq
from benchmarks.systems.store import AGAIN_AFTER_S, DamagedCache, describe_all, describe_now, described
from tests.benchmarks.systems.drawn import blocks, film, held

DESCRIPTORS: list[Descriptor] = [ColorLayout(), PHash(), DHash(), Pdq()]


class Counted:
    """The mean of a picture, and how often it was asked for."""

    name = "mean"
    version = "1"
    width = 1

    def __init__(self) -> None:
        self.asked = 0

    def describe(self, picture: Rgb) -> NDArray[np.uint8]:
        """(1,) uint8."""
        self.asked += 1
        return np.array([round(float(picture.mean()))], np.uint8)


def test_held_pictures_are_described_once_and_again_after_two_seconds(tmp_path: Path) -> None:
    """Of drawings held for 6 frames the first is described, and one held long every 2 s; nothing else."""
    pictures = held([1, 2, 3], 6) + held([4], 40)
    made = describe_now(film(tmp_path / "v.mp4", pictures), DESCRIPTORS)
    assert made.times_s.tolist() == pytest.approx([0, 0.75, 1.5, 2.25, 4.25, 6.25])
    assert AGAIN_AFTER_S == 2
    assert made.frames == 58
    assert made.duration_s == pytest.approx(58 / 8, abs=0.01)
    near = np.unpackbits(made.vectors["phash"] ^ np.stack([PHash().describe(blocks(s)) for s in (1, 2, 3, 4, 4, 4)]))
    assert near.sum() <= 6
    assert {name: column.shape for name, column in made.vectors.items()} == {
        "color-layout": (6, 33),
        "phash": (6, 8),
        "dhash": (6, 8),
        "pdq": (6, 33),
    }


def test_slow_change_is_described_anew(tmp_path: Path) -> None:
    """What changes too little from frame to frame is compared with the last one kept, so it does not drift away."""
    pictures = [np.clip(blocks(1).astype(int) + step // 8, 0, 255).astype(np.uint8) for step in range(120)]
    made = describe_now(film(tmp_path / "v.mp4", pictures, rate=120), [Counted()])
    levels = made.vectors["mean"][:, 0].astype(int)
    assert 8 <= len(levels) < 60
    assert np.diff(levels).max() <= 2
    assert levels[-1] - levels[0] >= 12


def test_a_video_is_decoded_once_for_all(tmp_path: Path) -> None:
    """What the cache holds is not made again, and equals what was made; a new descriptor adds its own column."""
    path, cache = film(tmp_path / "v.mp4", held([1, 2], 4)), tmp_path / "cache"
    counted = Counted()
    first = described(path, [counted, PHash()], cache)
    again = described(path, [PHash(), counted], cache)
    more = described(path, [DHash(), counted], cache)
    assert counted.asked == 2
    assert np.array_equal(again.times_s, first.times_s)
    assert np.array_equal(more.times_s, first.times_s)
    assert all(np.array_equal(again.vectors[name], first.vectors[name]) for name in ("mean", "phash"))
    assert np.array_equal(more.vectors["dhash"], describe_now(path, [DHash()]).vectors["dhash"])
    assert again.frames == 8
    assert again.duration_s == pytest.approx(1.0, abs=0.01)
    assert set(first.describe_cpu_s) == {"mean", "phash"}


def test_workers_give_what_one_process_gives(tmp_path: Path) -> None:
    """Order and vectors do not depend on how many processes describe."""
    paths = [film(tmp_path / f"{seed}.mp4", held([seed, seed + 1], 4)) for seed in range(3)]
    alone = list(describe_all(paths, DESCRIPTORS, tmp_path / "a", workers=1))
    together = list(describe_all(paths, DESCRIPTORS, tmp_path / "b", workers=2))
    for one, other in zip(alone, together, strict=True):
        assert np.array_equal(one.times_s, other.times_s)
        assert all(np.array_equal(one.vectors[d.name], other.vectors[d.name]) for d in DESCRIPTORS)


def test_a_damaged_cache_is_said(tmp_path: Path) -> None:
    """A column cut off is an error that says what to do, never other vectors."""
    path, cache = film(tmp_path / "v.mp4", held([1], 4)), tmp_path / "cache"
    described(path, [PHash()], cache)
    column = next(cache.rglob("phash-1.npz"))
    column.write_bytes(column.read_bytes()[:60])
    with pytest.raises(DamagedCache, match="delete it"):
        described(path, [PHash()], cache)


def test_no_video_leaves_nothing_behind(tmp_path: Path) -> None:
    """A file that is no video is Ashen's own error, and the cache stays empty."""
    text, cache = tmp_path / "v.mp4", tmp_path / "cache"
    text.write_text("no video")
    with pytest.raises(AshenError):
        described(text, [PHash()], cache)
    assert not list(cache.rglob("*.npz"))
