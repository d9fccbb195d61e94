from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.edits import Rgb
from benchmarks.queries import Still
from benchmarks.report.figure import Figure
from benchmarks.stored import Stored
from benchmarks.systems.contract import Answer, Found
from benchmarks.tasks.picture import Asked, PictureQuery, ask, edited
from benchmarks.tasks.picture_figures import figures
from benchmarks.truth import Truth


class Reader:
    """A system that names the video "a" at a tenth of the picture's mean brightness, in seconds."""

    name = "reader"

    def ask_picture(self, path: Path) -> Answer:
        """Reads the file, as any system must."""
        from PIL import Image

        bright = float(np.asarray(Image.open(path)).mean()) / 10
        return Answer((Found("a", bright, bright, bright, bright),), named=bright > 10)


def still(number: int, value: int, work: str = "w") -> Still:
    return Still(number, Stored("a", Path("a"), work, None), value / 10, np.full((36, 64, 3), value, np.uint8))


def asked(work: str, known: bool, score: float, right: bool, edit: str = "identity", named: bool = True) -> Asked:
    query = PictureQuery(edit, 0, work, known)
    return Asked(query, "s", (Found("v", 0.0, score, 0.0, 0.0),), (right,), named, (), 0.002, 0.004)


def value(rows: list[Figure], edit: str, metric: str) -> float:
    (row,) = [row for row in rows if (row.edit, row.metric) == (edit, metric)]
    assert row.value is not None
    return row.value


def test_a_query_is_edited_saved_asked_and_held_against_its_truth(tmp_path: Path) -> None:
    """The file a system reads is the edited picture; what it says is right only within two seconds."""
    stills = [still(0, 120), still(1, 200)]
    truths = [Truth("a", 12.0, (("a", 12.0),), ()), Truth("a", 25.0, (("a", 25.0),), ())]
    rows = list(ask([Reader()], stills, truths, ["identity", "identity"], 1, tmp_path))
    assert [one.found[0].at_s for one in rows] == pytest.approx([12.0, 20.0], abs=0.2)
    assert [one.right for one in rows] == [(True,), (False,)]
    assert all(one.named and one.cpu_s > 0 and one.wall_s > 0 for one in rows)


def test_nothing_is_right_of_a_work_that_is_not_stored(tmp_path: Path) -> None:
    """Without a truth every answer is a false one."""
    (one,) = ask([Reader()], [still(0, 120)], [None], ["identity"], 1, tmp_path)
    assert not one.query.known
    assert one.right == (False,)


def test_chance_follows_from_seed_edit_and_picture_alone() -> None:
    """The same query is drawn the same whatever was drawn before it."""
    rgb: Rgb = np.random.default_rng(0).integers(0, 255, (90, 160, 3), np.uint8)
    first = edited(rgb, "noise", 3, seed=1)
    edited(rgb, "noise", 4, seed=1)
    assert np.array_equal(first, edited(rgb, "noise", 3, seed=1))
    assert not np.array_equal(first, edited(rgb, "noise", 4, seed=1))
    assert not np.array_equal(first, edited(rgb, "noise", 3, seed=2))


def test_figures_count_what_was_right() -> None:
    """Four works, two edits: shares by edit, their mean over edits, and false matches of what is not stored."""
    rows = [asked(work, True, 0.9, True) for work in "abcd"]
    rows += [asked(work, True, 0.8, work in "ab", "crop-10") for work in "abcd"]
    rows += [
        asked(work, False, score, False, named=score > 0.5)
        for work, score in zip("efgh", (0.1, 0.2, 0.3, 0.85), strict=True)
    ]
    made = list(figures(rows))
    assert value(made, "identity", "recall@1") == 1.0
    assert value(made, "crop-10", "recall@1") == 0.5
    assert value(made, "all", "recall@1") == 0.75
    assert value(made, "not-indexed", "false-match-rate") == 0.25
    assert value(made, "identity", "recall@fmr-1/1000") == 1.0
    assert value(made, "crop-10", "recall@fmr-1/1000") == 0.0  # one that is not stored scores higher
    assert value(made, "picture", "latency-ms-median") == pytest.approx(4.0)
