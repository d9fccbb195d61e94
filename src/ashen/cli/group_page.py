"""The report of `ashen group` as one HTML page that needs nothing else and asks nobody."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from ashen.cli.identify import clock
from ashen.ingest.names import readable

if TYPE_CHECKING:
    from ashen.grouping.group import Grouping, Sorted

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Ashen: files sorted</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; color: #222 }
table { border-collapse: collapse; margin: .5em 0 1.5em } td, th { text-align: left; padding: .2em .8em .2em 0 }
th { border-bottom: 1px solid #999; font-weight: 600 } td { overflow-wrap: anywhere } h2 { margin-bottom: .2em }
@media (prefers-color-scheme: dark) { body { background: #1b1b1b; color: #ddd } }
</style>
</head>
<body>
"""


def page(found: Grouping) -> str:
    """The whole page. Names of files and titles may hold anything; all of them are escaped."""
    parts = [_HEAD, "<h1>Files sorted</h1>\n"]
    for (anime, episode), files in found.episodes().items():
        parts.append(f"<h2>{_text(anime)}{f' episode {_text(episode)}' if episode else ''}</h2>\n")
        parts.append(_table(("file", "of the episode", "of the file", "from"), (_row(file) for file in files)))
    several = [file for file in found.files if file.place == "several"]
    if several:
        rows = ((file.path, ", ".join(file.as_json()["also"])) for file in several)
        parts += ["<h2>In several episodes</h2>\n", _table(("file", "episodes"), rows)]
    unknown = {number for number, file in enumerate(found.files) if file.place == "unknown"}
    if unknown:
        parts.append("<h2>Unknown to the library</h2>\n")
        for family in found.families:
            inside = [(found.files[number].path,) for number in family if number in unknown]
            if inside:
                title = "of one kind" if len(inside) > 1 else "by itself"
                parts.append(_table((title,), inside))
    if found.relations:
        relations = (
            (
                found.files[relation.a].path,
                relation.kind,
                found.files[relation.b].path,
                f"{relation.a_share:.0%}",
                f"{relation.b_share:.0%}",
                f"{relation.offset_s:.2f} s",
            )
            for relation in found.relations
        )
        heads = ("file", "is", "file", "of the first", "of the second", "starts in the second at")
        parts += ["<h2>To each other</h2>\n", _table(heads, relations)]
    if found.failed:
        failures = ((each.path, each.message) for each in found.failed)
        parts += ["<h2>Failed</h2>\n", _table(("file", "why"), failures)]
    parts.append("</body>\n</html>\n")
    return "".join(parts)


def _row(file: Sorted) -> tuple[str, ...]:
    start = "" if file.match is None else clock(file.match.start_s)
    if file.coverage is None:
        return file.path, "", "", start
    return file.path, f"{file.coverage.video_share:.0%}", f"{file.coverage.query_share:.0%}", start


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = ["<table>\n<tr>", *(f"<th>{_text(head)}</th>" for head in heads), "</tr>\n"]
    for row in rows:
        lines += ["<tr>", *(f"<td>{_text(cell)}</td>" for cell in row), "</tr>\n"]
    return "".join([*lines, "</table>\n"])


def _text(text: str) -> str:
    """Escaped for any place in the page; bytes of a file name that are not UTF-8 as U+FFFD."""
    return escape(readable(text), quote=True)
