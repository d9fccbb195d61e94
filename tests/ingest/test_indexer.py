import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ashen.catalog.catalog import Catalog
from ashen.ingest.events import Event, Finished, IndexSummary, Planned
from ashen.ingest.indexer import Indexer
from benchmarks.cartoon import Show, draw_frames, write_script
from benchmarks.encode import write_video
from tests.build import TITLE

RECIPES = ("color-layout/1", "frame/1")


@pytest.fixture
def season(tmp_path: Path, episodes: list[Path]) -> Path:
    """Episodes 1 to 3, to change."""
    folder = tmp_path / "videos" / TITLE
    folder.mkdir(parents=True)
    for path in episodes[:3]:
        shutil.copy2(path, folder)
    return folder


@pytest.fixture
def catalog(tmp_path: Path, shelf: Path, episodes: list[Path], season: Path) -> Iterator[Catalog]:
    """A catalogue that holds the season where it lies."""
    shutil.copy(shelf / "ashen.db", tmp_path / "ashen.db")
    with Catalog.open(tmp_path / "ashen.db") as catalog:
        catalog.forget_files([str(episodes[3])])
        assert index(catalog, season).counts == {"copied": 3}
        catalog.forget_files(map(str, episodes))
        yield catalog


def index(catalog: Catalog, *paths: Path, heard: list[Event] | None = None, retry_failed: bool = False) -> IndexSummary:
    events: list[Event] = [] if heard is None else heard
    return Indexer(catalog, RECIPES, 1, events.append, lambda: None, retry_failed).run(paths)


def held(catalog: Catalog) -> dict[int, tuple[str | None, tuple[str, ...]]]:
    """Video -> its episode's number and the names of its files."""
    return {
        video.id: (video.episode.number, tuple(Path(path).name for path in video.paths)) for video in catalog.videos()
    }


def test_a_folder_is_signed_and_told_of(tmp_path: Path, season: Path) -> None:
    """Every video gets names, all its signatures and stills, and is in the catalogue when it is said to be."""
    with Catalog.open(tmp_path / "new.db", create=True) as catalog:
        heard: list[Event] = []

        def listen(event: Event) -> None:
            heard.append(event)
            if isinstance(event, Finished):
                assert catalog.file(event.path) is not None

        published: list[int] = []
        publish = lambda: published.append(catalog.summary().videos)  # noqa: E731
        summary = Indexer(catalog, RECIPES, 2, listen, publish).run([season, season])
        assert summary.counts == {"indexed": 3}
        assert summary.problems == []
        assert summary.signed_s == pytest.approx(12, abs=0.5)
        assert heard[0] == Planned(3, sum(path.stat().st_size for path in season.iterdir()))
        finished = [event for event in heard if isinstance(event, Finished)]
        assert sorted(event.path for event in finished) == sorted(map(str, season.iterdir()))
        assert published[-1] == 3
        assert sorted(held(catalog).values()) == [(f"{n}", (f"{TITLE} - {n:02d}.mp4",)) for n in (1, 2, 3)]
        assert {video.anime.title for video in catalog.videos()} == {TITLE}
        for recipe in RECIPES:
            assert len(catalog.video_ids(recipe)) == 3
        for video in catalog.videos():
            assert catalog.still_times(video.id)[0] == 0


def test_what_did_not_change_is_not_opened(catalog: Catalog, season: Path) -> None:
    """A second run looks at names, sizes and times only; a touched file is read, but not signed again."""
    before = held(catalog)
    heard: list[Event] = []
    assert index(catalog, season.parent, heard=heard).counts == {"unchanged": 3}
    assert heard == [Planned(0, 0)]
    touched = season / f"{TITLE} - 02.mp4"
    os.utime(touched, (1, 1))
    assert index(catalog, season).counts == {"unchanged": 3}
    assert index(catalog, season, heard=heard).signed_s == 0
    assert heard[-1] == Planned(0, 0)
    assert held(catalog) == before


def test_a_moved_file_takes_the_names_of_its_new_place(catalog: Catalog, season: Path) -> None:
    """A file moved is known by its content; its old path is forgotten and its anime and episode read anew."""
    other = season.parent / "Mori no Uta"
    other.mkdir()
    (season / f"{TITLE} - 02.mp4").rename(other / "Mori no Uta - 07.mp4")
    before = held(catalog)
    assert index(catalog, season.parent).counts == {"unchanged": 2, "moved": 1}
    [moved] = [video for video in catalog.videos() if video.anime.title == "Mori no Uta"]
    assert before[moved.id][0] == "2"
    assert moved.episode.number == "7"
    assert moved.paths == (str(other / "Mori no Uta - 07.mp4"),)
    assert catalog.summary().files == {"indexed": 3}
    assert catalog.summary().episodes == 3


def test_a_renumbered_season_keeps_its_videos(catalog: Catalog, season: Path) -> None:
    """Where every name goes to the next content, up or down, nothing is signed again and names follow the files."""
    before = {number: video for video, (number, _) in held(catalog).items()}
    for shift in (1, -1):
        paths = sorted(season.iterdir(), reverse=shift > 0)
        for path in paths:
            path.rename(season / f"{TITLE} - {int(path.stem[-2:]) + shift:02d}.mp4")
        summary = index(catalog, season)
        assert (summary.counts, summary.signed_s) == ({"moved": 3}, 0)
        for number in (1, 2, 3):
            shown = number + (shift == 1)
            assert held(catalog)[before[f"{number}"]] == (f"{shown}", (f"{TITLE} - {shown:02d}.mp4",))


def test_copies_are_signed_once(catalog: Catalog, season: Path, episodes: list[Path]) -> None:
    """Copies and links, found together with the original, share its one video and leave its names."""
    for name in (f"{TITLE} - 04.mp4", "copy of it - 09.mp4"):
        shutil.copyfile(episodes[3], season / name)
    summary = index(catalog, season)
    assert summary.counts == {"unchanged": 3, "indexed": 1, "copied": 1}
    assert summary.signed_s == pytest.approx(4, abs=0.2)
    assert [names for _, names in held(catalog).values() if len(names) == 2] == [
        (f"{TITLE} - 04.mp4", "copy of it - 09.mp4")
    ]


def test_equal_length_is_not_equal_content(catalog: Catalog, season: Path, episodes: list[Path]) -> None:
    """Two videos of the same number of bytes are both signed."""
    a, b = season / "5.mp4", season / "6.mp4"
    shutil.copyfile(episodes[4], a)
    shutil.copyfile(episodes[5], b)
    length = max(a.stat().st_size, b.stat().st_size)
    for path in (a, b):
        with path.open("ab") as file:
            file.write(bytes(length - path.stat().st_size))
    assert index(catalog, season).counts == {"unchanged": 3, "indexed": 2}
    assert len(held(catalog)) == 5


def test_a_copy_that_outlives_its_original_is_signed(catalog: Catalog, season: Path, episodes: list[Path]) -> None:
    """Content that was known when a file was hashed, but is forgotten before it is stored, is signed after all."""
    shutil.copyfile(episodes[0], season / f"{TITLE} - 09.mp4")

    class Forgetting(list[Event]):
        def append(self, event: Event) -> None:
            if isinstance(event, Planned):
                catalog.remove_videos([video.id for video in catalog.videos() if video.episode.number == "1"])

    assert index(catalog, season, heard=Forgetting()).counts == {"unchanged": 3, "indexed": 1}
    assert [names for number, names in held(catalog).values() if number == "9"] == [(f"{TITLE} - 09.mp4",)]


def test_failures_are_remembered_and_tried_again_when_asked(catalog: Catalog, season: Path) -> None:
    """A file that cannot be used is told with its reason, skipped while it stays the same, and retried on demand."""
    text = season / "text.mkv"
    text.write_text("not a video")
    heard: list[Event] = []
    summary = index(catalog, season, heard=heard)
    assert summary.counts == {"unchanged": 3, "failed": 1}
    [problem] = summary.problems
    assert (problem.path, problem.code) == (str(text), "not_media")
    assert problem in heard
    assert index(catalog, season).counts == {"unchanged": 3, "skipped": 1}
    assert index(catalog, season, retry_failed=True).counts == {"unchanged": 3, "failed": 1}
    assert catalog.summary().files == {"failed": 1, "indexed": 3}


def test_a_file_that_fails_today_keeps_its_video(catalog: Catalog, season: Path) -> None:
    """Overwritten by rubbish, a file is listed as failed once and its video stays; restored, it is whole again."""
    path = season / f"{TITLE} - 01.mp4"
    content, before = path.read_bytes(), held(catalog)
    path.write_bytes(b"rubbish")
    assert index(catalog, season).counts == {"unchanged": 2, "failed": 1}
    assert held(catalog) == before
    record = catalog.file(str(path))
    assert record is not None
    assert (record.state, record.code) == ("failed", "not_media")
    assert index(catalog, season).counts == {"unchanged": 2, "skipped": 1}
    path.write_bytes(content)
    os.utime(path, (1, 1))
    assert index(catalog, season).counts == {"unchanged": 3}
    assert held(catalog) == before
    assert catalog.summary().files == {"indexed": 3}


def test_a_damaged_part_does_not_replace_a_whole_video(tmp_path: Path, catalog: Catalog, season: Path) -> None:
    """A cut-off file at a new path is kept as partial; in place of a longer whole video it is refused."""
    whole = tmp_path / "whole.mkv"
    write_video(whole, draw_frames(write_script(Show(6), 1, 8.0), (160, 90)))
    part = season / "part.mkv"
    part.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    summary = index(catalog, season)
    assert summary.counts == {"unchanged": 3, "partial": 1}
    assert summary.problems[0].message
    before = held(catalog)
    replaced = season / f"{TITLE} - 01.mp4"
    shutil.copy(whole, replaced)
    assert index(catalog, replaced).counts == {"indexed": 1}
    after = held(catalog)
    assert len(after) == len(before)
    replaced.write_bytes(part.read_bytes()[:-1000])
    summary = index(catalog, replaced)
    assert summary.counts == {"failed": 1}
    assert summary.problems[0].code == "damaged_replacement"
    assert held(catalog) == after


def test_what_changes_after_the_folders_were_read_is_stored_as_it_was_read(
    catalog: Catalog, season: Path, episodes: list[Path]
) -> None:
    """A file replaced while it waited is stored under the size and time it was read with, so it is not read again."""
    path = season / "late.mp4"
    shutil.copyfile(episodes[4], path)
    heard: list[Event] = []

    class Replacing(list[Event]):
        def append(self, event: Event) -> None:
            if isinstance(event, Planned):
                shutil.copyfile(episodes[5], path)
            heard.append(event)

    assert index(catalog, season, heard=Replacing()).counts == {"unchanged": 3, "indexed": 1}
    assert index(catalog, season).counts == {"unchanged": 4}


def test_paths_that_are_not_there_fail_by_themselves(tmp_path: Path, catalog: Catalog, season: Path) -> None:
    """A wrong path is a failure with a reason; what was stored of files now out of reach stays."""
    before = held(catalog)
    shutil.move(season, tmp_path / "unmounted")
    summary = index(catalog, season)
    assert summary.counts == {"failed": 1}
    assert summary.problems[0].code == "unreadable"
    assert held(catalog) == before


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_any_file_name_is_indexed(tmp_path: Path, season: Path) -> None:
    """Undecodable bytes and emoji in the names of files and folders go through scan, worker and catalogue."""
    folder = tmp_path / (os.fsdecode(b"\xff") + "😀")
    season.rename(folder)
    (folder / f"{TITLE} - 01.mp4").rename(folder / os.fsdecode(b"\x80 - 01.mp4"))
    with Catalog.open(tmp_path / "names.db", create=True) as catalog:
        assert index(catalog, folder).counts == {"indexed": 3}
        assert {record.path for record in catalog.files()} == {str(path) for path in folder.iterdir()}


def test_an_interruption_publishes_what_was_stored(tmp_path: Path, season: Path) -> None:
    """Ctrl-C ends the run with everything reported stored and published; the next run goes on with the rest."""
    with Catalog.open(tmp_path / "new.db", create=True) as catalog:
        published: list[int] = []

        def interrupt(event: Event) -> None:
            if isinstance(event, Finished):
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            Indexer(catalog, RECIPES, 1, interrupt, lambda: published.append(catalog.summary().videos)).run([season])
        assert published == [1]
        assert index(catalog, season).counts == {"unchanged": 1, "indexed": 2}
