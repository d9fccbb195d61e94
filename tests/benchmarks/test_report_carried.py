"""Figures of peers taken from an earlier run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.report import carried
from benchmarks.report.results import ResultsError
from tests.benchmarks.made_results import results


def test_ashen_is_new_and_peers_are_as_before() -> None:
    """Of the earlier run every row of peers stays as it was, and no row of Ashen does."""
    before, own = results(seed=1), results(seed=2)
    own = replace(own, figures=tuple(row for row in own.figures if row.system == "ashen"))
    merged = carried.over(before, own)
    assert {row for row in merged.figures if row.system == "ashen"} == set(own.figures)
    assert {row for row in merged.figures if row.system != "ashen"} == {
        row for row in before.figures if row.system != "ashen"
    }
    assert any(before.commit in one.why for one in merged.missing)


def test_other_videos_are_refused() -> None:
    """A run of another size, seed or corpus has nothing to say about this one."""
    before = results(seed=1)
    carried.check(before, before.size, 1, before.corpus.sha256)
    for size, seed, sha256 in (("small", 1, before.corpus.sha256), ("full", 2, before.corpus.sha256), ("full", 1, "")):
        with pytest.raises(ResultsError, match="ask peers anew"):
            carried.check(before, size, seed, sha256)


def test_tasks_that_were_not_asked_are_as_before() -> None:
    """Of a run of clips alone, Ashen's pictures are the earlier run's, with their curve and their calibration."""
    before, own = results(seed=1), results(seed=2)
    clips = tuple(row for row in own.figures if row.system == "ashen" and row.task == "clip")
    merged = carried.over(before, replace(own, figures=clips, curves=(), calibrations=()))
    for task, run in (("clip", own), ("picture", before), ("amv", before)):
        assert {row for row in merged.figures if (row.system, row.task) == ("ashen", task)} == {
            row for row in run.figures if (row.system, row.task) == ("ashen", task)
        }
    assert set(merged.curves) == set(before.curves)
    assert set(merged.calibrations) == {one for one in before.calibrations if one.task != "clip"}
    assert any(one.what == "tasks" and "picture" in one.why for one in merged.missing)


def test_peers_of_another_plan_are_said_to_be() -> None:
    """The same videos do not make the same queries: where the plan of a task has changed, the page says so."""
    before, own = results(seed=1), results(seed=2)
    own = replace(own, plans={"clip": "new", "amv": "same"})
    merged = carried.over(replace(before, plans={"clip": "old", "amv": "same"}), own)
    (note,) = [one.why for one in merged.missing if one.what == "peers' queries"]
    assert "clip" in note
    assert "amv" not in note
    assert not any(one.what == "peers' queries" for one in carried.over(replace(before, plans=own.plans), own).missing)
