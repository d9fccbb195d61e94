"""Unknown files sorted, on real drawn videos and pictures."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from ashen import Library
from ashen.grouping import pool
from ashen.grouping.group import Grouping, group
from ashen.grouping.relation import Relation
from benchmarks.cartoon import Show, write_episode
from benchmarks.edits import read_rgb
from benchmarks.edits.video import Span
from benchmarks.edits.video_cut import Part, assemble
from tests.cli.program import ashen

RATE = Fraction(24)
EVIL = "<img src=http:evil onerror=alert(1)>&\"'.mp4"


@pytest.fixture(scope="module")
def heap(tmp_path_factory: pytest.TempPathFactory, episodes: list[Path]) -> Path:
    """A folder of files that names tell nothing of."""
    folder = tmp_path_factory.mktemp("heap")
    unknown = folder / "a.mp4"
    write_episode(unknown, Show(94), 1, 8.0, (160, 90), RATE, preset="ultrafast")
    assemble([Part(Span(unknown, 0, 8))], folder / "b.mkv", rate=RATE, size=(128, 72))  # the same, re-encoded
    assemble([Part(Span(unknown, 0, 3)), Part(Span(unknown, 6, 2))], folder / "c.mkv", rate=RATE)  # three seconds less
    assemble([Part(Span(unknown, 2, 3))], folder / EVIL, rate=RATE)  # a clip
    assemble([Part(Span(episodes[0], 0, 4))], folder / "e.mkv", rate=RATE)  # in the library
    assemble([Part(Span(episodes[1], 1, 2))], folder / "f.mkv", rate=RATE)  # a clip of what is
    (folder / "broken.mkv").write_bytes(b"no video")
    (folder / "empty.mp4").touch()
    return folder


@pytest.fixture(scope="module")
def sorted_heap(heap: Path, shelf: Path) -> Grouping:
    with Library.open(shelf) as library:
        return group(library, [heap])


def between(found: Grouping, a: str, b: str) -> Relation | None:
    names = [Path(file.path).name for file in found.files]
    pair = {names.index(a), names.index(b)}
    return next((relation for relation in found.relations if {relation.a, relation.b} == pair), None)


def test_known_files_are_sorted_by_episode(sorted_heap: Grouping) -> None:
    """A copy and a clip of stored episodes come under them; the rest is unknown."""
    episodes = {key: [Path(file.path).name for file in files] for key, files in sorted_heap.episodes().items()}
    assert episodes == {("Hoshi no Umi", "1"): ["e.mkv"], ("Hoshi no Umi", "2"): ["f.mkv"]}
    whole = {Path(file.path).name for file in sorted_heap.files if file.is_whole}
    assert "e.mkv" in whole
    assert {file.place for file in sorted_heap.files} == {"named", "unknown"}


def test_unknown_files_are_sorted_by_each_other(sorted_heap: Grouping) -> None:
    """A re-encode is the same, a cut one a version, a clip contained, at their offsets; all are one family."""
    same, version, clip = (between(sorted_heap, "a.mp4", other) for other in ("b.mkv", "c.mkv", EVIL))
    assert same is not None
    assert same.kind == "same"
    assert same.offset_s == pytest.approx(0, abs=0.1)
    assert version is not None
    assert version.kind == "version"
    assert clip is not None
    assert (clip.kind, Path(sorted_heap.files[clip.a].path).name) == ("contained", EVIL)
    assert clip.offset_s == pytest.approx(2, abs=0.15)
    assert between(sorted_heap, "a.mp4", "e.mkv") is None
    first = {Path(sorted_heap.files[number].path).name for number in sorted_heap.families[0]}
    assert first == {"a.mp4", "b.mkv", "c.mkv", EVIL}


def test_files_that_fail_are_listed(sorted_heap: Grouping) -> None:
    """With the reason; the others are sorted."""
    assert {Path(failed.path).name for failed in sorted_heap.failed} == {"broken.mkv", "empty.mp4"}
    assert all(failed.code and failed.message for failed in sorted_heap.failed)


def test_many_rows_are_searched_on_disk(
    heap: Path, shelf: Path, sorted_heap: Grouping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above a size an index in a temporary folder is searched instead, with the same result; nothing stays there."""
    monkeypatch.setattr(pool, "EXACT_ROWS", 1)
    before = set(Path(tempfile.gettempdir()).glob("ashen-group-*"))
    with Library.open(shelf) as library:
        found = group(library, [heap])
    kinds = [(relation.a, relation.b, relation.kind) for relation in found.relations]
    assert kinds == [(relation.a, relation.b, relation.kind) for relation in sorted_heap.relations]
    assert set(Path(tempfile.gettempdir()).glob("ashen-group-*")) == before


def test_pictures_named_outright_are_sorted_too(heap: Path, shelf: Path, episodes: list[Path], tmp_path: Path) -> None:
    """A picture of a stored episode is named; one of an unknown video is part of that, at its moment; a flat one is
    related to nothing."""
    pictures = [tmp_path / f"{name}.png" for name in ("known", "unknown", "again", "flat")]
    Image.fromarray(next(read_rgb(episodes[2], 0.5))[1]).save(pictures[0])
    for path in pictures[1:3]:
        Image.fromarray(next(read_rgb(heap / "a.mp4", 6.0))[1]).save(path)
    Image.new("RGB", (160, 90), (90, 90, 90)).save(pictures[3])
    with Library.open(shelf) as library:
        found = group(library, [*pictures, heap / "a.mp4"])
    assert [file.place for file in found.files] == ["named", "unknown", "unknown", "unknown", "unknown"]
    same, inside = between(found, "unknown.png", "again.png"), between(found, "unknown.png", "a.mp4")
    assert same is not None
    assert same.kind == "same"
    assert inside is not None
    assert inside.kind == "contained"
    assert not [relation for relation in found.relations if 3 in (relation.a, relation.b)]


class Page(HTMLParser):
    """What a page holds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """As the parser calls it."""
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        """As the parser calls it."""
        self.text += data


def test_the_program_reports(heap: Path, shelf: Path, tmp_path: Path) -> None:
    """A table, JSON whose fields are documented, and a page that shows names as they are and asks nobody."""
    html = tmp_path / "report.html"
    ran = ashen("group", heap, "--library", shelf, "--html", html)
    assert ran.code == 4  # two could not be looked at
    lines = ran.out.splitlines()
    assert lines[0] == "Hoshi no Umi episode 1"
    assert "Unknown to the library" in lines
    assert any(re.search(r"a\.mp4 is the same as .*b\.mkv|b\.mkv is the same as .*a\.mp4", line) for line in lines)
    assert sum(line.startswith("failed ") for line in lines) == 2
    page = Page(html.read_text("utf-8"))
    assert EVIL in page.text
    assert set(page.tags) <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "table", "tr", "th", "td"}
    assert page.attributes <= {"lang", "charset", "http-equiv", "content", "name"}
    [report] = ashen("group", heap, "--json", "--plan-renames", "--library", shelf).json_lines
    assert report["schema"] == 1
    documented = set(re.findall(r"`([\w.]+)`", (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")))
    for rows in ("files", "failed", "relations", "renames"):
        assert report[rows]
        assert set(report[rows][0]) <= documented
    assert json.loads(json.dumps(report)) == report


def test_renames_are_only_done_when_asked_for(shelf: Path, tmp_path: Path, episodes: list[Path]) -> None:
    """The plan is printed; `--rename` does it, writes how to undo it, and that undoes it; nothing is overwritten."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number, name in ((0, "x.mkv"), (1, "y.mkv"), (2, "z.mkv"), (2, "z2.mkv")):
        shutil.copy(episodes[number], folder / name)
    taken = folder / "Hoshi no Umi - 02.mkv"
    taken.write_bytes(b"precious")
    before = sorted(path.name for path in folder.iterdir())
    ran = ashen("group", folder, "--plan-renames", "--library", shelf)
    assert sorted(path.name for path in folder.iterdir()) == before
    assert f"rename {folder / 'x.mkv'} -> {folder / 'Hoshi no Umi - 01.mkv'}" in ran.out
    assert "There is a file of that name already." in ran.out
    assert ran.out.count("Another file would get the same name.") == 2
    undo = tmp_path / "undo.jsonl"
    assert ashen("group", folder, "--rename", "--undo-file", undo, "--library", shelf).code == 4
    assert (folder / "Hoshi no Umi - 01.mkv").exists()
    assert taken.read_bytes() == b"precious"
    assert {"y.mkv", "z.mkv", "z2.mkv"} <= {path.name for path in folder.iterdir()}
    assert ashen("group", "--undo-renames", undo).code == 0
    assert sorted(path.name for path in folder.iterdir()) == before


def test_wrong_usage_is_refused(shelf: Path) -> None:
    """Neither nothing nor both."""
    assert ashen("group", "--library", shelf).code == 2
    assert ashen("group", "x", "--undo-renames", "y", "--library", shelf).code == 2
