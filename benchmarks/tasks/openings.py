"""Recurring spans against the truth: a season of 26 drawn episodes with a mid-season change and cold opens.

python -m benchmarks.tasks.openings                 # draws, indexes and scores the season; some minutes the first time
python -m benchmarks.tasks.openings --development   # the same of a season that constants may be looked at on

Nothing is asked: what `Library.spans` says is compared with the drawn scripts.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from ashen import Library
from benchmarks import world
from benchmarks.stored import Stored
from benchmarks.world import Scale, Season

LABELS: Final = ("opening", "ending", "recap", "preview")
EPISODES, EPISODE_S, SIZE_PX = 26, 64.0, (320, 180)
SEASON: Final = Scale("openings", SIZE_PX, [Season(71, EPISODES, EPISODE_S)], [], "none", 0)
DEVELOPMENT: Final = Scale("openings-development", SIZE_PX, [Season(220, EPISODES, EPISODE_S)], [], "none", 0)
SAME_SHARE: Final = 0.5
"""A found span is a true one's when what both cover is at least this share of what either covers."""

Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LabelScore:
    """How well one label was given.

    Attributes:
        label: which.
        found, true, right: spans said to have it, that have it, and that were rightly said to.
        errors_frames: of the right ones, how far each end is from the true one.
    """

    label: str
    found: int
    true: int
    right: int
    errors_frames: tuple[float, ...]

    @property
    def precision(self) -> float:
        """Of those found, the share that is right; 1 of none."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of those that are, the share found; 1 of none."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.right / (self.found + self.true) if self.found + self.true else 1.0


def score(found: Mapping[str, Mapping[str, Sequence[Stretch]]], videos: Sequence[Stored]) -> Iterator[LabelScore]:
    """Each label's score.

    Args:
        found: video -> label -> where it is said to be, seconds.
        videos: drawn ones; others have no truth and are left out.
    """
    for label in LABELS:
        counts, errors = [0, 0, 0], []
        for stored in videos:
            if stored.script is None:
                continue
            said = found.get(stored.video, {}).get(label, ())
            frames: tuple[int, int] | None = getattr(stored.script, label)
            rate = float(stored.script.rate)
            true = None if frames is None else (frames[0] / rate, frames[1] / rate)
            right = [span for span in said if true is not None and same(span, true)][:1]
            counts = [counts[0] + len(said), counts[1] + (true is not None), counts[2] + len(right)]
            for span in right:
                errors += [abs(end_s - true_s) * rate for end_s, true_s in zip(span, true or span, strict=True)]
        yield LabelScore(label, counts[0], counts[1], counts[2], tuple(errors))


def same(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches cover much the same."""
    both_s = min(one[1], other[1]) - max(one[0], other[0])
    return both_s >= SAME_SHARE * (max(one[1], other[1]) - min(one[0], other[0]))


def said(library: Library, folder: Path) -> dict[str, dict[str, list[Stretch]]]:
    """What the library says of each video below `folder`: label -> where."""
    names = {video.id: Path(video.paths[0]).relative_to(folder).as_posix() for video in library.videos() if video.paths}
    answers: dict[str, dict[str, list[Stretch]]] = {}
    for video_id, spans in library.spans().items():
        of_video = answers.setdefault(names[video_id], {})
        for span in spans:
            of_video.setdefault(span.label, []).append((span.start_s, span.end_s))
    return answers


def main() -> None:
    """Draw, index, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--development", action="store_true", help="the season that constants may be looked at on")
    made = world.make(DEVELOPMENT if parser.parse_args().development else SEASON)
    with tempfile.TemporaryDirectory(prefix="ashen-openings-") as home, Library.open(home, create=True) as library:
        library.index([made.folder], workers=2)
        found = said(library, made.folder)
    print("label    found true right precision recall    f1  error in frames: median, 90 %")
    for one in score(found, made.known):
        errors = np.array(one.errors_frames) if one.errors_frames else np.array([np.nan])
        print(
            f"{one.label:<8} {one.found:5d} {one.true:4d} {one.right:5d} {one.precision:9.3f} {one.recall:6.3f} "
            f"{one.f1:5.3f}  {np.median(errors):.1f}, {np.percentile(errors, 90):.1f}"
        )


if __name__ == "__main__":
    main()
