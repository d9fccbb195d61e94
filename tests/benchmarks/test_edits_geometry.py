import numpy as np
import pytest

from benchmarks.edits import PICTURE_EDITS, compose
from benchmarks.edits.geometry import crop, flipped, middle, mirrored, projective_map
from benchmarks.edits.screen_photo import screen_photo
from tests.benchmarks.edit_pictures import edited, found_at, picture


@pytest.mark.parametrize("turn", [mirrored, flipped])
def test_turned_twice_is_nothing(turn: object) -> None:
    """Sides swap, and swap back."""
    twice = compose(turn, turn)  # type: ignore[arg-type]
    assert np.array_equal(twice(picture(), np.random.default_rng(0)), picture())


def test_mirrored_and_flipped_swap_their_own_sides() -> None:
    """Mirrored: left is right. Flipped: top is bottom."""
    assert np.array_equal(edited("mirrored")[:, 0], picture()[:, -1])
    assert np.array_equal(edited("flipped")[0], picture()[-1])


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_crop_removes_its_share_of_the_area(share: float) -> None:
    """What is left is a part of the picture of the right area and shape."""
    for seed in range(4):
        out = crop(share)(picture(), np.random.default_rng(seed))
        assert out.shape[0] * out.shape[1] / (180 * 320) == pytest.approx(1 - share, abs=0.01)
        assert out.shape[1] / out.shape[0] == pytest.approx(16 / 9, abs=0.02)
        assert found_at(out, picture()) is not None


def test_middle_is_cut_evenly() -> None:
    """As much is lost left as right, above as below."""
    out = middle(0.36)(picture(), np.random.default_rng(0))
    assert out.shape == (144, 256, 3)
    assert found_at(out, picture()) == (18, 32)


def test_shapes_are_what_names_say() -> None:
    """4:3, 9:16, 100 px and wrong aspects."""
    names = ("centre-4-3", "vertical-9-16", "100px", "240p", "aspect", "aspect-wide")
    shapes = {name: edited(name).shape for name in names}
    assert shapes["centre-4-3"] == (180, 240, 3)
    assert shapes["vertical-9-16"] == (180, 101, 3)
    assert shapes["100px"] == (100, 178, 3)
    assert shapes["240p"] == (180, 320, 3)
    assert shapes["aspect"] == (180, 240, 3)
    assert shapes["aspect-wide"] == (180, 427, 3)


def test_projective_map_sends_corners_to_corners() -> None:
    """The four points go where they are told, and a plain enlargement is linear."""
    here = np.array([(0, 0), (0, 180), (320, 180), (320, 0)], float)
    there = np.array([(12, 7), (3, 160), (300, 171), (310, 20)], float)
    a, b, c, d, e, f, g, h = projective_map(here, there)
    for (x, y), (u, v) in zip(here, there, strict=True):
        below = g * x + h * y + 1
        assert ((a * x + b * y + c) / below, (d * x + e * y + f) / below) == pytest.approx((u, v))
    assert projective_map(here, here * 2) == pytest.approx((2, 0, 0, 0, 2, 0, 0, 0), abs=1e-9)


@pytest.mark.parametrize(("name", "degrees"), [("rotation-2", 2), ("rotation", 6), ("rotation-12", 12)])
def test_rotation_turns_about_the_middle(name: str, degrees: float) -> None:
    """The middle stays, corners turn black, the more the larger the angle."""
    out = edited(name)
    assert np.abs(out[89:91, 159:161].astype(int) - picture()[89:91, 159:161]).max() < 40
    black = (out == 0).all(axis=2).mean()
    turn = np.radians(degrees)
    both = np.tan(turn) * (160**2 + 90**2) / (320 * 180)  # four right triangles, to first order
    assert black == pytest.approx(both, rel=0.35)


def test_photo_shows_the_screen_within_a_dark_border() -> None:
    """Each quarter of the screen keeps its colour, seen through glare and white balance; the border is dark."""
    colours = np.array([[(200, 40, 40), (40, 180, 40)], [(40, 60, 200), (190, 190, 60)]], np.uint8)
    source = colours.repeat(90, axis=0).repeat(160, axis=1)
    for seed in range(6):
        out = PICTURE_EDITS["screen-photo"](source, np.random.default_rng(seed))
        assert out.shape == source.shape
        seen = np.array([[out[r : r + 30, c : c + 50].mean(axis=(0, 1)) for c in (55, 215)] for r in (30, 120)])
        seen -= seen.mean(axis=(0, 1))
        wanted = colours - colours.mean(axis=(0, 1))
        assert np.array_equal((seen.reshape(4, 3) @ wanted.reshape(4, 3).T).argmax(axis=1), range(4))
        edge = np.concatenate([out[0], out[-1], out[:, 0], out[:, -1]])
        assert edge.mean() < source.mean() * 0.8


def test_moire_is_from_the_grid() -> None:
    """On a flat grey screen the grid shows as coarse coloured stripes, and without a grid there are none."""
    grey = np.full((180, 320, 3), 128, np.uint8)

    def stripes(moire: float) -> float:
        out = screen_photo(0.0, moire, 90)(grey, np.random.default_rng(8)).astype(float)[40:140, 60:260]
        tint = out[..., 0] - out[..., 2]
        blocks = tint.reshape(50, 2, 100, 2).mean(axis=(1, 3))
        return float(np.std(blocks - blocks.mean(axis=0).mean()))

    assert stripes(0.2) > 2 * stripes(0.0)
