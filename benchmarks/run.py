"""Runs the benchmark: makes what is stored, asks every system the same, and writes the report.

    python -m benchmarks.run small --out build/benchmark
    python -m benchmarks.run full --out docs/benchmark
    python -m benchmarks.run full --out build/full --peers docs/benchmark/results.json   # Ashen alone is asked anew
    python -m benchmarks.run full --out build/full --peers ... --tasks clip,amv          # and about nothing else
    python -m benchmarks.run medium --out build/medium --alone                           # without peers
    python -m benchmarks.run development --out build/trial --edits backwards,pip-45      # benchmarks/trial.py

Everything but costs follows from the seed. What is made on the way is kept in the user's cache folder.
"""

from __future__ import annotations

import argparse
import datetime
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import corpus, failures, shelf, stock, trial, world
from benchmarks.asking import Gathered, gather
from benchmarks.filler import Filler, videos_for
from benchmarks.plans import ASKED_TASKS, PLANS, Plan, fingerprints, narrowed
from benchmarks.queries import frames_of
from benchmarks.report import carried, filmstrips, history, page, plots, provenance, results
from benchmarks.report.figure import Figure, Task
from benchmarks.report.results import Calibration, Corpus, Missing, Results, Source, SystemCurve
from benchmarks.scoring import retrieval
from benchmarks.shelf import Shelf
from benchmarks.stock import Stocked
from benchmarks.systems.peers import PEERS
from benchmarks.tasks import amv, clip_figures, confidence, cost, file, pair, picture_figures, shared
from benchmarks.tasks.clip_query import AskedClip
from benchmarks.world import World


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
    parser.add_argument("--alone", action="store_true", help="Ashen alone: the report has no peers")
    parser.add_argument(
        "--tasks", type=_listed, default=ASKED_TASKS, help="what is asked, of picture,clip,amv,file,shared"
    )
    parser.add_argument("--edits", type=_listed, help="of development: edits asked, in the tasks that have them")
    parser.add_argument("--clips", type=int, help="of development: clips asked under each edit")
    parser.add_argument("--anew", action="store_true", help="of development: fill the library again")
    asked = parser.parse_args()
    if strange := set(asked.tasks) - set(ASKED_TASKS):
        parser.error(f"--tasks are of {','.join(ASKED_TASKS)}, not {','.join(sorted(strange))}")
    trying = asked.size == "development"
    if trying and asked.peers:
        parser.error("--peers is for runs that are reported, not for development")
    if not trying and (asked.edits or asked.clips or asked.anew):
        parser.error("--edits, --clips and --anew are for development: a mean of chosen edits is no figure to report")
    if not trying and not (asked.peers or asked.alone) and set(asked.tasks) != set(ASKED_TASKS):
        parser.error("--tasks needs --peers, where the other figures are taken from, or --alone")
    plan = PLANS[asked.size](asked.seed)
    if asked.frames:
        plan = replace(plan, scale=replace(plan.scale, frames=asked.frames))
    if trying:
        try:
            plan = narrowed(plan, asked.edits or (), asked.clips)
        except ValueError as error:
            parser.error(str(error))
        trial.run(plan, asked.seed, asked.out, asked.workers, asked.tasks, _Clock().says, anew=asked.anew)
        return
    before = results.read(asked.peers) if asked.peers else None
    if set(asked.tasks) != set(ASKED_TASKS):
        plan = replace(plan, indexing=False)
    report(plan, asked.seed, asked.out, asked.workers, before, asked.tasks, alone=asked.alone)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in text.split(",") if part))


def report(
    plan: Plan,
    seed: int,
    out: Path,
    workers: int,
    before: Results | None = None,
    tasks: Collection[str] = ASKED_TASKS,
    *,
    alone: bool = False,
) -> Results:
    """Run `plan` and write everything into `out`.

    Args:
        plan: what is stored and asked.
        seed: of everything.
        out: folder for the report.
        workers: processes that ask at once.
        before: a run of the same plan and seed whose figures of peers are taken: they would come out the same.
        tasks: what Ashen is asked; its figures of other tasks are taken from `before` too, if there is such a run.
        alone: no peer is asked.

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
        peers = before is None and not alone
        if peers:
            shelf.describe(filled, workers)
            clock.says("described for its peers")
        gathered = gather(plan, made.known, made.unknown, filled, workers, clock.says, peers=peers, tasks=tasks)
        figures = [*_figures(plan, gathered, stocked, filled if peers else None)]
        clock.says("scored")
        if "picture" in tasks:
            filmstrips.write(failures.worst(gathered.pictures, plan.picture, made.known, made.unknown, 40), out)
    done = _results(plan, seed, made, gathered, figures, clock.elapsed_s())
    if before is not None:
        done = carried.over(before, done)
    results.write(done, out / "results.json")
    history.append(done, out / history.NAME, datetime.datetime.now(datetime.UTC).date().isoformat())
    plots.write(done, out)
    page.write(done, out)
    clock.says(f"report in {out}")
    return done


def _figures(plan: Plan, gathered: Gathered, stocked: Stocked, filled: Shelf | None) -> Iterator[Figure]:
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
    plan: Plan, seed: int, made: World, gathered: Gathered, figures: Sequence[Figure], runtime_s: float
) -> Results:
    curves, calibrations = [], []
    for system in dict.fromkeys(one.system for one in gathered.pictures):
        outcomes = picture_figures.outcomes_of([one for one in gathered.pictures if one.system == system])
        curves.append(SystemCurve.of("picture", system, retrieval.false_match_curve(outcomes)))
        if system in picture_figures.PROBABILISTIC:
            bins = picture_figures.reliability_of(outcomes)
            calibrations.append(Calibration("picture", system, tuple(bins)))
    calibrations += _of_videos(gathered)
    missing = [Missing(what, why) for what, _, why in (line.partition(": ") for line in made.missing)]
    missing += [Missing(peer.name, why) for peer in PEERS if (why := peer.missing())]
    if plan.size == "development":
        raise ValueError("a trial on development works is not reported")
    return Results(
        size=plan.size,
        seed=seed,
        commit=provenance.commit(Path(__file__).parent.parent),
        machine=provenance.machine(),
        versions=provenance.versions(),
        plans=fingerprints(plan),
        corpus=Corpus(provenance.checksum({stored.video: stored.path for stored in made.known}), _sources(made)),
        missing=tuple(missing),
        runtime_s=runtime_s,
        figures=tuple(figures),
        curves=tuple(curves),
        calibrations=tuple(calibrations),
    )


def _of_videos(gathered: Gathered) -> Iterator[Calibration]:
    """How sure systems were of videos: of clips the surest answer, as of pictures; else every segment they name."""
    tasks: dict[Task, tuple[Sequence[AskedClip], bool]] = {
        "clip": ([one for one in gathered.clips if clip_figures.counts(one)], True),
        "amv": (gathered.amvs, False),
        "file": (gathered.files, False),
    }
    for task, (asked, first) in tasks.items():
        for system in sorted(confidence.PROBABILISTIC):
            said = confidence.statements([one for one in asked if one.system == system], first=first)
            if bins := confidence.reliability_of(said):
                yield Calibration(task, system, tuple(bins))


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
