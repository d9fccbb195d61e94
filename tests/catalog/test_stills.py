"""Stills in the catalogue, and the fact which recipe is searched."""

from pathlib import Path

import numpy as np
import pytest

from ashen.catalog.catalog import Catalog
from ashen.errors import CatalogError, VideoMissing
from ashen.media.stills import Still
from tests.catalog.catalogs import at, new_catalog, new_signature, new_video, numbered

FRAME_S = 1001 / 24000


def new_stills(*frames: int) -> list[Still]:
    return [Still(frame * FRAME_S, f"picture {frame}".encode()) for frame in frames]


def test_stills_come_back_as_they_were_given(tmp_path: Path) -> None:
    """Times to the nanosecond and bytes, in order, over several portions; each video has its own."""
    many, few = new_stills(*range(0, 2500, 10)), new_stills(0, 7)
    with new_catalog(tmp_path) as catalog:
        first = catalog.add_video(new_video("a"), [new_signature()], at("/a.mkv"), many)
        second = catalog.add_video(new_video("b", numbered(2)), [new_signature()], at("/b.mkv"), iter(few))
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        for video, given in ((first, many), (second, few)):
            held = list(catalog.stills(video))
            assert [still.data for still in held] == [still.data for still in given]
            times_s = catalog.still_times(video)
            assert times_s.dtype == np.float64
            np.testing.assert_allclose(times_s, [still.at_s for still in given], rtol=0, atol=1e-9)
            np.testing.assert_array_equal(times_s, [still.at_s for still in held])
        summary = catalog.summary()
        assert summary.stills == len(many) + len(few)
        assert summary.stills_bytes == sum(len(still.data) for still in many + few)


def test_a_still_stands_until_the_next(tmp_path: Path) -> None:
    """Every frame has the last still at or before it, also the still's own frame; what is before the first has that."""
    with new_catalog(tmp_path) as catalog:
        stills = new_stills(2, 25, 26, 1000)
        video = catalog.add_video(new_video("a"), [new_signature()], at("/a.mkv"), stills)
        expected = {0: 2, 2: 2, 3: 2, 24: 2, 25: 25, 26: 26, 27: 26, 999: 26, 1000: 1000, 5000: 1000}
        for frame, still_frame in expected.items():
            [still] = catalog.stills_at(video, [frame * FRAME_S])
            assert still.data == f"picture {still_frame}".encode()
        asked = [frame * FRAME_S for frame in (999, 0, 3, 1000, 27)]
        found = [still.data for still in catalog.stills_at(video, asked)]
        assert found == [b"picture 2", b"picture 26", b"picture 1000"]
        assert catalog.stills_at(video, []) == []
        every = catalog.stills_at(video, np.arange(0, 60, 0.01))
        assert every == list(catalog.stills(video))


def test_many_stills_are_found_at_once(tmp_path: Path) -> None:
    """More than fit into one statement come in order, each once."""
    with new_catalog(tmp_path) as catalog:
        stills = new_stills(*range(1300))
        video = catalog.add_video(new_video("a"), [new_signature()], at("/a.mkv"), stills)
        found = catalog.stills_at(video, [still.at_s for still in reversed(stills)])
        assert [still.data for still in found] == [still.data for still in stills]


def test_stills_can_be_added_later(tmp_path: Path) -> None:
    """They take the place of those held; search indices are not told, as nothing changed for them."""
    with new_catalog(tmp_path) as catalog:
        video = catalog.add_video(new_video("a"), [new_signature()], at("/a.mkv"), new_stills(0, 5))
        revision = catalog.revision()
        catalog.add_stills(video, new_stills(1, 2, 3))
        assert [still.data for still in catalog.stills(video)] == [b"picture 1", b"picture 2", b"picture 3"]
        assert catalog.revision() == revision
        catalog.add_stills(video, [])
        assert list(catalog.stills(video)) == []
        with pytest.raises(VideoMissing):
            catalog.add_stills(99, new_stills(0))


def test_signatures_and_stills_are_added_together_or_not_at_all(tmp_path: Path) -> None:
    """A video signed by another recipe gets its stills in the same transaction; without them it keeps those it has."""
    with new_catalog(tmp_path) as catalog:
        video = catalog.add_video(new_video("a"), [new_signature()], at("/a.mkv"))
        other = catalog.add_video(new_video("b", numbered(2)), [new_signature()], at("/b.mkv"), new_stills(3))
        assert catalog.videos_with_stills().tolist() == [other]
        with pytest.raises(CatalogError, match="UNIQUE"):
            catalog.add_signatures(video, [new_signature(recipe="frame/3")], new_stills(4, 4))
        assert catalog.video_ids("frame/3").tolist() == []
        catalog.add_signatures(video, [new_signature(recipe="frame/3")], new_stills(0, 5))
        catalog.add_signatures(other, [new_signature(recipe="frame/3")])
        catalog.add_signatures(other, [], new_stills(1, 2))
        assert catalog.video_ids("frame/1").tolist() == catalog.video_ids("frame/3").tolist() == [video, other]
        assert catalog.videos_with_stills().tolist() == [video, other]
        assert [still.data for still in catalog.stills(other)] == [b"picture 1", b"picture 2"]


def test_stills_go_with_their_video(tmp_path: Path) -> None:
    """A removed video, and one signed again, leave no stills behind; a video without any, or none, has none."""
    with new_catalog(tmp_path) as catalog:
        first = catalog.add_video(new_video("a"), [new_signature()], at("/a.mkv"), new_stills(0, 5))
        again = catalog.add_video(new_video("a"), [new_signature()], at("/a.mkv"), new_stills(0))
        assert (len(catalog.still_times(first)), len(catalog.still_times(again))) == (0, 1)
        catalog.remove_videos([again])
        assert catalog.summary().stills == 0
        bare = catalog.add_video(new_video("b"), [new_signature()], at("/b.mkv"))
        for video in (bare, 99):
            assert catalog.still_times(video).shape == (0,)
            assert catalog.stills_at(video, [0.0]) == list(catalog.stills(video)) == []


def test_a_video_is_stored_with_its_stills_or_not_at_all(tmp_path: Path) -> None:
    """Two stills of one time cannot be held; then neither is the video."""
    with new_catalog(tmp_path) as catalog:
        with pytest.raises(CatalogError, match="UNIQUE"):
            catalog.add_video(new_video("a"), [new_signature()], at("/a.mkv"), new_stills(4, 4))
        assert (catalog.summary().videos, catalog.summary().stills) == (0, 0)


def test_the_searched_recipe_is_a_fact_of_the_library(tmp_path: Path) -> None:
    """It is read anew each time, so that another process's change is seen, and readers are told."""
    with new_catalog(tmp_path) as catalog, Catalog.open(tmp_path / "catalog.db") as other:
        before = catalog.revision()
        assert catalog.search_recipe == other.search_recipe == "frame/3"
        other.set_search_recipe("frame/3")
        assert catalog.search_recipe == "frame/3"
        assert catalog.revision() > before
