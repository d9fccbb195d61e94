"""A stored video of the benchmark: what every system is given, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.cartoon import Script


@dataclass(frozen=True, slots=True)
class Stored:
    """One video.

    Attributes:
        video: its id, the same for every system: its path under the folder of all stored videos, with "/".
        path: where it lies.
        work: the title it belongs to: the unit of splits and of the bootstrap.
        script: the truth of a drawn episode; None for a real video.
    """

    video: str
    path: Path
    work: str
    script: Script | None
