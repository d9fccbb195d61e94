"""Pictures, clips and compilations of the films made of photographs: Ashen alone, on what a camera sees.

    python -m benchmarks.film [--anew]

Films are for development, so these figures are no promise: constants were chosen while looking at some of them. What is
not stored is as near to what is as can be: other halves of the same photographs, lit and graded alike.
"""

from __future__ import annotations

import argparse
from functools import partial
from typing import Final

from benchmarks import film, kept_library, trial
from benchmarks.asking import gather
from benchmarks.edits import PICTURE_EDITS
from benchmarks.plans import DEVELOPMENT_CLIP_EDITS, Plan
from benchmarks.tasks.amv import AmvPlan
from benchmarks.tasks.clip import ClipPlan
from benchmarks.tasks.file import FilePlan
from benchmarks.tasks.picture import PicturePlan
from benchmarks.tasks.shared import SharedPlan
from benchmarks.world import DEVELOPMENT

CLIP_EDITS: Final = (*DEVELOPMENT_CLIP_EDITS, "crop-50", "black-box-35", "phone", "screen-photo")
FILMS: Final = Plan(
    "development",
    DEVELOPMENT,
    PicturePlan(tuple(PICTURE_EDITS), stills=4, negatives=430, seed=3),
    ClipPlan(CLIP_EDITS, clips=6, negatives=126, seed=3),
    AmvPlan(("hard-cuts", "dissolves"), compilations=3, size_px=DEVELOPMENT.size_px, seed=3),
    FilePlan((), files=0, seed=3),
    SharedPlan((), spans=0, seed=3),
    indexing=False,
)
TASKS: Final = ("picture", "clip", "amv")


def main() -> None:
    """Make the films and the library where they are missing, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--anew", action="store_true", help="fill the library again though it is there")
    asked = parser.parse_args()
    says = partial(print, flush=True)
    made = film.make()
    if made.missing:
        print("films lack photographs, so figures will be others:", *made.missing, sep="\n  ")
    shelf = kept_library.holding(made, "films", DEVELOPMENT.frames, 1, asked.workers, says, anew=asked.anew)
    gathered = gather(FILMS, made.known, made.unknown, shelf, asked.workers, says, peers=False, tasks=TASKS)
    print(trial.table(trial.figures_of(gathered)))


if __name__ == "__main__":
    main()
