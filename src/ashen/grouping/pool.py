"""A library for the time of one question: files' signatures in memory, compared as queries with stored videos are."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ashen.catalog.records import Anime, Episode, Video
from ashen.errors import VideoMissing
from ashen.grouping.relation import Kind, Relation, relation_of
from ashen.index.contract import Entry, Index
from ashen.index.entry import entry_of
from ashen.index.exact import ExactIndex
from ashen.index.faiss_index import FaissIndex
from ashen.index.hiding import Hiding
from ashen.match.clip_query import SignedClip
from ashen.match.coverage import extent_s
from ashen.match.identification import Query
from ashen.match.identify import Identifier
from ashen.match.truth import StoredStill
from ashen.match.verdicts import PICTURE_ALIKE
from ashen.match.views import QueryView
from ashen.signature.recipe import Recipe
from ashen.signature.signature import Signature

EXACT_ROWS = 40_000
"""Rows up to which every row is compared; of more, an index in a temporary folder is searched."""
IN_VIDEO_ALIKE = 0.92
"""Cosine from which on a picture is taken for a frame of a video."""


class Pool:
    """Files that are compared with each other. A context: what it keeps on disk goes with it.

    Memory holds the signatures of all and nothing else of them: about 4 MB for each 24 minutes.

    Args:
        recipe: all are signed by.
        files: number -> views of the file that are not mirrored, as it is first.
        pictures: which of the numbers are pictures.
    """

    def __init__(self, recipe: Recipe, files: dict[int, Sequence[QueryView]], pictures: frozenset[int]) -> None:
        self._recipe = recipe
        self._files = files
        self._pictures = pictures
        self._stack = ExitStack()
        self._videos: Index
        self._stills: Index

    def __enter__(self) -> Self:
        entries = {number: entry_of(number + 1, views[0].signature) for number, views in self._files.items()}
        moving = [entry for number, entry in entries.items() if number not in self._pictures]
        self._videos = self._index_of(moving)
        self._stills = self._index_of([entry for number, entry in entries.items() if number in self._pictures])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def relations(self) -> list[Relation]:
        """What the files have to do with each other; each pair once."""
        found: dict[tuple[int, int], Relation] = {}
        for number in self._files:
            related = self._of_picture(number) if number in self._pictures else self._of_video(number)
            for relation in related:
                pair = (min(relation.a, relation.b), max(relation.a, relation.b))
                if pair not in found or _in_common_s(relation) > _in_common_s(found[pair]):
                    found[pair] = relation
        return [found[pair] for pair in sorted(found)]

    def _of_video(self, number: int) -> Iterable[Relation]:
        views = list(self._files[number])
        identifier = Identifier(self._recipe, Hiding(self._videos, [number + 1]), None, self, self._named)
        query = Query("", "video", extent_s(views[0].signature))
        for coverage in identifier.clip(query, SignedClip(views)).coverage:
            relation = relation_of(number, coverage.video_id - 1, coverage)
            if relation is not None:
                yield relation

    def _of_picture(self, number: int) -> Iterable[Relation]:
        code = self._files[number][0].signature
        if code.quality[0] < self._recipe.min_quality:
            return
        for index, least, kind in (
            (self._stills, PICTURE_ALIKE, "same"),
            (self._videos, IN_VIDEO_ALIKE, "contained"),
        ):
            word: Kind = "same" if kind == "same" else "contained"
            shown = Hiding(index, [number + 1]) if kind == "same" else index
            hits = shown.search(code.codes, 32, self._recipe.name)
            near = 1 - hits.distance / (2 * float(self._recipe.unit or 1) ** 2) >= least
            _, first = np.unique(hits.video_id[near], return_index=True)
            for row in np.flatnonzero(near)[first]:
                share = 1.0 if word == "same" else 0.0
                yield Relation(number, int(hits.video_id[row]) - 1, word, 1.0, share, float(hits.times_s[row]))

    def _index_of(self, entries: list[Entry]) -> Index:
        recipe = self._recipe
        if sum(len(entry.ticks) for entry in entries) <= EXACT_ROWS:
            exact = ExactIndex(recipe.name, recipe.dimension, recipe.dtype)
            exact.add(entries, recipe.name)
            return exact
        folder = self._stack.enter_context(
            tempfile.TemporaryDirectory(prefix="ashen-group-", ignore_cleanup_errors=True)
        )
        faiss = FaissIndex.create(Path(folder) / "index", recipe.name, recipe.dimension, recipe.dtype)
        faiss.add(entries, recipe.name)
        return faiss

    def _named(self, video_ids: Iterable[int]) -> dict[int, Video]:
        """Records of the files, which names tell nothing of: each is an anime of its own."""
        return {video_id: self._record(video_id) for video_id in video_ids}

    def _record(self, video_id: int) -> Video:
        signature = self.signature(video_id)
        return Video(
            id=video_id,
            content_hash="",
            size_bytes=0,
            duration_s=extent_s(signature),
            frames=len(signature),
            width_px=0,
            height_px=0,
            codec="",
            partial=False,
            note=None,
            indexed_at_s=0,
            anime=Anime(video_id, "", None, None, {}),
            episode=Episode(video_id, "other", None, None, None, None),
            paths=(),
        )

    # As in `match.truth.Truth`

    def signature(self, video_id: int) -> Signature:
        """Of the file of that number, less one."""
        if video_id - 1 not in self._files:
            raise VideoMissing(f"there is no file {video_id - 1} here")
        return self._files[video_id - 1][0].signature

    def still_times(self, video_id: int) -> NDArray[np.float64]:  # noqa: ARG002 - files have no stills here
        """None of any file."""
        return np.empty(0)

    def still(self, video_id: int, at_s: float) -> StoredStill | None:  # noqa: ARG002 - files have no stills here
        """None of any file."""
        return None

    def stills_of(self, moments: Sequence[tuple[int, float]]) -> list[StoredStill | None]:
        """None of any file."""
        return [None] * len(moments)

    def windows(self, video_id: int) -> Signature | None:  # noqa: ARG002 - files have no stills here
        """None of any file."""
        return None


def _in_common_s(relation: Relation) -> float:
    return sum(piece.query.length_s for piece in relation.shared)
