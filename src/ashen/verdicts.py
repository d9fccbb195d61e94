"""What people say of queries: remembered in the catalogue, and found again when a query is asked anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from pathlib import Path

from ashen.catalog.catalog import Catalog
from ashen.catalog.recent import RecentReads
from ashen.catalog.records import Asked, Said, Scope, Verdict, Video
from ashen.ingest.sign_file import hash_file
from ashen.match.identification import Identification
from ashen.match.identify import Looked
from ashen.match.verdicts import (
    confirmed,
    lengths_near,
    meaning,
    one_query,
    rejected,
    thinned,
    verdict_on,
    without_rejected,
)


class Verdicts:
    """The verdicts of one catalogue."""

    def __init__(self, catalog: Catalog, recent: RecentReads) -> None:
        self._catalog, self._recent = catalog, recent

    def tell(self, said: Said, looked: Looked, video: Video, scope: Scope) -> int:
        """Remember that a query is a video, its episode or its anime, or is not; the verdict's number."""
        path, plain = Path(looked.query.path), looked.plain
        asked = Asked(
            path=os.path.abspath(path),  # noqa: PTH100 - resolve() would follow links
            content_hash=hash_file(path),
            size_bytes=path.stat().st_size,
            kind=looked.query.kind,
            duration_s=looked.length_s,
            signature=thinned(plain),
        )
        return self._catalog.add_verdict(said, asked, meaning(scope, video))

    def respected(self, looked: Looked, ask: Callable[[Collection[int]], Identification], top: int) -> Identification:
        """What is found of a query, as people said it is and is not.

        Args:
            looked: the query.
            ask: answers it as if the library did not hold these videos.
            top: runners-up to list at most.
        """
        found = ask(())
        verdicts = self.on(looked)
        if not verdicts:
            return found
        held = self._catalog.videos()
        gone = rejected(held, verdicts)
        if gone & found.video_ids():
            found = without_rejected(ask(gone), found, gone, top)
        return confirmed(found, [video for video in held if verdict_on(video, verdicts) == "confirmed"])

    def on(self, looked: Looked) -> list[Verdict]:
        """What was said of a query, oldest first: of the same file, or of one that shows the same.

        The file is hashed only where one of its size was spoken of.
        """
        known = self._recent.verdicts(looked.query.kind, lengths_near(looked.length_s))
        if not known:
            return []
        plain = looked.plain
        hashed = _hash(Path(looked.query.path), known) if looked.query.path else ""  # "" of what was signed elsewhere
        least = looked.recipe.min_quality
        return [
            verdict
            for verdict in known
            if verdict.asked.content_hash == hashed or one_query(verdict.asked, plain, least)
        ]


def _hash(path: Path, known: list[Verdict]) -> str:
    """Of the file's content; empty where no file of its size was spoken of."""
    return hash_file(path) if path.stat().st_size in {verdict.asked.size_bytes for verdict in known} else ""
