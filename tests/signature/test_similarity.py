import numpy as np
import pytest

from ashen.signature.recipes import RECIPES, recipe_named
from ashen.signature.similarity import similarity


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_falls_from_one_to_zero(name: str) -> None:
    """Equal codes are 1, and more distance never means more similarity."""
    values = similarity(recipe_named(name), np.arange(0, 70_000, 7.0))
    assert values[0] == 1.0
    assert values[-1] == 0.0
    assert (np.diff(values) <= 0).all()


def test_unit_codes_give_their_cosine() -> None:
    """For codes of one length similarity is the cosine of the angle between them."""
    recipe = recipe_named("frame/1")
    assert recipe.unit is not None
    angles = np.linspace(0, np.pi / 2, 7)
    distances = (2 * recipe.unit * np.sin(angles / 2)) ** 2
    assert similarity(recipe, distances) == pytest.approx(np.cos(angles), abs=1e-12)


def test_colour_layout_reads_as_at_trace_moe() -> None:
    """A squared distance of 25.5 is trace.moe's 0.9, the least its users call a match."""
    assert similarity(recipe_named("color-layout/1"), 25.5) == pytest.approx(0.9)
