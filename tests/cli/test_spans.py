"""`ashen spans`: what recurs, in lines and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from ashen import Library
from tests.cli.program import ashen
from tests.ingest.test_spans import a_library


def stored(folder: Path) -> Path:
    """A library of five episodes with one opening, not yet looked at."""
    with a_library(folder, [1, 2, 3, 4, 5]) as library:
        return library.directory


def test_spans_are_shown_by_episode(tmp_path: Path) -> None:
    """Nothing before videos were looked at; with --update each episode's opening, who has it, and why."""
    library = stored(tmp_path)
    assert ashen("spans", "--library", library).out == ""
    lines = ashen("spans", "--update", "--library", library).out.splitlines()
    assert lines[:2] == ["Show", "  episode 1"]
    assert lines[2].startswith("    opening 0:00.00-0:12.01  episodes 1-5 (")
    assert len(lines) == 11


def test_spans_are_chosen_by_anime_and_label(tmp_path: Path) -> None:
    """`--anime` takes a part of a title in any case, `--label` one sort."""
    library = stored(tmp_path)
    assert ashen("spans", "--update", "--anime", "sho", "--label", "opening", "--library", library).out
    assert ashen("spans", "--anime", "another", "--library", library).out == ""
    assert ashen("spans", "--label", "ending", "--library", library).out == ""


def test_spans_as_json(tmp_path: Path) -> None:
    """A line a span, with its evidence and where the others have it; `ashen show` mentions it."""
    library = stored(tmp_path)
    ran = ashen("spans", "--update", "--json", "--library", library)
    assert [line["episode"] for line in ran.json_lines] == ["1", "2", "3", "4", "5"]
    first = ran.json_lines[0]
    assert (first["label"], first["evidence"]["episodes"], first["evidence"]["pieces"]) == ("opening", 5, 1)
    assert [other["episode"] for other in first["pieces"][0]["others"]] == ["2", "3", "4", "5"]
    shown = json.loads(ashen("show", f"{first['video_id']}", "--library", library).out)
    assert [(span["label"], span["episodes"]) for span in shown["spans"]] == [("opening", 5)]
    with Library.open(library) as lib:
        assert lib.update_spans() == 0
