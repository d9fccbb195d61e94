import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ashen import Library, sign_archive, sign_media
from ashen.catalog.lock import WriterLock
from ashen.errors import LibraryBusy, LibraryMissing, NotMedia, UnknownRecipe, VideoMissing
from ashen.index.layout import HEADER_BYTES, Header, Layout
from ashen.ingest.events import Event, Finished
from benchmarks.edits import read_rgb
from tests.build import unprivileged

AT_S = 0.5


@pytest.fixture(scope="session")
def stills(tmp_path_factory: pytest.TempPathFactory, episodes: list[Path]) -> list[Path]:
    """A picture of each episode, about `AT_S` seconds in."""
    folder = tmp_path_factory.mktemp("stills")
    paths = [folder / f"{episode.stem}.png" for episode in episodes]
    for path, episode in zip(paths, episodes, strict=True):
        _, rgb = next(read_rgb(episode, AT_S))
        Image.fromarray(rgb).save(path)
    return paths


def named(library: Library, query: Path) -> list[str]:
    """File names of the videos that `query` is said to be."""
    return [Path(match.video).name for match in library.identify(query).matches]


def index_files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "index").rglob("*") if path.is_file())


# Asking


def test_a_picture_is_placed(shelf: Path, episodes: list[Path], stills: list[Path]) -> None:
    """A still of an indexed episode names the episode, its file, and a scene around the moment."""
    with Library.open(shelf) as library:
        answer = library.identify(stills[2])
        assert answer.answer == "match"
        assert (answer.query.kind, answer.query.duration_s, answer.query.path) == ("image", None, str(stills[2]))
        [match] = answer.matches
        assert (match.video, match.episode_number, match.anime_title) == (str(episodes[2]), "3", "Hoshi no Umi")
        assert match.start_s <= match.at_s <= match.end_s
        assert match.start_s - 0.1 <= AT_S <= match.end_s + 0.1


def test_a_video_is_placed(shelf: Path, episodes: list[Path]) -> None:
    """A whole indexed file is found as itself, from start to end, at its own speed."""
    with Library.open(shelf) as library:
        answer = library.identify(episodes[1])
        assert (answer.answer, answer.query.kind) == ("match", "video")
        [match] = answer.matches
        assert (match.video, match.mirrored) == (str(episodes[1]), False)
        assert match.speed == pytest.approx(1, abs=0.01)
        assert match.start_s == pytest.approx(match.query_start_s, abs=0.1)
        assert match.query_end_s > 3


def test_what_is_no_media_is_an_error(tmp_path: Path, shelf: Path) -> None:
    """A query that cannot be used raises; it is never taken for unknown."""
    text = tmp_path / "text.png"
    text.write_text("not a picture")
    with Library.open(shelf) as library:
        with pytest.raises(NotMedia):
            library.identify(text)
        with pytest.raises(FileNotFoundError):
            library.identify(tmp_path / "nowhere.png")


def test_an_empty_library_knows_nothing(tmp_path: Path, stills: list[Path]) -> None:
    """With nothing indexed every answer is unknown."""
    with Library.open(tmp_path / "new", create=True) as library:
        assert library.identify(stills[0]).answer == "unknown"
        assert (library.videos(), list(library.files()), library.indexed_rows()) == ([], [], 0)


def test_media_are_signed_as_they_are(episodes: list[Path], stills: list[Path]) -> None:
    """`sign_media` signs pictures and videos by any recipe and refuses recipes that do not exist."""
    video = sign_media(episodes[0])
    assert (video.recipe, video.codes.shape[1], len(video) > 50) == ("frame/3", 64, True)
    picture = sign_media(stills[0], "color-layout/1")
    assert (picture.codes.shape, picture.times_s.tolist()) == ((1, 33), [0.0])
    with pytest.raises(UnknownRecipe):
        sign_media(stills[0], "frame/999")
    with pytest.raises(UnknownRecipe, match="parts of stored stills"):
        sign_media(stills[0], "frame/3-windows")


# Opening


def test_a_library_must_be_there(tmp_path: Path) -> None:
    """Opening does not make a library unless asked to."""
    with pytest.raises(LibraryMissing):
        Library.open(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_a_library_opens_twice_in_a_process(own_shelf: Path, episodes: list[Path], stills: list[Path]) -> None:
    """Two objects on one library agree, and one sees what the other writes."""
    with Library.open(own_shelf) as one, Library.open(own_shelf) as two:
        assert named(two, stills[4]) == []
        one.index(episodes[4])
        time.sleep(1.1)
        assert named(one, stills[4]) == named(two, stills[4]) == [episodes[4].name]


def test_only_one_writes(own_shelf: Path, episodes: list[Path]) -> None:
    """A second writer is refused at once, whatever it wants to write."""
    with Library.open(own_shelf) as library, WriterLock(own_shelf / "writer.lock"):
        for write in (
            lambda: library.index([episodes[5]]),
            lambda: library.remove([1]),
            lambda: library.forget_files([str(episodes[0])]),
            library.rebuild,
        ):
            with pytest.raises(LibraryBusy):
                write()


# Removing


def test_removed_videos_are_not_found(own_shelf: Path, episodes: list[Path], stills: list[Path]) -> None:
    """A video removed by number or by its file is gone from lists and searches; the others stay."""
    with Library.open(own_shelf) as library:
        [match] = library.identify(stills[0]).matches
        assert library.remove([match.video_id, 12345]) == 1
        assert library.forget_files([str(episodes[1]), "/nowhere"]) == 1
        assert [named(library, still) for still in stills[:3]] == [[], [], [episodes[2].name]]
        assert len(library.videos()) == 2
        with pytest.raises(VideoMissing):
            library.catalog.video(match.video_id)
    assert episodes[0].exists()


# Readers beside a writer


def test_a_reader_sees_a_new_episode_at_once(own_shelf: Path, episodes: list[Path], stills: list[Path]) -> None:
    """While this process indexes, another one that searches names a new episode within 5 s of its being stored."""
    stored_at: dict[str, float] = {}

    def note(event: Event) -> None:
        if isinstance(event, Finished):
            stored_at[event.path] = time.time()
            time.sleep(1)  # the writer stays busy, its index unpublished

    command = [sys.executable, "-m", "tests.library_reader", str(own_shelf), str(stills[4])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline().split()[1] == "unknown"
        with Library.open(own_shelf) as library:
            library.index(episodes[4:8], on_event=note)
        seen_s, answer = reader.stdout.readlines()[-1].split()
    assert answer == "match"
    assert float(seen_s) - stored_at[str(episodes[4])] < 5


def test_the_first_search_after_storing_finds(
    own_shelf: Path, tmp_path: Path, episodes: list[Path], stills: list[Path]
) -> None:
    """Of a reader that searched right before, too, however quickly it was stored."""
    archive = tmp_path / "episode.ashen"
    sign_archive([episodes[4]], archive)
    with Library.open(own_shelf) as reader, Library.open(own_shelf) as writer:
        assert named(reader, stills[4]) == []
        writer.import_archive(archive)
        assert len(named(reader, stills[4])) == 1


def test_a_reader_answers_from_memory_while_another_writes(
    own_shelf: Path, stills: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    """With the index missing and the right to write taken, searches still find everything, and write nothing."""
    shutil.rmtree(own_shelf / "index")
    with WriterLock(own_shelf / "writer.lock"), Library.open(own_shelf) as library:
        assert [len(named(library, still)) for still in stills[:5]] == [1, 1, 1, 1, 0]
        assert library.indexed_rows() > 0
    assert not (own_shelf / "index").exists()
    assert caplog.messages == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions as POSIX has them")
def test_a_read_only_library_answers(public_folder: Path, shelf: Path, stills: list[Path]) -> None:
    """Where nothing may be written, an index that is missing is completed in memory."""
    folder = Path(shutil.copytree(shelf, public_folder / "library"))
    shutil.rmtree(folder / "index")
    query = Path(shutil.copy(stills[1], public_folder / "query.png"))
    folder.chmod(0o555)
    (folder / "ashen.db").chmod(0o444)
    try:
        with unprivileged(), Library.open(folder) as library:
            assert len(named(library, query)) == 1
            with pytest.raises(PermissionError):
                library.remove([1])
    finally:
        folder.chmod(0o755)
    assert not (folder / "index").exists()


# Recipes


def test_an_older_library_goes_on_by_its_own_recipe(tmp_path: Path, episodes: list[Path], stills: list[Path]) -> None:
    """What an older Ashen made is searched as before, frames alone; new videos are signed for the newest recipe too."""
    with Library.open(tmp_path / "old", create=True) as library:
        assert library.recipe.name == "frame/3"
        library.catalog.set_search_recipe("frame/1")
    with Library.open(tmp_path / "old") as library:
        assert library.recipe.name == "frame/1"
        library.index(episodes[:2])
        assert named(library, stills[1]) == [episodes[1].name]
        assert set(library.summary().signatures) == {"color-layout/1", "frame/1", "frame/3", "frame/3-windows"}
        [folder] = (tmp_path / "old" / "index").iterdir()
        assert folder.name == f"frame-1-{library.catalog.library_id}"


# Healing


def test_a_missing_index_is_made_anew(own_shelf: Path, stills: list[Path], caplog: pytest.LogCaptureFixture) -> None:
    """The index is a cache: without it the first search builds it from the catalogue, and says so once of each."""
    shutil.rmtree(own_shelf / "index")
    for indices in (["frame/3", "frame/3-windows"], []):
        caplog.clear()
        with Library.open(own_shelf) as library:
            assert [len(named(library, still)) for still in stills[:5]] == [1, 1, 1, 1, 0]
        assert [message.split()[4] for message in caplog.messages] == indices
    assert index_files(own_shelf)


def test_a_missing_index_of_one_kind_leaves_the_other(own_shelf: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Names of recipes begin alike: making the index of frames anew does not touch that of windows, and reversed."""
    with Library.open(own_shelf) as library:
        library_id, rows = library.catalog.library_id, library.indexed_rows()
    for recipe in ("frame-3", "frame-3-windows"):
        caplog.clear()
        shutil.rmtree(own_shelf / "index" / f"{recipe}-{library_id}")
        with Library.open(own_shelf) as library:
            assert library.indexed_rows() == rows
        assert len(caplog.messages) == 1
    caplog.clear()
    with Library.open(own_shelf) as library:
        assert library.indexed_rows() == rows
        library.remove([12345])
    assert not caplog.messages


@pytest.mark.parametrize("suffix", [".json", ".rows", ".lists"])
def test_a_truncated_index_is_made_anew(
    own_shelf: Path, stills: list[Path], caplog: pytest.LogCaptureFixture, suffix: str
) -> None:
    """Every file of the index may be cut short, one after the other: searches heal it and say so."""
    for path in [path for path in index_files(own_shelf) if path.suffix == suffix]:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with Library.open(own_shelf) as library:
        assert [len(named(library, still)) for still in stills[:5]] == [1, 1, 1, 1, 0]
    assert len(caplog.messages) == 2
    assert all("made anew" in message for message in caplog.messages)


def test_an_index_of_another_library_is_not_believed(
    tmp_path: Path, own_shelf: Path, episodes: list[Path], stills: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    """An index whose numbers mean other videos is thrown away, though it has the same number of videos."""
    with Library.open(tmp_path / "other", create=True) as other:
        other.index(episodes[4:8])
        ids = [video.id for video in other.videos()]
    with Library.open(own_shelf) as library:
        assert sorted(ids) == sorted(video.id for video in library.videos())
    shutil.rmtree(own_shelf / "index")
    shutil.copytree(tmp_path / "other" / "index", own_shelf / "index")
    strangers = index_files(own_shelf)
    with Library.open(own_shelf) as library:
        assert [named(library, still) for still in stills[:4]] == [[episode.name] for episode in episodes[:4]]
    assert len(caplog.messages) == 2
    assert not [path for path in strangers if path.exists()]


def test_an_index_that_is_behind_is_brought_up(
    own_shelf: Path, episodes: list[Path], stills: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    """What was stored or removed when no index was kept is noticed by the next search, which says so."""
    old = shutil.copytree(own_shelf / "index", own_shelf.parent / "old")
    with Library.open(own_shelf) as library:
        library.index(episodes[4])
        library.remove([library.identify(stills[0]).matches[0].video_id])
    shutil.rmtree(own_shelf / "index")
    shutil.copytree(old, own_shelf / "index")
    with Library.open(own_shelf) as library:
        assert [len(named(library, still)) for still in stills[:5]] == [0, 1, 1, 1, 1]
    assert caplog.messages == [
        f"The search index of {recipe} was behind the catalogue. Videos added: 1, removed: 1."
        for recipe in ("frame/3", "frame/3-windows")
    ]


def test_damage_met_by_a_search_is_mended(
    own_shelf: Path, stills: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    """Row numbers that point nowhere pass the checks at opening; the search that meets them has the index rebuilt."""
    for segment in [path for path in index_files(own_shelf) if path.suffix == ".rows"]:
        content = bytearray(segment.read_bytes())
        header = Header.unpack(bytes(content[:HEADER_BYTES]), segment)
        layout = Layout(header.width, np.array([header.rows]), header.videos)
        numbers = slice(int(layout.codes_at()[0]) + header.rows * header.width, layout.videos_at)
        content[numbers] = np.full(header.rows, 10**9, "<i8").tobytes()
        segment.write_bytes(content)
    with Library.open(own_shelf) as library:
        assert [len(named(library, still)) for still in stills[:5]] == [1, 1, 1, 1, 0]
    assert caplog.messages


def test_rebuilding_gives_the_same_answers(own_shelf: Path, stills: list[Path]) -> None:
    """An index built from nothing holds as many rows as one built file by file, and answers alike."""
    with Library.open(own_shelf) as library:
        before = [library.identify(still) for still in stills[:5]]
        rows = library.indexed_rows()
        assert library.rebuild() == rows
        assert [library.identify(still) for still in stills[:5]] == before


def test_stored_signatures_are_those_of_the_files(shelf: Path, episodes: list[Path]) -> None:
    """What indexing stores is what signing gives, for every frame."""
    with Library.open(shelf) as library:
        by_path = {video.paths[0]: video.id for video in library.videos()}
        for episode in episodes[:2]:
            stored = library.catalog.signature(by_path[str(episode)], "frame/3")
            np.testing.assert_array_equal(stored.codes, sign_media(episode).codes)
