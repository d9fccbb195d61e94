"""Where a run's figures come from: the machine, the libraries, the commit, the videos."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "ashen",
    "av",
    "faiss-cpu",
    "imagehash",
    "imageio-ffmpeg",
    "numpy",
    "onnxruntime",
    "opencv-python-headless",
    "pillow",
    "pysubs2",
    "scipy",
)
"""Whose versions may change a figure."""


def machine() -> dict[str, str]:
    """The processor, how many cores this process may use, Python and the platform."""
    return {
        "cpu": _processor(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}, {' '.join(platform.libc_ver())}".rstrip(", "),
    }


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def versions() -> dict[str, str]:
    """Of each package that may change a figure; "not installed" where it is not."""
    return {name: _version(name) for name in PACKAGES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def commit(repository: Path) -> str:
    """The commit of a checkout, with "+" at its end when files were changed since; "unknown" outside of git."""
    try:
        head = _git(repository, "rev-parse", "HEAD")
        return head[:12] + ("+" if _git(repository, "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(repository: Path, *words: str) -> str:
    command = ("git", "-C", str(repository), *words)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def checksum(videos: Mapping[str, Path]) -> str:
    """SHA-256 over the ids and the contents of all stored videos, in the order of their ids.

    Args:
        videos: the file of each id.
    """
    whole = hashlib.sha256()
    for name in sorted(videos):
        with videos[name].open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{content}  {name}\n".encode())
    return whole.hexdigest()
