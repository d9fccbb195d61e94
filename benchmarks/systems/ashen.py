"""Ashen itself, as its users have it: one library, asked by file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ashen import Library
from ashen.match.identification import Match
from benchmarks.systems.contract import Answer, Found, Segment

TOP = 10


class Ashen:
    """A library that holds the stored videos; what is not below `stored` (filler) is named by its path.

    Args:
        library: open.
        stored: the folder of all stored videos.
    """

    name = "ashen"
    places = True

    def __init__(self, library: Library, stored: Path) -> None:
        self._library = library
        self._stored = stored

    def ask_picture(self, path: Path) -> Answer:
        """As in the contract; confidence is the score."""
        said = self._library.identify(path, top=TOP)
        found = tuple(
            Found(self._video(match), match.at_s, match.confidence, match.start_s, match.end_s)
            for match in (*said.matches, *said.runners_up)[:TOP]
        )
        shared = tuple(dict.fromkeys(self._video(match) for match in said.matches)) if said.answer == "shared" else ()
        return Answer(found, said.answer != "unknown", shared)

    def ask_clip(self, path: Path) -> Sequence[Segment]:
        """As in the contract; confidence is the score."""
        said = self._library.identify(path, top=TOP)
        named = [self._segment(match, True) for match in said.matches]
        unnamed = [self._segment(match, False) for match in said.runners_up]
        return sorted([*named, *unnamed], key=lambda segment: (not segment.named, -segment.score))

    def _segment(self, match: Match, named: bool) -> Segment:
        return Segment(
            match.query_start_s,
            match.query_end_s,
            self._video(match),
            match.start_s,
            match.end_s,
            match.confidence,
            named,
            match.reversed,
        )

    def _video(self, match: Match) -> str:
        path = Path(match.video)
        return path.relative_to(self._stored).as_posix() if path.is_relative_to(self._stored) else path.as_posix()
