"""How labelled spans are scored."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.cartoon import Show, write_script
from benchmarks.stored import Stored
from benchmarks.tasks.openings import LABELS, Stretch, score


def a_season() -> list[Stored]:
    show = Show(100_220)
    return [
        Stored(f"{number}.mkv", Path(f"{number}.mkv"), "Show", write_script(show, number, 64.0))
        for number in range(1, 9)
    ]


def truth(videos: list[Stored]) -> dict[str, dict[str, list[Stretch]]]:
    """What an oracle would say."""
    said: dict[str, dict[str, list[Stretch]]] = {}
    for stored in videos:
        assert stored.script is not None
        rate = float(stored.script.rate)
        for label in LABELS:
            if label == "preview" and stored is videos[-1]:
                continue  # of an episode that is not stored
            if frames := getattr(stored.script, label):
                said.setdefault(stored.video, {})[label] = [(frames[0] / rate, frames[1] / rate)]
    return said


def test_the_truth_is_perfect() -> None:
    """Precision, recall and F are 1 and no end is off; the season has a change of opening, and cold opens."""
    videos = a_season()
    for one in score(truth(videos), videos):
        assert (one.precision, one.recall, one.f1) == (1.0, 1.0, 1.0)
        assert max(one.errors_frames, default=0.0) == pytest.approx(0.0, abs=1e-6)
    scripts = [stored.script for stored in videos if stored.script]
    assert {script.opening_version for script in scripts} == {0, 1}
    assert sum(script.opening is not None and script.opening[0] > 0 for script in scripts) >= 2


def test_misses_wrong_labels_and_late_ends_cost() -> None:
    """A missed opening costs recall, one too many precision, and an end that is off by frames is measured."""
    videos = a_season()
    said = truth(videos)
    rate = float(24000 / 1001)
    del said["1.mkv"]["opening"]
    start_s, end_s = said["2.mkv"]["opening"][0]
    said["2.mkv"]["opening"] = [(start_s, end_s + 3 / rate), (30.0, 36.0)]
    opening = next(iter(score(said, videos)))
    assert (opening.found, opening.true, opening.right) == (8, 8, 7)
    assert (opening.precision, opening.recall, opening.f1) == (7 / 8, 7 / 8, 7 / 8)
    assert max(opening.errors_frames) == pytest.approx(3.0, abs=1e-6)


def test_what_is_of_an_episode_that_is_not_stored_is_no_truth() -> None:
    """The preview of a next episode that nobody stored recurs nowhere; when it is claimed all the same, it is wrong."""
    videos = a_season()
    with_preview = next(number for number, one in enumerate(videos[:-1]) if one.script and one.script.preview)
    alone = [videos[with_preview]]
    [preview] = [one for one in score(truth(videos), alone) if one.label == "preview"]
    assert (preview.found, preview.true, preview.right) == (1, 0, 0)
    both = videos[with_preview : with_preview + 2]
    [preview] = [one for one in score(truth(videos), both) if one.label == "preview"]
    assert preview.true >= 1
    assert preview.right == preview.true
