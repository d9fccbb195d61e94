import numpy as np
import pytest

from benchmarks.edits.colour import banding, brightness, contrast, gif
from tests.benchmarks.edit_pictures import edited, picture


def test_greyscale_has_no_colour() -> None:
    """All three channels are equal."""
    assert int(np.ptp(edited("greyscale"), axis=2).max()) == 0


def test_negative_is_exact() -> None:
    """A picture and its negative add up to white."""
    assert (edited("inverted").astype(int) + picture() == 255).all()


@pytest.mark.parametrize("factor", [0.5, 1.6])
def test_brightness_scales(factor: float) -> None:
    """Every sample is multiplied, and what would leave the range is clipped."""
    out = brightness(factor)(picture(), np.random.default_rng(0))
    assert np.abs(out - np.minimum(picture() * factor, 255)).max() <= 0.5


@pytest.mark.parametrize("factor", [0.5, 1.6])
def test_contrast_keeps_mid_grey(factor: float) -> None:
    """Mid-grey stays; the spread grows or shrinks by the factor, where nothing is clipped."""
    ramp = np.repeat(np.arange(80, 176, dtype=np.uint8)[None, :, None], 3, axis=2)
    out = contrast(factor)(ramp, np.random.default_rng(0)).astype(float)
    assert abs(out[0, 47].mean() - 127.5) < 1
    assert out.std() / ramp.std() == pytest.approx(factor, rel=0.02)


def test_banding_leaves_few_levels() -> None:
    """Each channel has at most that many values, each sample its nearest."""
    out = banding(8)(picture(), np.random.default_rng(0))
    assert len(np.unique(out)) <= 8
    assert np.abs(out.astype(int) - picture()).max() <= 19


def test_gif_has_a_palette_and_keeps_the_look() -> None:
    """At most 64 colours, dithered so that means over places stay."""
    out = gif(64)(picture(), np.random.default_rng(0))
    assert len(np.unique(out.reshape(-1, 3), axis=0)) <= 64
    means = [p.astype(float).reshape(9, 20, 16, 20, 3).mean(axis=(1, 3)) for p in (out, picture())]
    assert np.abs(means[0] - means[1]).mean() < 4


def test_night_filter_is_warm_and_dimmer() -> None:
    """Blue is held back most, red least; everything is darker."""
    for seed in range(4):
        ratio = edited("night-filter", seed).mean(axis=(0, 1)) / picture().mean(axis=(0, 1))
        assert ratio[2] < ratio[1] < ratio[0] < 1
        assert 0.3 < ratio[2] < 0.6


@pytest.mark.parametrize("name", ["tint", "hue", "saturation", "gamma", "colour-shift", "sepia"])
def test_colour_edits_keep_the_shapes(name: str) -> None:
    """Colours change much, but brightness still rises and falls at the same places."""
    out = edited(name).astype(float)
    assert np.abs(out - picture()).mean() > 4
    assert np.corrcoef(out.mean(axis=2).ravel(), picture().mean(axis=2).ravel())[0, 1] > 0.8
