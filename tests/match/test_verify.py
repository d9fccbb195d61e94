"""Verification on drawn pictures whose place in each other is known."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.match.geometry import WHOLE, Rect
from ashen.match.verify import (
    UPRIGHT,
    Hint,
    Orientation,
    QueryPicture,
    StillPicture,
    Verification,
    luma_of,
    swept,
    verify,
)

Rgb = NDArray[np.uint8]
MIRRORED = Orientation(mirrored=True)


@lru_cache(maxsize=16)
def a_picture(seed: int, width: int = 640, height: int = 360) -> Rgb:
    """Shapes of plain colours with dark outlines on a soft ground, as cartoons are."""
    rng = np.random.default_rng(seed)
    ground = rng.integers(60, 200, (4, 4, 3)).astype(np.uint8)
    picture = np.asarray(cv2.resize(ground, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    for _ in range(40):
        middle, reach = rng.integers(0, (width, height)), rng.integers(12, 70)
        angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 8))))
        outline = middle + reach * np.column_stack([np.cos(angles), np.sin(angles)])
        points = np.rint(outline).astype(np.int32)[None]
        colour = tuple(int(level) for level in rng.integers(20, 235, 3))
        cv2.fillPoly(picture, [points], colour, cv2.LINE_AA)
        cv2.polylines(picture, [points], isClosed=True, color=(15, 15, 20), thickness=2, lineType=cv2.LINE_AA)
    return picture


def a_still(picture: Rgb) -> StillPicture:
    """As the library keeps it: 320 px wide, coded at low quality."""
    size = (320, round(320 * picture.shape[0] / picture.shape[1]))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    _, coded = cv2.imencode(".webp", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_WEBP_QUALITY, 55])
    decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    assert decoded is not None
    return StillPicture(np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8))


def verified(
    query: Rgb, still: Rgb, orientation: Orientation = UPRIGHT, hint: Hint | None = None, within: Rect = WHOLE
) -> Verification:
    return verify(QueryPicture(luma_of(query), within), a_still(still), orientation, hint)


@pytest.mark.parametrize("part", [Rect(0.1, 0.05, 0.8, 0.75), Rect(0.3, 0.0, 0.65, 1.0), Rect(0.45, 0.4, 0.95, 0.9)])
def test_crop_is_recovered(part: Rect) -> None:
    """A crop says which part of the still it shows, to within 2 %."""
    picture = a_picture(1)
    height, width = picture.shape[:2]
    rows = slice(round(part.top * height), round(part.bottom * height))
    columns = slice(round(part.left * width), round(part.right * width))
    found = verified(picture[rows, columns], picture)
    np.testing.assert_allclose(found.visible, part, atol=0.02)
    np.testing.assert_allclose(found.fills, WHOLE, atol=0.02)
    assert found.agreement > 0.8
    assert found.covered > 0.97


def test_inset_is_recovered() -> None:
    """A picture in another says which part of that it fills, and what it covers."""
    picture, ground = a_picture(1), a_picture(2).copy()
    ground[120:282, 40:328] = cv2.resize(picture, (288, 162), interpolation=cv2.INTER_AREA)
    found = verified(ground, picture)
    np.testing.assert_allclose(found.fills, (40 / 640, 120 / 360, 328 / 640, 282 / 360), atol=0.02)
    np.testing.assert_allclose(found.visible, WHOLE, atol=0.02)
    assert found.covered == pytest.approx(0.45**2, abs=0.02)
    assert found.agreement > 0.8


def test_within_is_all_that_is_looked_at() -> None:
    """With the inset's rectangle given, it is wholly covered, and results are still in shares of the whole query."""
    picture, ground = a_picture(1), np.zeros((360, 640, 3), np.uint8)
    ground[90:252, 160:448] = cv2.resize(picture, (288, 162), interpolation=cv2.INTER_AREA)
    place = Rect(160 / 640, 90 / 360, 448 / 640, 252 / 360)
    found = verified(ground, picture, within=place)
    np.testing.assert_allclose(found.fills, place, atol=0.02)
    assert found.covered > 0.97


def test_transform_maps_shares_of_the_still_to_shares_of_the_query() -> None:
    """The middle of the still lies where the transform says, mirrored or not."""
    picture = a_picture(3)
    crop = picture[36:324, 0:512]
    for query, orientation, x in ((crop, UPRIGHT, 0.625), (crop[:, ::-1], MIRRORED, 0.375)):
        found = verified(query, picture, orientation)
        there = found.transform @ (0.5, 0.5, 1.0)
        np.testing.assert_allclose(there[:2] / there[2], (x, 0.5), atol=0.01)


@pytest.mark.parametrize("orientation", [MIRRORED, Orientation(flipped=True), Orientation(mirrored=True, flipped=True)])
def test_turned_over_is_found_in_its_orientation_only(orientation: Orientation) -> None:
    """A mirrored picture agrees when it is seen mirrored, and not as it is."""
    picture = a_picture(4)
    turned = picture[:: -1 if orientation.flipped else 1, :: -1 if orientation.mirrored else 1]
    right, wrong = verified(turned, picture, orientation), verified(turned, picture)
    assert right.agreement > 0.85
    assert wrong.agreement < 0.3
    assert right.score > 2 * wrong.score


@pytest.mark.parametrize("share", [0.15, 0.35])
def test_overlay_is_what_is_hidden(share: float) -> None:
    """A black box over a share of the picture is overlay of about that share."""
    picture = a_picture(5).copy()
    side = share**0.5
    picture[20 : 20 + round(360 * side), 30 : 30 + round(640 * side)] = 0
    found = verified(picture, a_picture(5))
    assert found.overlay == pytest.approx(share, abs=0.1)
    assert found.covered > 0.97


def test_figure_that_walked_agrees_too() -> None:
    """What moved before its ground between still and query agrees under its own transform."""
    before, after = a_picture(9).copy(), a_picture(9).copy()
    figure = a_picture(10)[60:320, 200:400]
    before[80:340, 180:380] = figure
    after[80:340, 240:440] = figure
    found = verified(after, before)
    assert found.agreement > 0.8
    assert found.score > 1.15 * verified(after, a_picture(9)).score


@pytest.mark.parametrize("change", ["gamma", "greyscale", "contrast", "tint"])
def test_colours_do_not_matter(change: str) -> None:
    """A picture in other colours agrees all the same."""
    picture = a_picture(6).astype(np.float64) / 255
    changed = {
        "gamma": picture**1.7,
        "greyscale": picture.mean(axis=2, keepdims=True).repeat(3, axis=2),
        "contrast": 0.3 + 0.4 * picture,
        "tint": picture * (1.0, 0.8, 0.6),
    }[change]
    assert verified(np.rint(changed * 255).astype(np.uint8), a_picture(6)).agreement > 0.75


def test_unrelated_pictures_score_low() -> None:
    """No other picture comes near the right one's score."""
    query = QueryPicture(luma_of(a_picture(7)[40:330, 60:600]))
    right = verify(query, a_still(a_picture(7)))
    others = [verify(query, a_still(a_picture(seed))) for seed in range(20, 32)]
    assert max(other.score for other in others) < 0.4 * right.score
    assert max(other.agreement for other in others) < 0.35


def a_silhouette(shift_px: int) -> Rgb:
    """A dark hill and a soft sun before a bright sky: no corner anywhere."""
    x, y = np.meshgrid(np.arange(640.0), np.arange(360.0))
    ground = 230 - 60 * y / 360
    hill = 1 / (1 + np.exp(-(y - 230 + 90 * np.sin((x - shift_px) / 640 * 5)) / 6))
    sun = 1 / (1 + np.exp((np.hypot(x - 420 - shift_px / 4, y - 90) - 45) / 4))
    luma = (ground * (1 - hill) + 20 * hill) * (1 - 0.4 * sun)
    picture: Rgb = np.rint(luma[..., None].repeat(3, axis=2)).astype(np.uint8)
    return picture


@pytest.mark.parametrize("hint", [None, Hint(still=Rect(0.07, 0.04, 0.97, 0.94))])
def test_flat_picture_is_verified_without_corners(hint: Hint | None) -> None:
    """Where no corners match, the place is swept for, or hinted, and compared."""
    crop = a_silhouette(0)[18:342, 32:608]
    right = verified(crop, a_silhouette(0), hint=hint)
    wrong = verified(crop, a_silhouette(250), hint=hint)
    np.testing.assert_allclose(right.visible, (0.05, 0.05, 0.95, 0.95), atol=0.03)
    assert right.agreement > 0.9
    assert right.score > 1.5 * wrong.score


def test_flat_inset_is_swept_for() -> None:
    """A picture without corners is found as a part of another."""
    ground = np.full((360, 640, 3), 60, np.uint8)
    ground[40:220, 280:600] = cv2.resize(a_silhouette(0), (320, 180), interpolation=cv2.INTER_AREA)
    found = verified(ground, a_silhouette(0))
    np.testing.assert_allclose(found.fills, (280 / 640, 40 / 360, 600 / 640, 220 / 360), atol=0.04)
    assert found.agreement > 0.8


def test_blank_pictures_give_nothing() -> None:
    """One colour agrees with nothing, and does no harm."""
    blank = np.full((180, 320, 3), 90, np.uint8)
    for query, still in ((blank, blank), (blank, a_picture(1)), (a_picture(1), blank)):
        assert verified(query, still).score < 0.5


@pytest.mark.parametrize("size", [(16, 16), (1, 200), (40, 2000)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    """Tiny and narrow queries are answered like any other."""
    query = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    assert np.isfinite(verified(query, a_picture(1)).score)


def test_empty_rectangle_is_refused() -> None:
    """A rectangle without a pixel is an error of the caller."""
    with pytest.raises(ValueError, match="holds no pixel"):
        QueryPicture(luma_of(a_picture(1)), Rect(0.5, 0.5, 0.5, 0.9))


def test_answers_repeat() -> None:
    """The same pictures give the same evidence, to the last bit."""
    first, second = (verified(a_picture(8)[30:300, 50:500], a_picture(8)) for _ in range(2))
    assert first.score == second.score
    assert first.inliers == second.inliers
    assert np.array_equal(first.transform, second.transform)


@pytest.mark.parametrize("flat", [False, True])
def test_a_sweep_afterwards_finds_what_a_sweep_at_once_does(flat: bool) -> None:
    """Of a picture with corners and of one of few shapes, cropped: as good a place, at the same part of the still."""
    picture = np.full((360, 640, 3), 200, np.uint8)
    cv2.circle(picture, (250, 170), 90, (60, 60, 160), -1)
    cv2.rectangle(picture, (420, 60), (560, 330), (30, 120, 50), -1)
    if not flat:
        picture = a_picture(1)
    query, still = QueryPicture(luma_of(picture[20:340, 60:600])), a_still(picture)
    at_once = verify(query, still)
    before = verify(query, still, sweep=False)
    after = swept(query, still, UPRIGHT, before)
    assert after.score >= max(before.score, at_once.score - 1e-9)
    np.testing.assert_allclose(after.visible, at_once.visible, atol=0.02)
