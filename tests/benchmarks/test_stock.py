from __future__ import annotations

from pathlib import Path

import pytest

from ashen.catalog.catalog import Catalog
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named
from benchmarks import filler
from benchmarks.filler import Filler
from benchmarks.stock import stock


def test_filler_is_stored_as_indexing_would(
    tmp_path: Path, episodes: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Filler has the signatures that are searched, of frames and of windows, and stills, as videos of the benchmark."""
    monkeypatch.setattr(filler, "SHOWS", filler.SHOWS[:1])
    monkeypatch.setattr(filler, "SOURCE_S", 6.0)
    monkeypatch.setattr(filler, "FRAMES", 600)
    folder = tmp_path / "filler" / f"filler-{filler.VERSION}"
    folder.mkdir(parents=True)
    filler._draw(filler.SHOWS[0], folder)
    source = Filler(tmp_path / "filler", seed=3)
    stocked = stock(tmp_path / "library", episodes[0].parent, source, 1)
    recipe = recipe_named(DEFAULT_SEARCH_RECIPE)
    assert recipe.windows is not None
    with Catalog.open(tmp_path / "library" / "ashen.db") as catalog:
        videos = catalog.videos()
        [added] = [video for video in videos if video.codec == "filler"]
        assert len(videos) == len(episodes) + 1
        for name in (recipe.name, recipe.windows):
            assert catalog.video_ids(name).tolist() == sorted(video.id for video in videos)
        frames = catalog.signature(added.id, recipe.name)
        times_s = catalog.still_times(added.id)
        assert len(catalog.signature(added.id, recipe.windows)) == 9 * len(times_s)
        assert len(times_s) > 1
        assert set(times_s.round(6)) <= set(frames.times_s.round(6))
        assert stocked.frames == stocked.video_frames + len(frames)
