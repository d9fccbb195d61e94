"""The views of a still query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.match.borders import Box
from ashen.match.views import PictureQuery, QueryView, View
from ashen.signature.recipes import recipe_named
from ashen.signature.signature import Codes
from benchmarks.cartoon import Show, draw_still, write_script

RECIPE = recipe_named("frame/1")
SIZE = (640, 360)
INSET = Box(192, 60, 576, 276)


def a_picture(seed: int) -> NDArray[np.uint8]:
    """A frame of a show."""
    return draw_still(write_script(Show(seed), 1, 4), 40, SIZE)


def inset() -> NDArray[np.uint8]:
    """A picture before another."""
    ground = a_picture(22).copy()
    size = (INSET.right - INSET.left, INSET.bottom - INSET.top)
    ground[INSET.top : INSET.bottom, INSET.left : INSET.right] = cv2.resize(a_picture(21), size)
    return ground


@pytest.fixture
def calls() -> list[int]:
    """How many pictures were signed at a time."""
    return []


def counted(calls: list[int]) -> Callable[[NDArray[np.uint8]], Codes]:
    """The recipe's arithmetic, which notes how much it is asked for."""

    def describe(rgb: NDArray[np.uint8]) -> Codes:
        calls.append(len(rgb))
        return RECIPE.describe(rgb)

    return describe


def ways(views: list[QueryView]) -> list[tuple[int, bool, bool]]:
    return [(view.view.trimming, view.view.mirrored, view.view.flipped) for view in views]


def test_first_come_the_whole_and_what_is_within_borders() -> None:
    """Each as it is and mirrored, signed as the part that `box` says, by one row."""
    bordered = np.zeros((480, 640, 3), np.uint8)
    bordered[60:420] = a_picture(21)
    query = PictureQuery(bordered, RECIPE)
    views = query.first()
    assert ways(views) == [(0, False, False), (0, True, False), (1, False, False), (1, True, False)]
    assert (query.box(views[0].view), query.box(views[2].view)) == (Box(0, 0, 640, 480), Box(0, 60, 640, 420))
    for view, rgb in zip(views[2:], (a_picture(21), a_picture(21)[:, ::-1]), strict=True):
        assert (view.signature.recipe, len(view.signature)) == (RECIPE.name, 1)
        distance = view.signature.codes.astype(int) - RECIPE.describe(np.ascontiguousarray(rgb)[None]).astype(int)
        assert np.abs(distance).max() <= 1


def test_the_plain_view_is_the_first(calls: list[int]) -> None:
    """Asked for alone nothing else is signed, and it is signed once."""
    query = PictureQuery(a_picture(21), replace(RECIPE, describe=counted(calls)))
    [plain] = query.plain()
    assert calls == [1]
    assert query.first()[0] is plain is query.plain()[0]
    assert sum(calls) == len(query.first())


def test_further_come_insets_and_the_whole_upside_down() -> None:
    """The picture within the picture, and the whole upside down, each as it is and mirrored."""
    query = PictureQuery(inset(), RECIPE)
    known = len(query.first()) // 2
    views = query.further()
    insets = range(known, known + len(views) // 2 - 1)
    over = [(0, False, True), (0, True, True)]
    assert ways(views) == [(number, mirrored, False) for number in insets for mirrored in (False, True)] + over
    boxes = [query.box(View(number, mirrored=False)) for number in insets]
    assert min(np.abs(np.subtract(box, INSET)).max() for box in boxes) <= 3
    for view, rgb in zip(views[-2:], (inset()[::-1], inset()[::-1, ::-1]), strict=True):
        distance = view.signature.codes.astype(int) - RECIPE.describe(np.ascontiguousarray(rgb)[None]).astype(int)
        assert np.abs(distance).max() <= 1


def test_bars_around_the_dark_are_taken_off_by_shape() -> None:
    """A spot of light, between bars as dark as all around it: trimmed to the light it is unlike its frame, and one of
    the further views is that frame."""
    dark = np.zeros_like(a_picture(23))
    dark[30:130, 60:250] = a_picture(23)[30:130, 60:250]
    between_bars = np.pad(dark, ((60, 60), (0, 0), (0, 0)))
    [own] = PictureQuery(dark, RECIPE).plain()
    query = PictureQuery(between_bars, RECIPE)

    def nearest(views: list[QueryView]) -> float:
        codes = np.concatenate([view.signature.codes for view in views]).astype(float)
        return float((codes @ own.signature.codes[0]).max()) / float(RECIPE.unit or 1) ** 2

    assert nearest(query.first()) < 0.95
    assert nearest(query.further()) > 0.99


def test_views_are_the_same_when_asked_for_again() -> None:
    """A query that has to be answered anew, as a video was removed meanwhile, is looked at in the same ways."""
    query = PictureQuery(inset(), RECIPE)
    first, further = query.first(), query.further()
    boxes = [query.box(view.view) for view in further]
    assert [id(view) for view in query.further()] == [id(view) for view in further]
    assert [id(view) for view in query.first()] == [id(view) for view in first]
    assert [query.box(view.view) for view in further] == boxes
