"""Tests of benchmarks.report.names and benchmarks.report.lists: the documented names are the code's names."""

from pathlib import Path

import pytest

from benchmarks.edits import CLIP_EDITS, PICTURE_EDITS
from benchmarks.report import edit_words, lists, results
from benchmarks.report.figure import TASKS, Figure
from benchmarks.report.names import (
    ALL,
    EDITS,
    GROUPS,
    MAIN_METRICS,
    METRICS,
    NOT_INDEXED,
    ORIGINS,
    SYSTEMS,
    TASKS_SAY,
    bare,
    grouped,
)
from benchmarks.systems.peers import PEERS
from benchmarks.tasks import segment_figures
from benchmarks.tasks.amv import AMV_EDITS
from benchmarks.tasks.file import FILE_EDITS
from tests.benchmarks import made_results

ROOT = Path(__file__).parents[2]


def _undocumented(figures: tuple[Figure, ...]) -> set[str]:
    """Names in figures that the lists lack."""
    return {
        name
        for row in figures
        for name, known in (
            (row.metric, METRICS),
            (row.system, SYSTEMS),
            (bare(row.task, row.edit), {*EDITS, ALL, NOT_INDEXED, *ORIGINS}),
        )
        if name not in known
    }


def test_every_edit_has_words_and_a_group() -> None:
    """An edit without a description, or a description of no edit, fails here: mend benchmarks/report/edit_words.py."""
    assert set(edit_words.PICTURES) == set(PICTURE_EDITS)
    assert set(edit_words.CLIPS) == set(CLIP_EDITS) - set(PICTURE_EDITS)
    assert set(edit_words.COMPILATIONS) == set(AMV_EDITS)
    assert set(edit_words.FILES) == set(FILE_EDITS)
    assert set(ORIGINS) == set(segment_figures.ORIGINS)
    in_groups = [name for names in GROUPS.values() for name in names]
    assert sorted(in_groups) == sorted(EDITS)


def test_every_task_and_peer_has_words() -> None:
    """All tasks and peers are in the lists, and what a task is judged by is a documented metric."""
    assert tuple(TASKS_SAY) == tuple(MAIN_METRICS) == TASKS
    assert set(SYSTEMS) == {"ashen", *(peer.name for peer in PEERS)}
    assert {metric for metrics in MAIN_METRICS.values() for metric in metrics} <= set(METRICS)


def test_the_page_lists_what_the_code_has() -> None:
    """docs/benchmark/README.md has today's lists; `python -m benchmarks.report.lists` writes them."""
    text = lists.PAGE.read_text(encoding="utf-8")
    assert lists.filled(text) == text
    with pytest.raises(ValueError, match="are to stand"):
        lists.filled("no marks")


def test_recorded_figures_have_documented_names() -> None:
    """No row of docs/benchmark/results.json has a name that the lists lack, nor has a made-up run; others are found."""
    recorded = results.read(ROOT / "docs" / "benchmark" / "results.json")
    assert _undocumented(made_results.results().figures) == set()
    assert _undocumented(recorded.figures) == set()
    assert _undocumented((Figure("picture", "odd", "stranger", "luck", 0.5, None, None, 1),)) == {
        "odd",
        "stranger",
        "luck",
    }


def test_edits_keep_their_order_in_groups() -> None:
    """Groups and edits stand in the documented order; unknown edits come last, under no name."""
    groups = grouped("shared", ["picture-mirrored", "clip-mirrored", "clip-identity", "odd"])
    assert list(groups.items()) == [
        ("unedited", ["clip-identity"]),
        ("geometry", ["clip-mirrored", "picture-mirrored"]),
        ("", ["odd"]),
    ]
    assert grouped("cost", ["indexing-hevc", "picture"]) == {"costs": ["picture", "indexing-hevc"]}
