"""What an episode more costs: measured as it is said, on signatures made up here."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named
from benchmarks import made_seasons
from benchmarks.tasks.spans_cost import LOOKED_AT, left, library, measured
from tests.match.build import an_episode


def with_sources(cache: Path) -> Path:
    """A cache that has signed filler, so that none is drawn: here, signatures by chance."""
    recipe = recipe_named(DEFAULT_SEARCH_RECIPE)
    columns: dict[str, np.ndarray] = {}
    for number in range(made_seasons.SOURCES):
        made = an_episode(number, seconds=250, rate=made_seasons.RATE)
        columns |= {f"codes-{number}": made.codes, f"quality-{number}": made.quality}
    name = f"filler-signed-{made_seasons.VERSION}-{recipe.name.replace('/', '-')}.npz"
    np.savez(cache / name, **columns)  # type: ignore[arg-type]  # numpy's stubs take the keywords for options
    return cache


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_the_episodes_left_are_looked_at_and_found(tmp_path: Path) -> None:
    """Openings and endings are in the groups that were known; CPU of searching is part of the whole; the library in
    the cache stays as it is."""
    home = library(8, with_sources(tmp_path))
    copy = tmp_path / "copy"
    shutil.copytree(home, copy)
    cost = measured(copy, 8)
    assert (cost.stored, cost.looked_at) == (8, LOOKED_AT)
    assert cost.right_labels == cost.true_labels >= 2 * LOOKED_AT
    assert 0 < cost.search_cpu_s < cost.cpu_s
    assert library(8, tmp_path) == home
    assert left(8) == [2, 3, 4, 7]
    assert measured(home, 8).looked_at == LOOKED_AT
