"""`ashen identify`: what a picture or a clip is."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ashen.cli.exits import ERROR, UNKNOWN
from ashen.cli.location import LibraryOption
from ashen.cli.output import print_json

if TYPE_CHECKING:
    from ashen.match.explanation import Explanation
    from ashen.match.identification import Geometry, Identification, Match, SharedBy
    from ashen.match.overlap import Coverage, Span

WHOLE_SHARE = 0.9
"""Of an area: from this on, the whole of it is meant."""
EPISODE_SHARE = 0.5
"""From this share of a stored video on, a query is spoken of as a copy of the whole, with what it lacks."""
SPANS_LISTED = 8
"""Stretches named in one line; of more, the number."""
MATCHES_SHOWN = 10
"""Of an answer that many episodes share."""
OVERLAY_SHARE = 0.15
"""Less than this hidden goes without saying: subtitles, a logo."""


def identify(
    files: Annotated[list[Path], typer.Argument(help="Pictures and videos to recognise.", metavar="FILE...")],
    library: LibraryOption,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, one line a file.")] = False,
    top: Annotated[int, typer.Option("--top", min=1, max=100, help="Scenes or runners-up to list at most.")] = 5,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold", min=0.0, max=1.0, help="Confidence below which nothing is named; default measured."
        ),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say why, as `ashen explain` does.")] = False,
) -> None:
    """Say which anime, episode and moment each FILE shows, or that it is unknown."""
    from ashen.cli.explained import print_explained
    from ashen.errors import MediaError
    from ashen.library import Library

    unknown = failed = False
    with Library.open(library) as lib:
        for file in files:
            try:
                explanation: Explanation | None = None
                if explain:
                    found, explanation = lib.explain(file, top=top, threshold=threshold)
                else:
                    found = lib.identify(file, top=top, threshold=threshold)
            except MediaError as error:
                failed = True
                print_error(file, error.code, error.message, as_json)
                continue
            except OSError as error:
                failed = True
                print_error(file, "unreadable", f"{error.strerror or error}. Check that it is there.", as_json)
                continue
            unknown |= found.answer == "unknown"
            if explanation is not None:
                print_explained(found, explanation, as_json=as_json)
            elif as_json:
                print_json(found.as_json())
            else:
                print_answer(found)
    if failed or unknown:
        raise typer.Exit(ERROR if failed else UNKNOWN)


def print_error(file: Path, code: str, message: str, as_json: bool) -> None:
    """Say why a file got no answer: a line of JSON, or of words on standard error."""
    if as_json:
        from ashen.match.identification import JSON_SCHEMA

        failure = {"schema": JSON_SCHEMA, "query": {"path": str(file)}, "error": {"code": code, "message": message}}
        print_json(failure)
    else:
        print(f"{file}: {message}", file=sys.stderr)


def print_answer(found: Identification) -> None:
    """An answer in words."""
    print(f"{found.query.path}: {found.answer}" + (f". {found.reason}" if found.reason else ""))
    for line in answer_lines(found):
        print(line)


def answer_lines(found: Identification, *, runners_up: bool = True) -> Iterator[str]:
    """What was found, a line each."""
    for shared in found.shared_by:
        yield f"  {_shared(shared, found.query.kind)}"
    shown = found.matches[:MATCHES_SHOWN] if found.shared_by else found.matches
    for match in shown:
        yield f"  {_line(match, found.query.kind)}"
    if len(shown) < len(found.matches):
        yield f"  and {len(found.matches) - len(shown)} more; --json lists them all"
    named = {match.video_id for match in found.matches}
    for coverage in found.coverage:
        if coverage.video_id in named and coverage.video_share >= EPISODE_SHARE:
            yield f"  {_whole(coverage)}"
    if found.matches and found.unexplained:
        yield f"  unexplained: {_spans(found.unexplained)}"
    if runners_up:
        for match in found.runners_up:
            yield f"  ({'rejected' if match.verdict == 'rejected' else 'next'}: {_line(match, found.query.kind)})"


def _shared(shared: SharedBy, kind: str) -> str:
    """What a recurring stretch is and who has it: "opening of Show, episodes 1-13"."""
    what = "recurring" if shared.label == "other" else shared.label
    where = f"{clock(shared.query_start_s)}-{clock(shared.query_end_s)} is " if kind == "video" else ""
    episodes = f"episode{'' if shared.count == 1 else 's'} {shared.episodes}" if shared.episodes else ""
    return f"{where}{what} in {shared.anime_title}" + (f", {episodes}" if episodes else "")


def _line(match: Match, kind: str) -> str:
    episode = f" episode {match.episode_number}" if match.episode_number else ""
    title = f' "{match.episode_title}"' if match.episode_title else ""
    where = f"at {clock(match.at_s)}"
    if kind == "video":
        where = (
            f"{clock(match.query_start_s)}-{clock(match.query_end_s)} is {clock(match.start_s)}-{clock(match.end_s)}"
        )
    notes = [match.label] if match.label not in (None, "other") else []
    notes += [f"confidence {match.confidence:.2f}", f"similarity {match.similarity:.2f}"]
    if kind == "video":
        notes.append(f"{match.frames_agreeing} frames agree")
    if abs(match.speed - 1) > 0.001:
        notes.append(f"speed {match.speed:.3f}")
    if match.reversed:
        notes.append("played backwards")
    if match.rotated_deg:
        notes.append("turned " + ("clockwise" if match.rotated_deg == 90 else "anticlockwise"))
    if match.outline is not None:
        notes.append("slanted")
    if match.flipped:
        notes.append("upside down")
    if match.mirrored != match.flipped:  # both together are a turn by 180 degrees
        notes.append("mirrored")
    if match.geometry is not None:
        notes += _geometry(match.geometry)
    if match.verdict == "confirmed":
        notes.append("confirmed")
    if match.variants:
        notes.append("also " + ", ".join(variant.video for variant in match.variants))
    return f"{match.anime_title}{episode}{title}, {where} ({', '.join(notes)}) {match.video}"


def _whole(coverage: Coverage) -> str:
    """How much of an episode a file is, and what is missing and added, in one line."""
    episode = f" episode {coverage.episode_number}" if coverage.episode_number else ""
    parts = [f"{coverage.video_share:.0%} of it is here, {coverage.query_share:.0%} of the file is it"]
    if coverage.pieces > 1:
        parts.append(f"in {coverage.pieces} pieces" + ("" if coverage.in_order else " out of order"))
    for word, spans in (
        ("missing", coverage.missing),
        ("added", coverage.added),
        ("changed", [piece.query for piece in coverage.changed]),
    ):
        if spans:
            parts.append(f"{word} {_spans(spans)}")
    return f"{coverage.anime_title}{episode}: {'; '.join(parts)}"


def _spans(spans: Sequence[Span]) -> str:
    listed = [f"{clock(span.start_s)}-{clock(span.end_s)}" for span in spans[:SPANS_LISTED]]
    more = len(spans) - len(listed)
    return ", ".join(listed) + (f" and {more} more" if more else "")


def _geometry(seen: Geometry) -> list[str]:
    """What laying the picture over the stored one showed, where that is worth a word."""
    notes = []
    for (left, top, right, bottom), words in (
        (seen.crop, "shows {:.0%} of the frame"),
        (seen.inset, "in {:.0%} of the picture"),
    ):
        area = (right - left) * (bottom - top)
        if area < WHOLE_SHARE:
            notes.append(words.format(area))
    if seen.overlay > OVERLAY_SHARE:
        notes.append(f"{seen.overlay:.0%} hidden or different")
    return notes


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss.ss or m:ss.ss."""
    minutes, rest = divmod(max(0.0, seconds), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02d}:{rest:05.2f}" if hours else f"{minutes}:{rest:05.2f}"
