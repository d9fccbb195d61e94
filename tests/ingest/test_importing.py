"""Archives of real videos, made in one folder and held by libraries that never saw the files."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ashen import Library, sign_archive
from ashen.errors import ArchiveDamaged
from ashen.ingest.archive import ArchivedVideo, ArchiveWriter, read_archive
from ashen.ingest.events import Event, Finished
from ashen.media.scene_clip import frame_jpeg
from ashen.media.stills import Still, encode_still
from ashen.signature.codec import encode_signature
from tests.build import TITLE


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory, episodes: list[Path]) -> Path:
    """Of the fifth and sixth episode; not to be changed."""
    path = tmp_path_factory.mktemp("archive") / "season.ashen"
    summary = sign_archive(episodes[4:6], path)
    assert summary.counts == {"signed": 2}
    return path


def read(archive: Path) -> list[ArchivedVideo]:
    with archive.open("rb") as stream:
        return [each for each in read_archive(stream) if isinstance(each, ArchivedVideo)]


def write(path: Path, videos: list[ArchivedVideo]) -> Path:
    with path.open("wb") as stream:
        writer = ArchiveWriter(stream)
        for video in videos:
            writer.add(video)
        writer.close()
    return path


def test_what_is_held_equals_what_indexing_holds(tmp_path: Path, archive: Path, episodes: list[Path]) -> None:
    """Names, numbers, signatures of every recipe and stills are the same as if the files had been indexed here."""
    with Library.open(tmp_path / "here", create=True) as here, Library.open(tmp_path / "there", create=True) as there:
        assert there.import_archive(archive).counts == {"added": 2}
        here.index(episodes[4:6])
        for one, other in zip(here.videos(), there.videos(), strict=True):
            for field in ("content_hash", "frames", "duration_s", "size_bytes", "width_px", "codec", "partial"):
                assert getattr(one, field) == getattr(other, field)
            assert (one.anime.title, one.episode.number) == (other.anime.title, other.episode.number)
            assert Path(other.paths[0]).name == Path(one.paths[0]).name
            for recipe in ("frame/3", "frame/3-windows", "color-layout/1"):
                same = encode_signature(here.catalog.signature(one.id, recipe))
                assert encode_signature(there.catalog.signature(other.id, recipe)) == same
            assert list(here.catalog.stills(one.id)) == list(there.catalog.stills(other.id))


def test_pictures_and_clips_are_found(own_shelf: Path, archive: Path, episodes: list[Path], tmp_path: Path) -> None:
    """In a library that has other episodes already; nothing is missing, and nothing is to be signed again."""
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(frame_jpeg(episodes[5], 2.0, 160))
    with Library.open(own_shelf) as library:
        assert library.identify(shot).answer == "unknown" or library.identify(shot).matches[0].episode_number != "6"
        library.import_archive(archive)
        picture, clip = library.identify(shot), library.identify(episodes[4])
        assert not library.resigning().needed
    assert (picture.answer, picture.matches[0].episode_number) == ("match", "6")
    assert picture.matches[0].start_s <= 2.01 <= picture.matches[0].end_s
    assert (clip.answer, clip.matches[0].episode_number) == ("match", "5")


def test_importing_again_changes_nothing(tmp_path: Path, archive: Path) -> None:
    """What is held is known by its content."""
    with Library.open(tmp_path / "library", create=True) as library:
        library.import_archive(archive)
        revision = library.catalog.revision()
        again = library.import_archive(archive)
        assert again.counts == {"known": 2}
        assert {video.video_id for video in again.videos} == {video.id for video in library.videos()}
        assert library.catalog.revision() == revision


def test_the_file_itself_takes_the_place_of_its_archive(tmp_path: Path, archive: Path, episodes: list[Path]) -> None:
    """When it is indexed later it is not signed again: the video is known, and now has a file."""
    with Library.open(tmp_path / "library", create=True) as library:
        library.import_archive(archive)
        assert library.index(episodes[4]).counts == {"moved": 1}
        found = next(video for video in library.videos() if video.episode.number == "5")
        assert found.paths == (str(episodes[4]),)
        assert library.summary().videos == 2


def test_indexing_other_files_keeps_what_was_imported(tmp_path: Path, archive: Path, episodes: list[Path]) -> None:
    """Having no file here is no reason to be forgotten."""
    with Library.open(tmp_path / "library", create=True) as library:
        library.import_archive(archive)
        library.index(episodes[0])
        assert library.summary().videos == 3


def test_missing_recipes_are_completed(tmp_path: Path, archive: Path) -> None:
    """A video that is held without some of the signatures gets them, and keeps its number."""
    videos = read(archive)
    fewer = [replace(video, signatures=video.signatures[:2], stills=()) for video in videos]
    poor = write(tmp_path / "poor.ashen", fewer)
    with Library.open(tmp_path / "library", create=True) as library:
        before = library.import_archive(poor)
        assert not library.resigning().needed
        after = library.import_archive(archive)
        assert after.counts == {"completed": 2}
        assert [video.video_id for video in before.videos] == [video.video_id for video in after.videos]
        assert len(library.catalog.video_ids("frame/3-windows")) == 2
        assert library.summary().stills == sum(len(video.stills) for video in videos)


def frames_of_another(video: ArchivedVideo) -> ArchivedVideo:
    shorter = video.signatures[0].take(slice(0, 10))
    return replace(video, signatures=(shorter, *video.signatures[1:]))


def times_that_fall(video: ArchivedVideo) -> ArchivedVideo:
    windows = video.signatures[2]
    return replace(video, signatures=(*video.signatures[:2], windows.take(slice(0, 10))))


WRONG: dict[str, tuple[Callable[[ArchivedVideo], ArchivedVideo], str]] = {
    "another recipe": (lambda video: replace(video, signatures=video.signatures[:1]), "searched by frame/3"),
    "unknown recipe": (
        lambda video: replace(video, signatures=(*video.signatures, replace(video.signatures[0], recipe="frame/99"))),
        "does not know the recipe frame/99",
    ),
    "twice": (lambda video: replace(video, signatures=video.signatures * 2), "twice"),
    "other frames": (frames_of_another, "do not go with"),
    "half of the windows": (times_that_fall, "do not go with"),
    "codes of another kind": (
        lambda video: replace(
            video, signatures=(replace(video.signatures[0], recipe="frame/3"), *video.signatures[2:])
        ),
        "none that frame/3 makes",
    ),
    "a still that is none": (lambda video: replace(video, stills=(Still(0.0, b"no picture"),)), "no WebP"),
    "a damaged still": (
        lambda video: replace(video, stills=(Still(0.0, video.stills[0].data[:40]),)),
        "cannot be read",
    ),
    "a large still": (
        lambda video: replace(video, stills=(Still(0.0, encode_still(np.zeros((10, 400, 3), np.uint8))),)),
        "larger than 320",
    ),
    "stills out of order": (
        lambda video: replace(video, stills=(Still(1.0, video.stills[0].data), video.stills[0])),
        "not in order",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_held_is_refused(tmp_path: Path, archive: Path, wrong: str) -> None:
    """With the reason, one video at a time: the others are stored."""
    spoil, why = WRONG[wrong]
    first, second = read(archive)
    spoilt = write(tmp_path / "spoilt.ashen", [spoil(first), second])
    with Library.open(tmp_path / "library", create=True) as library:
        told = library.import_archive(spoilt)
        assert told.counts == {"refused": 1, "added": 1}
        assert why in told.videos[0].message
        assert library.summary().videos == 1


def test_a_damaged_archive_stores_nothing(tmp_path: Path, archive: Path) -> None:
    """Also where the damage is at its end."""
    cut = tmp_path / "cut.ashen"
    cut.write_bytes(archive.read_bytes()[:-3])
    with Library.open(tmp_path / "library", create=True) as library:
        with pytest.raises(ArchiveDamaged):
            library.import_archive(cut)
        assert library.summary().videos == 0


def test_files_that_fail_are_told_and_left_out(tmp_path: Path, episodes: list[Path]) -> None:
    """The others are in the archive, named after the folders below the one that was given; no half file is left."""
    folder = tmp_path / "videos"
    (folder / TITLE).mkdir(parents=True)
    shutil.copy(episodes[0], folder / TITLE)
    (folder / TITLE / "broken.mp4").write_bytes(b"no video")
    heard: list[Event] = []
    summary = sign_archive(folder, tmp_path / "out.ashen", stills=False, workers=1, on_event=heard.append)
    assert summary.counts == {"signed": 1, "failed": 1}
    assert {event.outcome for event in heard if isinstance(event, Finished)} == {"signed", "failed"}
    [video] = read(tmp_path / "out.ashen")
    assert (video.video.naming.anime_title, video.video.naming.episode_number) == (TITLE, "1")
    assert (video.stills, [each.recipe for each in video.signatures]) == (
        (),
        ["color-layout/1", "frame/3", "frame/3-windows"],
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.ashen", "videos"]


def test_a_still_that_claims_to_be_huge_is_not_decoded(tmp_path: Path, archive: Path) -> None:
    """Its header is enough to refuse it."""
    first, _ = read(archive)
    claiming = bytearray(first.stills[0].data)
    assert claiming[12:16] == b"VP8 "
    claiming[26:30] = b"\xff\x3f\xff\x3f"  # width and height, 16383 (RFC 6386, 9.1)
    bomb = write(tmp_path / "bomb.ashen", [replace(first, stills=(Still(0.0, bytes(claiming)),))])
    with Library.open(tmp_path / "library", create=True) as library:
        assert library.import_archive(bomb).counts == {"refused": 1}
