"""The few figures that come first: on the results page, and in the README between two marks."""

from __future__ import annotations

from benchmarks.report.figure import Task
from benchmarks.report.means import with_means
from benchmarks.report.names import ALL, NOT_INDEXED, SYSTEMS, in_order
from benchmarks.report.results import Results
from benchmarks.report.tables import cell, keyed, row_of, system_title, table

BEGIN = "<!-- benchmark -->"
END = "<!-- /benchmark -->"

HEADLINE: tuple[tuple[str, Task, str, str], ...] = (
    ("pictures: recall@1", "picture", ALL, "recall@1"),
    ("pictures: recall at 1/1000 false matches", "picture", ALL, "recall@fmr-1/1000"),
    ("pictures: micro-AP", "picture", ALL, "micro-ap"),
    ("pictures not stored: named all the same", "picture", NOT_INDEXED, "false-match-rate"),
    ("clips: recall@1", "clip", ALL, "recall@1"),
    ("clips: segment F1", "clip", ALL, "segment-f1"),
    ("clips not stored: named all the same", "clip", NOT_INDEXED, "false-match-rate"),
    ("compilations: segment F1", "amv", ALL, "segment-f1"),
    ("whole files: recall@1", "file", ALL, "recall@1"),
    ("whole files: segment F1", "file", ALL, "segment-f1"),
    ("shared openings and endings: set F1", "shared", ALL, "set-f1"),
    ("a picture's answer takes", "cost", "picture", "latency-ms-median"),
    ("a clip's answer takes", "cost", "clip", "latency-ms-median"),
    ("a stored frame takes in the index", "cost", "storage", "bytes-per-frame-index"),
)
"""What is said first: words, task, edit ("all": the mean over edits), metric. Rows that no system has are left out."""


def render(results: Results) -> str:
    """The headline table, in Markdown."""
    figures = keyed(with_means(results.figures))
    chosen = [
        (words, task, edit, metric)
        for words, task, edit, metric in HEADLINE
        if any((task, edit, system, metric) in figures for _, _, system, _ in figures)
    ]
    systems = in_order(
        {system for task, edit, system, metric in figures if (task, edit, metric) in {row[1:] for row in chosen}},
        list(SYSTEMS),
    )
    if not chosen:
        return f"{cell(None)} nothing of the headline was measured\n"
    return table(
        ["", *map(system_title, systems)],
        [[words, *row_of(figures, task, edit, metric, systems)] for words, task, edit, metric in chosen],
    )


def between_marks(text: str) -> str | None:
    """What a page has between the marks; None without marks.

    Raises:
        ValueError: one mark is missing or stands twice.
    """
    if BEGIN not in text and END not in text:
        return None
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(END) < text.index(BEGIN):
        raise ValueError(f"{BEGIN} and {END} must stand once each, in this order")
    return text.partition(BEGIN)[2].partition(END)[0].strip("\n")


def fill(text: str, results: Results) -> str:
    """The page with the headline table between its marks.

    Raises:
        ValueError: the marks are missing or wrong.
    """
    if between_marks(text) is None:
        raise ValueError(f"put {BEGIN} and {END} where the table is to stand")
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{render(results)}{END}{rest.partition(END)[2]}"
