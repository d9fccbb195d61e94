"""list, show, remove, status and rebuild: what is held, and letting go of it."""

import json
import shutil
from pathlib import Path

from tests.cli.program import ashen


def test_videos_are_listed_by_anime_and_episode(shelf: Path, episodes: list[Path]) -> None:
    """The title, then number, episode, length and path of each video; as JSON, a line for each."""
    lines = ashen("list", "--library", shelf).out.splitlines()
    assert lines[0] == "Hoshi no Umi"
    assert [line.split()[1:3] for line in lines[1:]] == [["episode", f"{number}"] for number in (1, 2, 3, 4)]
    assert [line.endswith(str(path)) for line, path in zip(lines[1:], episodes, strict=False)] == [True] * 4
    listed = ashen("list", "--json", "--library", shelf).json_lines
    assert [video["episode"]["number"] for video in listed] == ["1", "2", "3", "4"]
    assert [f"{video['id']}" for video in listed] == [line.split()[0] for line in lines[1:]]


def test_a_video_is_shown_by_number_or_path(shelf: Path, episodes: list[Path]) -> None:
    """Both give the same object, which is the one `list --json` prints; what is not held is one line and code 3."""
    [listed] = [video for video in ashen("list", "--json", "--library", shelf).json_lines if video["id"] == 2]
    path = listed["files"][0]["path"]
    by_number, by_path = (ashen("show", which, "--library", shelf) for which in ("2", path))
    assert by_number.out == by_path.out
    assert json.loads(by_number.out) == listed | {"spans": []}
    assert listed["files"] == [{"path": path, "online": True}]
    assert (listed["width_px"], listed["codec"], listed["partial"]) == (160, "h264", False)
    for wrong in ("99", str(episodes[7])):
        ran = ashen("show", wrong, "--library", shelf)
        assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
        assert "ashen list" in ran.err


def test_videos_are_removed_by_number_path_or_folder(own_shelf: Path, episodes: list[Path]) -> None:
    """What was removed is no longer listed; the files stay; what is not held is an error and removes nothing."""
    assert ashen("remove", "1", "99", "--library", own_shelf).code == 3
    assert len(ashen("list", "--json", "--library", own_shelf).json_lines) == 4
    assert ashen("remove", "1", "--library", own_shelf).out == "Removed 1 video.\n"
    left = [video["files"][0]["path"] for video in ashen("list", "--json", "--library", own_shelf).json_lines]
    roundabout = Path(left[0]).parent / ".." / episodes[0].parent.name / Path(left[0]).name
    assert ashen("remove", roundabout, "--library", own_shelf).out == "Removed 1 video.\n"
    assert ashen("remove", episodes[0].parent, "--library", own_shelf).out == "Removed 2 videos.\n"
    assert ashen("list", "--library", own_shelf).out == ""
    assert all(path.exists() for path in episodes)


def test_status_counts_and_lists_what_is_wrong(tmp_path: Path, own_shelf: Path, episodes: list[Path]) -> None:
    """Numbers of everything; failed files with code and reason; files that have gone."""
    moved, bad = Path(shutil.copy(episodes[5], tmp_path)), tmp_path / "bad.mkv"
    bad.write_text("not a video")
    assert ashen("index", moved, bad, "--library", own_shelf, "--workers", "1").code == 4
    moved.unlink()
    [status] = ashen("status", "--json", "--library", own_shelf).json_lines
    assert (status["videos"], status["episodes"], status["anime"]) == (5, 5, 1)
    assert status["files"] == {"failed": 1, "indexed": 5}
    assert status["frames"] > 0
    assert status["indexed_rows"] > 0
    assert 5 <= status["stills"] <= status["frames"]
    assert status["stills_bytes"] > 100 * status["stills"]
    [problem] = status["problems"]
    assert (problem["path"], problem["state"], problem["code"]) == (str(bad), "failed", "not_media")
    assert status["gone"] == [str(moved)]
    plain = ashen("status", "--library", own_shelf)
    assert plain.code == 0
    assert "Files     1 failed, 5 indexed\n" in plain.out
    assert f"Stills    {status['stills']} (" in plain.out
    assert f"failed    {bad}: {problem['message']}\n" in plain.out
    assert f"gone      {moved} " in plain.out


def test_rebuilding_tells_how_many_rows(own_shelf: Path) -> None:
    """The index is made anew, also when it is gone."""
    rows = ashen("status", "--json", "--library", own_shelf).json_lines[0]["indexed_rows"]
    shutil.rmtree(own_shelf / "index")
    ran = ashen("rebuild", "--library", own_shelf)
    assert (ran.code, ran.out, ran.err) == (0, f"The search index holds {rows:,} rows.\n", "")
