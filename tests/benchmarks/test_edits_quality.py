import numpy as np
import pytest

from benchmarks.edits import Rgb
from benchmarks.edits.coding import jpeg, video_still, webp
from benchmarks.edits.quality import interlaced, motion_blur, noise
from tests.benchmarks.edit_pictures import edited, picture


def error(out: Rgb) -> float:
    return float(np.abs(out.astype(int) - picture()).mean())


@pytest.mark.parametrize("coder", [jpeg, webp])
def test_lower_quality_loses_more(coder: object) -> None:
    """Error rises as quality falls, and high quality loses little."""
    rng = np.random.default_rng(0)
    errors = [error(coder(quality)(picture(), rng)) for quality in (90, 30, 5)]  # type: ignore[operator]
    assert errors == sorted(errors)
    assert errors[0] < 4
    assert errors[2] > 1.2 * errors[0]


@pytest.mark.parametrize("name", ["h264-still", "mpeg4-still"])
def test_video_still_is_in_place_and_starved(name: str) -> None:
    """The last frame is the picture itself, not moved, with detail gone and brightness kept."""
    for seed in range(3):
        out = edited(name, seed)
        assert out.shape == picture().shape
        smooth = [p.astype(float).reshape(9, 20, 16, 20, 3).mean(axis=(1, 3)) for p in (out, picture())]
        assert np.abs(smooth[0] - smooth[1]).mean() < 5
        assert abs(float(out.mean()) - float(picture().mean())) < 1.5
        detail = [float(np.abs(np.diff(p.astype(int), axis=1)).mean()) for p in (out, picture())]
        assert detail[0] < 0.5 * detail[1]


def test_video_still_shrinks_to_its_lines_and_even_sizes() -> None:
    """Taller pictures come out with so many lines; odd sides lose one."""
    rng = np.random.default_rng(0)
    assert video_still("mpeg4", {}, lines=90)(picture(), rng).shape == (90, 160, 3)
    assert video_still("mpeg4", {})(picture(0, 65, 37), rng).shape == (36, 64, 3)


def test_video_still_needs_a_video_encoder() -> None:
    """An encoder of sound is refused, by name."""
    with pytest.raises(ValueError, match="aac does not encode video"):
        video_still("aac", {})(picture(), np.random.default_rng(0))


@pytest.mark.parametrize("sigma", [5.0, 20.0])
def test_noise_has_its_strength(sigma: float) -> None:
    """The spread of what is added is as named, and its mean is zero."""
    grey = np.full((180, 320, 3), 128, np.uint8)
    out = noise(sigma)(grey, np.random.default_rng(1)).astype(float)
    assert out.std() == pytest.approx(sigma, rel=0.03)
    assert abs(out.mean() - 128) < 0.3


def test_motion_blur_smears_a_point_into_a_line() -> None:
    """A white dot becomes a streak as long as named, and keeps its place and light."""
    dot = np.zeros((181, 321, 3), np.uint8)
    dot[89:92, 159:162] = 240
    for seed in range(4):
        out = motion_blur(0.1)(dot, np.random.default_rng(seed))
        rows, columns = np.nonzero(out[..., 0])
        assert np.hypot(np.ptp(rows), np.ptp(columns)) == pytest.approx(32, abs=5)
        assert (rows.mean(), columns.mean()) == pytest.approx((90, 160), abs=1)
        assert float(out.sum()) == pytest.approx(float(dot.sum()), rel=0.2)


def test_interlacing_moves_every_second_line() -> None:
    """Even lines are untouched, odd ones are shifted sideways."""
    out = interlaced(0.05)(picture(), np.random.default_rng(0))
    assert np.array_equal(out[0::2], picture()[0::2])
    moved = [
        np.array_equal(out[1::2, 16:], picture()[1::2, :-16]),
        np.array_equal(out[1::2, :-16], picture()[1::2, 16:]),
    ]
    assert sum(moved) == 1
