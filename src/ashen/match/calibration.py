"""Evidence to confidence: the measured constants of each search recipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ashen.errors import UnknownRecipe
from ashen.match.identification import Geometry
from ashen.match.verify import Verification

BACKGROUND_ROWS = 33_000
"""Indexed rows of the library that the constants were fitted in."""

BACKWARDS = 0.5
"""Octaves that being played backwards counts as: held pictures look the same either way."""
LEAST_CHANCE = 0.55
"""What chance reaches at least, however little a library holds: few frames to find are no proof that one is right."""
FAINT_SCORE = 0.01
"""Scores of verification below this say nothing any more."""
LINE_ADDS = 0.4
"""How much surer than its pictures a line through an inset or a crop makes us at most: its frames agree at a level that
was measured for it, so that they do says less. With more, one of 42 clips of films not stored was named."""
LINE_TAKES = 0.15
"""How much less sure than its pictures a line makes us at most, whose frames do not bear it out: of 240 clips of films
not stored, one had pictures at 0.87, its line at 0.02, and no line above 0.14; of 40 that are, one line below 0.5."""
LEAST_RIVAL = 0.03
"""Score that the best other video is taken to have at least, and..."""
LEAST_BACKGROUND = 0.63
"""...cosine that chance is taken to reach at least where a picture is laid over stills: the median, and the background
of the library that the weights were fitted in. In a library of one video there is no rival, which proves nothing."""
LOOKS_SAME = 2.0
"""Log odds of two pictures side by side from which on they look the same: each further one says more."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How sure the evidence makes us, for one recipe; fitted by `benchmarks/calibrate.py` on material of its own.

    Attributes:
        agreement: cosine at and above which two frames count as the same.
        background: cosine that the best frame of unrelated videos reaches for every other query in a library of
            `BACKGROUND_ROWS`; stands in for a rival where there is none so near. See `background_in`.
        picture: intercept and weights of similarity and margin in the logistic of a picture's confidence.
        clip: intercept and weights of `clip_features` in the logistic of a clip's.
        clear: cosine and margin from which on a picture's best scene is not laid over its still to be sure.
        verified: intercept and weights of `verified_features` in the logistic of a verified picture's confidence.
        picture_threshold, clip_threshold: confidence below which the answer is "unknown". At them no development query
            about what is not indexed was answered otherwise (frame/2: 60 segments of clips), but for one of 1,006
            pictures by search alone, and those named below that are laid over stills. By frame/1, of shows never looked
            at, 3 of 250 were.
    """

    agreement: float
    background: float
    picture: tuple[float, float, float]
    clip: tuple[float, float, float, float, float, float]
    clear: tuple[float, float]
    verified: tuple[float, ...]
    picture_threshold: float
    clip_threshold: float

    def background_in(self, rows: int) -> float:
        """The background in a library of `rows` indexed rows: chance finds something nearer among more.

        Measured by `frame/3` on 400 edited pictures of development works that are not stored: for each unit of the
        logarithm the 90th, 95th and 99th percentile rise by 0.033, 0.043 and 0.060 from 19,327 to 93,723 rows of frames
        (a million frames), by 0.033, 0.042 and 0.042 from 136,080 to 586,217 of windows; by `frame/2`, from 619 to
        32,899 rows of frames, the 95th by 0.032. The tail is what errs, hence the slope; the bounds lie beyond what was
        measured.
        """
        return float(np.clip(self.background + 0.04 * np.log(max(1, rows) / BACKGROUND_ROWS), 0.55, 0.8))

    def chance_in(self, rows: int) -> float:
        """The background where pictures are laid over stills: that, however little a library holds."""
        return max(self.background_in(rows), LEAST_BACKGROUND)

    def picture_confidence(self, similarity: float, margin: float) -> float:
        """Probability that a scene with this cosine, this far above the best other video, is right."""
        bias, by_similarity, by_margin = self.picture
        return _logistic(bias + by_similarity * similarity + by_margin * margin)

    def verified_confidence(self, features: Sequence[float]) -> float:
        """Probability that a scene is right whose still the query was laid over, by its `verified_features`."""
        bias, *weights = self.verified
        return _logistic(bias + sum(weight * value for weight, value in zip(weights, features, strict=True)))

    def clip_confidence(self, frames: float, runs: int, similarity: float, speed: float, chance: float) -> float:
        """Probability that a segment is right; see `clip_features`."""
        bias, *weights = self.clip
        features = clip_features(frames, runs, similarity, speed, chance)
        return _logistic(bias + sum(weight * value for weight, value in zip(weights, features, strict=True)))


CLIP_PARTS = ("frames", "pictures", "similarity", "odd_speed", "beyond_chance")
"""Names of `clip_features`."""
PICTURE_PARTS = ("similarity", "margin")
"""Names of what a picture's confidence is made of without verification."""
VERIFIED_PARTS = ("beyond_rival", "inliers", "covered", "sameness", "plain_sameness", "beyond_chance", "margin")
"""Names of `verified_features`."""


def verified_features(
    seen: Verification | Geometry, rival: float, excess: float, margin: float
) -> tuple[float, float, float, float, float, float, float]:
    """What a verified picture's confidence is made of: the logarithms of how many times the best other video's score
    its own is, and of the corners that agree; the share of the query that is explained; what comparing both side by
    side says, up to where they look the same and beyond that; the cosine beyond chance, and beyond the best other
    video's.

    Args:
        seen: how the query lies on the still.
        rival: score of the best other video that was verified.
        excess: cosine to the frame or window it was found by, less `Calibration.chance_in` that library.
        margin: that cosine less the best other video's; counts no more than `excess`.
    """
    return (
        float(np.log((seen.score + FAINT_SCORE) / (max(rival, LEAST_RIVAL) + FAINT_SCORE))),
        float(np.log1p(seen.inliers)),
        seen.covered,
        min(seen.sameness, LOOKS_SAME),
        max(seen.sameness - LOOKS_SAME, 0.0),
        excess,
        min(margin, excess),
    )


def clip_features(
    frames: float, runs: int, similarity: float, speed: float, chance: float
) -> tuple[float, float, float, float, float]:
    """What a clip's confidence is made of: the logarithms of how many frames and how many different pictures agree and
    of their distance to equality, how far the speed is from the original's, in octaves, and the cosine beyond chance.

    Args:
        frames, runs: that agree; of frames also those that stand for others, which were not signed.
        similarity: mean cosine of those.
        speed: source seconds per query second, negative where played backwards.
        chance: cosine that the nearest frames of unrelated videos reach for just these frames in just this library, so
            that a threshold holds in libraries of any size; see `match.vote.chance`.
    """
    return (
        float(np.log1p(frames)),
        float(np.log1p(runs)),
        float(-np.log(1.03 - similarity)),
        float(abs(np.log2(abs(speed)))) + (BACKWARDS if speed < 0 else 0.0),
        similarity - max(chance, LEAST_CHANCE),
    )


def with_pictures(line: float, pictured: float) -> float:
    """How sure a segment makes us.

    Args:
        line: how sure its line does, see `Calibration.clip_confidence`.
        pictured: how sure those of its frames do that were asked as pictures; 0 when none was: then the line alone.
    """
    if not pictured:
        return line
    if line >= pictured:
        return min(line, pictured + LINE_ADDS)
    return pictured - LINE_TAKES * (pictured - line)


def _logistic(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


_NETWORK = Calibration(
    agreement=0.7,
    background=0.6,
    picture=(-14.01, 15.5, 15.0),
    clip=(-13.0, 1.45, 1.55, 1.91, -7.04, 12.8),
    clear=(0.9, 0.15),
    verified=(-4.77, 0.49, 0.35, 1.53, 0.39, 1.22, 7.14, 8.98),
    picture_threshold=0.93,
    clip_threshold=0.9,
)
"""Those of clips and of pictures by search alone were fitted on evidence of `frame/2`; `frame/3` has its cosines where
that has them. `verified` was fitted on that of `frame/3`: 8,919 development pictures in doubt among 737,000 frames,
many under edits that no figure asks for (`UNUSUAL_EDITS`); 6,379 of them, strangers from 52 works among them, are not
stored or were found elsewhere. The surest of these has 0.87, and 0.84 by constants fitted on other works; the threshold
lies well above it. Of 3,600 pictures of 104 works that are not stored, asked where 20 drawn shows more are, one has
0.97, the next 0.88. The clips' threshold lies above the surest of 355 clips of 68 works that are not stored, 0.87."""

CALIBRATIONS: dict[str, Calibration] = {
    "frame/1": Calibration(
        agreement=0.7,
        background=0.6,
        picture=(-10.47, 12.03, 20.84),
        clip=(-17.87, 4.21, 0.0, 2.5, -4.13, 0.0),  # fitted before pictures and chance were counted
        clear=(0.0, -1.0),
        verified=(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),  # it has no windows, so nothing is verified
        picture_threshold=0.9,
        clip_threshold=0.7,
    ),
    "frame/2": _NETWORK,
    "frame/3": _NETWORK,
}


def calibration_of(recipe: str) -> Calibration:
    """The constants for a search recipe.

    Raises:
        UnknownRecipe: it was never calibrated, so it can search but not decide.
    """
    try:
        return CALIBRATIONS[recipe]
    except KeyError:
        raise UnknownRecipe(f"Recipe {recipe!r} has no calibration; identify with {', '.join(CALIBRATIONS)}.") from None
