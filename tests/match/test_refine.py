"""The line that refinement finds, against every line there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ashen.match.clip import match_clip
from ashen.match.near import nearest_rows
from ashen.match.refine import Agreement, _best_span
from ashen.signature.signature import Codes, Signature
from tests.match.build import AGREEMENT, RATE, RECIPE, UNIT, Shelf, an_episode, plain_view, resampled


def offset_by_trying_all(query: Signature, source: Signature) -> float:
    """Source time of the query's first frame at the whole-frame offset where the frames' cosines sum highest."""
    cosines = query.codes.astype(np.float64) @ source.codes.astype(np.float64).T / UNIT**2
    sums = [np.trace(cosines, offset) for offset in range(len(source) - len(query) + 1)]
    return float(source.times_s[int(np.argmax(sums))])


@pytest.mark.parametrize("seed", range(12))
def test_offset_is_the_best_of_all(seed: int) -> None:
    """The offset found by voting and refining is, to within two frames, the one found by trying every offset."""
    source = an_episode(seed, seconds=60)
    start_s = float(np.random.default_rng(seed).uniform(0, 48))
    query = resampled(source, start_s, start_s + 10, noise=0.3, seed=seed)
    shelf = Shelf({1: source, 2: an_episode(seed + 100, seconds=60)})
    [found] = match_clip(plain_view(query), shelf.index, shelf, AGREEMENT, RECIPE.run_distance)
    assert found.segment.speed == 1.0
    assert found.segment.offset_s == pytest.approx(offset_by_trying_all(query, source), abs=2 / RATE)


def sum_by_trying_all(gain: NDArray[np.float32], first: int, last: int) -> float:
    """The largest sum of a stretch that touches the rows and begins and ends with a gain; 0 when there is none."""
    starts = [a for a in range(last + 1) if gain[a] > 0]
    sums = [gain[a : b + 1].sum() for a in starts for b in range(max(a, first), len(gain)) if gain[b] > 0]
    return max(0.0, *map(float, sums)) if sums else 0.0


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=1, max_size=24), st.data())
def test_span_has_the_largest_sum(quarters: list[int], data: st.DataObject) -> None:
    """The stretch that is grown has the largest sum of all that touch the window and begin and end with a gain."""
    gain = (np.array(quarters) / 4).astype(np.float32)
    first = data.draw(st.integers(0, len(gain) - 1))
    last = data.draw(st.integers(first, len(gain) - 1))
    best = sum_by_trying_all(gain, first, last)
    found = _best_span(gain, first, last)
    if best <= 0:
        assert found is None
        return
    assert found is not None
    assert float(gain[found[0] : found[1] + 1].sum()) == pytest.approx(best)
    assert found[0] <= last
    assert found[1] >= first


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20, unique=True), st.floats(-10, 110))
def test_nearest_row_is_nearest(times: list[float], wanted_s: float) -> None:
    """The row given for a time is of a frame than which none is nearer."""
    times_s = np.sort(np.array(times))
    row = int(nearest_rows(times_s, np.array([wanted_s]))[0])
    assert abs(times_s[row] - wanted_s) == pytest.approx(np.abs(times_s - wanted_s).min())


def test_the_plainer_the_nearer_frames_must_be() -> None:
    """Detailed frames agree at the recipe's level, the plainest that have a say at 0.9, those between in between."""
    agreement = Agreement(similarity=0.7, min_quality=8, unit=127.0)
    level = agreement.level(np.array([100, 20, 14, 8], np.uint8))
    assert level == pytest.approx([0.7, 0.7, 0.8, 0.9])


def test_a_fade_that_another_encoder_blurred_ends_nothing() -> None:
    """A fade whose codes are nearly those of its source, not near enough to agree, and the black after it belong to the
    segment; a dim scene that is another one does not."""
    scene = an_episode(1, seconds=20)
    fading, black, following = slice(-36, -24), slice(-24, None), an_episode(2, seconds=20)
    quality = scene.quality.copy()
    quality[fading], quality[black] = 8, 0
    source = Signature(scene.recipe, scene.times_s, scene.codes, quality)
    blurred = resampled(source, 0, 20.0, noise=0.6, seed=3)
    codes = blurred.codes.copy()
    codes[:-36] = source.codes[:-36]
    cosine = (codes[fading].astype(float) * source.codes[fading]).sum(axis=1) / UNIT**2
    assert ((cosine > 0.75) & (cosine < 0.9)).all()
    shelf = Shelf({1: source})
    agreement = Agreement(similarity=0.7, min_quality=8, unit=UNIT)

    def last_row(codes: Codes) -> int:
        query = Signature(source.recipe, source.times_s, codes, quality)
        [found] = match_clip(plain_view(query), shelf.index, shelf, agreement, RECIPE.run_distance)
        return found.segment.last

    assert last_row(codes) == len(source) - 1
    codes[fading] = following.codes[fading]
    assert last_row(codes) == len(source) - 37


def test_plain_frames_speak_for_a_line_only() -> None:
    """What is far apart counts against a line where it has detail, and for nothing where it is dim; without any detail
    nothing counts."""
    agreement = Agreement(similarity=0.7, min_quality=8, unit=127.0)
    quality = np.array([100, 12, 3], np.uint8)
    far = agreement.gain(np.full(3, 0.4, np.float32), quality)
    assert far == pytest.approx([-1.0, 0.0, 0.0])
    near = agreement.gain(np.full(3, 0.99, np.float32), quality)
    assert near[0] > near[1] > 0
    assert near[2] == 0
