"""Recurring spans in the catalogue: kept with their videos, gone when nothing recurs any more."""

from pathlib import Path

import pytest

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import Span
from ashen.errors import VideoMissing
from tests.catalog.catalogs import at, new_catalog, new_signature, new_video, numbered


def with_videos(folder: Path, episodes: list[int]) -> Catalog:
    """A catalogue with a video of each of these episodes; ids rise from 1."""
    catalog = new_catalog(folder)
    for number, episode in enumerate(episodes):
        catalog.add_video(new_video(f"h{number}", numbered(episode)), [new_signature(number)], at(f"/{number}.mkv"))
    return catalog


def opening(*video_ids: int) -> list[Span]:
    return [Span(1, video_id, 10.0 * video_id, 10.0 * video_id + 90.123456789) for video_id in video_ids]


def test_spans_are_kept_to_the_nanosecond(tmp_path: Path) -> None:
    """What was put comes back, by video and by group; the revision, which search indices go by, stays."""
    with with_videos(tmp_path, [1, 2, 3]) as catalog:
        revision = catalog.revision()
        catalog.set_spans(1, 1, [], opening(1, 2))
        assert catalog.spans([1, 2, 3]) == opening(1, 2)
        assert catalog.spans([2]) == catalog.spans_of_groups([1])[1:] == opening(2)
        assert (catalog.unused_group(), catalog.revision()) == (2, revision)
        changed = [Span(1, 1, 11.0, 100.0), *opening(2, 3)]
        catalog.set_spans(2, 1, opening(1, 2), changed)
        assert catalog.spans([1, 2, 3]) == changed


def test_videos_not_looked_at_are_known(tmp_path: Path) -> None:
    """By recipe and by method: when the method changes all are to be looked at again."""
    with with_videos(tmp_path, [1, 2, 3]) as catalog:
        assert catalog.videos_without_spans("frame/1", 1) == [1, 2, 3]
        catalog.set_spans(2, 1, [], [])
        assert catalog.videos_without_spans("frame/1", 1) == [1, 3]
        assert catalog.videos_without_spans("frame/1", 2) == [1, 2, 3]
        assert catalog.videos_without_spans("frame/3", 1) == []
        with pytest.raises(VideoMissing):
            catalog.set_spans(9, 1, [], [])


def test_one_episode_left_is_no_recurrence(tmp_path: Path) -> None:
    """Spans go with their video; a group that one episode has left goes as a whole, two versions of it are one."""
    with with_videos(tmp_path, [1, 2, 3, 3]) as catalog:
        catalog.set_spans(1, 1, [], [*opening(1, 2, 3), Span(2, 3, 500.0, 503.0), Span(2, 4, 500.0, 503.0)])
        assert [span.group_id for span in catalog.spans([1, 2, 3, 4])] == [1, 1, 1]  # 3 and 4 are one episode
        catalog.remove_videos([1])
        assert catalog.spans([1, 2, 3, 4]) == opening(2, 3)
        catalog.forget_files(["/1.mkv"])
        assert catalog.spans([1, 2, 3, 4]) == []


def test_a_video_signed_again_is_looked_at_again(tmp_path: Path) -> None:
    """The new video of the same content has no spans yet, and is among those to be looked at."""
    with with_videos(tmp_path, [1, 2, 3]) as catalog:
        for video_id in (1, 2, 3):
            catalog.set_spans(video_id, 1, catalog.spans([1, 2, 3]), opening(1, 2, 3))
        again = catalog.add_video(new_video("h0", numbered(1)), [new_signature()], at("/0.mkv"))
        assert catalog.spans([1, 2, 3, again]) == opening(2, 3)
        assert catalog.videos_without_spans("frame/1", 1) == [again]


def test_the_episodes_beside_are_known(tmp_path: Path) -> None:
    """Those one number off, of the same anime and kind, all versions, but not the video's own episode."""
    with with_videos(tmp_path, [1, 2, 3, 3, 4, 7]) as catalog:
        assert catalog.neighbours(2, 9) == [1, 3, 4]
        assert catalog.neighbours(2, 2) == [1, 3]
        assert catalog.neighbours(3, 9) == [2, 5]
        assert catalog.neighbours(6, 9) == catalog.neighbours(99, 9) == []
