"""Tests of benchmarks.report.results and benchmarks.report.provenance."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.report import provenance, results
from benchmarks.report.figure import Figure
from benchmarks.report.results import ResultsError
from tests.benchmarks import made_results


def _changed(path: Path, **changes: Any) -> Path:
    """A file of results with some fields replaced."""
    results.write(made_results.results(), path)
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """All fields come back, numbers rounded to five digits, figures sorted."""
    run = made_results.results()
    results.write(run, tmp_path / "deep" / "results.json")
    back = results.read(tmp_path / "deep" / "results.json")
    assert (back.size, back.seed, back.commit, back.machine, back.corpus) == (
        run.size,
        run.seed,
        run.commit,
        run.machine,
        run.corpus,
    )
    assert len(back.figures) == len(run.figures)
    assert {row.value for row in back.figures} == {float(f"{row.value:.5g}") for row in run.figures}
    assert [part.n for part in back.calibrations[0].bins] == [part.n for part in run.calibrations[0].bins]
    assert len(back.curves) == len(run.curves)
    results.write(back, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "deep" / "results.json").read_bytes()


def test_order_and_last_digits_do_not_matter(tmp_path: Path) -> None:
    """Equal runs give equal bytes, in whatever order figures came and however the last digits were rounded."""
    run = made_results.results()
    shaken = tuple(replace(row, value=(row.value or 0.0) * (1 + 1e-12)) for row in reversed(run.figures))
    results.write(run, tmp_path / "one.json")
    results.write(replace(run, figures=shaken, curves=run.curves[::-1]), tmp_path / "other.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()


def test_rows_are_as_promised(tmp_path: Path) -> None:
    """The file says its schema, and a row has exactly the documented fields."""
    results.write(made_results.results(), tmp_path / "results.json")
    document = json.loads((tmp_path / "results.json").read_text())
    assert document["schema"] == 1
    assert set(document) == {
        *("schema", "size", "seed", "commit", "machine", "versions", "corpus", "missing", "runtime_s", "figures"),
        *("curves", "calibrations", "plans"),
    }
    assert list(document["figures"][0]) == ["task", "edit", "system", "metric", "value", "low", "high", "n"]


def test_no_number_is_null(tmp_path: Path) -> None:
    """NaN is written as null, which means "nothing to report"; JSON has no NaN."""
    row = Figure("clip", "all", "ashen", "segment-f1", float("nan"), None, None, 0)
    results.write(replace(made_results.results(), figures=(row,)), tmp_path / "results.json")
    assert "NaN" not in (tmp_path / "results.json").read_text()
    assert results.read(tmp_path / "results.json").figures[0].value is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"schema": 2}, "schema 2"),
        ({"size": "huge"}, "neither small nor full"),
        ({"surprise": 1}, "surprise"),
        ({"corpus": {}}, "sha256"),
        ({"figures": [{"task": "picture"}]}, "edit"),
        ({"curves": [{"task": "picture", "system": "a", "false_match_rate": [0.0], "recall": []}]}, "curve"),
    ],
)
def test_broken_files_are_refused(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    """Another schema and missing, unknown or impossible fields are refused, naming the file and what is wrong."""
    with pytest.raises(ResultsError, match=says) as caught:
        results.read(_changed(tmp_path / "results.json", **changes))
    assert "results.json" in str(caught.value)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (Figure("dance", "e", "ashen", "m", 0.5, None, None, 1), "task is none of"),  # type: ignore[arg-type]
        (Figure("picture", "", "ashen", "m", 0.5, None, None, 1), "must be names"),
        (Figure("picture", "e", "ashen", "m", float("inf"), None, None, 1), "finite"),
        (Figure("picture", "e", "ashen", "m", 0.5, 0.4, None, 1), "both ends"),
        (Figure("picture", "e", "ashen", "m", 0.5, 0.6, 0.4, 1), "ends before it begins"),
        (Figure("picture", "e", "ashen", "m", 0.5, None, None, -1), "how many queries"),
    ],
)
def test_impossible_figures_are_refused(tmp_path: Path, row: Figure, says: str) -> None:
    """A figure that cannot be is refused by name; the file stays for mending, so that no hours are lost."""
    with pytest.raises(ResultsError, match=says):
        results.write(replace(made_results.results(), figures=(row,)), tmp_path / "results.json")
    assert (tmp_path / "results.json").exists()


def test_a_figure_is_measured_once(tmp_path: Path) -> None:
    """Two rows of the same task, edit, system and metric are refused; what was measured is on disk all the same."""
    run = made_results.results()
    with pytest.raises(ResultsError, match="twice"):
        results.write(replace(run, figures=(*run.figures, run.figures[0])), tmp_path / "results.json")
    assert (tmp_path / "results.json").exists()


def test_no_file_says_how_to_make_it(tmp_path: Path) -> None:
    """A missing file and one that is no JSON say which command makes it."""
    with pytest.raises(ResultsError, match="make benchmark-full"):
        results.read(tmp_path / "results.json")
    (tmp_path / "results.json").write_text("{")
    with pytest.raises(ResultsError, match="not JSON"):
        results.read(tmp_path / "results.json")


def test_checksum_is_of_names_and_content(tmp_path: Path) -> None:
    """Equal videos under equal names give the same checksum in any order; another byte or name another one."""
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "b").write_bytes(b"two")
    a, b = tmp_path / "a", tmp_path / "b"
    whole = provenance.checksum({"x": a, "y": b})
    assert whole == provenance.checksum({"y": b, "x": a})
    assert whole != provenance.checksum({"x": b, "y": a})
    assert whole != provenance.checksum({"x": a, "z": b})
    a.write_bytes(b"One")
    assert whole != provenance.checksum({"x": a, "y": b})


def test_a_run_says_where_it_was_made(tmp_path: Path) -> None:
    """Machine and versions are filled in; outside of git the commit is unknown, not an error."""
    assert all(provenance.machine()[name] for name in ("cpu", "cores", "python", "platform"))
    assert provenance.versions()["numpy"][0].isdigit()
    assert provenance.commit(tmp_path) == "unknown"
