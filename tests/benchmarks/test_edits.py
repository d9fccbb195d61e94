import numpy as np
import pytest

from benchmarks.cartoon import Show, draw_still, write_script
from benchmarks.edits import PICTURE_EDITS, Rgb, compose
from benchmarks.edits.geometry import crop, mirrored


def picture(frame: int = 30) -> Rgb:
    return np.array(draw_still(write_script(Show(12), 1, 10.0), frame, (320, 180)))


def edited(name: str, seed: int = 1) -> Rgb:
    return PICTURE_EDITS[name](picture(), np.random.default_rng(seed))


@pytest.mark.parametrize("name", PICTURE_EDITS)
def test_edit_gives_a_picture_and_follows_its_seed(name: str) -> None:
    """Every edit gives a real picture, the same for the same seed, and leaves its input alone."""
    source = picture()
    before = source.copy()
    one, again = (PICTURE_EDITS[name](source, np.random.default_rng(5)) for _ in range(2))
    assert one.dtype == np.uint8
    assert one.ndim == 3
    assert one.shape[2] == 3
    assert min(one.shape[:2]) >= 90
    assert np.array_equal(one, again)
    assert np.array_equal(source, before)
    assert np.array_equal(one, before) == (name == "identity")


@pytest.mark.parametrize(
    "name", ["subtitled", "logo", "black-box-35", "crop-20", "tint", "noise", "phone", "perspective"]
)
def test_chance_is_the_seed(name: str) -> None:
    """Edits with chance in them differ between seeds."""
    results = [edited(name, seed) for seed in range(4)]
    assert any(r.shape != results[0].shape or not np.array_equal(r, results[0]) for r in results[1:])


def test_mirrored_twice_is_nothing() -> None:
    """Left and right swap, and swap back."""
    assert np.array_equal(compose(mirrored, mirrored)(picture(), np.random.default_rng(0)), picture())
    assert np.array_equal(edited("mirrored")[:, 0], picture()[:, -1])


@pytest.mark.parametrize(("name", "top", "left"), [("letterbox", 30, 0), ("pillarbox", 0, 53)])
def test_boxes_keep_the_middle(name: str, top: int, left: int) -> None:
    """Bars are black, and the whole picture is untouched between them."""
    out = edited(name)
    assert out.shape == (180 + 2 * top, 320 + 2 * left, 3)
    assert np.array_equal(out[top : top + 180, left : left + 320], picture())
    assert int(out.astype(int).sum()) == int(picture().astype(int).sum())


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_crop_removes_its_share_of_the_area(share: float) -> None:
    """What is left is a part of the picture of the right area and shape."""
    source = picture()
    out = crop(share)(source, np.random.default_rng(3))
    assert out.shape[0] * out.shape[1] / (180 * 320) == pytest.approx(1 - share, abs=0.01)
    assert out.shape[1] / out.shape[0] == pytest.approx(16 / 9, abs=0.02)
    windows = np.lib.stride_tricks.sliding_window_view(source, out.shape)
    assert any(np.array_equal(w, out) for w in windows.reshape(-1, *out.shape))


def test_shapes_are_what_names_say() -> None:
    """4:3, 9:16, 100 px and the phone's 9:19.5."""
    shapes = {name: edited(name).shape for name in ("centre-4-3", "vertical-9-16", "100px", "phone", "aspect")}
    assert shapes["centre-4-3"] == (180, 240, 3)
    assert shapes["vertical-9-16"] == (180, 101, 3)
    assert shapes["100px"] == (100, 178, 3)
    assert shapes["phone"] == (1170, 540, 3)
    assert shapes["aspect"] == (180, 240, 3)


def test_greyscale_has_no_colour() -> None:
    """All three channels are equal."""
    assert int(np.ptp(edited("greyscale"), axis=2).max()) == 0


def test_box_hides_its_share() -> None:
    """The black or white box covers 35 % of the picture, no more, no less."""
    for seed in range(6):
        out = edited("black-box-35", seed)
        plain = (out == 0).all(axis=2) | (out == 255).all(axis=2)
        assert 0.33 < plain.mean() < 0.5


def test_subtitles_stay_at_an_edge() -> None:
    """Letters change the picture only in the lower or the upper part."""
    changed = (edited("subtitled") != picture()).any(axis=2).mean(axis=1)
    assert changed.max() > 0.05
    assert changed[65:110].max() == 0
