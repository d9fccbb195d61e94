"""The recorded figures of recurring spans, and the pages that show them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.report import spans
from benchmarks.report.spans import BEGIN, END, Cost, Labelled, Recorded

COST = Cost(100, 400_000, 4, 1.25, 0.5, 60.0, 100.0, 12.0, 12, 11)
LABEL = Labelled("64 s each", 26, "opening", 26, 25, 25, 0.9615, 1.0, 0.9804, 0.0, 1.9, 0.07)


def a_repository(folder: Path) -> Path:
    """Pages with marks, and nothing recorded."""
    (folder / "docs" / "benchmark").mkdir(parents=True)
    for page in ("README.md", "docs/benchmark/README.md"):
        (folder / page).write_text(f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n", encoding="utf-8")
    return folder


def test_the_pages_show_what_is_recorded() -> None:
    """README and the benchmark's page have exactly the figures of docs/benchmark/spans.json between their marks."""
    held = spans.read()
    assert held.labels
    assert held.costs
    for page, shown in (("README.md", spans.rows(held)), ("docs/benchmark/README.md", spans.tables(held))):
        text = (spans.ROOT / page).read_text(encoding="utf-8")
        assert spans.filled(text, shown) == text, f"{page} differs from spans.json: record it with --record"


def test_a_part_is_recorded_and_the_other_stays(tmp_path: Path) -> None:
    """Labels and costs come from two commands; each is put beside the other, with what it was measured by."""
    root = a_repository(tmp_path)
    spans.put(labels=[LABEL], root=root)
    spans.put(costs=[COST], root=root)
    held = spans.read(root / "docs" / "benchmark" / "spans.json")
    assert (held.labels, held.costs) == ((LABEL,), (COST,))
    other, again = replace(LABEL, season="4 min each"), replace(COST, stored=10)
    spans.put(labels=[other], root=root)
    spans.put(costs=[again, replace(COST, rows=5)], root=root)
    held = spans.read(root / "docs" / "benchmark" / "spans.json")
    assert (held.labels, held.costs) == ((other, LABEL), (again, replace(COST, rows=5)))
    spans.put(costs=[COST], root=root)
    assert "cores" in held.labels_by
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("before\n")
    assert readme.endswith("after\n")
    assert "old" not in readme
    assert "F of openings; median error of an opening's ends | 0.98; 0 frames |" in readme
    assert "| 1.25 / 1.25 s; 0.75 / 0.75 s CPU |" in readme
    page = (root / "docs" / "benchmark" / "README.md").read_text(encoding="utf-8")
    assert "| 100 | 400,000 | 1.25 s | 0.50 s | 0.75 s | 60 MB | 12 ms | 11 of 12 |" in page


def test_marks_must_be_there() -> None:
    """A page without marks, or with one twice, is not guessed at."""
    for text in ("no marks", f"{BEGIN}{BEGIN}{END}", f"{END}{BEGIN}"):
        with pytest.raises(ValueError, match="once each"):
            spans.filled(text, "new")
    assert spans.read(Path("nowhere.json")) == Recorded()
