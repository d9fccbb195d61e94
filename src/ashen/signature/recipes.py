"""All recipes there are, by name. New arithmetic is a new number; old numbers stay for ever."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ashen.errors import UnknownRecipe
from ashen.signature import color_layout, frame1, frame2, frame3, network, quality
from ashen.signature.recipe import Recipe

_MIN_QUALITY = 20
_NETWORK_MIN_QUALITY = quality.FAINT
"""Dim and nearly plain scenes have less than 20 and are still told apart: its codes are of contrast, however little.
Cards of text, which have as much, are listed (docs/lab-notes.md, signature)."""

_COLOR_LAYOUT_1 = Recipe(
    name="color-layout/1",
    dimension=color_layout.DIMENSION,
    dtype="uint8",
    describe=color_layout.describe,
    measure_quality=quality.measure,
    min_quality=_MIN_QUALITY,
    unit=None,
    run_distance=4.0,
    provenance="MPEG-7 Color Layout Descriptor, ISO/IEC 15938-3:2002, 6.6, as trace.moe computes it; nothing trained.",
)

_FRAME_1 = Recipe(
    name="frame/1",
    dimension=frame1.DIMENSION,
    dtype="int8",
    describe=frame1.describe,
    measure_quality=quality.measure,
    min_quality=_MIN_QUALITY,
    unit=frame1.UNIT,
    run_distance=200.0,
    provenance="Edge directions and colour under linear discriminant analysis of frames composed from the art of 13 "
    "Debian 12 packages; data, seed and script are recorded in frame1.npz, the method in training/README.md.",
)

_FRAME_2 = Recipe(
    name="frame/2",
    dimension=network.DIMENSION,
    dtype="int8",
    describe=frame2.describe,
    measure_quality=quality.measure,
    min_quality=_NETWORK_MIN_QUALITY,
    unit=network.UNIT,
    run_distance=600.0,
    provenance="A convolutional network trained by contrast on frames composed from the art of 13 Debian 12 packages "
    "and on drawn shows, under random edits; data, seeds and commands are recorded in frame2.onnx.zst, the method in "
    "training/README.md.",
    windows="frame/2-windows",
    tell_nothing=frame2.are_cards,
)

_FRAME_2_WINDOWS = replace(_FRAME_2, name="frame/2-windows", windows=None, of_windows=True)

_FRAME_3 = replace(
    _FRAME_2,
    name="frame/3",
    run_distance=800.0,
    describe=frame3.describe,
    tell_nothing=frame3.are_cards,
    windows="frame/3-windows",
    provenance="The network of frame/2, trained anew on frames composed from the art of 42 Debian 12 packages and on "
    "drawn shows, under random edits; data, seeds and commands are recorded in frame3.onnx.zst, the method in "
    "training/README.md.",
)

_FRAME_3_WINDOWS = replace(_FRAME_3, name="frame/3-windows", windows=None, of_windows=True)

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        recipe.name: recipe
        for recipe in (_COLOR_LAYOUT_1, _FRAME_1, _FRAME_2, _FRAME_2_WINDOWS, _FRAME_3, _FRAME_3_WINDOWS)
    }
)
"""Every recipe by its name."""

DEFAULT_SEARCH_RECIPE = _FRAME_3.name
"""What new libraries are searched by."""

COLOR_LAYOUT_RECIPE = _COLOR_LAYOUT_1.name
"""What clients of trace.moe send vectors by."""


def recipes_to_sign(searched: str) -> tuple[str, ...]:
    """Names of the recipes that a new video is signed by in a library searched by `searched`: that one; the newest, so
    that the library can go over to it; and trace.moe's."""
    frames = dict.fromkeys((searched, DEFAULT_SEARCH_RECIPE))
    windows = (recipe_named(name).windows for name in frames)
    return (_COLOR_LAYOUT_1.name, *frames, *(name for name in windows if name))


def recipe_named(name: str) -> Recipe:
    """The recipe of that name and number.

    Raises:
        UnknownRecipe: there is none; the message lists those there are.
    """
    try:
        return RECIPES[name]
    except KeyError:
        raise UnknownRecipe(
            f"There is no recipe {name!r}; known are {', '.join(sorted(RECIPES))}. "
            "A library made by a newer Ashen needs that Ashen."
        ) from None
