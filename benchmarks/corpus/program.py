"""Runs the programs that download and unpack."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

LONGEST_S: Final = 600


def run(command: list[str], folder: Path) -> str:
    """Run a program in `folder`; empty when it went well, else the end of what it said."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    said = (done.stderr or done.stdout).strip().splitlines()
    return " ".join(said[-3:]) or f"{command[0]} ended with {done.returncode}"


def output(command: list[str]) -> str:
    """What a program prints; empty when it could not be run or failed."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
