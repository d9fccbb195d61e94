"""kill -9 of the real program at random moments."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from ashen import Library
from ashen.cli.main import app

KILLS = 20


def index_command(videos: Path, library: Path) -> list[str]:
    return [sys.executable, "-m", "ashen.cli.main", "index", str(videos), "--library", str(library), "--workers", "2"]


def killed_run(command: list[str], after_files: int, after_s: float) -> list[str]:
    """What an indexing process said it had indexed when it was killed: `after_s` seconds after so many files."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(1 + after_files)]
        with suppress(subprocess.TimeoutExpired):
            process.wait(after_s)
        process.kill()
        lines += process.stderr.readlines()
    assert "files to look into" in lines[0], lines
    return [line.split(" ", 1)[1].strip() for line in lines if line.startswith("indexed ") and line.endswith("\n")]


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 as POSIX has it")
def test_kill_at_any_moment_loses_nothing_reported(tmp_path: Path, episodes: list[Path]) -> None:
    """What was said to be indexed is stored, listed and found; no file is signed twice; the next run goes on."""
    moments = np.random.default_rng(20)
    round_ = 0
    said: list[str] = []
    counts = []
    for _ in range(KILLS):
        folder = tmp_path / f"library {round_}"
        files = int(moments.integers(4))
        after_s = moments.uniform(0, 0.1 if files else 0.8)
        said += killed_run(index_command(episodes[0].parent, folder), files, after_s)
        assert len(said) == len(set(said))
        status = json.loads(CliRunner().invoke(app, ["status", "--json", "--library", str(folder)]).stdout)
        held = status["videos"]
        assert status["files"] == ({"indexed": held} if held else {})
        assert status["problems"] == []
        assert (status["indexed_rows"] > 0) == (held > 0)
        with Library.open(folder) as library:
            assert set(said) <= {file.path for file in library.files()}
            for recipe in ("color-layout/1", "frame/3", "frame/3-windows"):
                assert library.catalog.video_ids(recipe).tolist() == sorted(video.id for video in library.videos())
            if said:
                asked = said[int(moments.integers(len(said)))]
                answer = library.identify(asked)
                assert [match.video for match in answer.matches] == [asked]
        counts.append(held)
        if held == len(episodes):
            round_ += 1
            said = []
    assert len(set(counts)) > 2, "the kills must fall at different stages"
    folder = tmp_path / "library 0"
    done = subprocess.run(index_command(episodes[0].parent, folder), capture_output=True, text=True, check=True)
    assert "failed" not in done.stdout
    with Library.open(folder) as library:
        assert [file.path for file in library.files()] == sorted(map(str, episodes))
        assert len(library.videos()) == len(episodes)
