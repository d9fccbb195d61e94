"""What was read of a catalogue lately, kept as long as nothing is written to its database by anyone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from typing import Any, Final, TypeVar, cast

from ashen.catalog.catalog import Catalog
from ashen.catalog.records import Span, Verdict, Video

T = TypeVar("T")

KEPT: Final = 20_000
"""Answers held at most; then all are let go of."""


class RecentReads:
    """The questions that every search asks of a catalogue, answered from memory where that is known to be true.

    SQLite counts what other connections commit (`PRAGMA data_version`); one connection that never writes is kept to ask
    it, which takes a hundredth of a millisecond. Where there is no such count (another database, a file that may only
    be read), everything is read each time.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._connection: sqlite3.Connection | None = None
        self._version: int | None = None
        self._held: dict[Any, Any] = {}
        path = catalog.watched_path
        if path is not None:
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def close(self) -> None:
        """Close the connection; from then on everything is read each time."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def search_recipe(self) -> str:
        """As `Catalog.search_recipe`."""
        return self._kept(self._now(), "recipe", lambda: self._catalog.search_recipe)

    @property
    def revision(self) -> int:
        """As `Catalog.revision`."""
        return self._kept(self._now(), "revision", self._catalog.revision)

    def videos_of(self, video_ids: Iterable[int]) -> dict[int, Video]:
        """As `Catalog.videos_of`."""
        held, wanted = self._now(), list(dict.fromkeys(video_ids))
        missing = [video_id for video_id in wanted if ("video", video_id) not in held]
        if missing:
            found = self._catalog.videos_of(missing)
            held.update({("video", video_id): found.get(video_id) for video_id in missing})
        videos = ((video_id, held[("video", video_id)]) for video_id in wanted)
        return {video_id: video for video_id, video in videos if video is not None}

    def spans(self, video_ids: Collection[int]) -> list[Span]:
        """As `Catalog.spans`."""
        ids = tuple(video_ids)
        return list(self._kept(self._now(), ("spans", ids), lambda: self._catalog.spans(ids)))

    def spans_of_groups(self, group_ids: Collection[int]) -> list[Span]:
        """As `Catalog.spans_of_groups`."""
        ids = tuple(sorted(group_ids))
        return list(self._kept(self._now(), ("groups", ids), lambda: self._catalog.spans_of_groups(ids)))

    def verdicts(self, kind: str | None = None, within_s: tuple[float, float] | None = None) -> list[Verdict]:
        """As `Catalog.verdicts`."""
        return list(
            self._kept(self._now(), ("verdicts", kind, within_s), lambda: self._catalog.verdicts(kind, within_s))
        )

    def _kept(self, held: dict[Any, Any], key: Any, ask: Callable[[], T]) -> T:
        if key not in held:
            held[key] = ask()
        return cast("T", held[key])

    def _now(self) -> dict[Any, Any]:
        """What is held of the state that the database is in; who asks for more puts it there, so that what is read of
        an older state never gets among what is held of a newer one."""
        version = self._counted()
        if version is None or version != self._version or len(self._held) > KEPT:
            self._version, self._held = version, {}
        return self._held

    def _counted(self) -> int | None:
        with suppress(sqlite3.Error):
            if self._connection is not None:
                return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        return None
