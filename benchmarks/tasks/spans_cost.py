"""What an episode more costs the search for recurring spans, by how many are stored: CPU and memory.

    python -m benchmarks.tasks.spans_cost                  # 10, 100 and 1,000 episodes; the last takes minutes to make
    python -m benchmarks.tasks.spans_cost --stored 10,100
    python -m benchmarks.tasks.spans_cost --record         # and write the figures into docs/benchmark/spans.json

The episodes, of 24 minutes, are made up (benchmarks/made_seasons.py). All but a few are noted as looked at, with their
true spans; the few are then looked at, in a process of its own, on a copy. CPU is of all threads; the part of it that
the index takes to search is told apart. Libraries are kept in the cache.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, cast

from ashen import Library
from ashen.catalog.catalog import Catalog
from ashen.catalog.lock import WriterLock
from ashen.catalog.recent import RecentReads
from ashen.index.contract import Index
from ashen.ingest.spans import METHOD, SpanSearch
from ashen.match.recurring import labelled
from ashen.searches import Searches
from ashen.signature.recipes import recipe_named
from benchmarks import made_seasons
from benchmarks.made_seasons import Material, place_of, true_spans
from benchmarks.processes import OwnMemory, memory_mb
from benchmarks.report import spans as record
from benchmarks.report.spans import Cost
from benchmarks.tasks.openings import same
from benchmarks.world import cache_folder

STORED: Final = (10, 100, 1000)
LOOKED_AT: Final = 4
"""Episodes that are looked at: most of the longest show, and one of another."""


def library(episodes: int, cache: Path) -> Path:
    """A library of so many episodes, all but a few of them looked at; from the cache where it is there."""
    home = cache / f"made-seasons-{made_seasons.VERSION}-{METHOD}-{episodes}"
    if home.exists():
        return home
    making = home.with_name(f".making-{home.name}")
    if not making.exists():  # else it was interrupted, and goes on
        Library.open(making, create=True).close()
    with Catalog.open(making / "ashen.db") as catalog:
        ids = made_seasons.fill(catalog, Material(cache), episodes)
        places = [place_of(number, episodes) for number in range(episodes)]
        old = [number for number in range(episodes) if number not in left(episodes)]
        spans = list(true_spans([places[number] for number in old], [ids[number] for number in old]))
        for number in old:
            catalog.set_spans(ids[number], METHOD, [], spans if number == old[0] else [])
    with Library.open(making) as made:
        made.rebuild()
    making.rename(home)
    return home


def left(episodes: int) -> list[int]:
    """Which of so many episodes are looked at, by number from 0: of the first show in its midst, and the last."""
    half = episodes // 2
    return [*range(half // 2, half // 2 + LOOKED_AT - 1), episodes - 1]


def measured(home: Path, episodes: int) -> Cost:
    """Look at the episodes left, in this process; the library is changed."""
    with Catalog.open(home / "ashen.db") as catalog, closing(RecentReads(catalog)) as recent:
        recipe = recipe_named(catalog.search_recipe)
        lock = home / "writer.lock"
        searched = Searches(home / "index", catalog, recent, lock).of(recipe)[0]
        index = _Timed(searched.current())
        rows = len(searched.current())
        before_mb = memory_mb("RssAnon")
        with WriterLock(lock), OwnMemory() as watch:
            search = SpanSearch(catalog, recipe, cast(Index, index), searched.truth)
            spent_s = time.process_time()
            count = search.run()
            spent_s = time.process_time() - spent_s
        videos = catalog.videos()
        videos = videos[: len(videos) // 2][-20:]  # of the first show, whose groups are the largest
        began_s = time.process_time()
        for video in videos:
            labelled(catalog, [video.id])
        labels_s = time.process_time() - began_s
        right = _right(catalog, episodes)
    return Cost(
        stored=episodes,
        rows=rows,
        looked_at=count,
        cpu_s=spent_s / count,
        search_cpu_s=index.cpu_s / count,
        memory_mb=watch.anonymous_mb - before_mb,
        opened_mb=before_mb,
        labels_ms=1000 * labels_s / len(videos),
        true_labels=right[1],
        right_labels=right[0],
    )


def _right(catalog: Catalog, episodes: int) -> tuple[int, int]:
    """Openings, endings and previews of the episodes looked at: those rightly found, and those there are."""
    places = [place_of(number, episodes) for number in range(episodes)]
    ids = {video.paths[0]: video.id for video in catalog.videos()}
    right = true = 0
    for number in left(episodes):
        show, episode = places[number]
        is_at = made_seasons.reels_of(show, episode)
        if (show, episode + 1) not in places:
            del is_at["preview"]
        video_id = ids[made_seasons.path_of(show, episode)]
        said = {span.label: (span.start_s, span.end_s) for span in labelled(catalog, [video_id])[video_id]}
        true += len(is_at)
        right += sum(label in said and same(said[label], stretch) for label, stretch in is_at.items())
    return right, true


@dataclass(slots=True)
class _Timed:
    """An index, and the processor time its searches took."""

    index: Index
    cpu_s: float = 0.0

    def search(self, *arguments: Any) -> object:
        """As the index."""
        began_s = time.process_time()
        found = self.index.search(*arguments)
        self.cpu_s += time.process_time() - began_s
        return found


def measure(stored: Sequence[int]) -> list[Cost]:
    """Make what is missing and measure each size in a process of its own; printed as it comes."""
    costs: list[Cost] = []
    for episodes in stored:
        home = library(episodes, cache_folder())
        with tempfile.TemporaryDirectory(prefix="ashen-spans-", dir=cache_folder()) as folder:
            copy = Path(folder) / "library"
            shutil.copytree(home, copy)
            command = [
                sys.executable,
                "-m",
                "benchmarks.tasks.spans_cost",
                "--stored",
                f"{episodes}",
                "--in",
                str(copy),
            ]
            environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}  # idle threads that spin are no work done
            ran = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        costs.append(Cost(**json.loads(ran.stdout)))
        print(record.cost_line(costs[-1]), flush=True)
    return costs


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", default=",".join(map(str, STORED)), help="numbers of episodes, separated by commas")
    parser.add_argument("--record", action="store_true", help="write the figures into docs/benchmark/spans.json")
    parser.add_argument("--in", dest="home", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    stored = [int(number) for number in asked.stored.split(",")]
    if asked.home is not None:
        print(json.dumps(asdict(measured(asked.home, stored[0]))))
        return
    costs = measure(stored)
    if asked.record:
        record.put(costs=costs)


if __name__ == "__main__":
    main()
