"""How often the right answer is given, and how often a wrong one: pictures and 5 s clips under every edit.

    python -m benchmarks.recall [--pictures 60] [--clips 20]

Asks about works of the "test" parts only; see benchmarks/world.py.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ashen import Library
from ashen.match.identification import Identification
from benchmarks import world
from benchmarks.edits import PICTURE_EDITS, Span, cut_clip, read_rgb

PICTURE_EDIT_NAMES = (
    *("identity", "240p", "subtitled", "logo", "letterbox", "pillarbox", "phone", "mirrored"),
    *("100px", "jpeg-10", "noise", "blur", "window-box", "crop-5", "crop-10", "crop-20", "centre-4-3", "aspect"),
    *("colour-shift", "tint", "gamma", "greyscale", "black-box-35", "rotation", "combination"),
)
CLIP_EDIT_NAMES = (
    *("identity", "240p", "subtitled", "logo", "letterbox", "pillarbox", "phone", "mirrored"),
    *("crop-10", "colour-shift", "greyscale", "black-box-35"),
)
PLACED_S = 2.0
CLIP_S = 5.0


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: of `n` queries under `edit`, the share that named the right video at the right place.

    Attributes:
        task: "picture" or "clip".
        edit: name of the edit; "unknown" for works not indexed, where `share` is that of false matches.
        share: 0..1; a picture's place is right within two seconds of the moment named, or in the stretch named.
        n: queries.
        strict: of pictures, the share within two seconds of the moment named.
        offset_error_s: of clips found, the median distance of the offset from the true one.
    """

    task: str
    edit: str
    share: float
    n: int
    strict: float | None = None
    offset_error_s: float | None = None


def main() -> None:
    """Print the figures as a table and as one JSON line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=60, help="pictures for each edit")
    parser.add_argument("--clips", type=int, default=20, help="clips for each edit")
    parser.add_argument("--unknown-pictures", type=int, default=200)
    parser.add_argument("--unknown-clips", type=int, default=50)
    asked = parser.parse_args()
    made = world.make()
    with (
        tempfile.TemporaryDirectory(prefix="ashen-recall-") as folder,
        Library.open(Path(folder) / "library", create=True) as library,
    ):
        library.index([made.indexed])
        for row in measure(library, made, Path(folder), asked):
            print(json.dumps(asdict(row)), flush=True)


def measure(library: Library, made: world.World, folder: Path, asked: argparse.Namespace) -> Iterator[Row]:
    """All figures, one after the other."""
    known = [made.real, *made.generated["test"]]
    stills = list(pick_stills(known, asked.pictures, seed=1))
    for name in PICTURE_EDIT_NAMES:
        placed = np.array([place(library, folder, path, at_s, rgb, name) for path, at_s, rgb in stills])
        share, strict = placed.mean(axis=0)
        yield Row("picture", name, float(share), len(placed), strict=float(strict))
    unknown = [*made.real_unknown, *made.generated["test-unknown"]]
    names = ["identity", "subtitled", "crop-10", "phone"]
    wrong = [
        ask(library, folder, rgb, names[number % len(names)], number).answer != "unknown"
        for number, (_, _, rgb) in enumerate(pick_stills(unknown, asked.unknown_pictures, seed=2))
    ]
    yield Row("picture", "unknown", float(np.mean(wrong)), len(wrong))
    for name in CLIP_EDIT_NAMES if asked.clips else ():
        errors = [clip_error_s(library, folder, span, name) for span in pick_spans(known, asked.clips, seed=3)]
        found = [error for error in errors if error is not None]
        median_s = float(np.median(found)) if found else None
        yield Row("clip", name, len(found) / len(errors), len(errors), offset_error_s=median_s)
    wrong = []
    for number, span in enumerate(pick_spans(unknown, asked.unknown_clips, seed=4)):
        clip = folder / "unknown.mp4"
        cut_clip(span, clip, PICTURE_EDITS[names[number % len(names)]], seed=number)
        wrong.append(library.identify(clip).answer != "unknown")
    if wrong:
        yield Row("clip", "unknown", float(np.mean(wrong)), len(wrong))


def pick_stills(paths: Sequence[Path], count: int, seed: int) -> Iterator[tuple[Path, float, np.ndarray]]:
    """`count` frames (path, seconds, (h, w, 3) uint8) spread over the videos, none of them blank."""
    rng = np.random.default_rng(seed)
    given = 0
    while given < count:
        path = paths[given % len(paths)]
        for time_s, rgb in read_rgb(path, float(rng.uniform(0.03, 0.95)) * length_s(path)):
            if rgb.reshape(-1, 3).std(axis=0).mean() > 20:
                yield path, time_s, rgb
                given += 1
            break


def pick_spans(paths: Sequence[Path], count: int, seed: int) -> Iterator[Span]:
    """`count` spans of `CLIP_S` spread over the videos that are longer."""
    rng = np.random.default_rng(seed)
    long = [path for path in paths if length_s(path) > CLIP_S + 1]
    for number in range(count):
        path = long[number % len(long)]
        yield Span(path, float(rng.uniform(0, length_s(path) - CLIP_S - 0.5)), CLIP_S)


def length_s(path: Path) -> float:
    """Length of a video as its container says."""
    import av

    with av.open(path) as container:
        return float((container.duration or 0) / av.time_base)


def ask(
    library: Library, folder: Path, rgb: np.ndarray, edit: str, seed: int, threshold: float | None = None
) -> Identification:
    """The answer to an edited picture, through a JPEG file as a person would have it."""
    file = folder / "query.jpg"
    Image.fromarray(PICTURE_EDITS[edit](rgb, np.random.default_rng(seed))).save(file, quality=90)
    return library.identify(file, threshold=threshold)


def place(library: Library, folder: Path, path: Path, at_s: float, rgb: np.ndarray, edit: str) -> tuple[bool, bool]:
    """Whether the right video is named with the moment in the stretch given or within two seconds, and the latter."""
    answer = ask(library, folder, rgb, edit, seed=int(at_s * 1000))
    right = [match for match in answer.matches if match.video == str(path)]
    strict = any(abs(match.at_s - at_s) <= PLACED_S for match in right)
    return strict or any(match.start_s <= at_s <= match.end_s for match in right), strict


def clip_error_s(library: Library, folder: Path, span: Span, edit: str) -> float | None:
    """How far the offset given is from the true one; None when the right video is not named near the place."""
    clip = folder / "clip.mp4"
    piece = cut_clip(span, clip, PICTURE_EDITS[edit], seed=int(span.start_s * 1000))
    errors = [
        abs(match.start_s - match.query_start_s * match.speed - piece.source_start_s)
        for match in library.identify(clip).matches
        if match.video == str(span.source)
    ]
    best = min(errors, default=None)
    return best if best is not None and best <= PLACED_S else None


if __name__ == "__main__":
    main()
