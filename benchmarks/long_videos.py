"""What an answer to a long video costs in a library of ten million frames: CPU beyond decoding, and memory.

    python -m benchmarks.speed videos

Three queries, each asked in a process of its own: 24 minutes of drawn episodes, which are stored; 24 minutes of others,
which are not; and a compilation of 60 cuts in 3 minutes with dissolves, a repeat and foreign parts. All are of
development works. CPU is of all threads of the process; that of bare decoding and of decoding and signing alone, as
asking does it, is measured in the same process and taken off. Memory is what is not backed by files: it leaves out the
pages of the index that happen to be mapped.

What adding an episode costs the recurring spans of a large library belongs here too.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from ashen import Library
from ashen.media.video import open_video
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named
from ashen.signature.sign import sign
from ashen.threads import one_thread
from benchmarks import big_library, kept_library
from benchmarks.decoding import cpu_s, decode
from benchmarks.edits import Part, Span, assemble, length_s
from benchmarks.processes import OwnMemory, memory_mb
from benchmarks.stored import Stored
from benchmarks.tasks import amv
from benchmarks.tasks.clip_query import Library as Truths
from benchmarks.world import DEVELOPMENT, cache_folder

FRAMES: Final = 10_000_000
LONG_S: Final = 24 * 60.0
AMV: Final = amv.AmvPlan(("dissolves",), 1, cuts=60, shortest_s=2.05, longest_s=4.2, size_px=DEVELOPMENT.size_px)
"""A mean cut of 3 s: 3 minutes in all."""
QUALITY: Final = {"crf": "30"}
"""Of the queries' encoding: worse than that of what is stored."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one answer took.

    Attributes:
        query_s: how long the query is.
        wall_s, cpu_s: of the answer, decoding included, seconds.
        decoding_s: CPU of bare decoding on one thread, seconds.
        signing_s: CPU of decoding and signing as asking does it, every frame once, seconds.
        anonymous_mb: the most memory not backed by files during the answer, interpreter and libraries included.
        before_mb: the same when the library was just opened.
        mapped_mb: the most memory backed by files, libraries' code included.
        matches: how many stretches were named.
    """

    query_s: float
    wall_s: float
    cpu_s: float
    decoding_s: float
    signing_s: float
    anonymous_mb: float
    before_mb: float
    mapped_mb: float
    matches: int


def queries(known: Sequence[Stored], unknown: Sequence[Stored]) -> dict[str, Path]:
    """The videos that are asked about, by what they are; made once into the cache."""
    folder = cache_folder() / "long-queries-1"
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "24 min, stored": _once(folder / "stored.mp4", lambda path: _joined(known, path)),
        "24 min, not stored": _once(folder / "unknown.mp4", lambda path: _joined(unknown, path)),
        "3 min, 60 cuts": _once(folder / "amv.mp4", lambda path: _compiled(known, unknown, path)),
    }


def _once(path: Path, make: Callable[[Path], object]) -> Path:
    """The file, made where it is missing; it appears whole or not at all."""
    if not path.exists():
        part = path.with_name(f".part-{path.name}")
        make(part)
        part.rename(path)
    return path


def _joined(videos: Sequence[Stored], path: Path) -> None:
    """Whole videos one after the other, from the first again when they are over, until they last long enough."""
    parts: list[Part] = []
    lasts_s = 0.0
    while lasts_s < LONG_S:
        video = videos[len(parts) % len(videos)].path
        span = Span(video, 0.0, min(length_s(video), LONG_S - lasts_s))
        parts.append(Part(span))
        lasts_s += span.duration_s
    assemble(parts, path, rate=Fraction(24000, 1001), size=DEVELOPMENT.size_px, options=QUALITY)


def _compiled(known: Sequence[Stored], unknown: Sequence[Stored], path: Path) -> None:
    amv.make(Truths(known), amv.cuts(known, unknown, AMV, 0), AMV, AMV.edits[0], 0, path)


def spent(home: Path, query: Path) -> Spent:
    """Ask a library in this process, once for the caches of files and once measured."""
    decoding_s, signing_s = cpu_s(lambda: decode(query)), cpu_s(lambda: _sign(query))
    with Library.open(home) as library:
        rows = library.indexed_rows()  # opens the index
        before_mb = memory_mb("RssAnon")
        with OwnMemory() as watch:
            wall_s, spent_s = time.perf_counter(), time.process_time()
            said = library.identify(query)
            wall_s, spent_s = time.perf_counter() - wall_s, time.process_time() - spent_s
    if not rows:
        raise RuntimeError(f"{home} has no index")
    return Spent(
        length_s(query),
        wall_s,
        spent_s,
        decoding_s,
        signing_s,
        watch.anonymous_mb,
        before_mb,
        watch.mapped_mb,
        len(said.matches),
    )


def _sign(path: Path) -> None:
    with one_thread(), open_video(path) as reader:
        sign(reader, [recipe_named(DEFAULT_SEARCH_RECIPE)])


def measure(frames: int = FRAMES, workers: int = 2) -> None:
    """Make what is missing, ask each query in a process of its own, and print what it took."""
    made, base = kept_library.filled(DEVELOPMENT, 1, workers, print)
    asked = queries(made.known, made.unknown)
    home = big_library.make(base, frames, print)
    for name, query in asked.items():
        command = [sys.executable, "-m", "benchmarks.long_videos", str(home), str(query)]
        environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}  # idle threads that spin are no work done
        ran = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        print(line(name, Spent(**json.loads(ran.stdout))), flush=True)


def line(name: str, took: Spent) -> str:
    """One query's figures, for people."""
    return (
        f"{name} ({took.query_s:.0f} s, {took.matches} stretches named): "
        f"{took.cpu_s - took.decoding_s:.2f} s CPU beyond decoding, "
        f"{took.cpu_s - took.signing_s:.2f} s beyond decoding and signing "
        f"(all {took.cpu_s:.2f}, decoding {took.decoding_s:.2f}, with signing {took.signing_s:.2f}; wall "
        f"{took.wall_s:.2f}); memory {took.anonymous_mb:.0f} MB, {took.before_mb:.0f} MB of it when opened, and "
        f"{took.mapped_mb:.0f} MB of mapped files"
    )


def main() -> None:
    """Ask one library one query and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("query", type=Path)
    asked = parser.parse_args()
    print(json.dumps(asdict(spent(asked.library, asked.query))))


if __name__ == "__main__":
    main()
