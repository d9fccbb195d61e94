from pathlib import Path

import numpy as np
import pytest

from benchmarks.cartoon import Show, draw_still, write_script
from benchmarks.edits import (
    PICTURE_EDITS,
    VIDEO_EDITS,
    Rgb,
    Span,
    apply_to_video,
    change_speed,
    compile_clips,
    compose,
    cut_clip,
    read_rgb,
)
from benchmarks.edits.geometry import crop, mirrored
from benchmarks.encode import write_video


def picture(frame: int = 30) -> Rgb:
    return np.array(draw_still(write_script(Show(12), 1, 10.0), frame, (320, 180)))


def edited(name: str, seed: int = 1) -> Rgb:
    return PICTURE_EDITS[name](picture(), np.random.default_rng(seed))


def grey_ramp_video(path: Path, frames: int = 48) -> Path:
    """Frame k is grey of value 40 + 4 k, so that a picture tells its own time."""
    write_video(path, (np.full((64, 96, 3), 40 + 4 * k, np.uint8) for k in range(frames)), options={"crf": "0"})
    return path


def shown(path: Path) -> list[int]:
    """Which frame of `grey_ramp_video` each frame of `path` shows."""
    return [round((float(p.mean()) - 40) / 4) for _, p in read_rgb(path)]


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


def test_clip_is_cut_to_the_frame(tmp_path: Path) -> None:
    """A clip shows exactly the frames its truth names."""
    source = grey_ramp_video(tmp_path / "ramp.mkv")
    piece = cut_clip(Span(source, 0.75, 0.5), tmp_path / "clip.mkv", options={"crf": "0"})
    assert shown(tmp_path / "clip.mkv") == list(range(18, 30))
    assert (piece.source_start_s, piece.source_end_s) == pytest.approx((18 / 24, 30 / 24), abs=0.002)
    assert (piece.query_start_s, piece.query_end_s, piece.frames) == (0.0, 0.5, 12)


def test_reading_keeps_brightness(tmp_path: Path) -> None:
    """Greys come back as they were written, to within one code, so that generations do not darken."""
    source = grey_ramp_video(tmp_path / "ramp.mkv")
    errors = [float(p.mean()) - (40 + 4 * k) for k, (_, p) in enumerate(read_rgb(source))]
    assert max(abs(e) for e in errors) <= 1
    assert abs(float(np.mean(errors))) < 0.2


def test_clip_from_beyond_the_end_is_refused(tmp_path: Path) -> None:
    """A span after the source's end raises and says so."""
    source = grey_ramp_video(tmp_path / "ramp.mkv")
    with pytest.raises(ValueError, match=r"no frame at 9\.0 s"):
        cut_clip(Span(source, 9.0, 1.0), tmp_path / "clip.mkv")


def test_compilation_knows_its_cuts(tmp_path: Path) -> None:
    """Pieces follow each other without gaps, each with the frames it names."""
    source = grey_ramp_video(tmp_path / "ramp.mkv")
    spans = [Span(source, 1.0, 0.25), Span(source, 0.25, 0.5)]
    pieces = compile_clips(spans, tmp_path / "all.mkv", size=(96, 64), options={"crf": "0"})
    assert shown(tmp_path / "all.mkv") == [*range(24, 30), *range(6, 18)]
    assert [(p.query_start_s, p.query_end_s) for p in pieces] == [(0.0, 0.25), (0.25, 0.75)]


def test_speed_drops_frames(tmp_path: Path) -> None:
    """Twice as fast shows every second frame."""
    source = grey_ramp_video(tmp_path / "ramp.mkv")
    piece = change_speed(source, tmp_path / "fast.mkv", 2.0)
    assert shown(tmp_path / "fast.mkv") == list(range(0, 48, 2))
    assert piece.query_end_s == pytest.approx(1.0, abs=0.05)


def test_edit_of_a_video_is_in_one_state(tmp_path: Path) -> None:
    """Each frame is cropped at the same place: frames of a still video stay equal."""
    still = tmp_path / "still.mkv"
    write_video(still, [picture()] * 6, options={"crf": "0"})
    apply_to_video(still, tmp_path / "cropped.mkv", PICTURE_EDITS["crop-20"], 3)
    frames = [p for _, p in read_rgb(tmp_path / "cropped.mkv")]
    assert frames[0].shape == (160, 286, 3)
    assert max(float(np.abs(f.astype(int) - frames[0].astype(int)).mean()) for f in frames) < 2


@pytest.mark.parametrize("name", ["240p", "low-bitrate", "hevc", "mpeg4", "speed-1.1", "rate-15", "phone"])
def test_video_edits_write_readable_files(name: str, tmp_path: Path) -> None:
    """Each gives a video that decodes, as long as its name says."""
    source = grey_ramp_video(tmp_path / "ramp.mkv", 24)
    VIDEO_EDITS[name](source, tmp_path / "out.mkv", 1)
    expected = {"speed-1.1": 22, "rate-15": 15}.get(name, 24)
    assert len(list(read_rgb(tmp_path / "out.mkv"))) == pytest.approx(expected, abs=1)
