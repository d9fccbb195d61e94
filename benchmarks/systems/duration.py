"""How long a video lasts and how fast it runs, as its file says."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from ashen.media.probe import probe


def duration_s(path: Path) -> float:
    """Seconds.

    Raises:
        ashen.errors.AshenError: no video.
        ValueError: the file does not say.
    """
    lasts_s = probe(path).duration_s
    if lasts_s is None:
        raise ValueError(f"{path} does not say how long it is; write it anew with a length")
    return lasts_s


def rate(path: Path) -> Fraction:
    """Frames a second.

    Raises:
        ashen.errors.AshenError: no video.
        ValueError: the file does not say.
    """
    frames_a_second = probe(path).rate
    if frames_a_second is None:
        raise ValueError(f"{path} does not say its frame rate; write it anew with one")
    return frames_a_second
