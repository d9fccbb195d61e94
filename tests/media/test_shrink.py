import av
import numpy as np
import pytest

from ashen.media.frame_shrinker import FrameShrinker
from ashen.media.shrink import fit_within, shrink
from tests.media.drawn import exact_means, largest_error, noise


@pytest.mark.parametrize(("height", "width"), [(720, 1280), (180, 320), (97, 61), (40, 30), (64, 64), (1, 1)])
def test_every_value_is_the_mean_of_its_rectangle(height: int, width: int) -> None:
    """Even of noise, with edges that cut pixels, and enlarging: only the final rounding differs from the integral."""
    picture = noise(1, height, width)
    assert largest_error(shrink(picture), exact_means(picture)) <= 0.51


@pytest.mark.parametrize("box", [(10.3, 5.5, 300.75, 170.1), (0, 20, 320, 160), (100.5, 50.5, 101.25, 51.0)])
def test_a_box_may_cut_pixels(box: tuple[float, float, float, float]) -> None:
    """A crop with fractional edges is averaged as if the picture were continuous."""
    picture = noise(2, 180, 320)
    small = shrink(picture, (32, 48), box)
    assert small.shape == (48, 32, 3)
    assert largest_error(small, exact_means(picture, 32, 48, box)) <= 0.51


def test_a_batch_is_its_pictures() -> None:
    """Batches and single pictures give the same values."""
    batch = np.stack([noise(seed, 90, 160) for seed in range(3)])
    assert np.array_equal(shrink(batch), np.stack([shrink(picture) for picture in batch]))
    assert shrink(batch[:0]).shape == (0, 64, 64, 3)


def test_a_picture_and_a_video_frame_of_the_same_content_agree() -> None:
    """The array path and swscale's differ by their rounding only."""
    picture = noise(3, 180, 320)
    frame = av.VideoFrame.from_ndarray(picture, "rgb24")
    from_frame = FrameShrinker(lambda _w, _h: (64, 64), None, "rawvideo").shrink(frame)
    assert np.abs(from_frame.astype(int) - shrink(picture)).max() <= 1


@pytest.mark.parametrize("box", [(0, 0, 0, 10), (-1, 0, 10, 10), (0, 0, 10.5, 10), (5, 8, 6, 3)])
def test_a_box_outside_the_picture_is_refused(box: tuple[float, float, float, float]) -> None:
    """An empty box or one that reaches outside raises."""
    with pytest.raises(ValueError, match="crop box"):
        shrink(noise(4, 10, 10), box=box)


def test_fitting_keeps_the_aspect_and_never_enlarges() -> None:
    """The longest side is met, the other follows, small pictures stay."""
    assert fit_within(1920, 1080, 320) == (320, 180)
    assert fit_within(1080, 1920, 320) == (180, 320)
    assert fit_within(200, 100, 320) == (200, 100)
    assert fit_within(10000, 2, 320) == (320, 1)
