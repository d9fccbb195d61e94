"""Asking long videos: what is measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ashen import Library
from benchmarks import long_videos
from benchmarks.cartoon import RATE
from benchmarks.encode import write_video
from benchmarks.long_videos import Spent, line
from benchmarks.tasks import amv


def test_the_compilation_lasts_three_minutes() -> None:
    """60 cuts whose logarithms are drawn evenly: their mean is (b - a) / ln(b / a)."""
    plan = long_videos.AMV
    mean_s = (plan.longest_s - plan.shortest_s) / np.log(plan.longest_s / plan.shortest_s)
    assert isinstance(plan, amv.AmvPlan)
    assert plan.cuts * mean_s == pytest.approx(180, abs=2)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_an_answer_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    """CPU is split into decoding, signing and the rest; memory is what the process has, and the answer is an answer."""
    video = tmp_path / "a.mkv"
    rng = np.random.default_rng(1)
    pictures = [np.kron(rng.integers(0, 256, (9, 16, 3), np.uint8), np.ones((8, 8, 1), np.uint8)) for _ in range(48)]
    write_video(video, iter(pictures), RATE)
    with Library.open(tmp_path / "library", create=True) as library:
        library.index([video], workers=1)
    command = [sys.executable, "-m", "benchmarks.long_videos", str(tmp_path / "library"), str(video)]
    took = Spent(**json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    assert took.matches == 1
    assert took.query_s == pytest.approx(2.0, abs=0.1)
    assert 0 < took.decoding_s < took.signing_s
    assert took.cpu_s > 0
    assert 10 < took.before_mb <= took.anonymous_mb + 1
    assert "s CPU beyond decoding" in line("short", took)
