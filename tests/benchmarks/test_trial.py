"""The small table of a trial."""

from __future__ import annotations

from benchmarks import trial
from benchmarks.report.figure import Figure


def figure(edit: str, metric: str, value: float | None, n: int = 8) -> Figure:
    return Figure("clip", edit, "ashen", metric, value, None, None, n)


def test_a_line_for_each_edit_with_what_it_was() -> None:
    """Shares in percent, ends in frames, and beside F what the trial before had."""
    rows = [
        figure("backwards", "recall@1", 0.5),
        figure("backwards", "segment-f1", 0.25),
        figure("backwards", "boundary-error-frames-median", 1.5),
        figure("pip-45", "segment-f1", None),
        figure("not-indexed", "false-match-rate", 0.01, 96),
    ]
    lines = trial.table(rows, [figure("backwards", "segment-f1", 0.125)]).splitlines()
    assert lines[1].split() == ["clip", "backwards", "8", "50.0", "25.0", "1.5", "12.5"]
    assert lines[2].split() == ["clip", "pip-45"]
    assert lines[3].split() == ["clip", "not-indexed", "false-match-rate", "1.0", "(n", "96)"]
    assert len(lines) == 4
