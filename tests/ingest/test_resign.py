import logging
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ashen import Library
from ashen.catalog.lock import WriterLock
from ashen.errors import LibraryBusy
from ashen.ingest.events import Event, Finished
from benchmarks.edits import read_rgb
from tests.old_library import NEW_RECIPES, made_by_frame_2, recorded_at

EPISODES = 3


@pytest.fixture
def queries(tmp_path: Path, old_season: list[Path]) -> list[Path]:
    """Copies of the season's files to ask about, which stay when those go."""
    return sorted(Path(shutil.copy(path, tmp_path / f"query {path.name}")) for path in old_season)


def named(library: Library, query: Path) -> list[str]:
    """File names of the videos that `query` is said to be."""
    return [Path(match.video).name for match in library.identify(query).matches]


def signed_by(library: Library, recipe: str) -> int:
    return len(library.catalog.video_ids(recipe))


def indices(folder: Path) -> set[str]:
    """The recipes that search indices are stored of."""
    return {path.parent.name.rsplit("-", 1)[0] for path in (folder / "index").glob("*/manifest.json")}


def test_an_old_library_is_searched_before_during_and_after(
    bare: Path, old_season: list[Path], queries: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    """From files: a reader that has it open answers by `frame/1` until all videos are signed, and by `frame/3` at its
    next question, for which the indices lie ready; signatures, windows and stills are those of a new library."""
    caplog.set_level(logging.WARNING)
    heard: list[Event] = []
    with Library.open(bare) as library, Library.open(bare) as reader:
        assert [named(reader, query) for query in queries] == [[path.name] for path in old_season]

        def listen(event: Event) -> None:
            heard.append(event)
            if isinstance(event, Finished):
                assert reader.recipe.name == "frame/1"
                assert named(reader, queries[0]) == [old_season[0].name]

        caplog.clear()
        summary = library.resign(workers=2, on_event=listen)
        assert summary.counts == {"re-signed": EPISODES}
        assert summary.signed_s == pytest.approx(4 * EPISODES, abs=0.5)
        assert (summary.searched, summary.switched, summary.left) == ("frame/3", True, 0)
        assert sum(isinstance(event, Finished) for event in heard) == EPISODES
        assert reader.recipe.name == "frame/3"
        assert indices(bare) == {"frame-1", "frame-3", "frame-3-windows"}
        with WriterLock(bare / "writer.lock"):  # so that the reader could not mend what lacked
            assert [named(reader, query) for query in queries] == [[path.name] for path in old_season]
        assert caplog.messages == []
        assert not library.resigning().needed
        assert library.resign().counts == {}
        with Library.open(bare.parent / "new", create=True) as new:
            new.index(old_season)
            for path in old_season:
                ids = [
                    next(video.id for video in each.videos() if video.paths == (str(path),)) for each in (library, new)
                ]
                for recipe in NEW_RECIPES:
                    again, first = (
                        each.catalog.signature(video, recipe) for each, video in zip((library, new), ids, strict=True)
                    )
                    np.testing.assert_array_equal(again.codes, first.codes)
                    np.testing.assert_array_equal(again.times_s, first.times_s)
                assert list(library.catalog.stills(ids[0])) == list(new.catalog.stills(ids[1]))


@pytest.mark.parametrize("files_stay", [True, False])
def test_a_library_of_frame_2_goes_over(
    tmp_path: Path, old_season: list[Path], queries: list[Path], files_stay: bool
) -> None:
    """It goes on answering by `frame/2`, signs new videos by both, and goes over from files or from its stills."""
    with Library.open(made_by_frame_2(tmp_path / "library", old_season[:2])) as library:
        assert library.recipe.name == "frame/2"
        assert [named(library, query) for query in queries[:2]] == [[path.name] for path in old_season[:2]]
        assert library.index(old_season).counts == {"unchanged": 2, "indexed": 1}
        assert [signed_by(library, recipe) for recipe in ("frame/2", "frame/2-windows", *NEW_RECIPES)] == [3, 3, 1, 1]
        if not files_stay:
            for path in old_season:
                path.unlink()
        summary = library.resign(workers=1)
        how = "re-signed" if files_stay else "from stills"
        assert (summary.counts, summary.searched, summary.left) == ({how: 2}, "frame/3", 0)
        assert [named(library, query) for query in queries] == [[path.name] for path in old_season]


def test_questions_are_answered_all_along(bare: Path, old_season: list[Path], tmp_path: Path) -> None:
    """Somebody who asks without a pause, also while the library goes over, gets the right answer each time."""
    picture = tmp_path / "picture.png"
    _, rgb = next(read_rgb(old_season[0], 0.5))
    Image.fromarray(rgb).save(picture)
    answers: list[tuple[str, list[str]]] = []
    over = threading.Event()

    def ask() -> None:
        with Library.open(bare) as reader:
            while not over.is_set():
                before = reader.recipe.name
                answers.append((before, named(reader, picture)))

    asker = threading.Thread(target=ask)
    asker.start()
    try:
        with Library.open(bare) as library:
            library.resign(workers=1)
        time.sleep(0.5)
    finally:
        over.set()
        asker.join()
    assert {recipe for recipe, _ in answers} == {"frame/1", "frame/3"}
    assert [names for _, names in answers] == [[old_season[0].name]] * len(answers)


def test_new_videos_are_signed_by_both_until_then(bare: Path, old_season: list[Path], episodes: list[Path]) -> None:
    """An old library can be added to, and what was added then needs no signing again; afterwards `frame/1` is over."""
    with Library.open(bare) as library:
        library.index(episodes[EPISODES])
        assert (signed_by(library, "frame/1"), signed_by(library, "frame/3")) == (EPISODES + 1, 1)
        assert library.resign(workers=2).counts == {"re-signed": EPISODES}
        library.index(episodes[EPISODES + 1])
        assert (signed_by(library, "frame/1"), signed_by(library, "frame/3")) == (EPISODES + 1, EPISODES + 2)
        assert named(library, episodes[EPISODES + 1]) == [episodes[EPISODES + 1].name]
        assert named(library, episodes[0]) == [old_season[0].name]


def test_stills_serve_where_files_are_gone(kept: Path, old_season: list[Path], queries: list[Path]) -> None:
    """Each frame keeps its time and quality and gets the code of the still that stands for it, windows are signed as
    from the file; a file with other content in it is not taken for the video."""
    old_season[1].write_bytes(old_season[2].read_bytes())
    recorded_at(kept, old_season)
    old_season[0].unlink()
    with Library.open(kept) as library:
        assert library.resigning().by_way["file"].videos == EPISODES - 1
        summary = library.resign(workers=2)
        assert summary.counts == {"from stills": 2, "re-signed": EPISODES - 2}
        assert summary.switched
        for query, path in zip(queries, old_season, strict=True):
            assert named(library, query) == [path.name]
        for number in ("1", "2"):
            video = next(video.id for video in library.videos() if video.episode.number == number)
            old, new = (library.catalog.signature(video, recipe) for recipe in ("frame/1", "frame/3"))
            np.testing.assert_array_equal(new.times_s, old.times_s)
            np.testing.assert_array_equal(new.quality, old.quality)
            times_s = library.catalog.still_times(video)
            standing = np.searchsorted(times_s, new.times_s + 1e-9, side="right")
            assert len(np.unique(new.codes, axis=0)) > 1
            for still in np.unique(standing):
                assert len(np.unique(new.codes[standing == still], axis=0)) == 1
            windows = library.catalog.signature(video, "frame/3-windows")
            np.testing.assert_allclose(np.unique(np.round(windows.times_s, 6)), times_s, rtol=0, atol=1e-6)


def test_what_cannot_be_signed_keeps_it_from_going_over(
    bare: Path, old_season: list[Path], queries: list[Path], tmp_path: Path
) -> None:
    """A video with neither file nor stills is reported, and the library stays as it was unless told to leave it out;
    nothing stored is deleted, and when the file is back the video is found again."""
    away = Path(shutil.move(old_season[0], tmp_path / "away.mp4"))
    with Library.open(bare) as library, Library.open(bare) as reader:
        for run in range(2):
            summary = library.resign(workers=1)
            assert summary.counts == {"missing": 1} | ({} if run else {"re-signed": EPISODES - 1})
            assert (summary.searched, summary.switched, summary.left) == ("frame/1", False, 1)
            assert [problem.path for problem in summary.problems] == [str(old_season[0])]
            assert "--without-missing" in summary.problems[0].message
            assert [named(reader, query) for query in queries] == [[path.name] for path in old_season]
        summary = library.resign(without_missing=True)
        assert (summary.counts, summary.searched, summary.switched) == ({"missing": 1}, "frame/3", True)
        assert [named(reader, query) for query in queries] == [[], *([path.name] for path in old_season[1:])]
        assert signed_by(library, "frame/1") == len(library.videos()) == EPISODES
        assert library.resigning().by_way["missing"].videos == 1
        shutil.move(away, old_season[0])
        assert library.resign().counts == {"re-signed": 1}
        assert not library.resigning().needed
        assert named(library, queries[0]) == [old_season[0].name]


def test_a_library_is_not_left_without_any_video(bare: Path, old_season: list[Path], queries: list[Path]) -> None:
    """With all files out of reach, as on a disk that is not there, even the option does not go over."""
    old_season[0].parent.rename(old_season[0].parent.with_name("unmounted"))
    with Library.open(bare) as library:
        summary = library.resign(without_missing=True)
        assert (summary.counts, summary.switched) == ({"missing": EPISODES}, False)
        assert named(library, queries[0]) == [old_season[0].name]


def test_a_file_that_fails_is_told_of(bare: Path, old_season: list[Path]) -> None:
    """A file that holds something else by now is left alone, with a reason; the others are signed."""
    old_season[0].write_bytes(old_season[1].read_bytes())
    recorded_at(bare, old_season)
    with Library.open(bare) as library:
        summary = library.resign(workers=1)
        assert summary.counts == {"failed": 1, "re-signed": EPISODES - 1}
        assert (summary.problems[0].code, summary.switched) == ("file_changed", False)
        assert signed_by(library, "frame/3") == EPISODES - 1


def test_only_one_writes(bare: Path) -> None:
    """Re-signing holds the writer lock, as indexing does."""
    with Library.open(bare) as library, WriterLock(bare / "writer.lock"), pytest.raises(LibraryBusy):
        library.resign()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 as POSIX has it")
def test_a_killed_run_goes_on_where_it_was(bare: Path, old_season: list[Path], queries: list[Path]) -> None:
    """What was said to be re-signed when the program was killed is stored whole, searches go on by `frame/1`, and the
    next run signs only the rest."""
    command = [sys.executable, "-m", "ashen.cli.main", "resign", "--library", str(bare), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(2)]
        process.kill()
        lines += process.stderr.readlines()
    said = [line for line in lines if line.startswith("re-signed ") and line.endswith("\n")]
    assert said
    with Library.open(bare) as library:
        done = signed_by(library, "frame/3")
        assert len(said) <= done < EPISODES
        assert done == signed_by(library, "frame/3-windows") == len(library.catalog.videos_with_stills())
        assert library.recipe.name == "frame/1"
        assert [named(library, query) for query in queries] == [[path.name] for path in old_season]
        summary = library.resign(workers=1)
        assert summary.counts == {"re-signed": EPISODES - done}
        assert summary.switched
        assert [named(library, query) for query in queries] == [[path.name] for path in old_season]
