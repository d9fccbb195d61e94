"""Figures of peers from an earlier run: of the same videos and queries, they would come out the same."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.report.results import Missing, Results, ResultsError

OWN = "ashen"


def check(before: Results, size: str, seed: int, sha256: str) -> None:
    """Raises ResultsError unless `before` is a run of this size and seed over these videos."""
    if (before.size, before.seed, before.corpus.sha256) != (size, seed, sha256):
        raise ResultsError(
            f"the earlier run is {before.size}, seed {before.seed}, perhaps of other videos: ask peers anew, without it"
        )


def over(before: Results, own: Results) -> Results:
    """A run of Ashen alone, perhaps of some tasks, with what `before` says of its peers and of all other tasks."""
    asked = {(row.task, row.edit, row.metric) for row in own.figures}
    tasks = {row.task for row in own.figures} - {"cost"}
    carried = tuple(
        row
        for row in before.figures
        if row.system != OWN or (row.task not in tasks and (row.task, row.edit, row.metric) not in asked)
    )
    told = [one for one in before.missing if one.what == "peers"]  # that run may have carried them over itself
    why = f"not asked again: their figures are those of commit {before.commit} on the same videos"
    notes = told or [Missing("peers", why)]
    if other := sorted(
        {row.task for row in before.figures if row.system != OWN and row.task in own.plans}
        - {task for task, plan in own.plans.items() if before.plans.get(task) == plan}
    ):
        why = f"those of {', '.join(other)} are of an earlier plan on the same videos, not quite those Ashen was asked"
        notes.append(Missing("peers' queries", why))
    if left := sorted({row.task for row in carried if row.system == OWN}):
        notes.append(Missing("tasks", f"not asked again: {', '.join(left)} are those of commit {before.commit}"))
    known = {one.what for one in (*own.missing, *notes)}
    return replace(
        own,
        missing=(*own.missing, *notes, *(one for one in before.missing if one.what not in known)),
        figures=(*own.figures, *carried),
        curves=(*own.curves, *(one for one in before.curves if one.system != OWN or one.task not in tasks)),
        calibrations=(
            *own.calibrations,
            *(one for one in before.calibrations if one.system != OWN or one.task not in tasks),
        ),
    )
