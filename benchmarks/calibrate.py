"""Fit the constants in src/ashen/match/calibration.py: how sure which evidence makes us, for pictures and for clips.

    python -m benchmarks.calibrate [--pictures 120] [--clips 24]

Asks about the "dev" and "dev-unknown" works of benchmarks/world.py, in a library that holds the test works as well, so
that what is found by chance is found among as many frames as there. Prints the constants, and on the half of the works
that the fit did not see how well confidence tells the truth.
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

from ashen import Library
from ashen.match.calibration import clip_features
from ashen.match.identification import Match
from benchmarks import world
from benchmarks.edits import PICTURE_EDITS, Piece, cut_clip
from benchmarks.recall import PLACED_S, ask, pick_spans, pick_stills

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
UNKNOWN_SEEDS = tuple(f"{season.seed} " for season in world.SEASONS["dev-unknown"])


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer rests on, whether it is right, and which work the query is from."""

    features: tuple[float, ...]
    right: bool
    work: str


def main() -> None:
    """Gather evidence, fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=120, help="pictures, known and unknown each, times their edits")
    parser.add_argument("--clips", type=int, default=24, help="known clips, times their edits")
    parser.add_argument("--save", type=Path, help="folder to keep the evidence in, as JSON lines")
    asked = parser.parse_args()
    made = world.make()
    with (
        tempfile.TemporaryDirectory(prefix="ashen-calibrate-") as name,
        Library.open(Path(name) / "library", create=True) as library,
    ):
        library.index([made.indexed])
        if asked.pictures:
            report("picture", list(pictures(library, made, Path(name), asked.pictures)), asked.save)
        if asked.clips:
            report("clip", list(clips(library, made, Path(name), asked.clips)), asked.save)


def pictures(library: Library, made: world.World, folder: Path, count: int) -> Iterator[Evidence]:
    """The best scene of every edited picture: similarity and margin."""
    parts: dict[world.Part, tuple[str, ...]] = {"dev": PICTURE_EDIT_NAMES, "dev-unknown": UNKNOWN_EDIT_NAMES}
    for part, names in parts.items():
        for number, (path, _, rgb) in enumerate(pick_stills(made.generated[part], count, seed=21)):
            for name in names:
                found = ask(library, folder, rgb, name, number, threshold=0.0).matches
                if found:
                    right = any(match.video == str(path) for match in found)
                    yield Evidence((found[0].similarity, found[0].margin), right, path.parent.name)


def clips(library: Library, made: world.World, folder: Path, count: int) -> Iterator[Evidence]:
    """Every segment of every edited clip, as `segment_features` describes it."""
    clip = folder / "clip.mp4"
    parts: dict[world.Part, tuple[str, ...]] = {"dev": CLIP_EDIT_NAMES, "dev-unknown": UNKNOWN_EDIT_NAMES}
    for part, names in parts.items():
        wanted = count if part == "dev" else UNKNOWN_TIMES * count
        for number, span in enumerate(pick_spans(made.generated[part], wanted, seed=22)):
            speeds = CLIP_SPEEDS if part == "dev" else ()
            for name, speed in [*((name, 1.0) for name in names), *(("subtitled", speed) for speed in speeds)]:
                piece = cut_clip(span, clip, PICTURE_EDITS[name], seed=number, speed=speed)
                found = library.identify(clip, threshold=0.0).matches
                right = [match for match in found if is_right(match, piece)]
                for match in found:  # what several videos share is right when one of them is the one asked about
                    yield Evidence(
                        segment_features(match), any(overlap(match, other) for other in right), span.source.parent.name
                    )


def is_right(match: Match, piece: Piece) -> bool:
    """Whether a segment names the clip's video at its place."""
    offset_s = match.start_s - match.query_start_s * match.speed
    return match.video == str(piece.source) and abs(offset_s - piece.source_start_s) <= PLACED_S


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
    unknown = np.array([item.work.startswith(UNKNOWN_SEEDS) for item in evidence])
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
