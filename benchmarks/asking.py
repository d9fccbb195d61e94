"""Which jobs a plan comes to, and having worker processes do them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import get_context
from typing import Any

from benchmarks import jobs
from benchmarks.jobs import Job
from benchmarks.plans import ASKED_TASKS, Plan
from benchmarks.shelf import Shelf
from benchmarks.stored import Stored

CLIP_PARTS = 6


@dataclass(slots=True)
class Gathered:
    """All answers, by task."""

    pictures: list[Any] = field(default_factory=list)
    clips: list[Any] = field(default_factory=list)
    pairs: list[Any] = field(default_factory=list)
    amvs: list[Any] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)
    shared: list[Any] = field(default_factory=list)


def gather(
    plan: Plan,
    known: Sequence[Stored],
    unknown: Sequence[Stored],
    filled: Shelf,
    workers: int,
    says: Callable[[str], None],
    *,
    peers: bool,
    tasks: Collection[str] = ASKED_TASKS,
) -> Gathered:
    """Ask everything of `plan` that belongs to `tasks`.

    Args:
        plan: what is asked.
        known, unknown: the videos that are stored, and those that are not.
        filled: what the systems are filled from.
        workers: processes that ask at once.
        says: is told of every job that is done.
        peers: whether Ashen's peers are asked too.
        tasks: names of `ASKED_TASKS`.
    """
    gathered = Gathered()
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=jobs.open_systems, initargs=(filled, peers)
    ) as pool:
        futures: list[tuple[str, Future[list[Any]]]] = [
            (kind, pool.submit(jobs.run, job)) for kind, job in wanted(plan, known, unknown, tasks, peers=peers)
        ]
        for kind, future in futures:
            getattr(gathered, kind).extend(future.result())
            says(f"asked: {kind}")
    return gathered


def wanted(
    plan: Plan, known: Sequence[Stored], unknown: Sequence[Stored], tasks: Collection[str], *, peers: bool
) -> Iterator[tuple[str, Job]]:
    """Each job with the field of `Gathered` that its answers go to; what takes longest comes first."""
    if "amv" in tasks:
        for edit in plan.amv.edits:
            yield (
                "amvs",
                partial(jobs.compilations, plan=replace(plan.amv, edits=(edit,)), known=known, unknown=unknown),
            )
    if "shared" in tasks:
        yield "shared", partial(jobs.shared_spans, plan=plan.shared, known=known)
    if "clip" in tasks and peers:
        yield "pairs", partial(jobs.pairs, plan=plan.clip, known=known, unknown=unknown)
    if "file" in tasks:
        for edit in plan.file.edits:
            yield "files", partial(jobs.files, plan=replace(plan.file, edits=(edit,)), known=known)
    if "clip" in tasks:
        for part in jobs.clip_parts(plan.clip, CLIP_PARTS):
            yield "clips", partial(jobs.clips, plan=part, known=known, unknown=unknown)
    if "picture" in tasks:
        for number in range(jobs.PARTS):
            yield "pictures", partial(jobs.pictures, plan=plan.picture, part=number, known=known, unknown=unknown)
