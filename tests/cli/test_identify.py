import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ashen.match.identification import Geometry
from benchmarks.cartoon import Show, write_episode
from benchmarks.edits import ClipEdit, Span, make_clip, read_rgb
from tests.cli.program import ashen

FORMATS = Path(__file__).parents[2] / "docs" / "formats.md"


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    """A picture of nothing."""
    path = tmp_path / "grey.png"
    Image.new("RGB", (160, 90), (90, 90, 90)).save(path)
    return path


@pytest.fixture
def still(tmp_path: Path, episodes: list[Path]) -> Path:
    """A picture of the first episode."""
    path = tmp_path / "still.png"
    Image.fromarray(next(read_rgb(episodes[0], 0.5))[1]).save(path)
    return path


def names_in(value: Any, prefix: str = "") -> set[str]:
    """The dotted names of all fields of a JSON object; those of matches without their list's name."""
    names: set[str] = set()
    for key, inner in value.items():
        if isinstance(inner, dict) and key != "ids":
            names |= names_in(inner, f"{prefix}{key}.")
            continue
        names.add(prefix + key)
        for each in inner if isinstance(inner, list) else []:
            names |= names_in(each)
    return names


def test_the_json_is_as_promised(shelf: Path, episodes: list[Path], still: Path) -> None:
    """A line for each query with every field of schema 1, all of them documented in docs/formats.md."""
    ran = ashen("identify", still, episodes[1], "--json", "--library", shelf)
    assert ran.code == 0
    picture, video = ran.json_lines
    for answer, query, kind, stored in (
        (picture, still, "image", episodes[0]),
        (video, episodes[1], "video", episodes[1]),
    ):
        assert (answer["schema"], answer["answer"]) == (1, "match")
        assert answer["query"]["path"] == str(query)
        assert answer["query"]["kind"] == kind
        assert (answer["query"]["duration_s"] is None) == (kind == "image")
        [match] = answer["matches"]
        assert match["video"] == str(stored)
        assert match["anime"] == {"title": "Hoshi no Umi", "ids": {}}
        assert match["episode"]["number"] == f"{int(stored.stem[-2:])}"
        promised = {"query_start_s", "query_end_s", "start_s", "at_s", "end_s", "speed", "mirrored", "similarity"}
        assert promised | {"anime", "episode", "video", "confidence", "frames_agreeing"} <= set(match)
        documented = set(re.findall(r"`([\w.]+)`", FORMATS.read_text("utf-8")))
        assert names_in(answer) <= documented
        assert {f"geometry.{field.name}" for field in fields(Geometry)} <= documented
        assert json.loads(json.dumps(answer)) == answer


def test_plain_answers_are_for_people(shelf: Path, episodes: list[Path]) -> None:
    """Anime, episode, times, confidence and file in a line."""
    ran = ashen("identify", episodes[2], "--library", shelf)
    assert ran.code == 0
    first, second = ran.out.splitlines()[:2]
    assert first == f"{episodes[2]}: match"
    assert re.match(r"  Hoshi no Umi episode 3, 0:00\.\d\d-0:0\d\.\d\d is 0:00\.\d\d-0:0\d\.\d\d \(confidence ", second)
    assert second.endswith(str(episodes[2]))


def test_a_clip_played_backwards_is_said_to_be(tmp_path: Path) -> None:
    """A clip shown backwards says so, one shown forwards does not."""
    episode = tmp_path / "Show 21 - 01.mp4"
    write_episode(episode, Show(21), 1, 16.0, (320, 180), preset="ultrafast")
    assert ashen("index", episode, "--library", tmp_path / "library").code == 0
    said = []
    for backwards in (False, True):
        clip = tmp_path / "clip.mp4"
        make_clip(ClipEdit(backwards=backwards), Span(episode, 8.0, 7.0), clip)
        lines = ashen("identify", clip, "--threshold", "0.5", "--library", tmp_path / "library").out.splitlines()
        said.append("played backwards" in lines[1])
    assert said == [False, True]


def test_how_a_picture_was_turned_is_said(tmp_path: Path, shelf: Path, still: Path) -> None:
    """Mirrored, upside down, or both, in the words that people use: turned by half is upside down, not mirrored."""
    with Image.open(still) as picture:
        large = picture.resize((640, 360))
    said = []
    for how in (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.ROTATE_180):
        large.transpose(how).save(tmp_path / "turned.png")
        lines = ashen("identify", tmp_path / "turned.png", "--threshold", "0.5", "--library", shelf).out.splitlines()
        said.append(re.findall("upside down|mirrored", lines[1]))
    assert said == [["mirrored"], ["upside down", "mirrored"], ["upside down"]]


def test_unknown_is_an_answer_with_code_1(shelf: Path, unknown: Path, still: Path) -> None:
    """What is not recognised is said to be unknown and why; others are answered; the code tells."""
    ran = ashen("identify", unknown, still, "--library", shelf)
    assert ran.code == 1
    assert ran.out.startswith(f"{unknown}: unknown. ")
    assert f"{still}: match" in ran.out
    [answer] = ashen("identify", unknown, "--json", "--library", shelf).json_lines
    assert (answer["answer"], answer["matches"]) == ("unknown", [])
    assert answer["reason"]


def test_a_query_that_fails_leaves_the_others_answered(tmp_path: Path, shelf: Path, still: Path) -> None:
    """What is no media, or not there, gets a line with a stable code; the others are answered; the code is 3."""
    text = tmp_path / "text.png"
    text.write_text("not a picture")
    queries = (text, tmp_path / "nowhere.png", tmp_path, still)
    ran = ashen("identify", *queries, "--json", "--library", shelf)
    assert ran.code == 3
    failures, answer = ran.json_lines[:3], ran.json_lines[3]
    assert [failure["error"]["code"] for failure in failures] == ["not_media", "unreadable", "unreadable"]
    assert [failure["query"]["path"] for failure in failures] == [str(query) for query in queries[:3]]
    assert answer["answer"] == "match"
    plain = ashen("identify", *queries, "--library", shelf)
    assert plain.code == 3
    assert plain.err.count("\n") == 3
    assert f"{still}: match" in plain.out


def test_threshold_is_the_callers(shelf: Path, still: Path) -> None:
    """Under a threshold nothing reaches, what was a match is unknown and a runner-up; wrong ones are refused."""
    ran = ashen("identify", still, "--json", "--threshold", "1.0", "--library", shelf)
    [answer] = ran.json_lines
    assert (ran.code, answer["answer"], answer["matches"]) == (1, "unknown", [])
    assert answer["runners_up"]
    assert ashen("identify", still, "--threshold", "1.5", "--library", shelf).code == 2
