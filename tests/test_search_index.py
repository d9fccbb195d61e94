"""The catalogue as matching sees it: stills."""

from pathlib import Path

import pytest

from ashen.catalog.catalog import Catalog
from ashen.media.stills import Still
from ashen.search_index import STILL_SLACK_S, StoredTruth


def test_a_still_stands_until_the_next(shelf: Path) -> None:
    """A still is found at its own time, also rounded to the hundredth of a second as hits say, and until the next."""
    with Catalog.open(shelf / "ashen.db") as catalog:
        truth = StoredTruth(catalog, catalog.search_recipe)
        for video in catalog.videos():
            times_s = truth.still_times(video.id).tolist()
            assert len(times_s) > 1
            for at_s, until_s in zip(times_s, [*times_s[1:], times_s[-1]], strict=True):
                for asked_s in (at_s, round(at_s, 2), (at_s + until_s) / 2):
                    still = truth.still(video.id, asked_s)
                    assert still is not None
                    assert (still.at_s, still.until_s) == pytest.approx((at_s, until_s), abs=1e-6)
                    assert still.rgb.shape == (90, 160, 3)


def test_what_is_not_held_has_no_stills(shelf: Path) -> None:
    """Of a video that was removed, nothing is found, which is no error."""
    with Catalog.open(shelf / "ashen.db") as catalog:
        truth = StoredTruth(catalog, catalog.search_recipe)
        assert truth.still_times(12345).tolist() == []
        assert truth.still(12345, 1.0) is None


def test_stills_of_many_moments_are_those_of_each(shelf: Path) -> None:
    """Whatever videos they are of, in any order, twice or of none; also when others took their place."""
    with Catalog.open(shelf / "ashen.db") as catalog:
        truth = StoredTruth(catalog, catalog.search_recipe)
        ids = [video.id for video in catalog.videos()]
        moments = [(video_id, at_s) for at_s in (3.1, 0.0, 1e6, 3.1) for video_id in (*ids, 12345)]
        for replaced in (False, True):
            if replaced:
                stills = list(catalog.stills(ids[0]))
                catalog.add_stills(ids[0], [Still(still.at_s + 0.02, still.data) for still in stills])
            for (video_id, at_s), still in zip(moments, truth.stills_of(moments), strict=True):
                held = catalog.stills_at(video_id, [at_s + STILL_SLACK_S])
                assert ([] if still is None else [(still.at_s, still.data)]) == [(one.at_s, one.data) for one in held]
