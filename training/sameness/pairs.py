"""Pairs of pictures that Ashen itself laid on each other, with whether the stored one is what was asked for.

    python -m training.sameness.pairs

Every frame asked about is edited and looked at as a query is: candidates are proposed and laid over their stills. Those
that are right and the nearest that are wrong become pairs. Left out are other moments of the video that was asked about
within `AMBIGUOUS_S`: they may well show the same. Writes `sameness-<name>-*.npz` into the cache.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ashen import Library
from ashen.match.identify import Identifier
from ashen.match.sameness import laid_together
from ashen.match.scene import Scene
from ashen.match.views import PictureQuery
from ashen.threads import one_thread
from benchmarks.edits import PICTURE_EDITS
from benchmarks.queries import Still, by_work, pick_stills
from benchmarks.stored import Stored
from benchmarks.systems.contract import Found
from benchmarks.truth import truth_of
from benchmarks.world import World
from training.pictures import CACHE
from training.sameness import works

SEED: Final = 20271
STILLS: Final = 1200
"""Frames asked about of either half."""
EDITS: Final = 6
"""Of each frame of a stored work; half as many of others, of which all pairs are wrong."""
MOST: Final = 5
"""Pairs of one query."""
LOOKED_AT: Final = 10
"""Candidates laid over their stills."""
AMBIGUOUS_S: Final = 12.0
HARD: Final = (
    *("black-box-35", "steam", "light-beam", "meme-text", "social-clip", "screen-photo", "combination", "crop-50"),
    *("vertical-9-16", "gameplay-below", "pip-45", "split-screen", "inverted", "black-bar", "fan-sub-phone", "meme"),
)
"""Edits that are asked for as often as all others together: those under which the signature alone does not tell."""


@dataclass(frozen=True, slots=True)
class Job:
    """What one process asks: every so-and-so-many-th frame."""

    made: World
    home: Path
    out: Path
    part: int
    parts: int


class Pair(NamedTuple):
    """Two pictures laid on each other.

    Attributes:
        pair: as `laid_together` gives it.
        right: whether the stored one is what was asked for.
        work: that the query is from.
        query: its number.
        edit: that it was asked under.
        evidence: cosine, score, corners, agreement, shares covered and overlaid.
    """

    pair: NDArray[np.uint8]
    right: bool
    work: str
    query: int
    edit: str
    evidence: tuple[float, ...]


def pairs(job: Job) -> Path:
    """Ask, and write the pairs of one part."""
    path = job.out / f"sameness-{job.part:02d}.npz"
    if path.exists():
        return path
    rows: list[Pair] = []
    with Library.open(job.home) as library, one_thread():
        identifier = library.identifier(threshold=0.0)
        for number, (still, edit, known) in enumerate(_asked(job)):
            if number % 25 == 0:
                print(job.part, number, flush=True)
            rgb = _saved(PICTURE_EDITS[edit](still.rgb, np.random.default_rng([SEED, job.part, number])))
            videos = by_work(job.made.known)[still.stored.work] if known else ()
            for pair, right, evidence in _pairs(identifier, library, still, rgb, videos):
                rows.append(Pair(pair, right, still.stored.work, job.part * 100_000 + number, edit, evidence))
    columns = dict(zip(Pair._fields, map(np.array, zip(*rows, strict=True)), strict=True))
    np.savez(path.with_suffix(".part.npz"), allow_pickle=False, **columns)
    path.with_suffix(".part.npz").rename(path)
    return path


def _asked(job: Job) -> Iterator[tuple[Still, str, bool]]:
    others = [name for name in PICTURE_EDITS if name not in HARD]
    for known, videos, edits in ((True, job.made.known, EDITS), (False, job.made.unknown, EDITS // 2)):
        for still in pick_stills(videos, STILLS, SEED + known):
            if still.number % job.parts != job.part:
                continue
            rng = np.random.default_rng([SEED, still.number, known])
            for turn in range(edits):
                names = HARD if turn % 2 else others
                yield still, names[int(rng.integers(len(names)))], known


def _saved(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """As a JPEG file carries it."""
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=90)
    return np.asarray(Image.open(file).convert("RGB"))


def _pairs(
    identifier: Identifier, library: Library, still: Still, rgb: NDArray[np.uint8], videos: Sequence[Stored]
) -> Iterator[tuple[NDArray[np.uint8], bool, tuple[float, ...]]]:
    search = identifier.picture_search()
    query = PictureQuery(rgb, library.recipe)
    scenes = [scene for scene in search.look(query, search.propose(query)[:LOOKED_AT]) if scene.score > 0]
    names = identifier.names({scene.video_id for scene in scenes})
    truth = truth_of(still.stored, still.at_s, videos) if videos else None
    kept = 0
    for scene in scenes:
        own = any(path.endswith(still.stored.video) for path in names[scene.video_id].paths)
        found = Found(still.stored.video if own else "", scene.at_s, 0.0, scene.start_s, scene.end_s)
        right = truth is not None and truth.is_right(found)
        near = own and abs(scene.at_s - still.at_s) < AMBIGUOUS_S
        if kept == MOST or (near and not right) or scene.still is None or scene.verification is None:
            continue
        kept += 1
        yield laid_together(rgb, scene.still.rgb, scene.verification), right, _evidence(scene)


def _evidence(scene: Scene) -> tuple[float, ...]:
    seen = scene.verification
    assert seen is not None  # noqa: S101 - asked for by the caller
    return scene.similarity, seen.score, seen.inliers, seen.agreement, seen.covered, seen.overlay


def main() -> None:
    """Make what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--parts", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    made = works.make(asked.cache, asked.workers)
    home = works.library(made, asked.cache, asked.workers)
    jobs = [Job(made, home, asked.cache, part, asked.parts) for part in range(asked.parts)]
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        for path in pool.map(pairs, jobs):
            print(path, flush=True)


if __name__ == "__main__":
    main()
