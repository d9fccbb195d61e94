"""The examples of docs/sdk.md run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "sdk.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_examples_run(
    number: int, server_url: str, server_key: str, shot_file: Path, episodes: list[Path], tmp_path: Path
) -> None:
    """Each in a process of its own, in a folder that has the files it speaks of, against the real server."""
    shutil.copy(shot_file, tmp_path / "screenshot.jpg")
    shutil.copy(episodes[1], tmp_path / "clip.mp4")
    (tmp_path / "example.py").write_text(EXAMPLES[number].replace("http://127.0.0.1:8000", server_url), "utf-8")
    command = [sys.executable, "-W", "error", "example.py"]
    surrounding = {**os.environ, "ASHEN_KEY": server_key}
    done = subprocess.run(
        command, cwd=tmp_path, env=surrounding, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
