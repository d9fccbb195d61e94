"""`ashen explain` on real tiny videos, of which the truth is known."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ashen import Library
from ashen.match.explanation import WORDS
from ashen.media.picture import read_picture
from ashen.media.plot import LINE_RGB, MATRIX_PX
from benchmarks.cartoon.script import RATE
from benchmarks.edits import read_rgb
from benchmarks.encode import write_video
from tests.cli.program import ashen

DOCS = Path(__file__).parents[2] / "docs"
START_S, END_S = 1.0, 3.5


def names_in(value: Any) -> set[str]:
    """The names of all fields below a JSON value."""
    if isinstance(value, dict):
        return set(value) | {name for inner in value.values() for name in names_in(inner)}
    return {name for inner in value for name in names_in(inner)} if isinstance(value, list) else set()


@pytest.fixture(scope="session")
def mirrored(tmp_path_factory: pytest.TempPathFactory, episodes: list[Path]) -> Path:
    """From `START_S` to `END_S` of the second episode, mirrored."""
    path = tmp_path_factory.mktemp("clips") / "mirrored.mp4"
    frames = (rgb[:, ::-1] for at_s, rgb in read_rgb(episodes[1]) if START_S <= at_s < END_S)
    write_video(path, frames, RATE)
    return path


def test_a_mirrored_clip_is_explained_by_the_mirrored_view(tmp_path: Path, shelf: Path, mirrored: Path) -> None:
    """It was looked at mirrored after all; the votes peak at the true offset, and the plot's line runs from there."""
    plot = tmp_path / "plot.png"
    ran = ashen("explain", mirrored, "--json", "--library", shelf, "--plot", plot)
    assert (ran.code, ran.err) == (0, "")
    [answer] = ran.json_lines
    clip = answer["explanation"]["clip"]
    [stretch] = clip["stretches"]
    best = stretch["best"]
    assert (best["fate"], best["mirrored"], clip["views"][best["view"]]["mirrored"]) == ("named", True, True)
    assert best["video"]["path"] == answer["matches"][0]["video"]
    assert best["confidence"]["value"] == pytest.approx(answer["matches"][0]["confidence"], abs=1e-3)
    histogram = clip["voted"][0]["histogram"]
    peak = max(range(len(histogram["votes"])), key=histogram["votes"].__getitem__)
    assert histogram["offset_s"][peak] == pytest.approx(START_S, abs=0.5)
    assert answer["explanation"]["picture"] is None
    rgb = read_picture(plot)
    rows, columns = np.nonzero((rgb == LINE_RGB).all(axis=2))
    assert np.ptp(rows) == pytest.approx(MATRIX_PX[1], abs=3)  # the line spans all of the query
    shown_s = min(3.96, END_S + 2) - max(0.0, START_S - 2)  # the stored video, with its margins
    assert np.ptp(columns) / MATRIX_PX[0] == pytest.approx((END_S - START_S) / shown_s, abs=0.03)
    assert (columns.min() - 84) / MATRIX_PX[0] == pytest.approx(START_S / shown_s, abs=0.03)
    words = ashen("explain", mirrored, "--library", shelf).out
    for said in ("whole, mirrored", "Votes", "Found: Hoshi no Umi episode 2", "frames agree", "confidence"):
        assert said in words


def test_an_unknown_clip_says_why_each_candidate_was_rejected(shelf: Path, episodes: list[Path]) -> None:
    """With a threshold that nothing reaches: code 1, and each video that got votes is refused for a reason in words."""
    ran = ashen("identify", episodes[5], "--explain", "--json", "--threshold", "1.0", "--library", shelf)
    assert ran.code == 1
    [answer] = ran.json_lines
    clip = answer["explanation"]["clip"]
    refused = {line["video"]["id"]: line["reason"] for line in clip["rejected"]}
    refused |= {stretch["best"]["video"]["id"]: stretch["best"]["reason"] for stretch in clip["stretches"]}
    assert clip["voted"]
    assert {voted["video"]["id"] for voted in clip["voted"]} <= set(refused)
    assert set(refused.values()) <= set(WORDS)


def test_a_crop_is_explained_by_what_laying_it_over_showed(tmp_path: Path, shelf: Path, episodes: list[Path]) -> None:
    """The right scene is first, with the part that was cut out, and the runner-up with how far it is behind."""
    frame = Image.fromarray(next(read_rgb(episodes[1], 3.0))[1]).resize((960, 540))
    frame.crop((0, 0, 624, 540)).save(tmp_path / "crop.png")
    plot = tmp_path / "plot.png"
    ran = ashen("explain", tmp_path / "crop.png", "--json", "--library", shelf, "--plot", plot)
    [answer] = ran.json_lines
    picture = answer["explanation"]["picture"]
    first = picture["scenes"][0]
    assert picture["verified"] > 0
    assert first["video"]["path"] == str(episodes[1])
    assert first["looked"]["crop"][0::2] == pytest.approx([0, 0.65], abs=0.06)
    logit = sum(part["adds"] for part in first["confidence"]["parts"])
    assert 1 / (1 + np.exp(-logit)) == pytest.approx(first["confidence"]["value"], abs=1e-3)
    runner_up = picture["scenes"][picture["runner_up"]]
    assert runner_up["video"]["id"] != first["video"]["id"]
    assert runner_up["lost_by"] > 0
    assert runner_up["reason"] in ("less_evidence", "not_looked_at")
    assert read_picture(plot).shape[1] > MATRIX_PX[0]
    words = ashen("explain", tmp_path / "crop.png", "--library", shelf).out
    assert re.search(r"shows \d\d% of the frame", words)


def test_the_json_is_documented(tmp_path: Path, shelf: Path, episodes: list[Path]) -> None:
    """Every field of an explanation, and every reason, is in docs/formats.md."""
    Image.fromarray(next(read_rgb(episodes[0], 0.5))[1]).save(tmp_path / "still.png")
    documented = set(
        re.findall(r"[\w]+", " ".join(re.findall(r"`([\w., ]+)`", (DOCS / "formats.md").read_text("utf-8"))))
    )
    for query in (tmp_path / "still.png", episodes[0]):
        [answer] = ashen("explain", query, "--json", "--library", shelf).json_lines
        assert names_in(answer["explanation"]) <= documented
    assert set(WORDS) <= documented


def test_explaining_changes_no_answer(shelf: Path, episodes: list[Path]) -> None:
    """`explain` answers what `identify` does."""
    with Library.open(shelf) as library:
        found, explanation = library.explain(episodes[2])
        assert found == library.identify(episodes[2])
        assert explanation.rows == len(library.identifier().index)


def test_what_a_person_said_is_the_reason(tmp_path: Path, own_shelf: Path, episodes: list[Path]) -> None:
    """A scene, and a stretch, of a video that the query is said not to be is rejected for that."""
    still = tmp_path / "still.png"
    Image.fromarray(next(read_rgb(episodes[0], 0.5))[1]).save(still)
    for query in (still, episodes[1]):
        stored = episodes[0] if query is still else episodes[1]
        assert ashen("feedback", query, "--not", stored, "--library", own_shelf).code == 0
        [answer] = ashen("explain", query, "--json", "--library", own_shelf).json_lines
        why = answer["explanation"]
        found = (
            why["picture"]["scenes"] if query is still else [stretch["best"] for stretch in why["clip"]["stretches"]]
        )
        [told] = [each for each in found if each["video"]["path"] == str(stored)]
        assert (told["fate"], told["reason"]) == ("rejected", "told_not")
