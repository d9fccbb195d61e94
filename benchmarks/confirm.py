"""The figures of benchmarks/recall.py on shows that were looked at only after everything was decided.

    python -m benchmarks.confirm

The test works of benchmarks/world.py steered design (which moment to name, what a clip's confidence is made of), so
their figures are too good. These were run once, after that; change nothing because of them, or take other seeds.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from ashen import Library
from benchmarks import recall, world
from benchmarks.cartoon import write_season
from benchmarks.edits import PICTURE_EDITS, cut_clip

KNOWN_SEEDS = range(501, 507)
UNKNOWN_SEEDS = range(601, 606)
EPISODE_S = 60.0
UNKNOWN_EDITS = ("identity", "subtitled", "crop-10", "phone")


def main() -> None:
    """Make the shows, index the known ones beside the world, ask, and print: share in stretch, within 2 s, count."""
    made = world.make()
    with (
        tempfile.TemporaryDirectory(prefix="ashen-confirm-") as name,
        Library.open(Path(name) / "library", create=True) as library,
    ):
        folder = Path(name)
        known = [path for seed in KNOWN_SEEDS for path in _season(folder / "known" / str(seed), seed, 2)]
        unknown = [path for seed in UNKNOWN_SEEDS for path in _season(folder / "unknown" / str(seed), seed, 1)]
        library.index([made.indexed, folder / "known"])
        stills = list(recall.pick_stills(known, 48, seed=77))
        for edit in recall.PICTURE_EDIT_NAMES:
            placed = np.array([recall.place(library, folder, path, at_s, rgb, edit) for path, at_s, rgb in stills])
            print("picture", edit, *np.round(100 * placed.mean(axis=0), 1), len(placed), flush=True)
        wrong = 0
        for number, (_, _, rgb) in enumerate(recall.pick_stills(unknown, 200, seed=78)):
            edit = UNKNOWN_EDITS[number % len(UNKNOWN_EDITS)]
            wrong += recall.ask(library, folder, rgb, edit, number).answer != "unknown"
        print(f"picture not indexed: {wrong} of 200 called a match", flush=True)
        wrong = 0
        for number, span in enumerate(recall.pick_spans(unknown, 50, seed=79)):
            change = PICTURE_EDITS[UNKNOWN_EDITS[number % len(UNKNOWN_EDITS)]]
            cut_clip(span, folder / "clip.mp4", change, seed=number)
            wrong += library.identify(folder / "clip.mp4").answer != "unknown"
        print(f"clip not indexed: {wrong} of 50 called a match", flush=True)
        for edit in recall.CLIP_EDIT_NAMES:
            errors = [
                recall.clip_error_s(library, folder, span, edit) for span in recall.pick_spans(known, 12, seed=80)
            ]
            found = [error for error in errors if error is not None]
            median_s = round(float(np.median(found)), 3) if found else None
            print("clip", edit, round(100 * len(found) / len(errors), 1), len(errors), median_s, flush=True)


def _season(folder: Path, seed: int, episodes: int) -> list[Path]:
    numbers = range(1, episodes + 1)
    made = write_season(folder, seed, numbers, EPISODE_S, world.SIZE, preset="veryfast", workers=2)
    return [episode.path for episode in made]


if __name__ == "__main__":
    main()
