"""Whole files against a library: versions of episodes, coverage, on real drawn videos."""

import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from ashen import Library
from benchmarks.cartoon import Show, write_episode
from benchmarks.edits.video import Span
from benchmarks.edits.video_cut import Card, Part, assemble
from tests.cli.program import ashen

TITLE = "Kaze no Machi"
EPISODE_S = 16.0
RATE = Fraction(24)
SIZE = (160, 90)


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Episodes 1 and 2, and of 1 a second version: smaller, without its seconds 6 to 8."""
    folder = tmp_path_factory.mktemp("versions") / TITLE
    folder.mkdir()
    paths = [folder / f"{TITLE} - {number:02d}.mp4" for number in (1, 2)]
    for number, path in enumerate(paths, 1):
        write_episode(path, Show(8), number, EPISODE_S, SIZE, RATE, preset="ultrafast")
    disc = folder / f"{TITLE} - 01 [BD].mkv"
    assemble([Part(Span(paths[0], 0, 6)), Part(Span(paths[0], 8, EPISODE_S - 8))], disc, rate=RATE, size=(128, 72))
    return [*paths, disc]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, season: list[Path]) -> Path:
    """A library of the season, with a copy of episode 2 under a name that tells nothing."""
    folder = tmp_path_factory.mktemp("held")
    nameless = folder / "videos" / "xyzzy.mkv"
    nameless.parent.mkdir()
    assemble([Part(Span(season[1], 0, EPISODE_S))], nameless, rate=RATE, size=(120, 68))
    with Library.open(folder / "library", create=True) as library:
        library.index([*season, nameless], workers=1)
    return folder / "library"


def test_versions_are_variants(held: Path, season: list[Path]) -> None:
    """Of a file in two versions one is the match, the other its variant, each with its own coverage."""
    with Library.open(held) as library:
        found = library.identify(season[0])
    assert found.answer == "match"
    assert {match.video for match in found.matches} == {str(season[0])}
    assert {variant.video for match in found.matches for variant in match.variants} == {str(season[2])}
    assert not found.unexplained
    first, second = found.coverage
    assert (first.video, first.pieces) == (str(season[0]), 1)
    assert first.query_share == pytest.approx(1, abs=0.02)
    assert first.video_share == pytest.approx(1, abs=0.02)
    assert second.video == str(season[2])
    assert second.video_share == pytest.approx(1, abs=0.03)
    [added] = second.added  # what the shorter version lacks
    assert added == pytest.approx((6, 8), abs=0.3)


def test_a_copy_under_another_name_is_a_variant(held: Path, season: list[Path]) -> None:
    """Files that names tell nothing of are known by their content."""
    with Library.open(held) as library:
        found = library.identify(season[1])
    assert found.answer == "match"
    [match] = found.matches
    assert {Path(match.video).name, *(Path(v.video).name for v in match.variants)} == {season[1].name, "xyzzy.mkv"}


def test_what_an_edited_file_lacks_and_adds_is_said(held: Path, season: list[Path], tmp_path: Path) -> None:
    """A file with a card put in and an end cut off: which episode, how much, what is missing and added, in a line."""
    card = np.random.default_rng(3).integers(0, 255, (9, 16, 3), np.uint8).repeat(10, 0).repeat(10, 1)
    edited = tmp_path / "edited.mp4"
    parts: list[Part | Card] = [Part(Span(season[1], 0, 5)), Card(card, 48), Part(Span(season[1], 5, 7))]
    assemble(parts, edited, rate=RATE, size=SIZE)
    ran = ashen("identify", edited, "--json", "--library", held)
    [answer] = ran.json_lines
    assert (ran.code, answer["answer"]) == (0, "match")
    coverage = next(each for each in answer["coverage"] if each["video"] == answer["matches"][0]["video"])
    assert coverage["video_share"] == pytest.approx(12 / 16, abs=0.03)
    assert coverage["query_share"] == pytest.approx(12 / 14, abs=0.03)
    assert (coverage["pieces"], coverage["in_order"]) == (2, True)
    [missing], [added] = coverage["missing"], coverage["added"]
    assert (missing["start_s"], missing["end_s"]) == pytest.approx((12, 16), abs=0.2)
    assert (added["start_s"], added["end_s"]) == pytest.approx((5, 7), abs=0.2)
    [unexplained] = answer["unexplained"]
    assert (unexplained["start_s"], unexplained["end_s"]) == pytest.approx((5, 7), abs=0.2)
    lines = ashen("identify", edited, "--library", held).out.splitlines()
    [whole] = [line for line in lines if "of it is here" in line]
    assert whole.startswith(f"  {TITLE} episode 2: 7")
    assert "missing 0:1" in whole
    assert "added 0:0" in whole
    assert any(line.startswith("  unexplained: 0:0") for line in lines)


def test_a_clip_is_not_spoken_of_as_a_whole(held: Path, season: list[Path], tmp_path: Path) -> None:
    """Three seconds of an episode are a clip: no line about the rest."""
    clip = tmp_path / "clip.mp4"
    assemble([Part(Span(season[0], 2, 3))], clip, rate=RATE)
    assert "of it is here" not in ashen("identify", clip, "--library", held).out


def test_an_unknown_file_is_all_unexplained(held: Path, tmp_path: Path) -> None:
    """Nothing names any of it, so all of it is unexplained and nothing is covered."""
    stranger = tmp_path / "stranger.mp4"
    write_episode(stranger, Show(77), 1, 4.0, SIZE, RATE, preset="ultrafast")
    with Library.open(held) as library:
        found = library.identify(stranger)
    assert (found.answer, found.coverage) == ("unknown", ())
    assert found.unexplained[0] == pytest.approx((0, 4), abs=0.1)
    assert len(found.unexplained) == 1


def test_a_truncated_file_is_covered_as_far_as_it_goes(held: Path, season: list[Path], tmp_path: Path) -> None:
    """A file that ends in the middle, as a download that was killed, is covered by what can be read of it."""
    source = tmp_path / "whole.mkv"
    assemble([Part(Span(season[1], 0, EPISODE_S))], source, rate=RATE)
    broken = Path(shutil.copy(source, tmp_path / "broken.mkv"))
    with broken.open("r+b") as file:
        file.truncate(source.stat().st_size * 2 // 3)
    with Library.open(held) as library:
        found = library.identify(broken)
    assert found.answer == "match"
    assert 0.4 < found.coverage[0].video_share < 0.9
    assert found.coverage[0].query_share == pytest.approx(1, abs=0.05)
