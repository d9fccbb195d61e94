"""Search speed, recall, size and memory of the index on made-up signatures that cluster as real ones do.

    python -m benchmarks.search --rows 1000000

Works have episodes, episodes scenes, scenes runs of frames that drift a little: the codes of a scene are near each
other, scenes of one episode share something, so do episodes of one work. A query is a stored code with the noise of an
edit. Recall compares with the exact answer over all rows; times are of one core.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ashen.index import faiss_index
from ashen.index.contract import Entry
from ashen.index.faiss_index import FaissIndex

RECIPE = "synthetic/1"
DIMENSION = 64
SCENES = 200
RUNS_PER_SCENE = 25
ROWS_PER_EPISODE = SCENES * RUNS_PER_SCENE
EPISODES_PER_WORK = 12
QUERIES = 400
K = 50
EDIT_NOISE = 0.35
"""Length of the noise an edit adds, where a code has length 1."""

_SPREAD = (1 + np.arange(DIMENSION, dtype=np.float32)) ** np.float32(-0.4)


def episode(number: int) -> NDArray[np.int8]:
    """(ROWS_PER_EPISODE, 64) the codes of an episode, in order; the same number gives the same codes."""
    work = np.random.default_rng([1, number // EPISODES_PER_WORK]).standard_normal(DIMENSION, np.float32)
    random = np.random.default_rng([2, number])
    own = random.standard_normal(DIMENSION, np.float32)
    scenes = 0.4 * work + 0.4 * own + random.standard_normal((SCENES, 1, DIMENSION), np.float32)
    drift = random.standard_normal((SCENES, RUNS_PER_SCENE, DIMENSION), np.float32).cumsum(axis=1) * np.float32(0.08)
    return unit((scenes + drift) * _SPREAD).reshape(-1, DIMENSION)


def unit(raw: NDArray[np.float32]) -> NDArray[np.int8]:
    """Vectors scaled to length 127 and rounded."""
    codes: NDArray[np.int8] = np.rint(raw * (127 / np.linalg.norm(raw, axis=-1, keepdims=True))).astype(np.int8)
    return codes


def make_queries(episodes: int) -> tuple[NDArray[np.int8], NDArray[np.int64], NDArray[np.int64]]:
    """(QUERIES, 64) edited codes, and the video and row each was made from."""
    random = np.random.default_rng(3)
    video = random.integers(0, episodes, QUERIES) + 1
    row = random.integers(0, ROWS_PER_EPISODE, QUERIES)
    codes = np.stack([episode(int(v) - 1)[r] for v, r in zip(video, row, strict=True)]).astype(np.float32)
    noise = random.standard_normal(codes.shape, np.float32)
    noise *= EDIT_NOISE * 127 / np.linalg.norm(noise, axis=1, keepdims=True)
    return unit(codes + noise), video, row


def build(directory: Path, rows: int, episodes_per_add: int, threads: int) -> None:
    """Fill the index and write the queries and their exact answers beside it."""
    episodes = rows // ROWS_PER_EPISODE
    queries, video, row = make_queries(episodes)
    query_values = queries.astype(np.float32)
    best = np.full(QUERIES, np.inf, np.float32)
    best_at = np.zeros(QUERIES, np.int64)
    index = FaissIndex.create(directory, RECIPE, DIMENSION, "int8", threads=threads)
    ticks = np.arange(ROWS_PER_EPISODE, dtype=np.int32) * 7
    adding_s = longest_s = wall_s = 0.0
    most_segments = 0
    own_mb = 0.0
    for first in range(0, episodes, episodes_per_add):
        numbers = range(first, min(first + episodes_per_add, episodes))
        codes = [episode(number) for number in numbers]
        for number, each in zip(numbers, codes, strict=True):
            stored = each.astype(np.float32)
            distances = np.einsum("nd,nd->n", stored, stored)[:, None] - 2 * (stored @ query_values.T)
            nearest = distances.argmin(axis=0)
            closer = distances[nearest, np.arange(QUERIES)] < best
            best[closer] = distances[nearest, np.arange(QUERIES)][closer]
            best_at[closer] = number * ROWS_PER_EPISODE + nearest[closer]
        started, started_wall = time.process_time(), time.perf_counter()
        index.add((Entry(number + 1, ticks, each) for number, each in zip(numbers, codes, strict=True)), RECIPE)
        took_s = time.process_time() - started
        adding_s, longest_s = adding_s + took_s, max(longest_s, took_s)
        wall_s += time.perf_counter() - started_wall
        most_segments = max(most_segments, index.segments)
        own_mb = max(own_mb, anonymous_mb())
    np.savez(directory / "queries.npz", codes=queries, video=video, row=row, exact=best_at)
    total = len(index)
    print(f"rows {total}, {index.lists} lists, {index.segments} segments (most {most_segments})")
    print(
        f"add with merges and training: {total / adding_s:,.0f} rows/s CPU, {total / wall_s:,.0f} rows/s wall; "
        f"longest call {longest_s:.1f} s CPU"
    )
    print(f"peak memory while building: {peak_mb():.0f} MB, mapped pages included; see `anonymous_mb`: {own_mb:.0f} MB")


def measure(directory: Path) -> None:
    """Open the index as a fresh process does, and search."""
    with np.load(directory / "queries.npz") as made:
        queries, video, row, exact = (made[name] for name in ("codes", "video", "row", "exact"))
    before_mb = resident_mb()
    started, started_wall = time.process_time(), time.perf_counter()
    index = FaissIndex.open(directory, RECIPE, DIMENSION, "int8")
    open_s, open_wall_s = time.process_time() - started, time.perf_counter() - started_wall
    opened_mb = resident_mb() - before_mb
    size = sum(path.stat().st_size for path in directory.iterdir() if path.suffix != ".npz")
    print(f"{index.segments} segments, {len(index)} rows, {size / len(index):.1f} bytes a row on disk")
    print(f"open: {open_s * 1e3:.1f} ms CPU, {open_wall_s * 1e3:.1f} ms wall, {opened_mb:.1f} MB resident more")
    scene = row // RUNS_PER_SCENE
    exact_scene = (exact % ROWS_PER_EPISODE) // RUNS_PER_SCENE == scene
    exact_scene &= exact // ROWS_PER_EPISODE + 1 == video
    print(f"exact: scene recall {exact_scene.mean():.3f}")
    print("CPU time a query: one at a time, in a batch, in a batch of 240 among 12 videos")
    print("probes      single       batch    filtered  scene recall  same top-1 as exact")
    for probes in (4, 8, 16, 32):
        index.probes = probes
        hits = index.search(queries, K, RECIPE)
        first = np.searchsorted(hits.query, np.arange(QUERIES))
        found_video, found_row = hits.video_id[first], hits.tick[first] // 7
        right = (found_video == video) & (found_row // RUNS_PER_SCENE == scene)
        same = (found_video - 1) * ROWS_PER_EPISODE + found_row == exact
        single = [timed_ms(index, queries[i : i + 1]) for i in range(100)]
        batch = [timed_ms(index, queries) / QUERIES for _ in range(5)]
        chosen = np.random.default_rng(4).choice(index.video_ids(), 12, replace=False).tolist()
        filtered = [timed_ms(index, queries[:240], chosen) / 240 for _ in range(5)]
        times = "".join(f"{np.median(each):9.3f} ms" for each in (single, batch, filtered))
        print(f"{probes:6d}{times}{right.mean():14.3f}{same.mean():21.3f}")
    print(f"resident after all searches: {resident_mb() - before_mb:.1f} MB more, mapped pages included")


def timed_ms(index: FaissIndex, codes: NDArray[np.int8], videos: list[int] | None = None) -> float:
    """CPU time of one search."""
    started = time.process_time()
    index.search(codes, K, RECIPE, videos)
    return (time.process_time() - started) * 1e3


def compact(directory: Path) -> None:
    """Merge all segments into one."""
    index = FaissIndex.open(directory, RECIPE, DIMENSION, "int8", writable=True)
    started = time.process_time()
    index.compact()
    merging_s = time.process_time() - started
    print(f"compact: {len(index) / merging_s:,.0f} rows/s CPU; peak memory {peak_mb():.0f} MB, mapped pages included")
    started = time.perf_counter()
    index.verify()
    print(f"verify: {time.perf_counter() - started:.1f} s")


def remove(directory: Path) -> None:
    """Remove one video in fifty, and search what is left."""
    index = FaissIndex.open(directory, RECIPE, DIMENSION, "int8", writable=True)
    queries = np.load(directory / "queries.npz")["codes"]
    before = np.median([timed_ms(index, queries) / QUERIES for _ in range(5)])
    started = time.process_time()
    index.remove(index.video_ids()[::50].tolist())
    removing_s = time.process_time() - started
    after = np.median([timed_ms(index, queries) / QUERIES for _ in range(5)])
    print(f"remove 1 video in 50: {removing_s * 1e3:.0f} ms CPU; search {after / before:.2f} x as long as before")


STEPS = {"measure": measure, "compact": compact, "remove": remove}


def resident_mb() -> float:
    """Memory of this process that is in RAM."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def anonymous_mb() -> float:
    """Memory of this process that no file backs, sampled between additions."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1e3


def peak_mb() -> float:
    """The most memory of this process that ever was in RAM, mapped pages included."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1e3


def main() -> None:
    """Build, measure in a process of its own, compact, measure again, and clean up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--episodes-per-add", type=int, default=4)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--directory", type=Path, help="where to build; a temporary directory when left out")
    parser.add_argument("--step", choices=["build", *STEPS], help="only this, in --directory")
    arguments = parser.parse_args()
    if arguments.step in STEPS:
        STEPS[arguments.step](arguments.directory)
        return
    directory = arguments.directory or Path(tempfile.mkdtemp(prefix="ashen-search-"))
    try:
        build(directory, arguments.rows, arguments.episodes_per_add, arguments.threads)
        if arguments.step == "build":
            return
        print(f"default probes {faiss_index.DEFAULT_PROBES}, k {K}, edit noise {EDIT_NOISE}")
        for step in ("measure", "compact", "measure", "remove"):
            print(f"--- {step}", flush=True)
            command = [sys.executable, "-m", "benchmarks.search", "--step", step, "--directory", str(directory)]
            subprocess.run(command, check=True)
    finally:
        if arguments.directory is None:
            shutil.rmtree(directory)


if __name__ == "__main__":
    main()
