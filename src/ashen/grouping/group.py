"""Files to groups: each asked of the library, and all of each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from ashen.errors import MediaError
from ashen.grouping.pool import Pool
from ashen.grouping.relation import Relation, families
from ashen.ingest.scan import Unreadable, scan
from ashen.library import Library
from ashen.match.identification import JSON_SCHEMA, Identification, Match
from ashen.match.overlap import Coverage
from ashen.match.views import QueryView

MAIN_SHARE = 0.5
"""Share of a file that must be in one episode for the file to be sorted under it."""

Place = Literal["named", "several", "unknown"]


@dataclass(frozen=True, slots=True)
class Sorted:
    """A file and where it belongs.

    Attributes:
        path: absolute.
        identification: what the library says of it.
        place: under one episode; in several of them (a compilation, an opening); unknown to the library.
        match: of a named one, the match it is sorted by.
        coverage: of a named video, how it and that stored video lie over each other.
    """

    path: str
    identification: Identification
    place: Place
    match: Match | None = None
    coverage: Coverage | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is a copy of most of a stored video, in whatever version, and of little else."""
        return self.coverage is not None and min(self.coverage.video_share, self.coverage.query_share) >= MAIN_SHARE

    def as_json(self) -> dict[str, Any]:
        """As documented in docs/formats.md."""
        query, match = self.identification.query, self.match
        return {
            "path": self.path,
            "kind": query.kind,
            "place": self.place,
            "anime": None if match is None else match.anime_title,
            "episode": None if match is None else match.episode_number,
            "video": None if match is None else match.video,
            "start_s": None if match is None else round(match.start_s, 3),
            "confidence": None if match is None else round(match.confidence, 4),
            "query_share": None if self.coverage is None else round(self.coverage.query_share, 4),
            "video_share": None if self.coverage is None else round(self.coverage.video_share, 4),
            "also": sorted({_name(other) for other in self.identification.matches}) if self.place == "several" else [],
        }


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that could not be looked at, and why."""

    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """Files, sorted.

    Attributes:
        files: those that could be looked at; numbers below are places in it.
        failed: those that could not.
        relations: what the files have to do with each other.
        families: numbers of files that are one thing: the same content, versions, clips of it; largest first.
    """

    files: tuple[Sorted, ...]
    failed: tuple[Failed, ...]
    relations: tuple[Relation, ...]
    families: tuple[tuple[int, ...], ...]

    def episodes(self) -> dict[tuple[str, str], list[Sorted]]:
        """(anime, episode) -> files sorted under it, in order; the episode is empty where it has no number."""
        found: dict[tuple[str, str], list[Sorted]] = {}
        for file in self.files:
            if file.match is not None:
                found.setdefault((file.match.anime_title, file.match.episode_number or ""), []).append(file)
        return dict(sorted(found.items()))

    def as_json(self) -> dict[str, Any]:
        """As documented in docs/formats.md."""
        paths = [file.path for file in self.files]
        return {
            "schema": JSON_SCHEMA,
            "files": [file.as_json() for file in self.files],
            "failed": [{"path": each.path, "code": each.code, "message": each.message} for each in self.failed],
            "families": [[paths[number] for number in family] for family in self.families if len(family) > 1],
            "relations": [relation.as_json(paths) for relation in self.relations],
        }


def group(
    library: Library, paths: Iterable[str | os.PathLike[str]], on_file: Callable[[str], None] = lambda _: None
) -> Grouping:
    """Sort files, each decoded once.

    Args:
        library: that may know them; it is not changed.
        paths: files, and folders for the videos below them.
        on_file: told of each file before it is opened.
    """
    files: list[Sorted] = []
    failed: list[Failed] = []
    views: dict[int, list[QueryView]] = {}
    recipe = library.recipe
    for found in scan(paths):
        if isinstance(found, Unreadable):
            failed.append(Failed(found.path, "unreadable", found.message))
            continue
        on_file(found.path)
        try:
            looked = library.look(found.path)
            if looked.recipe.name == recipe.name:
                views[len(files)] = looked.views
            files.append(sort(found.path, library.identify_looked(looked)))
        except MediaError as error:
            failed.append(Failed(found.path, error.code, error.message))
        except OSError as error:
            failed.append(Failed(found.path, "unreadable", f"{error.strerror or error}. Check that it is there."))
    pictures = frozenset(number for number in views if files[number].identification.query.kind == "image")
    with Pool(recipe, dict(views), pictures) as pool:
        relations = pool.relations()
    grown = families(len(files), relations)
    return Grouping(tuple(files), tuple(failed), tuple(relations), tuple(tuple(family) for family in grown))


def sort(path: str, found: Identification) -> Sorted:
    """Where a file belongs by what the library says of it."""
    if found.answer == "unknown":
        return Sorted(path, found, "unknown")
    if found.query.kind == "image" or any(match.verdict == "confirmed" for match in found.matches):
        one = found.answer == "match"
        return Sorted(path, found, "named", found.matches[0]) if one else Sorted(path, found, "several")
    for coverage in found.coverage:
        of_it = [match for match in found.matches if match.video_id == coverage.video_id]
        if of_it and found.answer == "match" and coverage.query_share >= MAIN_SHARE:
            return Sorted(path, found, "named", max(of_it, key=lambda match: match.frames_agreeing), coverage)
    return Sorted(path, found, "several")


def _name(match: Match) -> str:
    return f"{match.anime_title} {match.episode_number or ''}".strip()
