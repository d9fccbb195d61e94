"""Renames that lose nothing."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ashen.errors import RenamesDamaged
from ashen.grouping.group import Grouping, Sorted
from ashen.grouping.renames import Rename, new_name, perform, plan, undo
from ashen.match.identification import Identification, Query
from ashen.match.overlap import Coverage
from tests.match.test_verdicts import a_match


def a_file(path: str | Path, title: str = "Show", number: str | None = "3", share: float = 1.0) -> Sorted:
    """A file that is that episode, in part."""
    match = replace(a_match(1), anime_title=title, episode_number=number)
    coverage = Coverage(1, "", title, number, 9, 1.0, 9, share, 1, 9, True, (), (), (), ())
    found = Identification(Query(str(path), "video", 9.0), "match", (match,))
    return Sorted(str(path), found, "named", match, coverage)


def planned(*files: Sorted) -> list[Rename]:
    return plan(Grouping(files, (), (), ()))


@pytest.mark.parametrize(
    ("title", "number", "expected"),
    [
        ("Show", "3", "Show - 03.mkv"),
        ("Show", "12.5", "Show - 12.5.mkv"),
        ("Film", None, "Film.mkv"),
        ("../../etc/passwd", "1", "etc passwd - 01.mkv"),
        ('a:b*c?"<>|\\d\x00\n', "1", "a b c d - 01.mkv"),
        ("CON", None, "CON_.mkv"),
        ("星の海", "1", "星の海 - 01.mkv"),
        ("...", None, None),
        ("x" * 400, "1", "x" * 200 + ".mkv"),
    ],
)
def test_new_names_suit_every_file_system(title: str, number: str | None, expected: str | None) -> None:
    """Titles may hold anything; names stay in their folder, short, and keep their ending."""
    assert new_name(a_file("/v/q.mkv", title, number)) == expected


def test_only_whole_episodes_are_renamed(tmp_path: Path) -> None:
    """Clips keep their names, and so do files that bear the right one."""
    assert new_name(a_file("/v/q.mkv", share=0.2)) is None
    assert planned(a_file(tmp_path / "Show - 03.mkv")) == []


def test_collisions_are_refused(tmp_path: Path) -> None:
    """Two files for one name, in whatever case, and a name that is taken."""
    (tmp_path / "Show - 04.mkv").touch()
    plans = planned(
        a_file(tmp_path / "a.mkv"),
        a_file(tmp_path / "b.mkv", title="SHOW"),
        a_file(tmp_path / "c.mkv", number="4"),
        a_file(tmp_path / "d.mkv", number="5"),
    )
    assert [bool(each.refused) for each in plans] == [True, True, True, False]


def renamed(tmp_path: Path, names: dict[str, str]) -> list[Rename]:
    for name in names:
        (tmp_path / name).write_text(name)
    return [Rename(str(tmp_path / name), str(tmp_path / new)) for name, new in names.items()]


def test_renaming_and_undoing(tmp_path: Path) -> None:
    """All come back as they were; a second undo changes nothing; an undo file is never written over."""
    plans = renamed(tmp_path, {"a": "x", "b": "y"})
    log = tmp_path / "undo"
    assert [each.refused for each in perform(plans, log)] == ["", ""]
    assert (tmp_path / "x").read_text() == "a"
    with pytest.raises(FileExistsError):
        list(perform(plans, log))
    assert [each.refused for each in undo(log)] == ["", ""]
    assert ((tmp_path / "a").read_text(), (tmp_path / "b").read_text()) == ("a", "b")
    assert all(each.refused for each in undo(log))


def test_a_name_taken_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """Also when the file appeared after the plan was made, and for undoing."""
    plans = renamed(tmp_path, {"a": "x", "gone": "z"})
    (tmp_path / "x").write_text("precious")
    (tmp_path / "gone").unlink()
    done = list(perform(plans, tmp_path / "undo"))
    assert all(each.refused for each in done)
    assert ((tmp_path / "x").read_text(), (tmp_path / "a").read_text()) == ("precious", "a")
    (tmp_path / "a").unlink()
    assert list(undo(tmp_path / "undo")) == []  # x is no file of ours, so it does not become a
    assert (tmp_path / "x").read_text() == "precious"
    [other] = renamed(tmp_path, {"b": "y"})
    assert [each.refused for each in perform([other], tmp_path / "undo2")] == [""]
    (tmp_path / "b").write_text("new")
    assert all(each.refused for each in undo(tmp_path / "undo2"))
    assert ((tmp_path / "b").read_text(), (tmp_path / "y").read_text()) == ("new", "b")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows renames without links")
def test_file_systems_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is claimed first, so that nothing is overwritten there either, and is free again when that fails."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    plans = renamed(tmp_path, {"a": "x", "b": "y"})
    (tmp_path / "y").write_text("precious")
    assert [bool(each.refused) for each in perform(plans, tmp_path / "undo")] == [False, True]
    assert ((tmp_path / "x").read_text(), (tmp_path / "y").read_text()) == ("a", "precious")
    (tmp_path / "gone").touch()
    [lost] = [Rename(str(tmp_path / "nowhere"), str(tmp_path / "free"))]
    assert [bool(each.refused) for each in perform([lost], tmp_path / "undo2")] == [True]
    assert not (tmp_path / "free").exists()


def test_a_run_that_was_killed_can_be_undone(tmp_path: Path) -> None:
    """What was done before is taken back; the line that was being written when it ended was not done."""
    plans = renamed(tmp_path, {"a": "x", "b": "y", "c": "z"})
    running = perform(plans, tmp_path / "undo")
    next(running)
    del running
    with (tmp_path / "undo").open("a") as log:
        log.write('{"from": "/some')
    assert [each.refused for each in undo(tmp_path / "undo")] == [""]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c", "undo"]


def test_other_files_are_no_undo_files(tmp_path: Path) -> None:
    """What Ashen did not write is refused before anything is done."""
    for text in ("hello", '{"from": "a"}', "[]\n[]"):
        (tmp_path / "undo").write_text(text)
        with pytest.raises(RenamesDamaged):
            list(undo(tmp_path / "undo"))
