"""Recurring spans against the truth: drawn seasons with a change in mid-season and cold opens.

python -m benchmarks.tasks.openings                 # draws, indexes and scores the seasons; minutes the first time
python -m benchmarks.tasks.openings --record        # and writes the figures into docs/benchmark/spans.json
python -m benchmarks.tasks.openings --only 72       # one of the seasons
python -m benchmarks.tasks.openings --development   # seasons that constants may be looked at on

Nothing is asked: what `Library.spans` says is compared with the drawn scripts. What a recap or preview is of must be
stored: the preview of an episode that is not, as of the season's last, recurs nowhere, so it is left out of the truth.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from ashen import Library
from ashen.catalog.catalog import Catalog
from ashen.catalog.lock import WriterLock
from ashen.catalog.recent import RecentReads
from ashen.catalog.records import FileStat, Naming, NewVideo
from ashen.ingest.spans import SpanSearch
from ashen.searches import Searches
from ashen.signature.recipes import recipe_named
from benchmarks import world
from benchmarks.report import spans as record
from benchmarks.report.spans import Labelled
from benchmarks.stored import Stored
from benchmarks.world import Scale, Season

LABELS: Final = ("opening", "ending", "recap", "preview")
OF: Final = {"recap": -1, "preview": 1}
"""Which episode these are of, from their own."""
SIZE_PX: Final = (320, 180)


def _scale(name: str, season: Season) -> Scale:
    return Scale(name, SIZE_PX, [season], [], "none", 0)


SEASONS: Final = {
    "64 s each": _scale("openings", Season(71, 26, 64.0)),
    "64 s each, another show": _scale("openings-72", Season(72, 26, 64.0)),
    "4 min each": _scale("openings-73", Season(73, 8, 240.0)),
}
"""In words: the first was looked at while the method was made, the others never."""
DEVELOPMENT: Final = {
    "64 s each": _scale("openings-development", Season(220, 26, 64.0)),
    "4 min each": _scale("openings-development-224", Season(224, 8, 240.0)),
}
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
    episodes = {(stored.work, stored.script.number) for stored in videos if stored.script}
    for label in LABELS:
        counts, errors = [0, 0, 0], []
        for stored in videos:
            if stored.script is None:
                continue
            said = found.get(stored.video, {}).get(label, ())
            frames = _true(stored, label, episodes)
            rate = float(stored.script.rate)
            true = None if frames is None else (frames[0] / rate, frames[1] / rate)
            right = [span for span in said if true is not None and same(span, true)][:1]
            counts = [counts[0] + len(said), counts[1] + (true is not None), counts[2] + len(right)]
            for span in right:
                errors += [abs(end_s - true_s) * rate for end_s, true_s in zip(span, true or span, strict=True)]
        yield LabelScore(label, counts[0], counts[1], counts[2], tuple(errors))


def _true(stored: Stored, label: str, episodes: Collection[tuple[str, int]]) -> tuple[int, int] | None:
    """First and last frame of what has the label, if what it is of is stored."""
    script = stored.script
    if script is None or (stored.work, script.number + OF.get(label, 0)) not in episodes:
        return None
    frames: tuple[int, int] | None = getattr(script, label)
    return frames


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


def looked_at_cpu_s(library: Path, folder: Path) -> float:
    """CPU that looking at an episode takes, all of them looked at anew in a library of the same signatures, seconds."""
    again = folder / "again"
    Library.open(again, create=True).close()
    with Catalog.open(library / "ashen.db") as held, Catalog.open(again / "ashen.db") as catalog:
        recipe = recipe_named(held.search_recipe)
        for video in held.videos():
            episode = video.episode
            naming = Naming(
                video.anime.title,
                episode_number=episode.number,
                number_start=episode.number_start,
                number_end=episode.number_end,
            )
            signature = held.signature(video.id, recipe.name)
            new = NewVideo(video.content_hash, 1, video.duration_s, video.frames, 1, 1, video.codec, naming)
            catalog.add_video(new, [signature], FileStat(video.paths[0], 1, 1))
    with Library.open(again) as made:
        made.rebuild()
    lock = again / "writer.lock"
    with Catalog.open(again / "ashen.db") as catalog, closing(RecentReads(catalog)) as recent, WriterLock(lock):
        searched = Searches(again / "index", catalog, recent, lock).of(recipe)[0]
        search = SpanSearch(catalog, recipe, searched.current(), searched.truth)
        return search.run() and search.cpu_s / search.looked_at


def measured(season: str, scale: Scale) -> Iterator[Labelled]:
    """Draw, index and score one season."""
    made = world.make(scale)
    with tempfile.TemporaryDirectory(prefix="ashen-openings-") as name:
        home = Path(name) / "library"
        with Library.open(home, create=True) as library:
            library.index([made.folder], workers=2)
            found = said(library, made.folder)
        cpu_s = looked_at_cpu_s(home, Path(name))
    for one in score(found, made.known):
        median, most = np.percentile(one.errors_frames, (50, 90)) if one.errors_frames else (None, None)
        yield Labelled(
            season=season,
            episodes=len(made.known),
            label=one.label,
            found=one.found,
            true=one.true,
            right=one.right,
            precision=round(one.precision, 4),
            recall=round(one.recall, 4),
            f1=round(one.f1, 4),
            median_error_frames=None if median is None else round(float(median), 2),
            p90_error_frames=None if most is None else round(float(most), 2),
            cpu_s=round(cpu_s, 3),
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--development", action="store_true", help="seasons that constants may be looked at on")
    parser.add_argument("--record", action="store_true", help="write the figures into docs/benchmark/spans.json")
    parser.add_argument("--only", type=int, help="the season of the show of this number alone")
    asked = parser.parse_args()
    if asked.record and asked.development:
        parser.error("figures of development seasons are not recorded: leave out one of the two options")
    for season, scale in (DEVELOPMENT if asked.development else SEASONS).items():
        if asked.only in (None, scale.known[0].show):
            rows = list(measured(season, scale))
            print(record.label_table(rows), flush=True)
            if asked.record:
                record.put(labels=rows)


if __name__ == "__main__":
    main()
