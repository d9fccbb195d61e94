import os
import sys
from pathlib import Path

import pytest

from ashen.catalog.records import FileStat
from ashen.ingest.scan import Unreadable, file_stat, scan
from tests.build import unprivileged

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as POSIX has them")


def put(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def found(*given: Path) -> list[str]:
    """The paths found below the given ones, which must all be readable."""
    items = list(scan(given))
    assert not [item for item in items if isinstance(item, Unreadable)]
    return [item.path for item in items]


def test_videos_are_found_by_name_in_order(tmp_path: Path) -> None:
    """Files with a video's ending, in any case, folder by folder in the order of their names; nothing hidden."""
    wanted = ["01.mkv", "02.MP4", "10.webm", "b/1.ts", "b/c/2.avi", "d/3.m2ts"]
    for name in [*wanted, "a.txt", "cover.jpg", "mkv", ".hidden.mkv", ".git/x.mkv", "b/.Trash/y.mkv", "03.mkv.part"]:
        put(tmp_path / name)
    (tmp_path / "empty").mkdir()
    (tmp_path / "folder.mkv").mkdir()
    assert found(tmp_path) == [str(tmp_path / name) for name in wanted]


def test_each_file_is_found_once(tmp_path: Path) -> None:
    """A path given twice, a folder inside a given one, and a file inside it are not looked at twice."""
    for name in ("a/1.mkv", "a/b/2.mkv"):
        put(tmp_path / name)
    a, b = tmp_path / "a", tmp_path / "a" / "b"
    assert sorted(found(a, a)) == [str(a / "1.mkv"), str(b / "2.mkv")]
    assert sorted(found(b, a, b / "2.mkv")) == [str(a / "1.mkv"), str(b / "2.mkv")]
    assert sorted(found(b / "2.mkv", a / "b" / ".." / "b")) == [str(b / "2.mkv")]


def test_a_file_named_outright_is_taken_whatever_its_name(tmp_path: Path) -> None:
    """Endings and dots only matter inside folders; a relative path becomes absolute."""
    path = put(tmp_path / ".odd name", b"12345")
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        assert list(scan([".odd name"])) == [FileStat(str(path), 5, path.stat().st_mtime_ns)] == [file_stat(str(path))]
    finally:
        os.chdir(here)


@posix
def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    """A linked folder and a linked file count; a folder linked into itself is entered once; dead links are left out."""
    put(tmp_path / "elsewhere" / "1.mkv")
    put(tmp_path / "videos" / "2.mkv")
    (tmp_path / "videos" / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "videos" / "3.mkv").symlink_to(tmp_path / "elsewhere" / "1.mkv")
    (tmp_path / "videos" / "dead.mkv").symlink_to(tmp_path / "nowhere.mkv")
    (tmp_path / "elsewhere" / "back").symlink_to(tmp_path / "videos")
    (tmp_path / "elsewhere" / "self").symlink_to(tmp_path / "elsewhere")
    assert found(tmp_path / "videos") == [
        str(tmp_path / "videos" / name) for name in ("2.mkv", "3.mkv", "linked/1.mkv")
    ]


@posix
def test_a_link_to_itself_is_reported(tmp_path: Path) -> None:
    """A file that cannot be looked at is named, and the others are found."""
    (tmp_path / "loop.mkv").symlink_to(tmp_path / "loop.mkv")
    put(tmp_path / "ok.mkv")
    items = list(scan([tmp_path]))
    assert [type(item) for item in items] == [Unreadable, FileStat]
    assert items[0].path == str(tmp_path / "loop.mkv")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_any_file_name_is_found(tmp_path: Path) -> None:
    """Undecodable bytes, emoji, line breaks and any script come back so that the file can be opened."""
    names = [os.fsdecode(b"\xff\xfe\x80.mkv"), "星の海 第1話.mkv", "😀\n\t.mkv", "e\u0301é.mkv"]
    for name in names:
        put(tmp_path / name, name.encode(errors="surrogateescape"))
    items = list(scan([tmp_path]))
    assert sorted(Path(item.path).name for item in items) == sorted(names)
    for item in items:
        assert Path(item.path).read_bytes() == Path(item.path).name.encode(errors="surrogateescape")


def test_what_is_not_there_is_reported(tmp_path: Path) -> None:
    """A path that does not exist is named with a reason, and the others are still found."""
    video = put(tmp_path / "1.mkv")
    items = list(scan([tmp_path / "nowhere", video]))
    assert isinstance(items[0], Unreadable)
    assert items[0].path == str(tmp_path / "nowhere")
    assert "exists" in items[0].message
    assert items[1] == file_stat(str(video))


@posix
def test_a_pipe_is_no_video(tmp_path: Path) -> None:
    """Reading a pipe or a device would wait for ever: named outright it is refused, in a folder left out."""
    pipe = tmp_path / "pipe.mkv"
    os.mkfifo(pipe)
    assert [type(item) for item in scan([pipe])] == [Unreadable]
    assert list(scan([tmp_path])) == []


@posix
def test_an_unreadable_folder_is_reported(public_folder: Path) -> None:
    """A folder that may not be read is named with a reason, and its neighbours are searched."""
    for name in ("a/1.mkv", "b/2.mkv", "c/3.mkv"):
        put(public_folder / name)
    closed = public_folder / "b"
    closed.chmod(0)
    try:
        with unprivileged():
            items = list(scan([public_folder]))
    finally:
        closed.chmod(0o755)
    assert [Path(item.path).name for item in items] == ["1.mkv", "b", "3.mkv"]
    assert isinstance(items[1], Unreadable)
    assert "may read it" in items[1].message


def test_a_library_in_the_folder_holds_no_videos(own_shelf: Path) -> None:
    """The files of a library are never taken for videos."""
    assert found(own_shelf.parent) == []
