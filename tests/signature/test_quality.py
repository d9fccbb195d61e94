import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ashen.signature import quality
from ashen.signature.recipes import DEFAULT_SEARCH_RECIPE, recipe_named

MIN_QUALITY = recipe_named(DEFAULT_SEARCH_RECIPE).min_quality
OLDER_MIN_QUALITY = recipe_named("frame/1").min_quality
Frame = NDArray[np.uint8]


def measure(frame: NDArray[np.generic]) -> int:
    return int(quality.measure(np.clip(frame, 0, 255).astype(np.uint8)[None])[0])


def flat(level: int, grain: float = 0.0) -> NDArray[np.float64]:
    return np.random.default_rng(0).normal(level, grain, (64, 64, 3))


def slope(top: int, bottom: int, tilt: int = 0) -> NDArray[np.float64]:
    y, x = np.mgrid[0:64, 0:64] / 63
    return np.repeat((top + (bottom - top) * y + tilt * x)[..., None], 3, axis=2)


def drawn(draw_on: str, height: int = 360, width: int = 640) -> Frame:
    """A picture of one kind, area-averaged to 64 x 64."""
    picture = Image.new("RGB", (width, height), (240, 240, 240))
    draw = ImageDraw.Draw(picture)
    if draw_on == "silhouette":
        draw.ellipse((270, 90, 370, 190), fill=(0, 0, 0))
        draw.polygon([(220, 360), (270, 180), (370, 180), (420, 360)], fill=(0, 0, 0))
    elif draw_on == "caption":
        draw.text((320, 170), "to be continued", (0, 0, 0), ImageFont.load_default(28), anchor="mm")
    elif draw_on == "scene":
        rng = np.random.default_rng(4)
        for _ in range(25):
            x, y, size = rng.uniform(-60, 600), rng.uniform(-60, 330), rng.uniform(20, 160)
            draw.ellipse((x, y, x + size, y + size), fill=tuple(int(v) for v in rng.integers(0, 256, 3)))
    return np.asarray(picture.resize((64, 64), Image.Resampling.BOX))


@pytest.mark.parametrize("level", [0, 16, 128, 235, 255])
@pytest.mark.parametrize("grain", [0.0, 4.0, 12.0])
def test_flat_frames_tell_nothing(level: int, grain: float) -> None:
    """Black, white and grey frames are below the mark, however grainy the compression left them."""
    assert measure(flat(level, grain)) < MIN_QUALITY / 2


@pytest.mark.parametrize("frame", [slope(0, 255), slope(20, 60), slope(255, 80, -60), slope(100, 100, 155)])
def test_smooth_shading_tells_nothing(frame: NDArray[np.float64]) -> None:
    """A gradient, however strong, has no bend."""
    assert measure(frame) < MIN_QUALITY / 2


def test_a_lone_line_of_text_is_below_the_mark() -> None:
    """Title cards and credits of a line on a flat ground look alike in every work. `frame/2` has a list of them
    (test_cards.py)."""
    assert measure(drawn("caption")) < OLDER_MIN_QUALITY


def test_a_silhouette_passes() -> None:
    """A nearly empty frame with a shape in it can be told from others."""
    assert measure(drawn("silhouette")) >= MIN_QUALITY


def test_a_scene_scores_high_and_fades_to_nothing() -> None:
    """Detail scores near 100; fading to black lowers it step by step to 0."""
    scene = drawn("scene")
    scores = [measure(scene * share) for share in (1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.0)]
    assert scores[0] >= 90
    assert scores == sorted(scores, reverse=True)
    assert scores[-2] < MIN_QUALITY
    assert scores[-1] == 0


def boxed(frame: NDArray[np.generic], high: int, wide: int) -> NDArray[np.generic]:
    """The frame behind black bars of so many of its 64 rows above and below, and of its columns at the sides."""
    behind = np.zeros_like(frame)
    inside = slice(high, 64 - high), slice(wide, 64 - wide)
    behind[inside] = frame[inside]
    return behind


@pytest.mark.parametrize("bars", [(7, 0), (8, 0), (0, 8), (0, 10), (9, 6)])
@pytest.mark.parametrize("frame", [flat(12), flat(200, 4), slope(30, 60, 20), slope(90, 200, -40)])
def test_bars_around_nothing_tell_nothing(frame: NDArray[np.float64], bars: tuple[int, int]) -> None:
    """Fades of letterboxed films have edges, which all letterboxed films have."""
    assert measure(boxed(frame, *bars)) < MIN_QUALITY / 2


@pytest.mark.parametrize("bars", [(8, 0), (0, 8), (9, 6)])
@pytest.mark.parametrize("share", [1.0, 0.08])
def test_what_is_within_bars_counts(bars: tuple[int, int], share: float) -> None:
    """A scene is one behind bars too, also a dim one."""
    assert measure(boxed(drawn("scene") * share, *bars)) >= MIN_QUALITY


@pytest.mark.parametrize("grain", [0.0, 1.0])
@pytest.mark.parametrize("ground", [(0, 0.06), (235, 0.06), (90, 0.1)])
def test_little_contrast_is_no_lack_of_detail(ground: tuple[int, float], grain: float) -> None:
    """A scene at night, in fog or in a flash just reaches the mark of `frame/2`, also with grain; no older recipe's."""
    level, share = ground
    faint = level + (drawn("scene") - drawn("scene").mean()) * share + flat(0, grain)
    assert MIN_QUALITY <= measure(faint + 8) < OLDER_MIN_QUALITY


@pytest.mark.parametrize("shape", [(128, 128), (100, 57), (720, 1280), (15, 300)])
def test_size_hardly_matters(shape: tuple[int, int]) -> None:
    """A picture scores as its small frame does, to within a few points."""
    scene = Image.fromarray(drawn("scene")).resize(shape[::-1], Image.Resampling.NEAREST)
    assert abs(measure(np.asarray(scene)) - measure(drawn("scene"))) <= 12


def test_batches_measure_each_frame_alone() -> None:
    """The frames around it do not change a frame's quality."""
    frames = np.stack([drawn("scene"), drawn("silhouette"), drawn("caption")])
    assert quality.measure(frames).tolist() == [measure(frame) for frame in frames]
