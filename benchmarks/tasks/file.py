"""Whole episodes as other files: re-encoded, with a logo and subtitles, mirrored and cropped, cut, sped up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.edits import CLIP_EDITS, PICTURE_EDITS, ClipEdit, Span, compose, length_s, make_clip
from benchmarks.queries import by_work
from benchmarks.report.figure import Figure
from benchmarks.scoring.bootstrap import mean_interval
from benchmarks.scoring.segments import claimed_s, union_s
from benchmarks.stored import Stored
from benchmarks.systems.contract import ClipSystem
from benchmarks.tasks.clip_query import AskedClip, ClipQuery, Library, ask, seed_of, stored_rate
from benchmarks.tasks.confidence import PROBABILISTIC, calibration_rows, statements
from benchmarks.tasks.segment_figures import (
    ALL,
    by_edit,
    by_origin,
    by_system,
    claims,
    cost_rows,
    placing_rows,
    row,
    share_row,
)

FILE_EDITS: Final[Mapping[str, ClipEdit]] = {
    "re-encoded": ClipEdit(PICTURE_EDITS["240p"], codec="libx265", options={"crf": "34"}),
    "logo-subtitled": ClipEdit(compose(PICTURE_EDITS["logo"], PICTURE_EDITS["subtitled"])),
    "mirrored-cropped": ClipEdit(compose(PICTURE_EDITS["mirrored"], PICTURE_EDITS["crop-10"])),
    "cut-and-card": ClipEdit(removed=0.2, inserted="card", inserted_s=5.0),
    "pal-speed": CLIP_EDITS["rate-25-pal"],
    "other-country": ClipEdit(
        compose(*(PICTURE_EDITS[name] for name in ("hardsub-signs", "mosaic", "logo", "letterbox"))), removed=0.1
    ),
}
"""Everything done to whole files, by name; "cut-and-card" lacks a fifth from its middle and has a sponsor's card,
"other-country" is translated, censored, marked, barred and cut at once."""


@dataclass(frozen=True, slots=True)
class FilePlan:
    """How much is asked.

    Attributes:
        edits: names of `FILE_EDITS`.
        files: stored videos, works taking turns; each is asked under every edit.
        longest_s: longer videos are left out.
        seed: of all chance.
    """

    edits: tuple[str, ...]
    files: int
    longest_s: float = 130.0
    seed: int = 1


def figures(systems: Sequence[ClipSystem], known: Sequence[Stored], folder: Path, plan: FilePlan) -> Iterator[Figure]:
    """All rows of the task; files are made in `folder`, one at a time."""
    yield from score(list(asked(systems, known, folder, plan)))


def asked(systems: Sequence[ClipSystem], known: Sequence[Stored], folder: Path, plan: FilePlan) -> Iterator[AskedClip]:
    """What every system says of every file."""
    library = Library(known)
    path = folder / "file.mp4"
    for number, stored in enumerate(_picked(known, plan)):
        for edit in plan.edits:
            span = Span(stored.path, 0.0, length_s(stored.path))
            pieces = make_clip(FILE_EDITS[edit], span, path, seed_of(plan.seed, "file", edit, number))
            true, real = library.overlaps(pieces), stored.script is None
            query = ClipQuery(edit, number, stored.work, true, stored_rate(stored), real=real)
            yield from ask(systems, query, path, library)


def _picked(known: Sequence[Stored], plan: FilePlan) -> Iterator[Stored]:
    """Videos by chance, none twice while others are left.

    Raises:
        ValueError: all are too long.
    """
    works = by_work([stored for stored in known if length_s(stored.path) <= plan.longest_s])
    if not works:
        raise ValueError(f"no stored video is at most {plan.longest_s} s long: allow longer ones")
    rng = np.random.default_rng((plan.seed, 41))
    left = {work: [videos[at] for at in rng.permutation(len(videos)).tolist()] for work, videos in works.items()}
    turns = [videos[turn] for turn in range(plan.files) for videos in left.values() if turn < len(videos)]
    yield from turns[: plan.files]


def score(asked: Sequence[AskedClip]) -> Iterator[Figure]:
    """All rows, by system and edit."""
    for system, answers in by_system(asked).items():
        for edit, some in {**by_edit(answers), ALL: answers, **by_origin(answers)}.items():
            works = [one.query.work for one in some]
            yield share_row("file", edit, system, "recall@1", works, [surest_video(one) == own(one) for one in some])
            if some[0].places:
                value, low, high = mean_interval(works, [coverage_error(one) for one in some])
                yield row("file", edit, system, "coverage-error", len(some), value, low, high)
                yield from placing_rows("file", edit, system, some)
        if system in PROBABILISTIC:
            yield from calibration_rows("file", system, statements(answers))
        yield from cost_rows("file", system, answers)


def own(one: AskedClip) -> str:
    """The video that the file is."""
    return one.query.true[0].video


def surest_video(one: AskedClip) -> str | None:
    """The video that most of the file is said to be of; of a system that does not place, the first it says.

    An opening may well be placed in another episode. Segments that the system would not name only count where it names
    none. None when nothing was said.
    """
    if not one.segments:
        return None
    if not one.places:
        return one.segments[0].video
    weights: defaultdict[str, float] = defaultdict(float)
    for segment in one.segments:
        weights[segment.video] += (segment.query_end_s - segment.query_start_s) * (1.0 if segment.named else 1e-6)
    return max(weights, key=lambda video: weights[video])


def coverage_error(one: AskedClip) -> float:
    """How far the share of the file that is said to be of the right video is from the true share, 0..1."""
    true = [overlap.in_query for overlap in one.query.true]
    whole_s = union_s(true)
    mine = [claim for claim in claims(one) if claim.video == own(one)]
    inside_s = claimed_s(mine, true)
    outside_s = union_s(claim.in_query for claim in mine) - inside_s
    return (whole_s - inside_s + outside_s) / whole_s
