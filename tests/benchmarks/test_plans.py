"""What each size asks, and plans narrowed to some edits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import asking
from benchmarks.edits import SLANTED_EDITS, UNUSUAL_EDITS
from benchmarks.plans import ASKED_TASKS, PLANS, development, fingerprints, full, narrowed, small
from benchmarks.world import DEVELOPMENT


def test_development_is_of_development_works_alone() -> None:
    """What the matcher is worked on with is never what figures are reported of."""
    tried = {season.show for season in (*DEVELOPMENT.known, *DEVELOPMENT.unknown)}
    for plan in (small(1), full(1)):
        assert not tried & {season.show for season in (*plan.scale.known, *plan.scale.unknown)}
    assert development(1).scale == DEVELOPMENT
    assert set(PLANS) == {"small", "medium", "full", "development"}


def test_edits_narrow_the_tasks_that_have_them() -> None:
    """Clips take any edit of clips, also one the plan leaves out; compilations stay as they were."""
    plan = narrowed(development(1), ("backwards", "blur"), clips=5)
    assert plan.clip.edits == ("backwards", "blur")
    assert plan.clip.clips == 5
    assert plan.clip.length_edits == ()
    assert plan.picture.edits == ("blur",)
    assert plan.amv == development(1).amv
    unusual = narrowed(development(1), ("unusual",))
    assert unusual.picture.edits == unusual.clip.edits == tuple(UNUSUAL_EDITS)
    assert narrowed(development(1), ("slanted", "blur")).picture.edits == (*SLANTED_EDITS, "blur")
    assert narrowed(development(1), ("dissolves",)).amv.edits == ("dissolves",)
    assert narrowed(development(1), ("dissolves",)).clip == development(1).clip
    assert narrowed(development(1), ()) == development(1)


def test_lengths_are_edits_with_their_seconds() -> None:
    """Of other lengths alone nothing is asked at 5 s, not even what is not stored."""
    plan = narrowed(development(1), ("identity-2s", "mirrored-30s")).clip
    assert (plan.edits, plan.negatives) == ((), 0)
    assert (set(plan.lengths_s), set(plan.length_edits)) == ({2.0, 30.0}, {"identity", "mirrored"})


def test_an_unknown_edit_is_refused() -> None:
    """A slip of the pen must not ask everything."""
    with pytest.raises(ValueError, match="backward,"):
        narrowed(development(1), ("backward", "zigzag"))


@pytest.mark.parametrize("peers", [True, False])
def test_only_the_tasks_asked_for_have_jobs(peers: bool) -> None:
    """Every task has jobs of its own; pairs are for peers alone."""
    kinds = {task: {kind for kind, _ in asking.wanted(small(1), (), (), (task,), peers=peers)} for task in ASKED_TASKS}
    assert kinds["picture"] == {"pictures"}
    assert kinds["clip"] == ({"clips", "pairs"} if peers else {"clips"})
    assert (kinds["amv"], kinds["file"], kinds["shared"]) == ({"amvs"}, {"files"}, {"shared"})
    everything = {kind for kind, _ in asking.wanted(small(1), (), (), ASKED_TASKS, peers=peers)}
    assert everything == set().union(*kinds.values())


def test_equal_plans_have_equal_fingerprints() -> None:
    """A task whose questions changed is told from one whose did not, in any process."""
    plan = full(1)
    other = fingerprints(replace(plan, clip=replace(plan.clip, clips=plan.clip.clips + 1)))
    same = fingerprints(full(1))
    assert set(same) == set(ASKED_TASKS)
    assert {task for task in same if same[task] != other[task]} == {"clip"}
    assert all(len(one) == 12 for one in same.values())


def test_the_full_plan_asks_what_must_be_shown() -> None:
    """Lengths, cuts, files and what is not stored, as many as the issue of videos asks for."""
    plan = full(1)
    assert {*plan.clip.lengths_s, plan.clip.clip_s} == {2.0, 5.0, 10.0, 30.0}
    assert {plan.amv.cuts, *(cuts for cuts, _ in plan.amv.longer)} == {20, 60, 200}
    assert (plan.amv.shortest_s, plan.amv.longest_s) == (0.5, 4.0)
    assert len(plan.file.edits) == 6
    assert plan.picture.negatives >= 2000
    assert plan.clip.negatives >= 500
    assert {"speed-1.25", "backwards", "pip-70", "cut-out"} <= set(small(1).clip.edits)
    assert small(1).amv.cuts == 20
