from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from ashen.media.video import open_video
from benchmarks.encode import Matrix, write_video
from tests.media.drawn import drawn, exact_means, largest_error, mean_error, noise

FRAMES = 6


def read(path: Path, longest_px: int | None = None) -> NDArray[np.uint8]:
    with open_video(path, longest_px=longest_px) as video:
        batches = list(video)
        assert video.report.partial is False, video.report.note
    return np.concatenate([batch.rgb for batch in batches])


@pytest.mark.parametrize(
    ("ending", "codec", "pix_fmt"),
    [
        ("mp4", "libx264", "yuv420p"),
        ("mkv", "libx264", "yuv420p10le"),
        ("mov", "libx264", "yuv422p"),
        ("mp4", "libx264", "yuv444p"),
        ("avi", "libx264", "yuv420p"),
        ("ts", "libx264", "yuv420p"),
        ("mkv", "libx264rgb", "rgb24"),
        ("mkv", "libx265", "yuv420p10le"),
        ("mp4", "libx265", "yuv422p12le"),
        ("mkv", "libsvtav1", "yuv420p10le"),
        ("webm", "libvpx-vp9", "yuv420p"),
        ("webm", "libvpx-vp9", "yuv444p"),
        ("avi", "mpeg4", "yuv420p"),
        ("mkv", "mpeg2video", "yuv422p"),
        ("mov", "prores_ks", "yuv422p10le"),
        ("mkv", "ffv1", "yuv420p12le"),
        ("mkv", "ffv1", "gbrp10le"),
        ("mkv", "ffv1", "bgr0"),
        ("mov", "qtrle", "rgb24"),
    ],
)
def test_codecs_and_formats_show_the_picture_that_was_drawn(
    tmp_path: Path, ending: str, codec: str, pix_fmt: str
) -> None:
    """Every codec, container, depth and chroma layout gives the drawn picture's area means, in every frame."""
    path = tmp_path / f"film.{ending}"
    # Low presets cost AV1 more than the rest.
    allowed = 3.0 if codec == "libsvtav1" else 1.6
    write_video(path, (drawn(n) for n in range(FRAMES)), codec=codec, pix_fmt=pix_fmt)
    small = read(path)
    assert len(small) == FRAMES
    for number, rgb in enumerate(small):
        assert mean_error(rgb, exact_means(drawn(number))) <= allowed


@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize("matrix", ["bt601", "bt709", "bt2020"])
@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv444p10le"])
def test_matrix_and_range_are_as_tagged(tmp_path: Path, matrix: Matrix, full_range: bool, pix_fmt: str) -> None:
    """Colours come out the same whatever matrix and range they were stored in."""
    path = tmp_path / "film.mkv"
    write_video(path, [drawn(1)], codec="ffv1", pix_fmt=pix_fmt, matrix=matrix, full_range=full_range)
    assert mean_error(read(path)[0], exact_means(drawn(1))) <= 0.8


@pytest.mark.parametrize(("height", "matrix"), [(720, "bt709"), (718, "bt601")])
def test_untagged_colour_goes_by_the_height(tmp_path: Path, height: int, matrix: Matrix) -> None:
    """Without tags, 720 lines and more are BT.709, fewer BT.601."""
    untagged, tagged = tmp_path / "untagged.mkv", tmp_path / "tagged.mkv"
    write_video(untagged, [drawn(2, height, 640)], codec="ffv1")
    write_video(tagged, [drawn(2, height, 640)], codec="ffv1", matrix=matrix)
    assert np.array_equal(read(untagged), read(tagged))
    assert mean_error(read(untagged)[0], exact_means(drawn(2, height, 640))) <= 0.8


def gray(value: int) -> NDArray[np.uint8]:
    return np.full((96, 96, 3), value, np.uint8)


@pytest.mark.parametrize(
    ("codec", "pix_fmt", "full_range", "white"),
    [
        ("ffv1", "gray", None, 255),
        ("ffv1", "gray", True, 255),
        ("ffv1", "gray", False, 235),
        ("ffv1", "gray10le", False, 235),
        ("libx265", "gray", None, 235),
    ],
)
def test_grey_is_white_at_the_white_of_its_range(
    tmp_path: Path, codec: str, pix_fmt: str, full_range: bool | None, white: int
) -> None:
    """Stored grey of a limited range is widened, that of full range left; x265 tags nothing and means limited."""
    path = tmp_path / "gray.mkv"
    write_video(path, [gray(white)], codec=codec, pix_fmt=pix_fmt, full_range=full_range)
    assert np.abs(read(path).astype(int) - 255).max() <= 2


def test_colour_keeps_its_width(tmp_path: Path) -> None:
    """Colour noise averages to exact means: no path reads every second pixel or halves the colour."""
    path = tmp_path / "noise.mkv"
    write_video(path, [noise(5, 180, 320)], codec="ffv1", pix_fmt="bgr0")
    assert largest_error(read(path)[0], exact_means(noise(5, 180, 320))) <= 0.7


@pytest.mark.parametrize(("quarters", "rotation_deg"), [(1, 90), (2, 180), (3, 270)])
def test_rotation_is_applied(tmp_path: Path, quarters: int, rotation_deg: int) -> None:
    """A film stored lying down with a display matrix comes out upright, its sides swapped."""
    path = tmp_path / "turned.mp4"
    stored = [np.rot90(drawn(n), -quarters) for n in range(3)]
    write_video(path, stored, rotation_deg=rotation_deg)
    assert mean_error(read(path)[2], exact_means(drawn(2))) <= 1.6
    assert read(path, longest_px=160).shape == (3, 90, 160, 3)


@pytest.mark.parametrize(("matrix", "axes"), [((-1, 0, 0, 1), (1,)), ((1, 0, 0, -1), (0,)), ((0, 1, 1, 0), None)])
def test_mirroring_is_applied(tmp_path: Path, matrix: tuple[int, int, int, int], axes: tuple[int, ...] | None) -> None:
    """A display matrix may also mirror, flip or transpose."""
    path = tmp_path / "mirrored.mp4"
    shown = drawn(1, 192, 192)
    stored = shown.transpose(1, 0, 2) if axes is None else np.flip(shown, axes)
    remux_with_matrix(stored, matrix, path)
    assert mean_error(read(path)[0], exact_means(shown)) <= 1.6


def remux_with_matrix(stored: NDArray[np.uint8], matrix: tuple[int, int, int, int], path: Path) -> None:
    plain = path.with_name("plain.mp4")
    write_video(plain, [stored])
    a, b, c, d = (65536 * value for value in matrix)
    with av.open(plain) as source, av.open(path, "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        stream.set_display_matrix([a, b, 0, c, d, 0, 0, 0, 1 << 30])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)


def test_interlaced_frames_are_averaged_whole(tmp_path: Path) -> None:
    """Both fields count, row by row: fields of different moments give the mean of both, not one above the other."""
    path = tmp_path / "interlaced.mkv"
    picture = drawn(0, 512, 320)
    picture[::2] = drawn(3, 512, 320)[::2]
    write_video(
        path,
        [picture] * 3,
        codec="mpeg2video",
        pix_fmt="yuv422p",
        options={"flags": "+ildct+ilme", "b": "30M"},
    )
    with av.open(path) as container:
        assert next(container.decode(video=0)).interlaced_frame
    assert mean_error(read(path)[0], exact_means(picture)) <= 1.6


@pytest.mark.parametrize(("height", "width"), [(97, 131), (33, 17), (1, 1), (66, 500), (2160, 3840)])
def test_any_size_decodes(tmp_path: Path, height: int, width: int) -> None:
    """Odd, tiny and 4K pictures give their area means."""
    path = tmp_path / "odd.mkv"
    write_video(path, [drawn(1, height, width)], codec="ffv1")
    allowed = 3.0 if min(height, width) < 64 else 0.8  # enlarging is smoother in swscale, and chroma is one pixel
    assert mean_error(read(path)[0], exact_means(drawn(1, height, width))) <= allowed


@pytest.mark.parametrize(("codec", "pix_fmt", "ending"), [("ffv1", "yuva420p", "mkv"), ("qtrle", "argb", "mov")])
def test_alpha_lies_over_black(tmp_path: Path, codec: str, pix_fmt: str, ending: str) -> None:
    """What is transparent is black, weighed pixel by pixel before the average."""
    path = tmp_path / f"alpha.{ending}"
    rng = np.random.default_rng(1)
    alpha = np.repeat(np.repeat(rng.integers(0, 256, (90, 160, 1), dtype=np.uint8), 2, axis=0), 2, axis=1)
    rgba = np.concatenate([drawn(3), alpha], axis=2)
    write_video(path, [rgba], codec=codec, pix_fmt=pix_fmt)
    shown = np.rint(drawn(3) * (alpha / 255)).astype(np.uint8)
    assert mean_error(read(path)[0], exact_means(shown)) <= 0.8


def test_pixels_that_are_not_square_are_made_so(tmp_path: Path) -> None:
    """With `longest_px` a 4:3 frame stored 720 wide is shown in its true shape."""
    path = tmp_path / "anamorphic.mkv"
    write_video(path, [drawn(0, 480, 720)], sample_aspect_ratio=Fraction(32, 27))
    assert read(path, longest_px=320).shape == (1, 180, 320, 3)


def test_a_size_that_changes_inside_the_stream_is_followed(tmp_path: Path) -> None:
    """Frames of each size are right, though the header knows only the first."""
    path = tmp_path / "joined.h264"
    write_video(tmp_path / "a.h264", [drawn(n, 180, 320) for n in range(4)])
    write_video(tmp_path / "b.h264", [drawn(n, 240, 320) for n in range(4)])
    path.write_bytes((tmp_path / "a.h264").read_bytes() + (tmp_path / "b.h264").read_bytes())
    small = read(path)
    assert len(small) == 8
    assert mean_error(small[3], exact_means(drawn(3))) <= 1.6
    assert mean_error(small[7], exact_means(drawn(3, 240, 320))) <= 1.6
    with open_video(path, longest_px=200) as video:
        assert [batch.rgb.shape for batch in video] == [(4, 112, 200, 3), (4, 150, 200, 3)]
