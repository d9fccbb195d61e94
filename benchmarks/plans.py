"""How much each size of the benchmark asks: the only place with these numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from benchmarks.edits import CLIP_EDITS, PICTURE_EDITS, SMALL_CLIP_EDITS, SMALL_EDITS
from benchmarks.tasks.amv import AMV_EDITS, AmvPlan
from benchmarks.tasks.clip import ClipPlan
from benchmarks.tasks.file import FILE_EDITS, FilePlan
from benchmarks.tasks.picture import PicturePlan
from benchmarks.tasks.shared import SharedPlan
from benchmarks.world import FULL, SMALL, Scale

SHARED_EDITS: Final = ("identity", "subtitled", "mirrored", "crop-10")
"""What pictures and clips of openings are asked under."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One size of the benchmark.

    Attributes:
        size: its name.
        scale: the videos.
        indexing: whether the cost of indexing 1080p is measured too.
    """

    size: Literal["small", "full"]
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
        AmvPlan(("hard-cuts",), compilations=2, cuts=12, size_px=SMALL.size_px, seed=seed),
        FilePlan(("re-encoded", "mirrored-cropped"), files=3, seed=seed),
        SharedPlan(SHARED_EDITS[:2], spans=8, seed=seed),
        indexing=False,
    )


def full(seed: int) -> Plan:
    """An hour and more: what the report shows."""
    return Plan(
        "full",
        FULL,
        PicturePlan(tuple(PICTURE_EDITS), stills=96, negatives=1600, seed=seed),
        ClipPlan(
            tuple(CLIP_EDITS),
            clips=14,
            length_clips=32,
            negatives=300,
            pair_edits=("identity", "subtitled", "crop-10", "mirrored"),
            pair_clips=10,
            seed=seed,
        ),
        AmvPlan(tuple(AMV_EDITS), compilations=6, cuts=20, seed=seed),
        FilePlan(tuple(FILE_EDITS), files=8, seed=seed),
        SharedPlan(SHARED_EDITS, spans=36, seed=seed),
        indexing=True,
    )


PLANS: Final = {"small": small, "full": full}
