"""Clips: some seconds of one video, altered, encoded, and asked of every system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.edits import ClipEdit, Piece, Span, make_clip
from benchmarks.report.figure import Figure
from benchmarks.stored import Stored
from benchmarks.systems.contract import ClipSystem, PairSystem
from benchmarks.tasks import clip_figures, pair
from benchmarks.tasks.clip_query import ASKED_EDITS, AskedClip, ClipQuery, Library, ask, seed_of, stored_rate
from benchmarks.tasks.spans import pick_spans


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """How much is asked.

    Attributes:
        edits: names of `ASKED_EDITS`.
        clips: stretches of stored videos; each is asked under every edit.
        clip_s: how long each is in its source.
        lengths_s: other lengths, asked under `length_edits` only; their rows are named "identity-2s".
        length_edits: names of `ASKED_EDITS`.
        length_clips: stretches of each of these lengths.
        negatives: clips of works that are not stored; each is asked under one edit, all edits taking turns.
        pair_edits: edits under which systems that compare pairs are asked.
        pair_clips: how many of the stretches they are asked about.
        seed: of all chance.
    """

    edits: tuple[str, ...]
    clips: int
    clip_s: float = 5.0
    lengths_s: tuple[float, ...] = (2.0, 10.0, 30.0)
    length_edits: tuple[str, ...] = ("identity", "subtitled")
    length_clips: int = 0
    negatives: int = 0
    pair_edits: tuple[str, ...] = ()
    pair_clips: int = 0
    seed: int = 1


def figures(
    systems: Sequence[ClipSystem],
    pairs: Sequence[PairSystem],
    known: Sequence[Stored],
    unknown: Sequence[Stored],
    folder: Path,
    plan: ClipPlan,
) -> Iterator[Figure]:
    """All rows of the task; videos are made in `folder`, one at a time."""
    yield from clip_figures.figures(list(asked(systems, known, unknown, folder, plan)))
    if pairs and plan.pair_clips:
        yield from pair.figures(list(asked_pairs(pairs, known, unknown, folder, plan)))


def asked(
    systems: Sequence[ClipSystem], known: Sequence[Stored], unknown: Sequence[Stored], folder: Path, plan: ClipPlan
) -> Iterator[AskedClip]:
    """What every system says of every clip."""
    library = Library(known)
    for query, path in queries(library, unknown, folder, plan):
        yield from ask(systems, query, path, library)


def queries(
    library: Library, unknown: Sequence[Stored], folder: Path, plan: ClipPlan
) -> Iterator[tuple[ClipQuery, Path]]:
    """Each clip, in a file that the next one replaces.

    Raises:
        ValueError: no video is long enough, or an edit inserts footage and there are no works that are not stored.
    """
    for number, (stored, span) in enumerate(_spans(library.known, plan, plan.clip_s, plan.clips)):
        for edit in plan.edits:
            yield _query(library, unknown, folder, plan, edit, edit, number, stored, span)
    for length_s in plan.lengths_s if plan.length_clips else ():
        for number, (stored, span) in enumerate(_spans(library.known, plan, length_s, plan.length_clips)):
            for edit in plan.length_edits:
                name = f"{edit}-{length_s:g}s"
                yield _query(library, unknown, folder, plan, edit, name, number, stored, span)
    for number, (stored, span) in enumerate(_spans(unknown, plan, plan.clip_s, plan.negatives)):
        edit = plan.edits[number % len(plan.edits)]
        yield _query(library, unknown, folder, plan, edit, edit, plan.clips + number, stored, span)


def asked_pairs(
    systems: Sequence[PairSystem], known: Sequence[Stored], unknown: Sequence[Stored], folder: Path, plan: ClipPlan
) -> Iterator[pair.AskedPair]:
    """What systems that compare pairs say of some of the clips, each against a right and a wrong video."""
    library = Library(known)
    for number, (stored, span) in enumerate(_spans(known, plan, plan.clip_s, plan.pair_clips)):
        for edit in plan.pair_edits:
            query, path = _query(library, unknown, folder, plan, edit, edit, number, stored, span)
            yield from pair.ask(systems, query, path, stored, _other(library, stored, number))


def _spans(videos: Sequence[Stored], plan: ClipPlan, length_s: float, count: int) -> Iterator[tuple[Stored, Span]]:
    if count:
        rng = np.random.default_rng((plan.seed, 21, round(length_s * 1000)))
        yield from pick_spans(videos, count, length_s, rng)


def _query(
    library: Library,
    unknown: Sequence[Stored],
    folder: Path,
    plan: ClipPlan,
    edit: str,
    name: str,
    number: int,
    stored: Stored,
    span: Span,
) -> tuple[ClipQuery, Path]:
    path = folder / "clip.mp4"
    how = ASKED_EDITS[edit]
    seed = seed_of(plan.seed, "clip", name, number)
    pieces = make_clip(how, span, path, seed, footage=_footage(how, stored, unknown, seed))
    true, foreign = library.overlaps(pieces), library.foreign(pieces)
    rate, real = stored_rate(stored), stored.script is None
    return ClipQuery(name, number, stored.work, true, rate, _runs_backwards(pieces), foreign, real), path


def _runs_backwards(pieces: Sequence[Piece]) -> bool:
    return any(piece.backwards for piece in pieces)


def _footage(edit: ClipEdit, stored: Stored, unknown: Sequence[Stored], seed: int) -> Span | None:
    """Something from another work that is not stored, for edits that insert it."""
    if edit.inserted != "footage":
        return None
    others = [other for other in unknown if other.work != stored.work]
    if not others:
        raise ValueError("an edit inserts footage: give videos of works that are not stored")
    rng = np.random.default_rng((seed, 5))
    _, span = next(iter(pick_spans([others[int(rng.integers(len(others)))]], 1, edit.inserted_s, rng)))
    return span


def _other(library: Library, stored: Stored, number: int) -> Stored:
    """A wrong video, of the same work where it has another."""
    same = [other for other in library.works[stored.work] if other.video != stored.video]
    others = same or [other for other in library.known if other.video != stored.video]
    if not others:
        raise ValueError("pairs need two stored videos: store another")
    return others[number % len(others)]
