from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import plans, world
from benchmarks.edits import CLIP_EDITS, PICTURE_EDITS
from benchmarks.filler import SHOWS
from benchmarks.tasks.amv import AMV_EDITS
from benchmarks.tasks.file import FILE_EDITS
from benchmarks.world import DEVELOPMENT, FULL, SCALES, SMALL, STRIDE, Scale, Season

TINY = Scale("tiny", (64, 36), [Season(1, 2, 3.0)], [Season(50, 1, 3.0)], real="none", frames=1000)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything is made below an empty folder."""
    monkeypatch.setenv("ASHEN_CORPUS", str(tmp_path / "corpus"))
    return tmp_path


def shows(scale: Scale) -> list[int]:
    return [season.show for season in (*scale.known, *scale.unknown)]


def test_a_world_is_made_once_and_found_again(cache: Path) -> None:
    """Videos lie where their ids say, stored ones apart from others, and are not drawn a second time."""
    made = world.make(TINY, seed=3, workers=1)
    assert [len(made.known), len(made.unknown), made.missing] == [2, 1, ()]
    for stored in made.known:
        assert stored.path == made.folder / stored.video
        assert stored.path.is_relative_to(cache)
    assert not any(stored.path.is_relative_to(made.folder) for stored in made.unknown)
    times = [stored.path.stat().st_mtime_ns for stored in (*made.known, *made.unknown)]
    again = world.make(TINY, seed=3, workers=1)
    assert [stored.path.stat().st_mtime_ns for stored in (*again.known, *again.unknown)] == times
    assert again.known == made.known


@pytest.mark.usefixtures("cache")
def test_other_seeds_have_other_works() -> None:
    """A second seed measures on works that the first did not have."""
    one, other = (world.make(TINY, seed, workers=1) for seed in (3, 4))
    assert {stored.work for stored in one.known}.isdisjoint(stored.work for stored in other.known)


def test_no_work_is_both_stored_and_not() -> None:
    """Splits are by work: each show of a scale has one part."""
    for scale in SCALES.values():
        assert len(set(shows(scale))) == len(shows(scale))


def test_development_works_are_in_no_other_scale() -> None:
    """What constants were fitted on is not asked about, whatever the seed, nor is filler drawn from it."""
    assert set(shows(DEVELOPMENT)).isdisjoint([*shows(SMALL), *shows(FULL)])
    assert max(map(max, map(shows, SCALES.values()))) < STRIDE
    assert min(SHOWS) > 50 * STRIDE


@pytest.mark.parametrize("size", ["small", "full"])
def test_every_name_of_a_plan_exists(size: str) -> None:
    """A plan never asks for an edit that is not there, and the full one asks for all."""
    plan = plans.PLANS[size](1)
    assert set(plan.picture.edits) <= set(PICTURE_EDITS)
    assert set(plan.clip.edits) <= set(CLIP_EDITS)
    assert set(plan.amv.edits) <= set(AMV_EDITS)
    assert set(plan.file.edits) <= set(FILE_EDITS)
    if size == "full":
        assert plan.scale.frames >= 1_000_000
        assert set(plan.picture.edits) == set(PICTURE_EDITS)
        assert set(plan.clip.edits) == set(CLIP_EDITS)
