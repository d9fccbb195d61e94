import numpy as np
import pytest

from benchmarks.edits import PICTURE_EDITS
from benchmarks.edits.insets import picture_in_picture
from benchmarks.edits.kinds import resized
from tests.benchmarks.edit_pictures import HEIGHT, WIDTH, edited, found_at, picture


@pytest.mark.parametrize(("name", "top", "left"), [("letterbox", 30, 0), ("pillarbox", 0, 53)])
def test_boxes_keep_the_middle(name: str, top: int, left: int) -> None:
    """Bars are black, and the whole picture is untouched between them."""
    out = edited(name)
    assert out.shape == (HEIGHT + 2 * top, WIDTH + 2 * left, 3)
    assert np.array_equal(out[top : top + HEIGHT, left : left + WIDTH], picture())
    assert int(out.astype(int).sum()) == int(picture().astype(int).sum())


def test_caption_bar_lies_above_the_picture() -> None:
    """A bar of a fifth of the new height, mostly one colour, with letters; the picture below is untouched."""
    for seed in range(6):
        out = edited("caption-bar", seed)
        assert out.shape == (HEIGHT + 45, WIDTH, 3)
        assert np.array_equal(out[45:], picture())
        plain = (out[:45] == out[0, 0]).all(axis=2).mean()
        assert 0.5 < plain < 0.99
        assert out[0, 0].tolist() in ([0, 0, 0], [255, 255, 255])


def test_border_rounds_the_corners() -> None:
    """The picture's middle is untouched, its corners take the border's colour."""
    out = edited("rounded-border")
    border = (out.shape[0] - HEIGHT) // 2
    inner = out[border:-border, border:-border]
    assert inner.shape == picture().shape
    assert np.array_equal(inner[20:-20, 20:-20], picture()[20:-20, 20:-20])
    assert (inner[0, 0] == out[0, 0]).all()
    assert np.array_equal(inner[0, WIDTH // 2], picture()[0, WIDTH // 2])


def test_blurred_fill_shows_the_whole_picture_across() -> None:
    """The canvas is 9:16; across its middle lies the picture, around it only soft shapes of it."""
    out = edited("blurred-fill")
    assert out.shape == (960, 540, 3)
    assert np.array_equal(out[328:632], resized(picture(), 540, 304))
    around = out[:320].astype(int)
    assert np.abs(np.diff(around, axis=0)).max() < 8
    assert around.mean() < picture().mean()


@pytest.mark.parametrize("name", ["phone", "phone-browser"])
def test_phone_screens_hold_the_picture(name: str) -> None:
    """On a 9:19.5 screen the whole picture fills the width, below the bars of the app."""
    for seed in range(3):
        out = edited(name, seed)
        assert out.shape == (1170, 540, 3)
        where = found_at(resized(picture(), 540, 304), out)
        assert where is not None
        assert where[0] > 60
        assert where[1] == 0


def test_browser_comes_light_and_dark() -> None:
    """Both modes are seen over a few seeds."""
    grounds = {tuple(edited("phone-browser", seed)[0, 0].tolist()) for seed in range(10)}
    assert grounds == {(18, 18, 18), (255, 255, 255)}


def test_player_keeps_the_picture_between_its_bars() -> None:
    """Controls stand below the picture or over its foot; all above is untouched."""
    heights = set()
    for seed in range(10):
        out = edited("player", seed)
        heights.add(out.shape[0])
        top = found_at(picture()[: HEIGHT * 3 // 4], out)
        assert top == (11, 0)
    assert heights == {11 + HEIGHT, 11 + HEIGHT + 16}


@pytest.mark.parametrize(("name", "share"), [("pip-70", 0.7), ("pip-45", 0.45), ("picture-in-picture", 0.5)])
def test_inset_has_its_size(name: str, share: float) -> None:
    """Somewhere on a canvas of the picture's size lies the picture at its share, whole."""
    small = resized(picture(), round(WIDTH * share), round(HEIGHT * share))
    for seed in range(6):
        out = edited(name, seed)
        assert out.shape == picture().shape
        assert found_at(small, out) is not None


def test_inset_respects_its_margin() -> None:
    """With a margin no edge of the inset touches the canvas's."""
    small = resized(picture(), 160, 90)
    for seed in range(6):
        out = picture_in_picture(0.5, ("plain",), 0.1)(picture(), np.random.default_rng(seed))
        where = found_at(small, out)
        assert where is not None
        assert 18 <= where[0] <= 72
        assert 32 <= where[1] <= 128


def test_split_screen_shows_both_whole() -> None:
    """The picture is there untouched, beside, above or below something as large, which is something else."""
    places = set()
    for seed in range(20):
        out = edited("split-screen", seed)
        where = found_at(picture(), out)
        assert where is not None
        stacked = out.shape[1] == WIDTH
        assert (out.shape[0] if stacked else out.shape[1]) - 2 * (HEIGHT if stacked else WIDTH) in (0, 2)
        other = out[-HEIGHT:, -WIDTH:] if where == (0, 0) else out[:HEIGHT, :WIDTH]
        assert np.abs(other.astype(int) - picture()).mean() > 20
        places.add((stacked, where == (0, 0)))
    assert len(places) == 4


def test_gameplay_fills_the_lower_half() -> None:
    """A 9:16 canvas whose upper half is the picture's middle at 9:8."""
    out = edited("gameplay-below")
    assert out.shape == (960, 540, 3)
    left = (WIDTH - round(HEIGHT * 9 / 8)) // 2
    middle = picture()[:, left : left + round(HEIGHT * 9 / 8)]
    assert np.array_equal(out[:480], resized(middle, 540, 480))


def test_window_box_has_bars_all_around() -> None:
    """The picture is whole in the middle and each bar has one colour."""
    out = PICTURE_EDITS["window-box"](picture(), np.random.default_rng(0))
    assert found_at(picture(), out) == (22, 40)
    assert len(np.unique(out[:22].reshape(-1, 3), axis=0)) == 1
