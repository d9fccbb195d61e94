"""How much each size of the benchmark asks: the only place with these numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, Literal

from benchmarks.edits import CLIP_EDITS, PICTURE_EDITS, SLANTED_EDITS, SMALL_CLIP_EDITS, SMALL_EDITS, UNUSUAL_EDITS
from benchmarks.report.names import LENGTH
from benchmarks.tasks.amv import AMV_EDITS, AmvPlan
from benchmarks.tasks.clip import ClipPlan
from benchmarks.tasks.clip_query import ASKED_EDITS as ASKED_CLIP_EDITS
from benchmarks.tasks.file import FILE_EDITS, FilePlan
from benchmarks.tasks.picture import ASKED_EDITS as ASKED_PICTURE_EDITS
from benchmarks.tasks.picture import PicturePlan
from benchmarks.tasks.shared import SharedPlan
from benchmarks.world import DEVELOPMENT, FULL, MEDIUM, SMALL, Scale

ASKED_TASKS: Final = ("picture", "clip", "amv", "file", "shared")
"""What queries are asked for; costs come by the way."""

SHARED_EDITS: Final = ("identity", "subtitled", "mirrored", "crop-10")
"""What pictures and clips of openings are asked under."""
LENGTH_EDITS: Final = (
    *("identity", "240p", "subtitled", "hardsub-latin", "mosaic", "localised", "cut-out", "mirrored", "crop-20"),
    *("pip-70", "speed-0.8", "speed-1.25"),
)
"""What clips of 2, 10 and 30 s are asked under: resolution, hard subtitles, censorship, localisation and cuts, and
mirrored, cropped, inset and at other speeds."""
DEVELOPMENT_CLIP_EDITS: Final = (
    *("identity", "240p", "hardsub-latin", "mosaic", "letterbox", "pip-70", "pip-45", "crop-20", "vertical-9-16"),
    *("mirrored", "speed-0.8", "speed-1.25", "localised", "backwards", "cut-out", "inserted-card", "social-clip"),
)
"""One of each kind of trouble a matcher of clips has."""
SETS_OF_EDITS: Final = {"unusual": tuple(UNUSUAL_EDITS), "slanted": tuple(SLANTED_EDITS)}
"""Edits that are asked about together, though no figure has them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One size of the benchmark.

    Attributes:
        size: its name; "development" is for working on the matcher and is never reported.
        scale: the videos.
        indexing: whether the cost of indexing 1080p is measured too.
    """

    size: Literal["small", "medium", "full", "development"]
    scale: Scale
    picture: PicturePlan
    clip: ClipPlan
    amv: AmvPlan
    file: FilePlan
    shared: SharedPlan
    indexing: bool


def small(seed: int) -> Plan:
    """Minutes: what CI runs."""
    return Plan(
        "small",
        SMALL,
        PicturePlan(SMALL_EDITS, stills=48, negatives=240, seed=seed),
        ClipPlan(SMALL_CLIP_EDITS, clips=16, negatives=32, seed=seed),
        AmvPlan(("hard-cuts",), compilations=2, size_px=SMALL.size_px, seed=seed),
        FilePlan(("re-encoded", "mirrored-cropped"), files=3, seed=seed),
        SharedPlan(SHARED_EDITS[:2], spans=8, seed=seed),
        indexing=False,
    )


def full(seed: int) -> Plan:
    """An hour and more: what the report shows."""
    return Plan(
        "full",
        FULL,
        PicturePlan(tuple(PICTURE_EDITS), stills=96, negatives=2400, seed=seed),
        ClipPlan(
            tuple(CLIP_EDITS),
            clips=16,
            length_edits=LENGTH_EDITS,
            length_clips=16,
            negatives=600,
            pair_edits=("identity", "subtitled", "crop-10", "mirrored"),
            pair_clips=10,
            seed=seed,
        ),
        AmvPlan(tuple(AMV_EDITS), compilations=6, longer=((60, 3), (200, 2)), seed=seed),
        FilePlan(tuple(FILE_EDITS), files=8, seed=seed),
        SharedPlan(SHARED_EDITS, spans=36, seed=seed),
        indexing=True,
    )


def medium(seed: int) -> Plan:
    """Half an hour to an hour: everything asked of the small one's videos, and more that is not stored."""
    return Plan(
        "medium",
        MEDIUM,
        PicturePlan(tuple(PICTURE_EDITS), stills=24, negatives=2000, seed=seed),
        ClipPlan(tuple(CLIP_EDITS), clips=8, length_edits=LENGTH_EDITS, length_clips=8, negatives=500, seed=seed),
        AmvPlan(tuple(AMV_EDITS), compilations=3, longer=((60, 1), (200, 1)), size_px=MEDIUM.size_px, seed=seed),
        FilePlan(tuple(FILE_EDITS), files=4, seed=seed),
        SharedPlan(SHARED_EDITS, spans=12, seed=seed),
        indexing=False,
    )


def development(seed: int) -> Plan:
    """Some minutes, on works that no figure is reported of."""
    return Plan(
        "development",
        DEVELOPMENT,
        PicturePlan(SMALL_EDITS, stills=48, negatives=240, seed=seed),
        ClipPlan(DEVELOPMENT_CLIP_EDITS, clips=24, negatives=96, seed=seed),
        AmvPlan(tuple(AMV_EDITS), compilations=3, longer=((60, 1),), size_px=DEVELOPMENT.size_px, seed=seed),
        FilePlan(tuple(FILE_EDITS), files=4, seed=seed),
        SharedPlan(SHARED_EDITS[:2], spans=12, seed=seed),
        indexing=False,
    )


def narrowed(plan: Plan, edits: Collection[str], clips: int | None = None) -> Plan:
    """The plan with these edits alone: in each task that can have any of them; other tasks stay as they are.

    Args:
        plan: any.
        edits: names of edits of any task, also those that `plan` leaves out; of clips also "identity-2s"; "unusual" and
            "slanted" for all of `UNUSUAL_EDITS` and `SLANTED_EDITS`.
        clips: stretches asked about under each edit, if not those of the plan.

    Raises:
        ValueError: no task has an edit of this name.
    """
    edits = tuple(name for edit in edits for name in SETS_OF_EDITS.get(edit, (edit,)))
    whole = tuple(edit for edit in edits if edit in ASKED_CLIP_EDITS)
    of_length = {
        edit: LENGTH.search(edit) for edit in edits if LENGTH.sub("", edit) in ASKED_CLIP_EDITS and edit not in whole
    }
    lengths_s = tuple(dict.fromkeys(float(found.group()[1:-1]) for found in of_length.values() if found))
    clip = replace(plan.clip, clips=clips or plan.clip.clips)
    if whole or lengths_s:
        clip = replace(
            clip,
            edits=whole,
            lengths_s=lengths_s,
            length_edits=tuple(dict.fromkeys(LENGTH.sub("", edit) for edit in of_length)),
            length_clips=clip.clips,
            negatives=clip.negatives if whole else 0,
        )
    picture = tuple(edit for edit in edits if edit in ASKED_PICTURE_EDITS)
    amv = tuple(edit for edit in edits if edit in AMV_EDITS)
    file = tuple(edit for edit in edits if edit in FILE_EDITS)
    if strange := sorted(set(edits) - {*whole, *of_length, *picture, *amv, *file}):
        raise ValueError(f"no task has an edit {', '.join(strange)}; docs/benchmark/README.md lists them")
    return replace(
        plan,
        picture=replace(plan.picture, edits=picture or plan.picture.edits),
        clip=clip,
        amv=replace(plan.amv, edits=amv or plan.amv.edits),
        file=replace(plan.file, edits=file or plan.file.edits),
    )


def fingerprints(plan: Plan) -> dict[str, str]:
    """By task, a short hash of what is asked and of which videos: where it is equal, so are the queries."""
    return {
        task: hashlib.sha256(repr((getattr(plan, task), plan.scale)).encode()).hexdigest()[:12] for task in ASKED_TASKS
    }


PLANS: Final = {"small": small, "medium": medium, "full": full, "development": development}
