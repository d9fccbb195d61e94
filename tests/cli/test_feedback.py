from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from benchmarks.edits import read_rgb
from benchmarks.edits.video import Span
from benchmarks.edits.video_cut import Part, assemble
from tests.cli.program import ashen


@pytest.fixture
def still(tmp_path: Path, episodes: list[Path]) -> Path:
    """A picture of the first episode."""
    path = tmp_path / "still.png"
    Image.fromarray(next(read_rgb(episodes[0], 0.5))[1]).save(path)
    return path


@pytest.fixture
def grey(tmp_path: Path) -> Path:
    """A picture of nothing."""
    path = tmp_path / "grey.png"
    Image.new("RGB", (160, 90), (90, 90, 90)).save(path)
    return path


def asked(query: Path, library: Path) -> Any:
    [answer] = ashen("identify", query, "--json", "--library", library).json_lines
    return answer


def test_a_rejected_picture_is_not_named_again(own_shelf: Path, episodes: list[Path], still: Path) -> None:
    """Neither the file nor a re-encode of it, until that is undone; it is a runner-up, and the reason says why."""
    again = still.with_suffix(".jpg")
    with Image.open(still) as picture:
        picture.save(again, quality=80)
    assert asked(still, own_shelf)["matches"][0]["video"] == str(episodes[0])
    ran = ashen("feedback", still, "--not", episodes[0], "--library", own_shelf)
    assert ran.code == 0
    number = ran.out.split()[0]
    for query in (still, again):
        answer = asked(query, own_shelf)
        assert answer["answer"] == "unknown"
        assert "rejected" in answer["reason"]
        first = answer["runners_up"][0]
        assert (first["video"], first["verdict"]) == (str(episodes[0]), "rejected")
    assert "(rejected: Hoshi no Umi episode 1" in ashen("identify", still, "--library", own_shelf).out
    [told] = ashen("feedback", "--list", "--json", "--library", own_shelf).json_lines
    assert (told["said"], told["query"], told["scope"], told["episode"]) == ("not", str(still), "episode", "1")
    assert f"{still} is not Hoshi no Umi episode 1" in ashen("feedback", "--list", "--library", own_shelf).out
    assert ashen("feedback", "--undo", number, "--library", own_shelf).code == 0
    assert asked(still, own_shelf)["answer"] == "match"
    assert ashen("feedback", "--undo", number, "--library", own_shelf).code == 3


def test_a_rejected_clip_is_not_named_again(own_shelf: Path, episodes: list[Path], tmp_path: Path) -> None:
    """Nor is another encode of it; another clip of the episode still is."""
    clips = [tmp_path / f"{name}.mp4" for name in ("clip", "again", "other")]
    for path, start_s, size in zip(clips, (0.5, 0.5, 1.5), ((160, 90), (128, 72), (160, 90)), strict=True):
        assemble([Part(Span(episodes[0], start_s, 2))], path, rate=Fraction(24), size=size)
    assert ashen("feedback", clips[0], "--not", "Nothing", "--library", own_shelf).code == 3
    assert ashen("feedback", clips[0], "--not", episodes[0], "--scope", "video", "--library", own_shelf).code == 0
    assert [asked(clip, own_shelf)["answer"] for clip in clips] == ["unknown", "unknown", "match"]


def test_a_confirmed_query_is_named(own_shelf: Path, episodes: list[Path], grey: Path) -> None:
    """Also one in which nothing can be seen; the last word counts."""
    assert asked(grey, own_shelf)["answer"] == "unknown"
    assert ashen("feedback", grey, "--is", episodes[1], "--library", own_shelf).code == 0
    answer = asked(grey, own_shelf)
    assert answer["answer"] == "match"
    [match] = answer["matches"]
    assert (match["video"], match["verdict"], match["confidence"]) == (str(episodes[1]), "confirmed", 1)
    assert "confirmed" in ashen("identify", grey, "--library", own_shelf).out
    assert ashen("feedback", grey, "--not", episodes[1], "--library", own_shelf).code == 0
    assert asked(grey, own_shelf)["answer"] == "unknown"


def test_wrong_usage_is_refused(own_shelf: Path, episodes: list[Path], still: Path, tmp_path: Path) -> None:
    """Neither nothing nor two things at once; a file that is no media is an error, and nothing is remembered."""
    for arguments in (
        [],
        [still],
        [still, "--list"],
        [still, "--not", episodes[0], "--is", episodes[1]],
        ["--not", episodes[0]],
        ["--list", "--undo", "1"],
        [still, "--not", episodes[0], "--scope", "season"],
    ):
        assert ashen("feedback", *arguments, "--library", own_shelf).code == 2
    text = tmp_path / "text.png"
    text.write_text("no picture")
    for query in (text, tmp_path / "nowhere.png"):
        assert ashen("feedback", query, "--not", episodes[0], "--library", own_shelf).code == 3
    assert ashen("feedback", "--list", "--library", own_shelf).out == ""
