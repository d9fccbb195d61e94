"""Fit the constants in src/ashen/match/calibration.py: how sure which evidence makes us, for pictures and for clips.

    python -m benchmarks.calibrate [--pictures 120] [--clips 24]

Asks about the development works of benchmarks/world.py and, for pictures, about films made of photographs
(benchmarks/film) as much, in a library that holds filler as well, so that what is found by chance is found among many
frames. Prints the constants, and on the half of the works that the fit did not see how well confidence tells the truth.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.optimize import minimize

from ashen import Library
from ashen.looking import PICTURE_PX
from ashen.match.calibration import calibration_of, clip_features, verified_features
from ashen.match.identification import Match, Query
from ashen.match.identify import Identifier
from ashen.match.views import PictureQuery
from ashen.media.picture import read_picture
from benchmarks import film, world
from benchmarks.filler import Filler, videos_for
from benchmarks.queries import by_work, pick_stills
from benchmarks.stock import stock
from benchmarks.systems.contract import Found, Segment
from benchmarks.tasks import amv, clip
from benchmarks.tasks.clip_query import ClipQuery
from benchmarks.tasks.clip_query import Library as Stored
from benchmarks.tasks.picture import ASKED_EDITS
from benchmarks.truth import truth_of

CLIP_EDIT_NAMES = (
    *("identity", "subtitled", "mirrored", "crop-20", "crop-50", "pip-45", "vertical-9-16", "social-clip", "meme"),
    *("backwards", "cut-out", "inserted-footage", "speed-0.75", "speed-1.25", "speed-2", "doubled-20", "greyscale"),
    *("black-box-35", "phone", "screen-photo", "random-3"),
)
FILLER_FRAMES = 696_000
"""In the library besides the works: what is found by chance is found among as many frames as large collections have."""
KNOWN_EDITS = 8
"""Edits each known picture is asked under."""
Way = Literal["picture", "verified"]
"""How a picture is answered: by search alone, or by verification."""
RIDGE = 1e-2
RISING_RIDGE = 20.0
"""Of pictures: by constants fitted with 0.5, 25 of 3,600 strangers came above 0.75; with this, two."""
CLIP_RIDGE = 0.5
ODD_SPEED = 3
"""Which of `clip_features` it is."""
Fit = Callable[[list["Evidence"]], NDArray[np.float64]]
"""Evidence to an intercept and weights."""
UNKNOWN_TIMES = 3
"""Clips of works not indexed for each clip of works that are: most find nothing at all."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer rests on, whether it is right, which work the query is from, and whether that is stored.

    `elsewhere` says that the right work was named, but another moment of it; set for clips.
    """

    features: tuple[float, ...]
    right: bool
    work: str
    known: bool
    edit: str = ""
    elsewhere: bool = False


def main() -> None:
    """Gather evidence, fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pictures",
        type=int,
        default=120,
        help="known ones of works drawn and filmed each, times 8 edits; as many unknown",
    )
    parser.add_argument("--clips", type=int, default=24, help="known clips, times their edits")
    parser.add_argument("--library", type=Path, help="where to keep the filled library, or one kept before")
    parser.add_argument("--save", type=Path, help="folder to keep the evidence in, as JSON lines")
    asked = parser.parse_args()
    made = world.make(world.DEVELOPMENT)
    films = film.make()
    if films.missing:
        print("films lack photographs, so constants will be others:", *films.missing, sep="\n  ")
    with tempfile.TemporaryDirectory(prefix="ashen-calibrate-") as name:
        folder = Path(name)
        home = asked.library or folder / "library"
        if not home.exists():
            stock(home, made.folder, Filler(world.cache_folder()), videos_for(FILLER_FRAMES))
            with Library.open(home) as library:
                library.index([films.folder], workers=1)
        with Library.open(home) as library:
            if asked.pictures:
                evidence = [
                    item for asked_of in (made, films) for item in pictures(library, asked_of, folder, asked.pictures)
                ]
                searched = [item for way, item in evidence if way == "picture"]
                report("picture", searched, asked.save)
                report_clear(searched)
                laid = [item for way, item in evidence if way == "verified"]
                report("verified", laid, asked.save, fit_rising)
            if asked.clips:
                report("clip", list(clips(library, made, folder, asked.clips)), asked.save, fit_clips)


def pictures(library: Library, made: world.World, folder: Path, count: int) -> Iterator[tuple[Way, Evidence]]:
    """The best scene of every edited picture, by search alone and by verification. Edits take turns."""
    names = list(ASKED_EDITS)
    file = folder / "query.jpg"
    own = calibration_of(library.recipe.name)
    searched = replace(library.identifier(threshold=0.0), calibration=replace(own, clear=(-1.0, -1.0)))
    verified = replace(searched, calibration=replace(own, clear=(2.0, 2.0)))
    chance = own.chance_in(len(searched.index))
    for videos, each in ((made.known, KNOWN_EDITS), (made.unknown, 1)):
        works = by_work(videos)
        for still in pick_stills(videos, count * KNOWN_EDITS // each, seed=21):
            truth = truth_of(still.stored, still.at_s, works[still.stored.work])
            for turn in range(each):
                name = names[(still.number * each + turn) % len(names)]
                Image.fromarray(ASKED_EDITS[name](still.rgb, np.random.default_rng(still.number))).save(
                    file, quality=90
                )
                picture = PictureQuery(read_picture(file, longest_px=PICTURE_PX), library.recipe)
                ways: tuple[tuple[Way, Identifier], ...] = (("picture", searched), ("verified", verified))
                for way, asked in ways:
                    found = asked.picture(Query(str(file), "image", None), picture).matches
                    if found and (way == "picture") == (found[0].geometry is None):
                        known = videos is made.known
                        right = known and any(truth.is_right(_found(match, made.folder)) for match in found)
                        features = picture_features(found[0], chance)
                        yield way, Evidence(features, right, still.stored.work, known, name)


def picture_features(match: Match, chance: float) -> tuple[float, ...]:
    """As `Calibration.picture_confidence` or `verified_confidence` weighs them."""
    seen = match.geometry
    if seen is None:
        return match.similarity, match.margin
    return verified_features(seen, seen.score - seen.margin, match.similarity - chance, match.margin)


def _found(match: Match, folder: Path) -> Found:
    path = Path(match.video)
    video = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else match.video
    return Found(video, match.at_s, match.confidence, match.start_s, match.end_s)


def clips(library: Library, made: world.World, folder: Path, count: int) -> Iterator[Evidence]:
    """Every segment of clips and compilations, as `clip_features` describes it; each is asked three times:
    of the whole library, with the videos that it shows hidden, and with their works hidden. Then what is found is
    wrong, but for what other episodes show alike.

    Left out are segments that pictures vouch for, whose confidence is theirs.
    """
    stored = Stored(made.known)
    plan = clip.ClipPlan(
        CLIP_EDIT_NAMES,
        clips=count // 3,
        lengths_s=(2.0,),
        length_clips=count,
        negatives=UNKNOWN_TIMES * count,
        seed=22,
    )
    cuts = amv.AmvPlan(tuple(amv.AMV_EDITS), compilations=count // 8, size_px=world.DEVELOPMENT.size_px, seed=22)
    for query, path in chain(
        clip.queries(stored, made.unknown, folder, plan), compilations(stored, made, folder, cuts)
    ):
        looked = library.look(path)
        works, shown = {stored_work(one.video) for one in query.true}, {one.video for one in query.true}
        whole = library.identifier(threshold=0.0)
        ways = [whole]
        if query.true:
            ways += [whole.without(held(library, made, videos)) for videos in (shown, works)]
        for way, identifier in enumerate(ways):
            found = [match for match in looked.asked_of(identifier).matches if not match.pictured]
            right = [match for match in found if stored.is_right(query, segment_of(match, made), True)]
            for match in found:  # what several videos share is right when one of them is the one asked about
                speed = -match.speed if match.reversed else match.speed
                features = clip_features(
                    match.frames_agreeing, match.runs_agreeing, match.similarity, speed, match.chance
                )
                is_right = any(overlap(match, other) for other in right)
                elsewhere = way == 0 and not is_right and stored_work(segment_of(match, made).video) in works
                yield Evidence(features, is_right, query.work, way == 0 and bool(works), query.edit, elsewhere)


def held(library: Library, made: world.World, names: set[str]) -> list[int]:
    """The library's ids of the benchmark's videos, or of all of its works, with these names."""
    found = []
    for video in library.videos():
        path = Path(video.paths[0])
        name = path.relative_to(made.folder).as_posix() if path.is_relative_to(made.folder) else ""
        if name in names or stored_work(name) in names:
            found.append(video.id)
    return found


def compilations(
    stored: Stored, made: world.World, folder: Path, plan: amv.AmvPlan
) -> Iterator[tuple[ClipQuery, Path]]:
    """Each compilation, in a file that the next one replaces."""
    path = folder / "amv.mp4"
    for number in range(plan.compilations):
        spans = amv.cuts(made.known, made.unknown, plan, number)
        for edit in plan.edits:
            yield amv.make(stored, spans, plan, edit, number, path), path


def stored_work(video: str) -> str:
    """The work of a stored video of the benchmark, by its id."""
    return Path(video).parent.name


def segment_of(match: Match, made: world.World) -> Segment:
    """A match as the benchmark judges it."""
    path = Path(match.video)
    video = path.relative_to(made.folder).as_posix() if path.is_relative_to(made.folder) else match.video
    stretch = (match.query_start_s, match.query_end_s)
    return Segment(*stretch, video, match.start_s, match.end_s, match.confidence, backwards=match.reversed)


def overlap(a: Match, b: Match) -> bool:
    """Whether two segments explain the same stretch of the query."""
    shared_s = min(a.query_end_s, b.query_end_s) - max(a.query_start_s, b.query_start_s)
    return shared_s >= 0.5 * min(a.query_end_s - a.query_start_s, b.query_end_s - b.query_start_s)


def report(task: str, evidence: list[Evidence], save: Path | None, how: Fit | None = None) -> None:
    """Fit on all works and print the constants; fit on half of them and print how it does on the other."""
    if save is not None:
        lines = [json.dumps({"task": task, **asdict(item)}) for item in evidence]
        (save / f"{task}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    half = {
        work for known in (True, False) for work in sorted({item.work for item in evidence if item.known == known})[::2]
    }
    seen = [item for item in evidence if item.work in half]
    unseen = [item for item in evidence if item.work not in half]
    how = how or fit
    weights = how(evidence)
    print(f"{task}: {tuple(round(float(w), 2) for w in weights)}  from {len(evidence)} answers")
    confidence = predict(how(seen), unseen)
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


def report_clear(evidence: list[Evidence]) -> None:
    """From which cosine and margin on search alone was right, and how many pictures that is."""
    for similarity in (0.8, 0.85, 0.9, 0.93):
        for margin in (0.1, 0.15, 0.2, 0.25, 0.3):
            clear = [item for item in evidence if item.features[0] >= similarity and item.features[1] >= margin]
            wrong = [item.edit for item in clear if not item.right]
            right = np.mean([item.right for item in clear]) if clear else 0.0
            print(
                f"  clear from {similarity}, {margin}: {len(clear)} of {len(evidence)}, "
                f"right {right:.4f}, not: {wrong[:8]}"
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


def fit_rising(evidence: list[Evidence], ridge: float = RISING_RIDGE) -> NDArray[np.float64]:
    """The same with no weight below 0, and more ridge, on features of equal spread.

    Its features say nearly the same, so that free weights of either sign balance each other on these works and nowhere
    else; more of any of them must never make an answer less likely. Answers that name another moment of the right work
    are left out: nearly the same picture is seen there too, which says nothing of what strangers look like.
    """
    evidence = [item for item in evidence if not item.elsewhere]
    features, right = _with_one(evidence)[:, 1:], np.array([item.right for item in evidence], dtype=np.float64)
    mean, spread = features.mean(axis=0), features.std(axis=0)
    scaled = (features - mean) / spread

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = scaled @ weights[1:] + weights[0]
        off = 1 / (1 + np.exp(-z)) - right
        value = np.logaddexp(0, z).sum() - right @ z + ridge * (weights[1:] ** 2).sum()
        return float(value), np.append(off.sum(), scaled.T @ off + 2 * ridge * weights[1:])

    count = features.shape[1]
    bounds = [(None, None), *[(0, None)] * count]
    found = minimize(loss, np.zeros(count + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    weights = found[1:] / spread
    return np.append(found[0] - weights @ mean, weights)


def fit_clips(evidence: list[Evidence]) -> NDArray[np.float64]:
    """As `fit_rising`; of the features, an odd speed alone speaks against."""
    turned = [replace(item, features=_turned(item.features)) for item in evidence]
    weights = fit_rising(turned, CLIP_RIDGE)
    return np.array([weights[0], *_turned(tuple(weights[1:].tolist()))])


def _turned(features: tuple[float, ...]) -> tuple[float, ...]:
    return (*features[:ODD_SPEED], -features[ODD_SPEED], *features[ODD_SPEED + 1 :])


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
