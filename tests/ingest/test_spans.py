"""Recurring spans kept up to date in a library on disk, as videos come and go."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from ashen import Library
from ashen.catalog.lock import WriterLock
from ashen.catalog.records import FileStat, Naming, NewVideo, Span
from ashen.errors import LibraryBusy
from ashen.signature.signature import Signature
from tests.match.build import RATE, RECIPE, an_episode, joined, resampled

OPENING = an_episode(1000, seconds=12)
BEFORE_S = (0.0, 6.0, 0.0, 11.0, 3.0)


def an_episode_with_opening(number: int) -> Signature:
    """60 s and more of its own, the opening after some seconds of them, as another encode has it."""
    opening = resampled(OPENING, 0.0, float(OPENING.times_s[-1]) + 0.01, noise=0.1, seed=number)
    before_s = BEFORE_S[number - 1]
    body = an_episode(2000 + number, seconds=60)
    return joined(an_episode(3000 + number, seconds=before_s), opening, body) if before_s else joined(opening, body)


def store(library: Library, number: int) -> int:
    """Put an episode into the catalogue, as indexing does; returns its video's id."""
    signature = an_episode_with_opening(number)
    naming = Naming("Show", episode_number=f"{number}", number_start=number, number_end=number)
    new = NewVideo(f"h{number}", 1, len(signature) / RATE, len(signature), 1, 1, "h264", naming)
    return library.catalog.add_video(new, [signature], FileStat(f"/{number}.mkv", 1, 1))


def a_library(folder: Path, numbers: list[int]) -> Library:
    library = Library.open(folder / "library", create=True)
    library.catalog.set_search_recipe(RECIPE.name)
    for number in numbers:
        store(library, number)
    return library


def openings(library: Library) -> dict[str | None, tuple[float, float]]:
    """Episode -> where its opening is."""
    names = {video.id: video.episode.number for video in library.videos()}
    return {
        names[video_id]: (span.start_s, span.end_s)
        for video_id, spans in library.spans().items()
        for span in spans
        if span.label == "opening"
    }


def right(numbers: list[int]) -> dict[str, Any]:
    starts_s = {number: round(BEFORE_S[number - 1] * RATE) / RATE for number in numbers}
    return {
        f"{number}": pytest.approx((start_s, start_s + len(OPENING) / RATE), abs=1.5 / RATE)
        for number, start_s in starts_s.items()
    }


def test_openings_are_found_and_labelled(tmp_path: Path) -> None:
    """In all episodes, at the start or after a cold open, to the frame."""
    with a_library(tmp_path, [1, 2, 3, 4, 5]) as library:
        assert library.update_spans() == 5
        assert openings(library) == right([1, 2, 3, 4, 5])
        assert library.update_spans() == 0


def test_the_order_in_which_episodes_come_does_not_matter(tmp_path: Path) -> None:
    """One at a time or all at once: the same spans in the same groups."""
    with a_library(tmp_path, []) as library:
        for number in (4, 1, 5, 3, 2):
            store(library, number)
            assert library.update_spans() == 1
        assert openings(library) == right([1, 2, 3, 4, 5])
        [group] = {span.group_id for spans in library.spans().values() for one in spans for span in one.pieces}
        assert len(library.catalog.spans_of_groups([group])) == 5


def test_an_interrupted_run_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was looked at stays; the next run looks at the others only."""
    with a_library(tmp_path, [1, 2, 3]) as library:
        put, calls = library.catalog.set_spans, []

        def stopped(*arguments: object) -> None:
            calls.append(arguments)
            if len(calls) == 2:
                raise KeyboardInterrupt
            put(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(library.catalog, "set_spans", stopped)
        with pytest.raises(KeyboardInterrupt):
            library.update_spans()
        monkeypatch.undo()
        assert library.update_spans() == 2
        assert openings(library) == right([1, 2, 3])


def test_one_more_episode_reads_no_whole_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many episodes have the opening: only the spans of the videos that are compared are read."""
    with a_library(tmp_path, [1, 2, 3, 4]) as library:
        library.update_spans()
        read, whole = library.catalog.spans_of_groups, []

        def counted(group_ids: Collection[int]) -> list[Span]:
            whole.append(group_ids)
            return read(group_ids)

        store(library, 5)
        monkeypatch.setattr(library.catalog, "spans_of_groups", counted)
        assert library.update_spans() == 1
        assert whole == []
        monkeypatch.undo()
        assert openings(library) == right([1, 2, 3, 4, 5])


def test_spans_go_with_their_videos(tmp_path: Path) -> None:
    """The last episode left has no recurring span; one that comes back is looked at again."""
    with a_library(tmp_path, [1, 2, 3]) as library:
        library.update_spans()
        ids = {video.episode.number: video.id for video in library.videos()}
        library.remove([ids["1"]])
        assert openings(library) == right([2, 3])
        library.remove([ids["3"]])
        assert openings(library) == {}
        store(library, 3)
        assert library.update_spans() == 1
        assert openings(library) == right([2, 3])


def test_only_one_process_looks(tmp_path: Path) -> None:
    """Looking for spans writes, so it takes the writer's lock."""
    library = a_library(tmp_path, [1])
    with library, WriterLock(library.directory / "writer.lock"), pytest.raises(LibraryBusy):
        library.update_spans()


def test_indexing_looks_at_what_it_stored(own_shelf: Path, episodes: list[Path]) -> None:
    """After `index` no video is left to be looked at."""
    with Library.open(own_shelf) as library:
        library.index(episodes[4:5], workers=1)
        assert library.update_spans() == 0
