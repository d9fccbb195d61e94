"""Folders that appear whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.made_once import make_folder


def filled(making: Path, text: str) -> str:
    making.mkdir()
    (making / "text").write_text(text, encoding="utf-8")
    return text


def test_it_appears_and_nothing_else(tmp_path: Path) -> None:
    """What was made is there, what making it said is returned, and no other folder is left."""
    home = tmp_path / "cache" / "world"
    assert make_folder(home, lambda making: filled(making, "whole")) == "whole"
    assert (home / "text").read_text(encoding="utf-8") == "whole"
    assert list(home.parent.iterdir()) == [home]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    """A maker that stops half way leaves neither the folder nor the place it was made in."""

    def fails(making: Path) -> None:
        filled(making, "half")
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        make_folder(tmp_path / "world", fails)
    assert list(tmp_path.iterdir()) == []


def test_of_two_makers_one_is_kept(tmp_path: Path) -> None:
    """Who makes it while another does keeps the other's, and disturbs nothing."""
    home = tmp_path / "world"

    def slowly(making: Path) -> None:
        filled(making, "second")
        make_folder(home, lambda other: filled(other, "first"))

    make_folder(home, slowly)
    assert (home / "text").read_text(encoding="utf-8") == "first"
    assert list(tmp_path.iterdir()) == [home]
