"""Openings and endings, which several videos have alike: does the answer name all of these, and no other?

Only systems are scored that can say so; naming one video of thirteen is no failure of a system that has no way to name
thirteen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from PIL import Image

from benchmarks.edits import CLIP_EDITS, PICTURE_EDITS, make_clip, read_rgb
from benchmarks.report.figure import Figure
from benchmarks.scoring.bootstrap import mean_interval
from benchmarks.stored import Stored
from benchmarks.systems.contract import Answer, ClipSystem, PictureSystem, Segment
from benchmarks.tasks.clip_query import seed_of
from benchmarks.tasks.segment_figures import row
from benchmarks.tasks.spans import pick_spans, reels, reels_of

NAME_SEVERAL: Final = frozenset({"ashen"})
"""Systems that can say that several videos hold a picture or clip alike."""
QUALITY: Final = 90
"""Of the JPEG file that carries a picture."""

Kind = Literal["picture", "clip"]


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """How much is asked.

    Attributes:
        edits: names that both `PICTURE_EDITS` and `CLIP_EDITS` have.
        spans: stretches of openings and endings; of each, a clip and its middle picture are asked under every edit.
        clip_s: how long a clip is.
        seed: of all chance.
    """

    edits: tuple[str, ...]
    spans: int
    clip_s: float = 3.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class AskedShared:
    """What one system said of one picture or clip.

    Attributes:
        kind: which of the two.
        edit: name of what was done.
        work: the title.
        system: who.
        right: the videos that have the same version of that opening or ending.
        named: the videos that the answer names.
    """

    kind: Kind
    edit: str
    work: str
    system: str
    right: frozenset[str]
    named: frozenset[str]


def figures(
    pictures: Sequence[PictureSystem],
    clips: Sequence[ClipSystem],
    known: Sequence[Stored],
    folder: Path,
    plan: SharedPlan,
) -> Iterator[Figure]:
    """All rows of the task; files are made in `folder`, one at a time."""
    yield from score(list(asked(pictures, clips, known, folder, plan)))


def asked(
    pictures: Sequence[PictureSystem],
    clips: Sequence[ClipSystem],
    known: Sequence[Stored],
    folder: Path,
    plan: SharedPlan,
) -> Iterator[AskedShared]:
    """What every system that can name several videos says.

    Raises:
        ValueError: no video has an opening or an ending so long.
    """
    rng = np.random.default_rng((plan.seed, 51))
    pictures = [system for system in pictures if system.name in NAME_SEVERAL]
    clips = [system for system in clips if system.name in NAME_SEVERAL]
    spans = pick_spans(known, plan.spans, plan.clip_s, rng, reels) if pictures or clips else iter(())
    for number, (stored, span) in enumerate(spans):
        right = holders(known, stored, span.start_s)
        _, rgb = next(read_rgb(span.source, span.start_s + span.duration_s / 2))
        for edit in plan.edits:
            seed = seed_of(plan.seed, "shared", edit, number)
            path = folder / "shared.jpg"
            edited = PICTURE_EDITS[edit](rgb, np.random.default_rng(seed))
            Image.fromarray(edited).save(path, quality=QUALITY)
            for asker in pictures:
                named = named_by_answer(asker.ask_picture(path))
                yield AskedShared("picture", edit, stored.work, asker.name, right, named)
            path = folder / "shared.mp4"
            make_clip(CLIP_EDITS[edit], span, path, seed)
            for system in clips:
                named = named_by_segments(system.ask_clip(path))
                yield AskedShared("clip", edit, stored.work, system.name, right, named)


def holders(known: Sequence[Stored], stored: Stored, at_s: float) -> frozenset[str]:
    """All videos of the work that have what `stored` shows at `at_s`, wherever in them it is.

    Raises:
        ValueError: that is neither in the opening nor in the ending.
    """
    reel = reel_at(stored, at_s)
    if reel is None:
        raise ValueError(f"{stored.video} has neither opening nor ending at {at_s} s")
    own = [other for other in known if other.work == stored.work]
    return frozenset(other.video for other in own if reel in reels_of(other))


def reel_at(stored: Stored, at_s: float) -> tuple[str, int] | None:
    """Which of them is on at `at_s`."""
    return next((reel for reel, (start, end) in reels_of(stored).items() if start <= at_s < end), None)


def named_by_answer(answer: Answer) -> frozenset[str]:
    """The videos it says share the picture, or the one it names."""
    if not answer.named:
        return frozenset()
    return frozenset(answer.videos or [found.video for found in answer.found[:1]])


def named_by_segments(segments: Sequence[Segment]) -> frozenset[str]:
    """The videos of all named segments."""
    return frozenset(segment.video for segment in segments if segment.named)


def score(asked: Sequence[AskedShared]) -> Iterator[Figure]:
    """Rows by system, kind and edit; an edit's name has the kind before it: "clip-subtitled"."""
    groups: dict[tuple[str, Kind, str], list[AskedShared]] = {}
    for one in asked:
        groups.setdefault((one.system, one.kind, one.edit), []).append(one)
    for (system, kind, edit), some in groups.items():
        works = [one.work for one in some]
        scores = np.array([agreement(one.right, one.named) for one in some])
        for metric, values in zip(("set-precision", "set-recall", "set-f1"), scores.T, strict=True):
            value, low, high = mean_interval(works, values)
            yield row("shared", f"{kind}-{edit}", system, metric, len(some), value, low, high)


def agreement(right: frozenset[str], named: frozenset[str]) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean; naming nothing is precise and of no use: 1, 0, 0."""
    both = len(right & named)
    return both / len(named) if named else 1.0, both / len(right), 2 * both / (len(right) + len(named))
