"""Which stretches of videos are asked about: by chance, seeded, works taking turns, only what is the episode's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from benchmarks.edits import Span, frame_rate, length_s, read_rgb
from benchmarks.queries import BLANK, TRIES, by_work
from benchmarks.stored import Stored

Stretch = tuple[float, float]
"""From when to when, seconds."""

EDGE_S: Final = 0.1
"""How far inside a stretch spans stay, so that no frame of what borders on it is in them."""
LAST_S: Final = 0.5
"""How much of a real video's end is left out: containers round up, and some end without pictures."""
LOOKS: Final = 5
"""How many frames of a span are looked at; most must not be blank."""


def own_stretches(stored: Stored) -> list[Stretch]:
    """What only this video is known to have: all but opening, ending, recap and preview; of a real video, all."""
    if stored.script is None:
        return [(0.0, length_s(stored.path) - LAST_S)]
    script = stored.script
    parts = (script.opening, script.ending, script.recap, script.preview)
    shared = sorted(part for part in parts if part is not None)
    borders = [0, *(frame for part in shared for frame in part), script.frames]
    pairs = zip(borders[::2], borders[1::2], strict=True)
    return [(float(a / script.rate), float(b / script.rate)) for a, b in pairs if b > a]


def reels(stored: Stored) -> list[Stretch]:
    """Where the opening and the ending are, which other videos of the work have too."""
    return list(reels_of(stored).values())


def reels_of(stored: Stored) -> dict[tuple[str, int], Stretch]:
    """Where a video has which version of its work's opening and ending; a real video has none that is known."""
    script = stored.script
    if script is None:
        return {}
    parts = {"opening": (script.opening, script.opening_version), "ending": (script.ending, script.ending_version)}
    return {
        (name, version): (float(frames[0] / script.rate), float(frames[1] / script.rate))
        for name, (frames, version) in parts.items()
        if frames is not None and version is not None
    }


def pick_spans(
    videos: Sequence[Stored],
    count: int,
    duration_s: float | Sequence[float],
    rng: np.random.Generator,
    stretches: Callable[[Stored], list[Stretch]] = own_stretches,
) -> Iterator[tuple[Stored, Span]]:
    """`count` spans, of one length or of these in turn, none of them blank; works with no stretch so long are left out.

    Raises:
        ValueError: no video has a stretch so long, or a work seems to be nothing but blank frames.
    """
    lengths_s = [duration_s] if isinstance(duration_s, int | float) else list(duration_s)
    longest_s = max(lengths_s)
    long = [stored for stored in videos if _starts(stretches(stored), longest_s)]
    works = list(by_work(long).values())
    if not works:
        raise ValueError(f"no video has a stretch of {longest_s} s to ask about: store longer ones")
    for number in range(count):
        work = works[number % len(works)]
        for _ in range(TRIES):
            stored = work[int(rng.integers(len(work)))]
            length = lengths_s[number % len(lengths_s)]
            span = Span(stored.path, _chosen(_starts(stretches(stored), length), rng), length)
            if _shows_something(span):
                yield stored, span
                break
        else:
            raise ValueError(f"{TRIES} spans of {work[0].work} by chance were all blank; look at that video")


def _starts(stretches: Sequence[Stretch], duration_s: float) -> list[Stretch]:
    """Where a span of this length may start."""
    inner = [(start + EDGE_S, end - EDGE_S - duration_s) for start, end in stretches]
    return [(start, end) for start, end in inner if end > start]


def _chosen(starts: Sequence[Stretch], rng: np.random.Generator) -> float:
    """A moment by chance, all moments equally likely."""
    at_s = float(rng.uniform(0, sum(end - start for start, end in starts)))
    for start, end in starts:
        if at_s < end - start:
            return start + at_s
        at_s -= end - start
    return starts[-1][1]


def _shows_something(span: Span) -> bool:
    frame_s = 1 / float(frame_rate(span.source))
    wanted_s = list(np.linspace(span.start_s, span.start_s + span.duration_s - 2 * frame_s, LOOKS))
    seen = 0
    for time_s, rgb in read_rgb(span.source, span.start_s):
        if time_s >= wanted_s[0] - frame_s / 2:
            wanted_s.pop(0)
            seen += bool(rgb.reshape(-1, 3).std(axis=0).mean() > BLANK)
            if not wanted_s:
                break
    return seen * 2 > LOOKS
