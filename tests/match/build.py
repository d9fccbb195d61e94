"""Synthetic signatures with known truth: shots of slowly moving unit vectors, as real signatures are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ashen.errors import VideoMissing
from ashen.index.contract import Index
from ashen.index.entry import entry_of
from ashen.index.exact import ExactIndex
from ashen.match.refine import Agreement
from ashen.match.truth import StoredStill
from ashen.match.views import PictureQuery, QueryView, View
from ashen.signature.recipe import Recipe
from ashen.signature.recipes import recipe_named
from ashen.signature.signature import Signature

RATE = 24000 / 1001
RECIPE: Recipe = recipe_named("frame/1")
UNIT = float(RECIPE.unit or 0)
AGREEMENT = Agreement(similarity=0.8, min_quality=RECIPE.min_quality, unit=UNIT)


def to_codes(vectors: NDArray[np.float64]) -> NDArray[np.int8]:
    """Real vectors as unit codes."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    codes: NDArray[np.int8] = np.clip(np.rint(unit * UNIT), -128, 127).astype(np.int8)
    return codes


def an_episode(seed: int, seconds: float = 120.0, rate: float = RATE, shot_s: float = 3.0) -> Signature:
    """Shots of about `shot_s`, each a point that drifts across a few tens of degrees."""
    rng = np.random.default_rng(seed)
    count = round(seconds * rate)
    vectors = np.empty((count, RECIPE.dimension))
    at = 0
    while at < count:
        length = max(8, round(rng.exponential(shot_s) * rate))
        start, drift = rng.normal(size=(2, RECIPE.dimension))
        along = np.linspace(0, rng.uniform(0.3, 1.5), length)[:, None]
        vectors[at : at + length] = (start + along * drift)[: count - at]
        at += length
    return Signature(RECIPE.name, np.arange(count) / rate, to_codes(vectors), np.full(count, 80, np.uint8))


def resampled(
    source: Signature,
    start_s: float,
    stop_s: float,
    *,
    speed: float = 1.0,
    rate: float = RATE,
    noise: float = 0.0,
    seed: int = 0,
) -> Signature:
    """A clip of a signature as another encode would give it: other speed, other rate, noisy codes."""
    times_s = np.arange(0, (stop_s - start_s) / speed, 1 / rate)
    rows = np.minimum(
        np.searchsorted(source.times_s, start_s + times_s * speed + 1e-9, side="right") - 1, len(source) - 1
    )
    vectors = source.codes[rows].astype(np.float64)
    vectors += np.random.default_rng(seed).normal(size=vectors.shape) * noise * UNIT / np.sqrt(RECIPE.dimension)
    return Signature(source.recipe, times_s, to_codes(vectors), source.quality[rows])


def joined(*parts: Signature) -> Signature:
    """Signatures one after the other, a frame apart."""
    times_s, offset_s = [], 0.0
    for part in parts:
        times_s.append(part.times_s + offset_s)
        offset_s = float(times_s[-1][-1]) + 1 / RATE
    return Signature(
        parts[0].recipe,
        np.concatenate(times_s),
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.quality for part in parts]),
    )


def plain_view(signature: Signature) -> list[QueryView]:
    """A query looked at only as it is."""
    return [QueryView(View(0, mirrored=False), signature)]


class SignedPicture(PictureQuery):
    """A picture whose views are signed already; no others are made of it, and there is nothing to see on it."""

    def __init__(self, views: list[QueryView]) -> None:
        super().__init__(np.zeros((90, 160, 3), np.uint8), RECIPE)
        self._views_given = views

    def first(self) -> list[QueryView]:
        """The views given."""
        return self._views_given

    def further(self) -> list[QueryView]:
        """None."""
        return []


class Shelf:
    """Signatures in memory, with their index: a `match.truth.Truth` without stills, and what is searched."""

    def __init__(self, signatures: dict[int, Signature]) -> None:
        self._signatures = signatures
        self.index: Index = ExactIndex(RECIPE.name, RECIPE.dimension, RECIPE.dtype)
        self.index.add([entry_of(number, signature) for number, signature in signatures.items()], RECIPE.name)

    def forget(self, video_id: int) -> None:
        """Remove a signature, as the catalogue would; the index still holds it."""
        del self._signatures[video_id]

    def signature(self, video_id: int) -> Signature:
        """As in `match.truth.Truth`."""
        if video_id not in self._signatures:
            raise VideoMissing(f"no video {video_id} on this shelf")
        return self._signatures[video_id]

    def still_times(self, video_id: int) -> NDArray[np.float64]:  # noqa: ARG002 - it has none of any video
        """As in `match.truth.Truth`."""
        return np.empty(0)

    def still(self, video_id: int, at_s: float) -> StoredStill | None:  # noqa: ARG002 - it has none of any video
        """As in `match.truth.Truth`."""
        return None

    def stills_of(self, moments: Sequence[tuple[int, float]]) -> list[StoredStill | None]:
        """As in `match.truth.Truth`."""
        return [None] * len(moments)

    def windows(self, video_id: int) -> Signature | None:  # noqa: ARG002 - it has none of any video
        """As in `match.truth.Truth`."""
        return None
