"""What it would take to sign a library by the newest recipe: which videos lack it, and what each can be signed from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import ARCHIVED, FileRecord, Video
from ashen.ingest.scan import file_stat
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, RECIPES, recipe_named

FILE_SPEED = 10.0
"""Seconds of video signed from its file in a second, by one process, roughly. Measured on one busy x86-64 core: 14 for
720p H.264, half of it decoding and a fifth the windows; 1080p has 2.25 times the pixels to decode."""
STILLS_SPEED = 50.0
"""The same from stills; measured: 44 to 63, nearly all of it the windows. Resolution makes no difference."""

Way = Literal["file", "stills", "missing"]
"""What a video is signed from: its file; where that is gone or has changed, its stills; or neither is there."""


@dataclass(slots=True)
class Amount:
    """So many videos, with so many frames, and so long."""

    videos: int = 0
    frames: int = 0
    duration_s: float = 0.0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.videos + other.videos, self.frames + other.frames, self.duration_s + other.duration_s)


@dataclass(frozen=True, slots=True)
class ResigningNeeded:
    """What it would take to search all of a library by the newest recipe.

    Attributes:
        searched: the recipe that the library is searched by.
        newest: the one it can go over to.
        by_way: the videos that lack the newest recipe, its windows or stills, by what each would be signed from.
    """

    searched: str
    newest: str
    by_way: dict[Way, Amount]

    @property
    def total(self) -> Amount:
        """All those videos."""
        return sum(self.by_way.values(), Amount())

    @property
    def needed(self) -> bool:
        """Whether there is anything to do."""
        return self.searched != self.newest or self.total.videos > 0

    def estimated_s(self, workers: int) -> float:
        """Roughly how long it would take, from the length of the videos alone: resolution, codec and machine make it
        several times more or less."""
        by_speed = self.by_way["file"].duration_s / FILE_SPEED + self.by_way["stills"].duration_s / STILLS_SPEED
        return by_speed / max(1, workers)


@dataclass(frozen=True, slots=True)
class Todo:
    """A stored video that lacks something.

    Attributes:
        video: the video.
        recipes: those of the newest recipe and its windows that it is not signed by.
        path: its file as it was stored, or where that lay.
        size_bytes: of that file.
        has_file: whether that file is there, unchanged.
        timed_by: a recipe whose signature knows when its frames are, where the video can be signed from stills.
    """

    video: Video
    recipes: tuple[str, ...]
    path: str
    size_bytes: int
    has_file: bool
    timed_by: str | None

    @property
    def way(self) -> Way:
        """What it is to be signed from."""
        return "file" if self.has_file else "stills" if self.timed_by is not None else "missing"


def resigning(catalog: Catalog) -> ResigningNeeded:
    """What re-signing would take; looks at the files of the videos concerned, but into none."""
    by_way: dict[Way, Amount] = {"file": Amount(), "stills": Amount(), "missing": Amount()}
    for todo in plan(catalog):
        by_way[todo.way] += Amount(1, todo.video.frames, todo.video.duration_s)
    return ResigningNeeded(catalog.search_recipe, DEFAULT_SEARCH_RECIPE, by_way)


def plan(catalog: Catalog) -> list[Todo]:
    """The videos that lack the newest recipe, its windows or stills, in the order they were added."""
    newest = [name for name in (DEFAULT_SEARCH_RECIPE, recipe_named(DEFAULT_SEARCH_RECIPE).windows) if name]
    signed = {name: set(catalog.video_ids(name).tolist()) for name in RECIPES}
    with_stills = set(catalog.videos_with_stills().tolist())
    complete = with_stills.intersection(*(signed[name] for name in newest))
    videos = sorted((video for video in catalog.videos() if video.id not in complete), key=lambda video: video.id)
    files = _files_of(catalog, {video.id for video in videos})
    of_frames = [name for name in RECIPES if not RECIPES[name].of_windows]
    searched = signed[catalog.search_recipe]
    todo = []
    for video in videos:
        as_good_as_can_be = video.id in signed[DEFAULT_SEARCH_RECIPE] or video.id not in searched
        if video.id not in with_stills and _came_signed(video) and as_good_as_can_be:
            continue
        here = next(filter(_unchanged, files[video.id]), None)
        timed_by = next((name for name in of_frames if video.id in signed[name]), None)
        todo.append(
            Todo(
                video=video,
                recipes=tuple(name for name in newest if video.id not in signed[name]),
                path=here.path if here else video.paths[0],
                size_bytes=video.size_bytes,
                has_file=here is not None,
                timed_by=timed_by if video.id in with_stills else None,
            )
        )
    return todo


def _files_of(catalog: Catalog, video_ids: set[int]) -> dict[int, list[FileRecord]]:
    """Video -> its files, less those that hold something else by now."""
    files: dict[int, list[FileRecord]] = defaultdict(list)
    for record in catalog.files():
        if record.video_id in video_ids and record.state != "failed":
            files[record.video_id].append(record)
    return files


def _came_signed(video: Video) -> bool:
    """Whether it came as signatures from elsewhere, and no file of it is here."""
    return all(path.startswith(ARCHIVED) for path in video.paths)


def _unchanged(record: FileRecord) -> bool:
    """Whether the file is there as it was when it was stored."""
    try:
        return file_stat(record.path) == record.stat
    except OSError:
        return False
