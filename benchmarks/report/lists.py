"""The lists of docs/benchmark/README.md: every task, edit, system and metric there is, made from the code.

`python -m benchmarks.report.lists` writes them anew between the page's marks; a test fails while they differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.report.names import EDITS, GROUPS, METRICS, SYSTEMS, TASKS_SAY

BEGIN, END = "<!-- lists -->", "<!-- /lists -->"
PAGE = Path(__file__).parents[2] / "docs" / "benchmark" / "README.md"


def render() -> str:
    """All lists, in Markdown."""
    return "\n".join(_lists())


def _lists() -> Iterator[str]:
    yield "### Tasks\n"
    yield "".join(f"- `{task}`: {says}\n" for task, says in TASKS_SAY.items())
    yield "### Metrics\n"
    yield "Shares are 0..1 in the file, percent on pages. Other units are in the names.\n"
    for name, metric in METRICS.items():
        better = "" if metric.more_is_better else " Less is better."
        yield f"- `{name}`: {metric.says}.{better}"
    yield "\n### Systems\n"
    yield "".join(f"- `{name}`: {what}.\n" for name, what in SYSTEMS.items())
    yield "### Edits\n"
    yield (
        "Clips can have every edit of pictures, on all their frames, and those of video. `all` is the mean over edits, "
        "`not-indexed` what is asked of works that are not stored, `drawn-works` and `real-works` the means of these "
        "alone. Edits of shared openings have `picture-` or `clip-` before their names; clips last 5 s unless a length "
        "stands after the edit: `identity-30s`; compilations have 20 cuts unless a number does: `dissolves-60-cuts`.\n"
    )
    for group, names in GROUPS.items():
        yield f"**{group}**\n"
        yield "".join(f"- `{name}`: {EDITS[name]}\n" for name in names)


def filled(text: str) -> str:
    """The page with its lists as they are now.

    Raises:
        ValueError: the marks are missing.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"put {BEGIN} and {END} where the lists are to stand")
    return f"{before}{BEGIN}\n{render()}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
