import tracemalloc
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ashen.errors import NotMedia
from ashen.media.frames import SMALL_PX, Frames
from ashen.media.video import BATCH_BYTES, open_video
from benchmarks.encode import write_video
from tests.media.drawn import drawn, exact_means, mean_error


def test_batches_are_small_frames_in_order(tmp_path: Path) -> None:
    """Frames come in batches of the asked size, every one, square and small, with the times of a constant rate."""
    path = tmp_path / "film.mp4"
    write_video(path, (drawn(n) for n in range(50)), Fraction(24000, 1001))
    with open_video(path, batch=20) as video:
        batches = list(video)
    assert [len(batch) for batch in batches] == [20, 20, 10]
    assert batches[0].rgb.shape == (20, SMALL_PX, SMALL_PX, 3)
    assert batches[0].rgb.dtype == np.uint8
    times_s = np.concatenate([batch.times_s for batch in batches])
    assert np.allclose(times_s, np.arange(50) * 1001 / 24000, atol=1e-9, rtol=0)
    assert mean_error(batches[2].rgb[9], exact_means(drawn(49))) <= 1.6


@pytest.mark.parametrize(("ending", "exact_s"), [("mp4", 1e-9), ("mkv", 0.0005)])
def test_variable_frame_rate_keeps_its_times(tmp_path: Path, ending: str, exact_s: float) -> None:
    """Each frame has its own presentation time, to the clock tick of the container (Matroska: 1 ms)."""
    path = tmp_path / f"film.{ending}"
    times_s = np.array([0, 0.1, 0.15, 0.4, 0.5, 0.75, 2, 2.05, 7.5, 60])
    write_video(path, (drawn(n) for n in range(10)), times_s=times_s.tolist())
    with open_video(path) as video:
        (batch,) = video
    assert np.allclose(batch.times_s, times_s, atol=exact_s, rtol=0)


def test_times_count_from_the_first_frame_shown(tmp_path: Path) -> None:
    """A stream that starts late starts at zero all the same."""
    path = tmp_path / "film.mkv"
    write_video(path, (drawn(n) for n in range(5)), times_s=[5, 5.5, 6, 6.5, 7])
    with open_video(path) as video:
        (batch,) = video
    assert np.allclose(batch.times_s, [0, 0.5, 1, 1.5, 2])


@pytest.mark.parametrize(("name", "options"), [("film.avi", {}), ("film.h264", {}), ("film.ts", {"bf": "2"})])
def test_files_without_good_stamps_get_even_times(tmp_path: Path, name: str, options: dict[str, str]) -> None:
    """AVI with B-frames and bare streams carry no presentation times; frames then follow at the frame rate."""
    path = tmp_path / name
    write_video(path, (drawn(n) for n in range(40)), Fraction(25), options=options)
    with open_video(path) as video:
        (batch,) = video
    assert len(batch) == 40
    assert np.allclose(batch.times_s, np.arange(40) / 25, atol=1e-6)
    assert mean_error(batch.rgb[20], exact_means(drawn(20))) <= 1.6


@pytest.mark.parametrize("ending", ["mp4", "mkv", "avi", "ts", "h264"])
def test_a_part_is_the_same_frames_at_the_same_times(tmp_path: Path, ending: str) -> None:
    """Reading from a start to a stop gives exactly what reading all gives there, whether or not the file can seek."""
    path = tmp_path / f"film.{ending}"
    write_video(path, (drawn(n) for n in range(120)), Fraction(25), options={"g": "25"})
    with open_video(path) as video:
        (whole,) = video
    with open_video(path, start_s=2.02, stop_s=3.0) as video:
        (part,) = video
    inside = (whole.times_s >= 2.02) & (whole.times_s < 3.0)
    assert inside.sum() in (24, 25)
    assert np.array_equal(part.times_s, whole.times_s[inside])
    assert np.array_equal(part.rgb, whole.rgb[inside])


def forty_frames(path: Path) -> Frames:
    """Writes a film of that many, 25 a second, or an animation; gives what is read of it."""
    if path.suffix == ".gif":
        first, *others = (Image.fromarray(drawn(n)) for n in range(40))
        first.save(path, save_all=True, append_images=others, duration=40, loop=0)
    else:
        write_video(path, (drawn(n) for n in range(40)), Fraction(25))
    with open_video(path) as video:
        (whole,) = video
    return whole


@pytest.mark.parametrize("ending", ["mp4", "gif"])
def test_frames_too_near_each_other_are_left_out(tmp_path: Path, ending: str) -> None:
    """Of frames asked to be apart the first is given, then always the next that is far enough from the last."""
    path = tmp_path / f"film.{ending}"
    whole = forty_frames(path)
    with open_video(path, start_s=0.3, apart_s=0.079) as video:
        (part,) = video
    wanted = np.flatnonzero(whole.times_s >= 0.3)[::2]
    assert np.array_equal(part.times_s, whole.times_s[wanted])
    assert np.array_equal(part.rgb, whole.rgb[wanted])


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts"])
def test_frames_no_other_depends_on_may_be_left_out(tmp_path: Path, ending: str) -> None:
    """Of a film with frames of both kinds about every second is left, each what and when it is among all; also behind
    the middle, which is searched."""
    path = tmp_path / f"film.{ending}"
    moving = (np.roll(drawn(3), n, axis=1) for n in range(120))
    write_video(path, moving, Fraction(25), options={"g": "25", "bf": "3"})
    with open_video(path) as video:
        (whole,) = video
    for start_s in (0.0, 2.0):
        with open_video(path, start_s=start_s, sparse=True) as video:
            (part,) = video
        rows = np.searchsorted(whole.times_s, part.times_s - 1e-6)
        later = int((whole.times_s >= start_s).sum())
        assert 0.4 * later < len(rows) < 0.7 * later
        assert np.diff(rows).max() <= 4
        assert np.array_equal(part.times_s, whole.times_s[rows])
        assert np.array_equal(part.rgb, whole.rgb[rows])


@pytest.mark.parametrize("ending", ["h264", "avi", "gif"])
def test_none_is_left_out_where_its_time_would_be_lost(tmp_path: Path, ending: str) -> None:
    """Frames without times of their own are timed by their number; animations have no others."""
    path = tmp_path / f"film.{ending}"
    whole = forty_frames(path)
    with open_video(path, sparse=True) as video:
        (part,) = video
    assert np.array_equal(part.times_s, whole.times_s)
    assert np.array_equal(part.rgb, whole.rgb)


@pytest.mark.parametrize("ending", ["mp4", "gif"])
def test_frames_at_moments_are_those_shown_then(tmp_path: Path, ending: str) -> None:
    """Of each moment the first frame from there on, once where it is that of two; none past the end."""
    path = tmp_path / f"film.{ending}"
    whole = forty_frames(path)
    with open_video(path, moments_s=[0.19, 0.5, 0.51, 0.99, 30.0]) as video:
        (part,) = video
    wanted = np.searchsorted(whole.times_s, [0.19, 0.5, 0.51, 0.99])
    assert np.array_equal(part.times_s, whole.times_s[np.unique(wanted)])
    assert np.array_equal(part.rgb, whole.rgb[np.unique(wanted)])


def test_a_part_past_the_end_is_empty(tmp_path: Path) -> None:
    """Nothing there is no error."""
    path = tmp_path / "film.mp4"
    write_video(path, (drawn(n) for n in range(10)))
    with open_video(path, start_s=50) as video:
        assert list(video) == []
        assert video.report.frames == 0


def test_sizes_are_as_asked(tmp_path: Path) -> None:
    """A width and height are met exactly; a longest side keeps the aspect and never enlarges."""
    path = tmp_path / "film.mp4"
    write_video(path, [drawn(0)])
    for asked, shape in (({"size_px": (50, 40)}, (40, 50)), ({"size_px": 32}, (32, 32))):
        with open_video(path, **asked) as video:
            (batch,) = video
        assert batch.rgb.shape == (1, *shape, 3)
    for longest_px, shape in ((160, (90, 160)), (1000, (180, 320))):
        with open_video(path, longest_px=longest_px) as video:
            (batch,) = video
        assert batch.rgb.shape == (1, *shape, 3)
        assert mean_error(batch.rgb[0], exact_means(drawn(0), shape[1], shape[0])) <= 1.6
    with pytest.raises(ValueError, match="at least 1"):
        open_video(path, size_px=0)


def test_memory_does_not_grow_with_the_film(tmp_path: Path) -> None:
    """Batches are not kept: reading 2000 frames holds a few batches at most."""
    path = tmp_path / "film.mp4"
    write_video(path, (drawn(n % 50, 36, 64) for n in range(2000)), options={"preset": "ultrafast"})
    batch_bytes = 100 * 64 * 64 * 3
    with open_video(path, batch=100) as video:
        tracemalloc.start()
        frames = sum(len(batch) for batch in video)
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert frames == 2000
    assert peak_bytes < 5 * batch_bytes


def test_large_frames_come_in_small_batches(tmp_path: Path) -> None:
    """A batch stays below its bound in bytes, whatever the frame size."""
    path = tmp_path / "film.mp4"
    write_video(path, [drawn(0, 1080, 1920)] * 8, options={"preset": "ultrafast"})
    with open_video(path, longest_px=1920) as video:
        assert all(batch.rgb.nbytes <= BATCH_BYTES for batch in video)
    assert BATCH_BYTES < 8 * 1080 * 1920 * 3


def test_a_reader_is_read_once(tmp_path: Path) -> None:
    """A second reading raises; the report waits for the end."""
    path = tmp_path / "film.mp4"
    write_video(path, [drawn(0)] * 3)
    with open_video(path, batch=1) as video:
        with pytest.raises(ValueError, match="report"):
            _ = video.report
        assert sum(len(batch) for batch in video) == 3
        with pytest.raises(ValueError, match="once"):
            iter(video)


def test_a_still_picture_is_no_video(tmp_path: Path) -> None:
    """Stills are read as pictures, whatever their name says."""
    path = tmp_path / "film.mp4"
    write_video(tmp_path / "still.png", [drawn(0)], codec="png", pix_fmt="rgb24")
    (tmp_path / "still.png").rename(path)
    with pytest.raises(NotMedia, match="still picture"):
        open_video(path)
