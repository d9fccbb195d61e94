"""Runs the benchmark: makes what is stored, asks every system the same, and writes the report.

    python -m benchmarks.run small --out build/benchmark
    python -m benchmarks.run full --out docs/benchmark
    python -m benchmarks.run full --out build/full --peers docs/benchmark/results.json   # Ashen alone is asked anew

Everything but costs follows from the seed. What is made on the way is kept in the user's cache folder.
"""

from __future__ import annotations

import argparse
import datetime
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import corpus, failures, jobs, shelf, stock, world
from benchmarks.filler import Filler, videos_for
from benchmarks.jobs import Job
from benchmarks.plans import PLANS, Plan
from benchmarks.queries import frames_of
from benchmarks.report import carried, filmstrips, history, page, plots, provenance, results
from benchmarks.report.figure import Figure
from benchmarks.report.results import Calibration, Corpus, Missing, Results, Source, SystemCurve
from benchmarks.scoring import retrieval
from benchmarks.shelf import Shelf
from benchmarks.stock import Stocked
from benchmarks.systems.peers import PEERS
from benchmarks.tasks import amv, clip_figures, cost, file, pair, picture_figures, shared
from benchmarks.tasks.picture import Asked
from benchmarks.world import World

CLIP_PARTS = 6


def main() -> None:
    """Run one size and write its report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", choices=sorted(PLANS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="folder for the report")
    parser.add_argument("--workers", type=int, default=2, help="processes that ask at once")
    parser.add_argument(
        "--frames", type=int, help="stored frames in all, if not those of the size: filler makes them up"
    )
    parser.add_argument(
        "--peers", type=Path, help="results of a run with the same videos and seed, whose figures of peers are taken"
    )
    parser.add_argument(
        "--pictures-only", action="store_true", help="with --peers: take all other figures from there too"
    )
    asked = parser.parse_args()
    if asked.pictures_only and not asked.peers:
        parser.error("--pictures-only needs --peers")
    plan = PLANS[asked.size](asked.seed)
    if asked.frames:
        plan = replace(plan, scale=replace(plan.scale, frames=asked.frames))
    before = results.read(asked.peers) if asked.peers else None
    report(plan, asked.seed, asked.out, asked.workers, before, pictures_only=asked.pictures_only)


def report(
    plan: Plan, seed: int, out: Path, workers: int, before: Results | None = None, *, pictures_only: bool = False
) -> Results:
    """Run `plan` and write everything into `out`.

    Args:
        plan: what is stored and asked.
        seed: of everything.
        out: folder for the report.
        workers: processes that ask at once.
        before: a run of the same plan and seed whose figures of peers are taken: they would come out the same.
        pictures_only: Ashen is asked about pictures alone, and its other figures are taken from `before` too.

    Raises:
        ResultsError: `before` is of other videos or of another seed.
    """
    clock = _Clock()
    made = world.make(plan.scale, seed, workers)
    if before is not None:
        carried.check(
            before, plan.size, seed, provenance.checksum({stored.video: stored.path for stored in made.known})
        )
    clock.says(f"{len(made.known)} videos to store, {len(made.unknown)} that are not")
    with tempfile.TemporaryDirectory(prefix="ashen-benchmark-") as name:
        filled = Shelf(
            Path(name) / "library",
            made.folder,
            made.known,
            world.cache_folder(),
            seed,
            videos_for(plan.scale.frames - sum(frames_of(stored) for stored in made.known)),
        )
        stocked = stock.stock(filled.library, made.folder, Filler(filled.cache, seed, workers), filled.filler_videos)
        clock.says(f"Ashen's library holds {stocked.frames:,} frames, {stocked.rows:,} rows")
        if before is None:
            shelf.describe(filled, workers)
            clock.says("described for its peers")
        gathered = _gather(plan, made, filled, workers, clock, peers=before is None, pictures_only=pictures_only)
        if pictures_only:
            figures = [*picture_figures.figures(gathered.pictures), *cost.size_figures(stocked, {})]
        else:
            figures = [*_figures(plan, gathered, stocked, filled if before is None else None)]
        clock.says("scored")
        filmstrips.write(failures.worst(gathered.pictures, plan.picture, made.known, made.unknown, 40), out)
    done = _results(plan, seed, made, gathered.pictures, figures, clock.elapsed_s())
    if before is not None:
        done = carried.over(before, done)
    results.write(done, out / "results.json")
    history.append(done, out / history.NAME, datetime.datetime.now(datetime.UTC).date().isoformat())
    plots.write(done, out)
    page.write(done, out)
    clock.says(f"report in {out}")
    return done


@dataclass(slots=True)
class _Gathered:
    """All answers, by task."""

    pictures: list[Any] = field(default_factory=list)
    clips: list[Any] = field(default_factory=list)
    pairs: list[Any] = field(default_factory=list)
    amvs: list[Any] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)
    shared: list[Any] = field(default_factory=list)


def _gather(
    plan: Plan, made: World, filled: Shelf, workers: int, clock: _Clock, *, peers: bool, pictures_only: bool
) -> _Gathered:
    gathered = _Gathered()
    known, unknown = made.known, made.unknown
    wanted: list[tuple[str, Job]] = [
        ("amvs", partial(jobs.compilations, plan=plan.amv, known=known, unknown=unknown)),
        ("shared", partial(jobs.shared_spans, plan=plan.shared, known=known)),
    ]
    if peers:
        wanted.append(("pairs", partial(jobs.pairs, plan=plan.clip, known=known, unknown=unknown)))
    if pictures_only:
        wanted = []
    for edit in plan.file.edits if not pictures_only else ():
        wanted.append(("files", partial(jobs.files, plan=replace(plan.file, edits=(edit,)), known=known)))
    for part in jobs.clip_parts(plan.clip, CLIP_PARTS) if not pictures_only else ():
        wanted.append(("clips", partial(jobs.clips, plan=part, known=known, unknown=unknown)))
    for number in range(jobs.PARTS):
        wanted.append(
            ("pictures", partial(jobs.pictures, plan=plan.picture, part=number, known=known, unknown=unknown))
        )
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=jobs.open_systems, initargs=(filled, peers)
    ) as pool:
        futures: list[tuple[str, Future[list[Any]]]] = [(task, pool.submit(jobs.run, job)) for task, job in wanted]
        for task, future in futures:
            getattr(gathered, task).extend(future.result())
            clock.says(f"asked: {task}")
    return gathered


def _figures(plan: Plan, gathered: _Gathered, stocked: Stocked, filled: Shelf | None) -> Iterator[Figure]:
    yield from picture_figures.figures(gathered.pictures)
    yield from clip_figures.figures(gathered.clips)
    yield from pair.figures(gathered.pairs)
    yield from amv.score(gathered.amvs)
    yield from file.score(gathered.files)
    yield from shared.score(gathered.shared)
    sizes = {system.name: size for system, size in shelf.peers(filled) if size} if filled else {}
    yield from cost.size_figures(stocked, sizes)
    if plan.indexing:
        yield from cost.indexing_figures()


def _results(
    plan: Plan, seed: int, made: World, asked: Sequence[Asked], figures: Sequence[Figure], runtime_s: float
) -> Results:
    curves, calibrations = [], []
    for system in dict.fromkeys(one.system for one in asked):
        outcomes = picture_figures.outcomes_of([one for one in asked if one.system == system])
        curves.append(SystemCurve.of("picture", system, retrieval.false_match_curve(outcomes)))
        if system in picture_figures.PROBABILISTIC:
            bins = picture_figures.reliability_of(outcomes)
            calibrations.append(Calibration("picture", system, tuple(bins)))
    missing = [Missing(what, why) for what, _, why in (line.partition(": ") for line in made.missing)]
    missing += [Missing(peer.name, why) for peer in PEERS if (why := peer.missing())]
    return Results(
        size=plan.size,
        seed=seed,
        commit=provenance.commit(Path(__file__).parent.parent),
        machine=provenance.machine(),
        versions=provenance.versions(),
        corpus=Corpus(provenance.checksum({stored.video: stored.path for stored in made.known}), _sources(made)),
        missing=tuple(missing),
        runtime_s=runtime_s,
        figures=tuple(figures),
        curves=tuple(curves),
        calibrations=tuple(calibrations),
    )


def _sources(made: World) -> tuple[Source, ...]:
    """Where the stored videos come from: drawn here, or real ones with their credit."""
    drawn = sum(stored.script is not None for stored in made.known)
    found = [Source("drawn cartoons", "MIT", "benchmarks/cartoon of this project", drawn)]
    real = {stored.path.name for stored in made.known if stored.script is None}
    for item in corpus.VIDEOS:
        if Path(item.name).name in real:
            found.append(Source(item.name, item.licence, item.attribution, 1))
    return tuple(found)


class _Clock:
    """Says how far the run is."""

    def __init__(self) -> None:
        self._began_s = time.monotonic()

    def elapsed_s(self) -> float:
        return time.monotonic() - self._began_s

    def says(self, what: str) -> None:
        print(f"{self.elapsed_s() / 60:6.1f} min  {what}", flush=True)


if __name__ == "__main__":
    main()
