"""Tests of benchmarks.report: page, headline, losses and tables."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.report import headline, history, page, results
from benchmarks.report.__main__ import main
from benchmarks.report.figure import Figure
from benchmarks.report.losses import compare
from benchmarks.report.means import with_means
from benchmarks.report.results import Results
from benchmarks.report.tables import cell
from tests.benchmarks import made_results

ROOT = Path(__file__).parents[2]


def _only(*figures: Figure) -> Results:
    return replace(made_results.results(), figures=figures, curves=(), calibrations=())


def test_a_cell_shows_value_and_interval() -> None:
    """Shares in percent with one digit, costs with their unit, a dash for what cannot be done."""
    assert cell(Figure("picture", "e", "s", "recall@1", 0.98765, 0.9, 1.0, 9)) == "98.8 <sub>90.0–100.0</sub>"
    assert cell(Figure("cost", "e", "s", "latency-ms-median", 7.288, None, None, 9)) == "7.29 ms"
    assert cell(Figure("cost", "e", "s", "bytes-per-frame-index", 1234.5, 1200.0, 1300.0, 9)).startswith("1,234 B")
    assert cell(None) == "–"
    assert cell(Figure("picture", "e", "s", "recall@1", None, None, None, 0)) == "–"


def test_best_is_bold_and_absent_is_a_dash() -> None:
    """The best of each row is bold, ties both; a system without the row has a dash; one system alone is not best."""
    share = made_results.share
    text = page.render(
        _only(
            share("picture", "crop-5", "ashen", "recall@1", 0.9),
            share("picture", "crop-5", "pHash", "recall@1", 0.90001),
            share("picture", "crop-5", "PDQ", "recall@1", 0.5),
            share("picture", "mirrored", "ashen", "recall@1", 0.7),
            Figure("cost", "picture", "ashen", "cpu-ms-median", 9.0, None, None, 5),
            Figure("cost", "picture", "pHash", "cpu-ms-median", 4.0, None, None, 5),
        ),
        {},
    )
    crop = next(line for line in text.splitlines() if line.startswith("| crop-5"))
    assert crop.count("**") == 4
    assert "| 50.0" in crop
    mirrored = next(line for line in text.splitlines() if line.startswith("| mirrored"))
    assert mirrored.count("–") == 3
    assert "**" not in mirrored
    assert "| 9 ms | **4 ms** |" in text


def test_losses_are_said_plainly() -> None:
    """Every figure at which a peer is better is listed, whichever way is better, with whether intervals overlap."""
    share = made_results.share
    found = compare(
        [
            share("picture", "crop-5", "ashen", "recall@1", 0.80),
            share("picture", "crop-5", "pHash", "recall@1", 0.90),
            share("picture", "crop-5", "PDQ", "recall@1", 0.83),
            share("picture", "not-indexed", "ashen", "false-match-rate", 0.01),
            share("picture", "not-indexed", "pHash", "false-match-rate", 0.05),
            share("clip", "crop-5", "pHash", "segment-f1", 0.9),
            Figure("cost", "picture", "ashen", "cpu-ms-median", 9.0, None, None, 5),
            Figure("cost", "picture", "PDQ", "cpu-ms-median", 3.0, None, None, 5),
        ]
    )
    assert found.compared == 4
    assert [(loss.peer.system, loss.ashen.metric, loss.apart) for loss in found.losses] == [
        ("pHash", "recall@1", True),
        ("PDQ", "cpu-ms-median", None),
        ("PDQ", "recall@1", False),
    ]
    assert found.losses[1].factor == 3.0


def test_the_page_says_everything(tmp_path: Path) -> None:
    """Every edit, system, missing thing, source and the command are on the page; plots only when they are there."""
    run = made_results.results()
    (tmp_path / "recall.png").write_bytes(b"")
    text = page.write(run, tmp_path).read_text()
    for row in run.figures:
        assert row.system in text or row.system == "ashen"
        assert row.task == "cost" or row.edit in page.WORDS or f"| {row.edit} |" in text
    assert all(words in text for words in page.WORDS.values())
    assert "| Clips, Ashen |" in text
    for said in (run.corpus.sha256, run.commit, "a film in 4K", "CC BY", "make benchmark-full", "3 h 26 min"):
        assert said in text
    assert "](recall.png)" in text
    assert "latency.png" not in text
    assert page.write(run, tmp_path).read_text() == text


def test_tables_are_tables() -> None:
    """Every line of a table has as many cells as its head, or Markdown would not show it."""
    width = 0
    for line in page.render(made_results.results(), {}).splitlines():
        if line.startswith("|"):
            width = width or line.count("|")
            assert line.count("|") == width
        else:
            width = 0


def test_a_page_of_nothing_is_a_page() -> None:
    """A run that measured nothing says so instead of failing."""
    text = page.render(replace(_only(), missing=()), {})
    assert "nothing of the headline was measured" in text
    assert "no peer was measured" in text
    assert "everything that the benchmark knows of was measured" in text


def test_what_moved_since_the_last_run_is_on_the_page(tmp_path: Path) -> None:
    """With a history of two runs the page compares them; with one it does not."""
    old, new = replace(made_results.results(), commit="aaaa"), made_results.results(1)
    history.append(old, tmp_path / history.NAME, "2026-01-01")
    assert "Since the last run" not in page.write(old, tmp_path).read_text()
    history.append(new, tmp_path / history.NAME, "2026-02-01")
    assert "2026-01-01 `aaaa`, seed 0" in page.write(new, tmp_path).read_text()


def test_headline_goes_between_the_marks() -> None:
    """Filling replaces what is between the marks and nothing else, twice the same; bad marks are refused."""
    run = made_results.results()
    text = f"before\n{headline.BEGIN}\nold\n{headline.END}\nafter\n"
    filled = headline.fill(text, run)
    assert headline.fill(filled, run) == filled
    assert filled.startswith("before\n")
    assert filled.endswith("\nafter\n")
    assert headline.between_marks(filled) == headline.render(run).strip("\n")
    assert headline.between_marks("no marks") is None
    with pytest.raises(ValueError, match="once each"):
        headline.between_marks(headline.BEGIN)
    with pytest.raises(ValueError, match="put"):
        headline.fill("no marks", run)


def test_readme_shows_the_recorded_figures() -> None:
    """README's table between the marks is made from docs/benchmark/results.json."""
    shown = headline.between_marks((ROOT / "README.md").read_text(encoding="utf-8"))
    recorded = results.read(ROOT / "docs" / "benchmark" / "results.json")
    assert shown == headline.render(recorded).strip("\n")


def test_recorded_page_is_made_from_the_recorded_figures() -> None:
    """docs/benchmark/results.md is what the recorded figures give."""
    folder = ROOT / "docs" / "benchmark"
    plots = {name: says for name, says in page.PLOTS.items() if (folder / name).exists()}
    made = page.render(results.read(folder / "results.json"), plots, history.read(folder / history.NAME))
    assert (folder / "results.md").read_text(encoding="utf-8") == made


def test_means_are_made_where_none_was_measured() -> None:
    """The mean over edits, without an interval, for who was asked under every edit; a measured one stays."""
    share = made_results.share
    given = [
        share("amv", "hard-cuts", "ashen", "segment-f1", 0.8),
        share("amv", "dissolves", "ashen", "segment-f1", 0.6),
        share("amv", "hard-cuts", "PDQ", "segment-f1", 0.9),
        share("picture", "crop-5", "ashen", "recall@1", 0.8),
        share("picture", "all", "ashen", "recall@1", 0.5),
        share("amv", "hard-cuts", "ashen", "segment-recall", 0.8),
    ]
    made = with_means(given)[len(given) :]
    assert [(row.task, row.edit, row.system, row.metric, row.low) for row in made] == [
        ("amv", "all", "ashen", "segment-f1", None)
    ]
    assert made[0].value == pytest.approx(0.7)


def test_the_command_makes_everything_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the figures alone: plots, page and README's table; without figures it says how to make them."""
    readme = tmp_path / "README.md"
    readme.write_text(f"{headline.BEGIN}\n{headline.END}\n")
    assert main([str(tmp_path), "--readme", str(readme)]) == 2
    assert "make benchmark-full" in capsys.readouterr().err
    run = replace(made_results.results(), curves=(), calibrations=())
    results.write(
        replace(run, figures=tuple(row for row in run.figures if row.edit == "all")), tmp_path / "results.json"
    )
    assert main([str(tmp_path), "--readme", str(readme)]) == 0
    assert "| pictures: recall@1 |" in readme.read_text()
    assert (tmp_path / "results.md").exists()
