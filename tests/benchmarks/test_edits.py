import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.corpus import FONT
from benchmarks.edits import (
    EDIT_GROUPS,
    NEEDS_FFMPEG,
    NEEDS_FONT,
    PICTURE_EDITS,
    SLANTED_EDITS,
    SMALL_EDITS,
    UNUSUAL_EDITS,
    compose,
)
from benchmarks.edits.geometry import crop
from benchmarks.edits.kinds import blended, chain, one_of
from benchmarks.edits.picture import RANDOM_POOL
from tests.benchmarks.edit_pictures import edited, picture

EDITS = {**PICTURE_EDITS, **UNUSUAL_EDITS, **SLANTED_EDITS}
STILL = {"flipped", "mirrored", "inverted", "greyscale", "sepia", "identity"}
"""A few edits without any chance in them."""


def skip_without_font(name: str) -> None:
    if name in NEEDS_FONT and not FONT.path().is_file():
        pytest.skip("the Japanese font is not in the cache: python -m benchmarks.corpus fetches it")


@pytest.mark.parametrize("name", EDITS)
def test_edit_gives_a_new_picture_and_follows_its_seed(name: str) -> None:
    """Every edit gives a real picture, the same for the same seed, and leaves its input alone."""
    skip_without_font(name)
    source = picture()
    before = source.copy()
    one, again = (EDITS[name](source, np.random.default_rng(5)) for _ in range(2))
    assert one.dtype == np.uint8
    assert one.ndim == 3
    assert one.shape[2] == 3
    assert min(one.shape[:2]) >= (90 if name in PICTURE_EDITS else 60)
    assert one.flags.writeable
    assert not np.shares_memory(one, source)
    assert np.array_equal(one, again)
    assert np.array_equal(source, before)
    assert np.array_equal(one, before) == (name == "identity")


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("size", [(64, 36), (37, 65), (131, 48)])
def test_small_and_odd_pictures_are_edited_too(name: str, size: tuple[int, int]) -> None:
    """Every edit takes pictures from 64x36 up, of odd sizes and upright ones."""
    skip_without_font(name)
    source = picture(3, *size)
    for seed in range(3):
        out = EDITS[name](source, np.random.default_rng(seed))
        assert out.dtype == np.uint8
        assert out.size > 0


@pytest.mark.parametrize("name", [name for name in SMALL_EDITS if name not in STILL])
def test_chance_is_the_seed(name: str) -> None:
    """Edits with chance in them differ between seeds; the rest are listed here."""
    settled = {"jpeg-10", "240p", "100px", "letterbox", "vertical-9-16"}
    results = [edited(name, seed) for seed in range(6)]
    same = all(r.shape == results[0].shape and np.array_equal(r, results[0]) for r in results)
    assert same == (name in settled)


def digest_of_all() -> str:
    """One checksum over what every edit that needs no font and no program makes of a picture."""
    every = hashlib.sha256()
    for name, edit in PICTURE_EDITS.items():
        if name not in (*NEEDS_FONT, *NEEDS_FFMPEG):
            out = edit(picture(2, 160, 90), np.random.default_rng(11))
            every.update(f"{name} {out.shape}".encode() + out.tobytes())
    return every.hexdigest()


def test_other_processes_make_the_same() -> None:
    """Equal seeds give equal bytes whatever the process and its order of sets."""
    program = "from tests.benchmarks.test_edits import digest_of_all; print(digest_of_all())"
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "77"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == digest_of_all()


def test_groups_hold_every_name_once() -> None:
    """Reports by group leave nothing out and count nothing twice."""
    grouped = [name for names in EDIT_GROUPS.values() for name in names]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) == set(PICTURE_EDITS)


def test_small_run_has_some_of_each_group_and_needs_nothing() -> None:
    """The daily run works everywhere and touches every group."""
    assert set(SMALL_EDITS) <= set(PICTURE_EDITS)
    assert len(SMALL_EDITS) == len(set(SMALL_EDITS))
    assert not set(SMALL_EDITS) & {*NEEDS_FONT, *NEEDS_FFMPEG}
    assert all(set(SMALL_EDITS) & set(names) for names in EDIT_GROUPS.values())


def test_needs_are_named_rightly() -> None:
    """What needs the font also needs the program, and no random chain needs either."""
    assert set(NEEDS_FONT) <= set(NEEDS_FFMPEG) <= set(PICTURE_EDITS)
    assert not set(RANDOM_POOL) & set(NEEDS_FFMPEG)


def test_compose_runs_in_order() -> None:
    """The first edit comes first, and all draw on one generator."""
    rng = np.random.default_rng(4)
    by_hand = crop(0.3)(crop(0.1)(picture(), rng), rng)
    assert np.array_equal(compose(crop(0.1), crop(0.3))(picture(), np.random.default_rng(4)), by_hand)


def test_choice_and_chain_use_each_edit() -> None:
    """Over seeds every edit of a choice is taken; a chain takes as many different ones as it says."""

    def add(value: int) -> object:
        return lambda picture, rng: picture + np.uint8(value)  # noqa: ARG005 - every edit has this shape

    black = np.zeros((2, 2, 3), np.uint8)
    edits = [add(1), add(2), add(4), add(8)]
    chosen = {int(one_of(*edits)(black, np.random.default_rng(s))[0, 0, 0]) for s in range(40)}  # type: ignore[arg-type]
    assert chosen == {1, 2, 4, 8}
    sums = {int(chain(edits, 3)(black, np.random.default_rng(s))[0, 0, 0]) for s in range(60)}  # type: ignore[arg-type]
    assert sums == {7, 11, 13, 14}


def test_blending_is_between() -> None:
    """A cover of 0 keeps the picture, 1 hides it, a half is the mean."""
    cover = np.repeat(np.array([[0.0, 1.0, 0.5]], np.float32), 2, axis=0)
    out = blended(np.full((2, 3, 3), 100, np.uint8), (200, 0, 100), cover)
    assert out[0, 0].tolist() == [100, 100, 100]
    assert out[0, 1].tolist() == [200, 0, 100]
    assert out[0, 2].tolist() == pytest.approx([150, 50, 100], abs=1)
