import re
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from ashen.cli.exits import ERROR, HELD
from benchmarks.cartoon import Show, write_episode
from benchmarks.edits import read_rgb
from benchmarks.edits.video import Span
from benchmarks.edits.video_cut import Part, assemble
from tests.cli.program import ashen

FORMATS = Path(__file__).parents[2] / "docs" / "formats.md"
RATE = Fraction(24)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, episodes: list[Path]) -> Path:
    """A file of 5 s, 3 of which are of the library."""
    folder = tmp_path_factory.mktemp("mixed")
    stranger = folder / "stranger.mp4"
    write_episode(stranger, Show(55), 1, 2.0, (160, 90), RATE, preset="ultrafast")
    target = folder / "mixed.mp4"
    assemble([Part(Span(stranger, 0, 2)), Part(Span(episodes[0], 0.5, 3))], target, rate=RATE)
    return target


def test_the_limit_decides(mixed: Path, shelf: Path) -> None:
    """More seconds than may be in the library is code 5; fewer is 0; JSON says how many, every field documented."""
    documented = set(re.findall(r"`([\w.]+)`", FORMATS.read_text("utf-8")))
    for limit_s, code in ((2.0, HELD), (4.0, 0)):
        ran = ashen("check", mixed, "--seconds", str(limit_s), "--json", "--library", shelf)
        [told] = ran.json_lines
        assert (ran.code, told["held"], told["limit_s"]) == (code, code == HELD, limit_s)
        assert told["held_s"] == pytest.approx(3, abs=0.2)
        assert told["identification"]["answer"] == "match"
        assert set(told) <= documented
    plain = ashen("check", mixed, "--seconds", "2", "--library", shelf)
    assert plain.code == HELD
    assert plain.out.startswith(f"{mixed}: held, 0:0")
    assert "Hoshi no Umi episode 1" in plain.out


def test_a_picture_is_held_or_clear(shelf: Path, episodes: list[Path], tmp_path: Path) -> None:
    """A picture of the library does not pass, another does, whatever the seconds."""
    held, other = tmp_path / "held.png", tmp_path / "other.png"
    Image.fromarray(next(read_rgb(episodes[0], 0.5))[1]).save(held)
    Image.new("RGB", (160, 90), (90, 90, 90)).save(other)
    assert ashen("check", held, "--seconds", "100", "--library", shelf).code == HELD
    ran = ashen("check", other, "--json", "--library", shelf)
    assert (ran.code, ran.json_lines[0]["held"], ran.json_lines[0]["held_s"]) == (0, False, None)


def test_what_cannot_be_checked_does_not_pass(shelf: Path, tmp_path: Path) -> None:
    """A file that is no media, is not there, or ends in the middle of its head: code 3, never 0; wrong usage is 2."""
    text = tmp_path / "text.mp4"
    text.write_text("no video")
    for path in (text, tmp_path / "nowhere.mp4", tmp_path):
        assert ashen("check", path, "--library", shelf).code == ERROR
        assert "error" in ashen("check", path, "--json", "--library", shelf).json_lines[0]
    assert ashen("check", text, "--seconds", "-1", "--library", shelf).code == 2
    assert ashen("check", text, "--library", tmp_path / "nowhere").code == ERROR
