from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ashen.media.probe import probe
from ashen.media.video import open_video
from tests.media.drawn import drawn, exact_means, mean_error

DURATIONS_MS = [100, 40, 250, 70, 500]


def write_animation(path: Path, kind: str, durations_ms: list[int], **options: object) -> None:
    first, *rest = (Image.fromarray(drawn(n)) for n in range(len(durations_ms)))
    first.save(path, kind, save_all=True, append_images=rest, duration=durations_ms, loop=0, **options)


@pytest.mark.parametrize(
    ("kind", "allowed"), [("GIF", 14), ("WEBP", 2), ("PNG", 0.6), ("AVIF", 3)], ids=["gif", "webp", "apng", "avif"]
)
def test_animated_pictures_are_clips(tmp_path: Path, kind: str, allowed: float) -> None:
    """Frames come composited, each at the sum of the durations before it, under any name."""
    path = tmp_path / "clip.dat"
    write_animation(path, kind, DURATIONS_MS)
    assert probe(path).kind == "video"
    with open_video(path) as video:
        (batch,) = video
        report = video.report
    assert np.allclose(batch.times_s, np.cumsum([0, *DURATIONS_MS[:-1]]) / 1000, atol=0.0011)
    for number, rgb in enumerate(batch.rgb):
        assert mean_error(rgb, exact_means(drawn(number))) <= allowed
    assert (report.frames, report.partial, report.note) == (5, False, "")


def test_partial_frames_are_drawn_over_the_ones_before(tmp_path: Path) -> None:
    """A GIF whose second frame changes one corner still shows the rest of the first."""
    path = tmp_path / "corner.gif"
    first = np.full((64, 64, 3), (200, 30, 30), np.uint8)
    second = first.copy()
    second[:32, :32] = (30, 30, 200)
    Image.fromarray(first).save(path, save_all=True, append_images=[Image.fromarray(second)], duration=50)
    with open_video(path) as video:
        (batch,) = video
    assert np.array_equal(batch.rgb, np.stack([first, second]))


def test_an_apng_may_hide_its_first_picture(tmp_path: Path) -> None:
    """The default image that is shown only where animation is not supported is no frame."""
    path = tmp_path / "clip.png"
    write_animation(path, "PNG", [100, 100], default_image=True)
    with Image.open(path) as image:
        hidden = getattr(image, "default_image", False)
    assert hidden
    with open_video(path) as video:
        (batch,) = video
    assert len(batch) == 1
    assert mean_error(batch.rgb[0], exact_means(drawn(1))) <= 0.6


def test_a_gif_without_delays_runs_as_browsers_run_it(tmp_path: Path) -> None:
    """A delay of nothing means a tenth of a second."""
    path = tmp_path / "quick.gif"
    write_animation(path, "GIF", [0, 0, 0])
    with open_video(path) as video:
        (batch,) = video
    assert np.allclose(batch.times_s, [0, 0.1, 0.2])


def test_an_animation_cut_off_is_partial(tmp_path: Path) -> None:
    """The frames before the end are kept, and it is said that some are missing."""
    path = tmp_path / "clip.gif"
    write_animation(path, "GIF", DURATIONS_MS)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * 0.7)])
    with open_video(path) as video:
        frames = sum(len(batch) for batch in video)
        assert 1 <= frames < 5
        assert video.report.partial


def test_parts_and_sizes_work_as_for_films(tmp_path: Path) -> None:
    """The same reader contract: start, stop, batch, longest side."""
    path = tmp_path / "clip.webp"
    write_animation(path, "WEBP", DURATIONS_MS)
    with open_video(path, start_s=0.1, stop_s=0.4, longest_px=160, batch=2) as video:
        batches = list(video)
    assert [len(batch) for batch in batches] == [2, 1]
    assert np.allclose(np.concatenate([b.times_s for b in batches]), [0.1, 0.14, 0.39])
    assert batches[0].rgb.shape == (2, 90, 160, 3)
