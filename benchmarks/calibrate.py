"""Fit the constants in src/ashen/match/calibration.py: how sure which evidence makes us, for pictures and for clips.

    python -m benchmarks.calibrate [--pictures 120] [--clips 24]

Asks about the development works of benchmarks/world.py, in a library that holds filler as well, so that what is found
by chance is found among many frames. Prints the constants, and on the half of the works that the fit did not see how
well confidence tells the truth.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ashen import Library
from ashen.match.calibration import clip_features
from ashen.match.identification import Identification, Match
from benchmarks import world
from benchmarks.edits import PICTURE_EDITS, Piece, cut_clip
from benchmarks.filler import Filler, videos_for
from benchmarks.queries import pick_stills
from benchmarks.stock import stock
from benchmarks.tasks.spans import pick_spans
from benchmarks.truth import NEAR_S

PICTURE_EDIT_NAMES = (
    *("identity", "240p", "subtitled", "logo", "letterbox", "phone", "mirrored", "crop-5", "crop-10", "crop-20"),
    *("colour-shift", "tint", "greyscale", "black-box-35", "centre-4-3", "combination"),
)
CLIP_EDIT_NAMES = (
    *("identity", "240p", "subtitled", "crop-10", "crop-20", "mirrored", "black-box-35", "phone", "greyscale"),
)
CLIP_SPEEDS = (0.8, 1.25, 1.5, 2.0)
"""Speeds at which each known clip is asked about too, subtitled."""
UNKNOWN_EDIT_NAMES = ("identity", "subtitled", "crop-10", "phone")
RIDGE = 1e-2
UNKNOWN_TIMES = 3
"""Clips of works not indexed for each clip of works that are: most find nothing at all."""
CLIP_S = 5.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer rests on, whether it is right, which work the query is from, and whether that is stored."""

    features: tuple[float, ...]
    right: bool
    work: str
    known: bool


def main() -> None:
    """Gather evidence, fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=120, help="pictures, known and unknown each, times their edits")
    parser.add_argument("--clips", type=int, default=24, help="known clips, times their edits")
    parser.add_argument("--save", type=Path, help="folder to keep the evidence in, as JSON lines")
    asked = parser.parse_args()
    made = world.make(world.DEVELOPMENT)
    with tempfile.TemporaryDirectory(prefix="ashen-calibrate-") as name:
        folder = Path(name)
        stock(folder / "library", made.folder, Filler(world.cache_folder()), videos_for(world.DEVELOPMENT.frames))
        with Library.open(folder / "library") as library:
            if asked.pictures:
                report("picture", list(pictures(library, made, folder, asked.pictures)), asked.save)
            if asked.clips:
                report("clip", list(clips(library, made, folder, asked.clips)), asked.save)


def pictures(library: Library, made: world.World, folder: Path, count: int) -> Iterator[Evidence]:
    """The best scene of every edited picture: similarity and margin."""
    for videos, names in ((made.known, PICTURE_EDIT_NAMES), (made.unknown, UNKNOWN_EDIT_NAMES)):
        for still in pick_stills(videos, count, seed=21):
            for name in names:
                found = ask(library, folder, still.rgb, name, still.number).matches
                if found:
                    right = any(match.video == str(still.stored.path) for match in found)
                    yield Evidence(
                        (found[0].similarity, found[0].margin), right, still.stored.work, videos is made.known
                    )


def ask(library: Library, folder: Path, rgb: NDArray[np.uint8], edit: str, seed: int) -> Identification:
    """The answer to an edited picture, through a JPEG file as a person would have it."""
    file = folder / "query.jpg"
    Image.fromarray(PICTURE_EDITS[edit](rgb, np.random.default_rng(seed))).save(file, quality=90)
    return library.identify(file, threshold=0.0)


def clips(library: Library, made: world.World, folder: Path, count: int) -> Iterator[Evidence]:
    """Every segment of every edited clip, as `segment_features` describes it."""
    clip = folder / "clip.mp4"
    for videos, names, speeds, wanted in (
        (made.known, CLIP_EDIT_NAMES, CLIP_SPEEDS, count),
        (made.unknown, UNKNOWN_EDIT_NAMES, (), UNKNOWN_TIMES * count),
    ):
        for number, (stored, span) in enumerate(pick_spans(videos, wanted, CLIP_S, np.random.default_rng(22))):
            for name, speed in [*((name, 1.0) for name in names), *(("subtitled", speed) for speed in speeds)]:
                piece = cut_clip(span, clip, PICTURE_EDITS[name], seed=number, speed=speed)
                found = library.identify(clip, threshold=0.0).matches
                right = [match for match in found if is_right(match, piece)]
                for match in found:  # what several videos share is right when one of them is the one asked about
                    overlaps = any(overlap(match, other) for other in right)
                    yield Evidence(segment_features(match), overlaps, stored.work, videos is made.known)


def is_right(match: Match, piece: Piece) -> bool:
    """Whether a segment names the clip's video at its place."""
    offset_s = match.start_s - match.query_start_s * match.speed
    return match.video == str(piece.source) and abs(offset_s - piece.source_start_s) <= NEAR_S


def overlap(a: Match, b: Match) -> bool:
    """Whether two segments explain the same stretch of the query."""
    shared_s = min(a.query_end_s, b.query_end_s) - max(a.query_start_s, b.query_start_s)
    return shared_s >= 0.5 * min(a.query_end_s - a.query_start_s, b.query_end_s - b.query_start_s)


def segment_features(match: Match) -> tuple[float, float, float, float]:
    """As `Calibration.clip_confidence` weighs them."""
    share = match.frames_agreeing / max(1, match.frames_compared)
    return clip_features(match.frames_agreeing, match.similarity, share, match.speed)


def report(task: str, evidence: list[Evidence], save: Path | None) -> None:
    """Fit on all works and print the constants; fit on half of them and print how it does on the other."""
    if save is not None:
        lines = [json.dumps({"task": task, **asdict(item)}) for item in evidence]
        (save / f"{task}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    works = sorted({item.work for item in evidence})
    half = set(works[::2])
    seen = [item for item in evidence if item.work in half]
    unseen = [item for item in evidence if item.work not in half]
    weights = fit(evidence)
    print(f"{task}: {tuple(round(float(w), 2) for w in weights)}  from {len(evidence)} answers")
    confidence = predict(fit(seen), unseen)
    right = np.array([item.right for item in unseen])
    print(f"  works not fitted on: expected calibration error {calibration_error(confidence, right):.3f}")
    everything = predict(weights, evidence)
    all_right = np.array([item.right for item in evidence])
    unknown = np.array([not item.known for item in evidence])
    for threshold in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98):
        kept = everything >= threshold
        print(
            f"  threshold {threshold:.2f}: {np.mean(kept[all_right]):.3f} of right answers kept, "
            f"{int(np.sum(kept & ~all_right & ~unknown))} of {int(np.sum(~all_right & ~unknown))} wrong ones, "
            f"{int(np.sum(kept & unknown))} of {int(np.sum(unknown))} about works not indexed"
        )


def fit(evidence: list[Evidence]) -> NDArray[np.float64]:
    """Intercept and weights of a logistic regression, by Newton's method with a little ridge."""
    features = _with_one(evidence)
    right = np.array([item.right for item in evidence], dtype=np.float64)
    weights = np.zeros(features.shape[1])
    penalty = RIDGE * np.eye(len(weights))
    for _ in range(50):
        p = 1 / (1 + np.exp(-features @ weights))
        gradient = features.T @ (right - p) - penalty @ weights
        curvature = (features * (p * (1 - p))[:, None]).T @ features + penalty
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def predict(weights: NDArray[np.float64], evidence: list[Evidence]) -> NDArray[np.float64]:
    """(n,) confidence of each answer."""
    confidence: NDArray[np.float64] = 1 / (1 + np.exp(-_with_one(evidence) @ weights))
    return confidence


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error (Naeini, Cooper and Hauskrecht, AAAI 2015): mean distance of confidence from truth."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for number in range(bins):
        inside = which == number
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


def _with_one(evidence: list[Evidence]) -> NDArray[np.float64]:
    return np.array([(1.0, *item.features) for item in evidence])


if __name__ == "__main__":
    main()
