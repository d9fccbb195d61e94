from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.systems.contract import ClipSystem, PictureSystem
from benchmarks.systems.video_hash import VideoHash, missing
from tests.benchmarks.systems.drawn import film, held

INSTALLED = all(find_spec(name) is not None for name in ("videohash", "imagedominantcolor"))


def test_absence_is_said_with_what_to_do() -> None:
    """Where the package is not there, the reason names it; where it is, there is none."""
    reason = missing()
    assert (reason is None) == INSTALLED
    assert reason is None or "pip install --no-deps videohash==" in reason


def test_it_names_videos_and_no_places(tmp_path: Path) -> None:
    """It answers clips, claims no pictures, and says no place."""
    system = VideoHash(tmp_path)
    assert isinstance(system, ClipSystem)
    assert not isinstance(system, PictureSystem)
    assert not system.places


@pytest.mark.skipif(not INSTALLED, reason="videohash is optional and not installed")
def test_a_stored_file_is_the_nearest(tmp_path: Path) -> None:
    """A file's own hash is at distance 0 and named; hashes are kept and the same each time."""
    one = film(tmp_path / "one.mp4", held([1, 2, 3], 8))
    two = film(tmp_path / "two.mp4", held([4, 5, 6], 8))
    systems = [VideoHash(tmp_path / "cache") for _ in range(2)]
    for system in systems:
        system.add("one", one)
        system.add("two", two)
    assert len([file for file in (tmp_path / "cache").rglob("*") if file.is_file()]) == 2
    best = systems[1].ask_clip(two)[0]
    assert (best.video, best.score, best.named) == ("two", 0.0, True)
