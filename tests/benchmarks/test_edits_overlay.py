import numpy as np
import pytest

from benchmarks.edits.stickers import stickers
from tests.benchmarks.edit_pictures import HEIGHT, WIDTH, changed, edited, picture

SEEDS = range(8)


def test_subtitles_stay_at_an_edge() -> None:
    """Letters change the picture only in the lower or the upper part."""
    for seed in SEEDS:
        rows = changed("subtitled", seed).mean(axis=1)
        assert rows.max() > 0.05
        assert rows[65:110].max() == 0


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("clock", slice(0, 50), slice(0, 200)),
        ("score-bug", slice(8, 30), slice(0, WIDTH)),
        ("ticker", slice(140, HEIGHT), slice(0, WIDTH)),
    ],
)
def test_broadcast_marks_are_where_they_belong(name: str, rows: slice, columns: slice) -> None:
    """The clock is in the upper left, the score along the top, the ticker along the bottom; the rest is untouched."""
    for seed in SEEDS:
        mask = changed(name, seed)
        inside = mask[rows, columns].sum()
        assert inside > 0.005 * mask.size
        assert mask.sum() == inside


def test_ticker_crosses_the_whole_width() -> None:
    """Every column of a news bar is covered, over a seventh of the height."""
    for seed in SEEDS:
        mask = changed("ticker", seed)
        assert mask.any(axis=0).all()
        assert 0.12 < mask.mean() < 0.16


def test_meme_text_is_white_on_black_at_top_and_bottom() -> None:
    """Both ends of the picture carry white letters with black rims; the middle is untouched."""
    for seed in SEEDS:
        mask, out = changed("meme-text", seed), edited("meme-text", seed)
        assert mask[:40].any()
        assert mask[140:].any()
        assert not mask[60:85].any()
        assert (out[mask] == 255).all(axis=1).mean() > 0.2
        assert (out[mask] < 30).all(axis=1).mean() > 0.1


def test_caption_covers_little() -> None:
    """A caption takes a few per cent, over the whole width at most."""
    shares = [changed("caption", seed).mean() for seed in SEEDS]
    assert min(shares) > 0.003
    assert max(shares) < 0.25


def test_stickers_cover_their_share() -> None:
    """Together they change 5 to 15 % of the picture, give or take their turned edges."""
    shares = [changed("stickers", seed).mean() for seed in range(20)]
    assert min(shares) > 0.04
    assert max(shares) < 0.16
    few = (stickers(0.02, 0.03)(picture(), np.random.default_rng(1)) != picture()).any(axis=2).mean()
    assert 0.015 < few < 0.035


def test_red_circle_is_red_and_thin() -> None:
    """What changes turns red, and is a few per cent of the picture."""
    for seed in SEEDS:
        mask, out = changed("red-circle", seed), edited("red-circle", seed)
        assert 0.01 < mask.mean() < 0.08
        red = (out[mask] == (235, 20, 25)).all(axis=1)
        assert red.mean() > 0.5


def test_logo_is_small_and_in_a_corner() -> None:
    """A mark changes a few per cent, none of it in the middle."""
    for seed in SEEDS:
        mask = changed("logo", seed)
        assert 0.005 < mask.mean() < 0.06
        assert not mask[50:130, 100:220].any()


def test_box_hides_its_share() -> None:
    """The black or white box covers 35 % of the picture, no more, no less."""
    for seed in SEEDS:
        out = edited("black-box-35", seed)
        plain = (out == 0).all(axis=2) | (out == 255).all(axis=2)
        assert plain.mean() == pytest.approx(0.35, abs=0.01)


def test_bar_is_black_and_the_rest_is_kept() -> None:
    """A bar of 40 % by 12 % turns black; not a pixel more changes."""
    for seed in SEEDS:
        mask, out = changed("black-bar", seed), edited("black-bar", seed)
        assert mask.sum() == round(WIDTH * 0.4) * round(HEIGHT * 0.12)
        assert int(out[mask].max()) == 0


def test_mosaic_is_blocks_in_a_rectangle() -> None:
    """40 % of each side at most changes, and inside most neighbours are equal."""
    for seed in SEEDS:
        rows, columns = np.nonzero(changed("mosaic", seed))
        assert np.ptp(rows) < 0.41 * HEIGHT
        assert np.ptp(columns) < 0.41 * WIDTH
        inside = edited("mosaic", seed)[rows.min() : rows.max(), columns.min() : columns.max()].astype(int)
        assert (np.abs(np.diff(inside, axis=1)).sum(axis=2) == 0).mean() > 0.8


@pytest.mark.parametrize(("name", "low", "high"), [("light-beam", 0.2, 0.35), ("steam", 0.2, 0.42)])
def test_white_censorship_hides_a_part(name: str, low: float, high: float) -> None:
    """A part of the area is white or nearly, another is untouched, and nothing gets darker."""
    for seed in SEEDS:
        gain = edited(name, seed).astype(int) - picture()
        assert low < (gain.mean(axis=2) > 60).mean() < high
        assert edited(name, seed).min(axis=2).max() > 240
        assert not changed(name, seed).all()
        assert gain.min() >= -1
