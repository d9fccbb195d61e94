"""The index on disk: immutable segments over one coarse quantiser, searched by FAISS where they lie.

    open, create                 a directory of files, or a new one
    add, remove                  one commit each: a new segment, or names in the manifest's list of the dead
    refresh                      see what another process committed
    maintain (merge.py)          few segments, a quantiser that fits; done by `add` and `remove`; may be killed any time

One process writes, the holder of the library's writer lock; any number read. The manifest is the commit point: what it
does not name is garbage, which the next writer removes.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ashen.errors import RecipeMismatch
from ashen.index import manifest as manifests
from ashen.index import merge
from ashen.index.contract import Entry, Hits
from ashen.index.engine import use_threads
from ashen.index.hits import no_hits
from ashen.index.layout import MAX_RECIPE_BYTES
from ashen.index.manifest import Manifest, SegmentRecord
from ashen.index.part import nearest_hits
from ashen.index.quantiser import SAMPLES_PER_LIST, Quantiser, lists_for
from ashen.index.rows import Rows, as_ids, check_codes, check_entry, check_recipe, contains
from ashen.index.state import State, load
from ashen.index.write import NewRows, OldRows, Source, stored_codes, stored_width, write_segment
from ashen.signature.signature import Codes

DEFAULT_PROBES = 8
ADD_ROWS = 1_000_000
"""Rows `add` holds in memory at once; a longer stream of entries becomes several segments, still in one commit."""


class FaissIndex:
    """Approximate search in files. Use `open` or `create`.

    Exact while it holds fewer than `merge.TRAIN_ROWS` rows. Above that a search looks into `probes` lists, so it may
    miss rows, and may find fewer than k. Which of rows equally near are kept at the cut is not defined.

    Attributes:
        probes: lists a search looks into.
        threads: cores a call may use. One is fastest for single queries and leaves the others to decoding.
    """

    def __init__(self, directory: Path, state: State, writable: bool, threads: int) -> None:
        self._directory = directory
        self._state = state
        self._writable = writable
        self.threads = threads
        self.probes = DEFAULT_PROBES

    @staticmethod
    def create(
        directory: Path, recipe: str, dimension: int, dtype: Literal["int8", "uint8"], *, threads: int = 1
    ) -> FaissIndex:
        """A new, empty, writable index; replaces what is in the directory, whatever it is."""
        if len(recipe.encode()) > MAX_RECIPE_BYTES:
            raise ValueError(f"the recipe's name {recipe} is longer than {MAX_RECIPE_BYTES} bytes")
        directory.mkdir(parents=True, exist_ok=True)
        quantiser = Quantiser.single(stored_width(dimension))
        name = _quantiser_name()
        quantiser.write(directory / name)
        Manifest(recipe, dimension, dtype, 1, name, 0, ()).commit(directory)
        return FaissIndex.open(directory, recipe, dimension, dtype, writable=True, threads=threads)

    @staticmethod
    def open(
        directory: Path,
        recipe: str,
        dimension: int,
        dtype: Literal["int8", "uint8"],
        *,
        writable: bool = False,
        threads: int = 1,
    ) -> FaissIndex:
        """The index in a directory. Sizes, headers and tables are checked; the rest by `verify`.

        Raises:
            IndexDamaged: there is none, or one of its files is missing or is not what was written.
            RecipeMismatch: it holds codes of another recipe, dimension or dtype.
        """
        state = load(directory, None)
        own = state.manifest
        if (own.recipe, own.dimension, own.dtype) != (recipe, dimension, dtype):
            raise RecipeMismatch(
                f"the search index in {directory} is of {own.recipe} ({own.dimension} {own.dtype}), not of {recipe} "
                f"({dimension} {dtype}): rebuild it from the library"
            )
        index = FaissIndex(directory, state, writable, threads)
        if writable:
            index._sweep()
        return index

    @property
    def recipe(self) -> str:
        """Name of the recipe all codes in it were made by."""
        return self._state.manifest.recipe

    @property
    def segments(self) -> int:
        """Number of files that are searched."""
        return len(self._state.parts)

    @property
    def lists(self) -> int:
        """Lists that rows are divided into; 1 means that a search compares with every row."""
        return self._state.quantiser.lists

    def __len__(self) -> int:
        return sum(part.load.living for part in self._state.parts)

    def video_ids(self) -> NDArray[np.int64]:
        """(v,) the videos it holds, rising."""
        ids = [part.living_ids for part in self._state.parts]
        return np.sort(np.concatenate(ids)) if ids else np.empty(0, np.int64)

    def rows_of(self, video_ids: Collection[int]) -> int:
        """Rows that a search can find in these videos; unknown ids have none."""
        wanted = as_ids(video_ids)
        return sum(part.rows_of(wanted) for part in self._state.parts)

    def search(self, codes: Codes, k: int, recipe: str, videos: Collection[int] | None = None) -> Hits:
        """The `k` nearest rows of each query, as far as `probes` lists hold them.

        Raises:
            RecipeMismatch: `recipe` is not the index's own.
            IndexDamaged: a file holds what it cannot.
        """
        state = self._state
        check_recipe(recipe, state.manifest.recipe)
        check_codes(codes, state.manifest.dimension, state.manifest.dtype)
        if k < 1:
            raise ValueError(f"k is {k}: ask for one hit or more")
        if not len(codes):
            return no_hits()
        use_threads(self.threads)
        queries = stored_codes(codes).astype(np.float32)
        lists = state.quantiser.nearest_lists(queries, self.probes)
        wanted = None if videos is None else as_ids(videos)
        found = [part.search(queries, lists, k, wanted) for part in state.parts]
        return nearest_hits([each for each in found if each is not None], k)

    def refresh(self) -> bool:
        """Take up what was committed since; True when there was something. Costs one `stat` when there was not.

        Raises:
            IndexDamaged: as `open` does.
        """
        if manifests.stamp(self._directory) == self._state.stamp:
            return False
        state = load(self._directory, self._state)
        check_recipe(state.manifest.recipe, self.recipe)
        self._state = state
        return True

    def verify(self) -> None:
        """Read every byte and compare checksums: what `open` leaves out because it takes about a second a gigabyte.

        A flipped bit that only this finds can at worst make a search miss or misplace a row.

        Raises:
            IndexDamaged: a file is not what was written.
        """
        for part in self._state.parts:
            part.segment.verify()

    def add(self, entries: Iterable[Entry], recipe: str, *, maintain: bool = True) -> None:
        """Hold these videos too, all at once: other processes see all of them or none.

        Args:
            entries: the videos; up to `ADD_ROWS` rows are in memory at once.
            recipe: they were made by.
            maintain: then call `maintain`. Who leaves it out must call it soon: each segment makes searches slower.

        Raises:
            RecipeMismatch: `recipe` is not the index's own.
            ValueError: an entry is not as `Entry` says, or its video is held already; nothing is added then.
            OSError: the disk is full; nothing is added then.
            IndexDamaged: a segment due to be merged is not what was written.
        """
        self._must_write()
        self.refresh()
        own = self._state.manifest
        check_recipe(recipe, own.recipe)
        held = self.video_ids()
        seen: set[int] = set()
        records: list[SegmentRecord] = []
        waiting: list[Entry] = []
        waiting_rows = 0
        for entry in entries:
            check_entry(entry, own.dimension, own.dtype)
            if entry.video_id in seen or contains(held, np.array([entry.video_id]))[0]:
                raise ValueError(f"video {entry.video_id} is in the index already: remove it first")
            seen.add(entry.video_id)
            waiting.append(entry)
            waiting_rows += len(entry.ticks)
            if waiting_rows >= ADD_ROWS:
                records.append(self._write_new(waiting))
                waiting, waiting_rows = [], 0
        if waiting:
            records.append(self._write_new(waiting))
        if records:
            self._commit(replace(own, segments=(*own.segments, *records)))
            if maintain:
                self.maintain()

    def remove(self, video_ids: Collection[int]) -> None:
        """Forget these videos; unknown ids are ignored. Their rows leave the disk at a later merge."""
        self._must_write()
        self.refresh()
        gone = as_ids(video_ids)
        if not contains(self.video_ids(), gone).any():
            return
        records = [(part.without(gone), part) for part in self._state.parts]
        kept = tuple(record for record, part in records if len(record.dead) < len(part.segment.video_ids))
        self._commit(replace(self._state.manifest, segments=kept))
        self.maintain()

    def compact(self) -> None:
        """Rewrite everything into one segment: best after much was added."""
        self._must_write()
        self.refresh()
        if len(self._state.parts) > 1:
            self._rewrite(range(len(self._state.parts)), self._state.quantiser)

    def maintain(self) -> None:
        """Train and merge when it is due; the videos stay searchable meanwhile, here and in other processes.

        Mostly nothing or a matter of milliseconds. When the whole has grown fourfold it is divided into lists anew,
        which takes some 10 microseconds of one core a row.
        """
        self._must_write()
        if merge.must_train(len(self), self._state.manifest.trained_rows):
            self._rewrite(range(len(self._state.parts)), self._train())
        while chosen := merge.choose([part.load for part in self._state.parts]):
            self._rewrite(chosen, self._state.quantiser)

    def _rewrite(self, chosen: Iterable[int], quantiser: Quantiser) -> None:
        """Replace the chosen segments by one; a new quantiser takes all of them.

        Raises:
            IndexDamaged: one of them is not what was written; it must not get a new, sound checksum.
        """
        state = self._state
        numbers = set(chosen)
        for number in numbers:
            state.parts[number].segment.verify()
        sources: list[Source] = [
            OldRows(state.parts[n].segment, state.parts[n].alive, state.quantiser) for n in sorted(numbers)
        ]
        record = write_segment(self._directory, sources, quantiser, self.recipe, self.threads)
        kept = tuple(part.record for n, part in enumerate(state.parts) if n not in numbers)
        successor = replace(state.manifest, segments=(*kept, record))
        if quantiser is not state.quantiser:
            name = _quantiser_name()
            quantiser.write(self._directory / name)
            successor = replace(successor, quantiser=name, trained_rows=len(self))
        self._commit(successor)

    def _train(self) -> Quantiser:
        lists = lists_for(len(self))
        wanted = lists * SAMPLES_PER_LIST
        share = min(1.0, wanted / sum(part.load.rows for part in self._state.parts))
        random = np.random.default_rng(1)
        samples = []
        for part in self._state.parts:
            for codes, _, _ in part.segment.blocks():
                samples.append(codes[random.random(len(codes)) < share])
        return Quantiser.train(np.concatenate(samples), lists, self.threads)

    def _write_new(self, entries: Sequence[Entry]) -> SegmentRecord:
        own = self._state.manifest
        dtype: Literal["int8", "uint8"] = "int8" if own.dtype == "int8" else "uint8"
        rows = Rows.gather(entries, own.dimension, dtype)
        return write_segment(self._directory, [NewRows(rows)], self._state.quantiser, own.recipe, self.threads)

    def _commit(self, successor: Manifest) -> None:
        replace(successor, generation=self._state.manifest.generation + 1).commit(self._directory)
        self._state = load(self._directory, self._state)
        self._sweep()

    def _sweep(self) -> None:
        """Remove files that do not count; one that another process still maps stays, where the system insists."""
        counting = self._state.manifest.files()
        for path in self._directory.iterdir():
            ours = path.name.startswith(("segment-", "quantiser-", manifests.NAME))
            if ours and path.name not in counting:
                try:
                    path.unlink()
                except PermissionError:
                    if os.name != "nt":
                        raise

    def _must_write(self) -> None:
        if not self._writable:
            raise ValueError("this index was opened for reading: open it with writable=True to change it")


def _quantiser_name() -> str:
    return f"quantiser-{secrets.token_hex(8)}.lists"
