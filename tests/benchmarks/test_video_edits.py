from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from benchmarks.cartoon import Show, draw_still, write_script
from benchmarks.edits import (
    CLIP_EDITS,
    PICTURE_EDITS,
    SMALL_CLIP_EDITS,
    Card,
    ClipEdit,
    Part,
    Piece,
    Rgb,
    Span,
    apply_to_video,
    assemble,
    compile_clips,
    compose,
    cut_clip,
    make_clip,
    read_rgb,
)
from benchmarks.edits.geometry import mirrored
from benchmarks.edits.video_clip import mirrors
from benchmarks.edits.video_time import kept_frames
from benchmarks.encode import write_video

SHARP = {"crf": "0"}
RATE = Fraction(24)


def picture(frame: int = 30) -> Rgb:
    return np.array(draw_still(write_script(Show(12), 1, 10.0), frame, (320, 180)))


@pytest.fixture(scope="session")
def ramp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """48 frames; frame k is grey of value 40 + 4 k, so that a picture tells its own time."""
    path = tmp_path_factory.mktemp("ramp") / "ramp.mkv"
    write_video(path, (np.full((64, 96, 3), 40 + 4 * k, np.uint8) for k in range(48)), RATE, options=SHARP)
    return path


def shown(path: Path) -> list[int]:
    """Which frame of `ramp` each frame of `path` shows."""
    return [round((float(p.mean()) - 40) / 4) for _, p in read_rgb(path)]


def source_frames(piece: Piece) -> tuple[int, int]:
    """First and end frame of the source that a piece claims to show."""
    return round(piece.source_start_s * 24), round(piece.source_end_s * 24)


def test_clip_is_cut_to_the_frame(ramp: Path, tmp_path: Path) -> None:
    """A clip shows exactly the frames its truth names."""
    piece = cut_clip(Span(ramp, 0.75, 0.5), tmp_path / "clip.mkv", options=SHARP)
    assert shown(tmp_path / "clip.mkv") == list(range(18, 30))
    assert (piece.source_start_s, piece.source_end_s) == pytest.approx((18 / 24, 30 / 24), abs=0.002)
    assert (piece.query_start_s, piece.query_end_s, piece.frames) == (0.0, 0.5, 12)


def test_reading_keeps_brightness(ramp: Path) -> None:
    """Greys come back as they were written, to within one code, so that generations do not darken."""
    errors = [float(p.mean()) - (40 + 4 * k) for k, (_, p) in enumerate(read_rgb(ramp))]
    assert max(abs(e) for e in errors) <= 1
    assert abs(float(np.mean(errors))) < 0.2


def test_clip_from_beyond_the_end_is_refused(ramp: Path, tmp_path: Path) -> None:
    """A span after the source's end raises and says so."""
    with pytest.raises(ValueError, match=r"no frame at 9\.0 s"):
        cut_clip(Span(ramp, 9.0, 1.0), tmp_path / "clip.mkv")


def test_clip_over_the_end_is_shorter(ramp: Path, tmp_path: Path) -> None:
    """Where the source ends first, truth ends with it."""
    piece = cut_clip(Span(ramp, 1.75, 1.0), tmp_path / "clip.mkv")
    assert source_frames(piece) == (42, 48)
    assert (piece.frames, piece.query_end_s) == (6, 0.25)


def test_compilation_knows_its_cuts(ramp: Path, tmp_path: Path) -> None:
    """Pieces follow each other without gaps, each with the frames it names."""
    spans = [Span(ramp, 1.0, 0.25), Span(ramp, 0.25, 0.5)]
    pieces = compile_clips(spans, tmp_path / "all.mkv", size=(96, 64), options=SHARP)
    assert shown(tmp_path / "all.mkv") == [*range(24, 30), *range(6, 18)]
    assert [(p.query_start_s, p.query_end_s) for p in pieces] == [(0.0, 0.25), (0.25, 0.75)]


@pytest.mark.parametrize("mix", [1, 4, 5])
def test_dissolve_belongs_to_who_weighs_more(mix: int, ramp: Path, tmp_path: Path) -> None:
    """Two parts mix over as many frames as asked, and truth meets in the middle of them."""
    parts = [Part(Span(ramp, 0.0, 0.5)), Part(Span(ramp, 1.0, 0.5), dissolve=mix)]
    one, two = assemble(parts, tmp_path / "out.mkv", rate=RATE, options=SHARP)
    seen = shown(tmp_path / "out.mkv")
    assert len(seen) == 24 - mix
    assert seen[: 12 - mix] == list(range(12 - mix))
    assert seen[12:] == list(range(24 + mix, 36))
    weights = [(k + 1) / (mix + 1) for k in range(mix)]
    mixed = [(12 - mix + k) * (1 - w) + (24 + k) * w for k, w in enumerate(weights)]
    assert seen[12 - mix : 12] == pytest.approx(mixed, abs=1)
    meet = 12 - mix + sum(w < 0.5 for w in weights)
    assert (one.query_end_s, two.query_start_s) == pytest.approx((meet / 24, meet / 24))
    assert (source_frames(one), source_frames(two)) == ((0, meet), (24 + meet - 12 + mix, 36))


def test_dissolve_longer_than_a_part_is_refused(ramp: Path, tmp_path: Path) -> None:
    """A dissolve needs frames on both sides."""
    parts = [Part(Span(ramp, 0.0, 0.25)), Part(Span(ramp, 1.0, 0.5), dissolve=7)]
    with pytest.raises(ValueError, match="do not fit into part 0"):
        assemble(parts, tmp_path / "out.mkv", rate=RATE)


def test_dissolve_out_of_a_source_that_ends_is_refused(ramp: Path, tmp_path: Path) -> None:
    """Truth that counts on frames which do not come would be wrong, so there is none."""
    parts = [Part(Span(ramp, 1.75, 0.5)), Part(Span(ramp, 0.0, 0.5), dissolve=2)]
    with pytest.raises(ValueError, match="part 0 ends 6 frames early"):
        assemble(parts, tmp_path / "out.mkv", rate=RATE)


def test_card_is_nobodys(ramp: Path, tmp_path: Path) -> None:
    """A still between two spans moves the second, and is in no piece."""
    card = Card(np.full((64, 96, 3), 40, np.uint8), 6)
    parts: list[Part | Card] = [Part(Span(ramp, 0.5, 0.25)), card, Part(Span(ramp, 0.75, 0.25))]
    pieces = assemble(parts, tmp_path / "out.mkv", rate=RATE, options=SHARP)
    assert shown(tmp_path / "out.mkv") == [*range(12, 18), *[0] * 6, *range(18, 24)]
    assert [(p.query_start_s, p.query_end_s) for p in pieces] == [(0.0, 0.25), (0.5, 0.75)]


@pytest.mark.parametrize(
    ("speed", "rate", "frames"),
    [
        (2.0, 24, list(range(0, 24, 2))),
        (0.5, 24, [k // 2 for k in range(48)]),
        (1.0, 12, list(range(0, 24, 2))),
        (1.0, 48, [k // 2 for k in range(48)]),
        (1.25, 30, list(range(24))),
    ],
)
def test_speed_and_rate_choose_frames(speed: float, rate: int, frames: list[int], ramp: Path, tmp_path: Path) -> None:
    """Frames are left out or shown again, none made up; speed by rate alone shows every frame once."""
    edit = ClipEdit(speed=speed, rate=Fraction(rate), options=SHARP)
    (piece,) = make_clip(edit, Span(ramp, 0.5, 1.0), tmp_path / "out.mkv")
    assert shown(tmp_path / "out.mkv") == [12 + k for k in frames]
    assert piece.speed == speed
    assert piece.query_end_s == pytest.approx(1 / speed, abs=0.02)
    assert piece.source_at(piece.query_end_s) == pytest.approx(piece.source_end_s, abs=speed / rate)


def test_backwards_shows_the_last_first(ramp: Path, tmp_path: Path) -> None:
    """The same frames in the other order, and truth that runs down."""
    (piece,) = make_clip(ClipEdit(backwards=True, options=SHARP), Span(ramp, 0.5, 0.5), tmp_path / "out.mkv")
    assert shown(tmp_path / "out.mkv") == list(range(23, 11, -1))
    assert (source_frames(piece), piece.backwards) == ((12, 24), True)
    assert piece.source_at(0.0) == pytest.approx(1.0, abs=0.002)


def test_dropped_frames_leave_times_alone(ramp: Path, tmp_path: Path) -> None:
    """A fifth of the frames is gone, never the first or the last; the others show at their own times."""
    (piece,) = make_clip(ClipEdit(dropped=0.2, options=SHARP), Span(ramp, 0.0, 2.0), tmp_path / "out.mkv", 3)
    seen = [(round(t * 24, 1), round((float(p.mean()) - 40) / 4)) for t, p in read_rgb(tmp_path / "out.mkv")]
    assert len(seen) == 38
    assert all(time == pytest.approx(frame, abs=0.03) for time, frame in seen)
    assert (seen[0][1], seen[-1][1]) == (0, 47)
    assert (source_frames(piece), piece.query_end_s) == ((0, 48), 2.0)
    assert len(kept_frames(3, 0.9, 0)) == 2


def test_doubled_frames_take_time(ramp: Path, tmp_path: Path) -> None:
    """A fifth of the frames is shown twice in a row, none more often, and truth says how slow that is."""
    (piece,) = make_clip(ClipEdit(doubled=0.25, options=SHARP), Span(ramp, 0.0, 1.0), tmp_path / "out.mkv", 3)
    seen = shown(tmp_path / "out.mkv")
    assert seen == sorted(seen)
    assert sorted(np.bincount(seen).tolist()) == [1] * 18 + [2] * 6
    assert (piece.speed, piece.query_end_s) == (0.8, 1.25)


def test_cut_out_leaves_two_pieces(ramp: Path, tmp_path: Path) -> None:
    """A quarter is gone from within; the pieces say from where, to the frame."""
    edit = ClipEdit(removed=0.25, options=SHARP)
    one, two = make_clip(edit, Span(ramp, 0.0, 1.0), tmp_path / "out.mkv", 5)
    seen = shown(tmp_path / "out.mkv")
    assert len(seen) == pytest.approx(18, abs=1)
    assert seen[: one.frames] == list(range(*source_frames(one)))
    assert seen[one.frames :] == list(range(*source_frames(two)))
    assert source_frames(two)[0] - source_frames(one)[1] == pytest.approx(6, abs=1)
    assert one.query_end_s == two.query_start_s == one.frames / 24


@pytest.mark.parametrize("inserted", ["card", "footage"])
def test_insertion_stands_between(inserted: str, ramp: Path, tmp_path: Path) -> None:
    """All of the span is shown, with half a second of something else within; footage is a piece of its own."""
    other = tmp_path / "other.mkv"
    write_video(other, [np.full((64, 96, 3), 250, np.uint8)] * 24, RATE, options=SHARP)
    edit = ClipEdit(inserted="card" if inserted == "card" else "footage", inserted_s=0.5, options=SHARP)
    pieces = make_clip(edit, Span(ramp, 0.0, 1.0), tmp_path / "out.mkv", 5, footage=Span(other, 0.0, 9.0))
    own = [p for p in pieces if p.source == ramp]
    seen = shown(tmp_path / "out.mkv")
    assert len(pieces) == (2 if inserted == "card" else 3)
    assert len(seen) == pytest.approx(36, abs=1)
    assert seen[: own[0].frames] + seen[-own[1].frames :] == list(range(len(seen) - 12))
    assert own[1].query_start_s - own[0].query_end_s == pytest.approx(0.5)
    assert source_frames(own[0])[1] == source_frames(own[1])[0]


def test_insertion_needs_footage(ramp: Path, tmp_path: Path) -> None:
    """Nothing is put in place of footage that was not given."""
    with pytest.raises(ValueError, match="say which"):
        make_clip(CLIP_EDITS["inserted-footage"], Span(ramp, 0.0, 1.0), tmp_path / "out.mkv")


def test_edit_of_a_video_is_in_one_state(tmp_path: Path) -> None:
    """Each frame is cropped at the same place: frames of a still video stay equal."""
    still = tmp_path / "still.mkv"
    write_video(still, [picture()] * 6, options=SHARP)
    apply_to_video(still, tmp_path / "cropped.mkv", PICTURE_EDITS["crop-20"], 3)
    frames = [p for _, p in read_rgb(tmp_path / "cropped.mkv")]
    assert frames[0].shape == (160, 286, 3)
    assert max(float(np.abs(f.astype(int) - frames[0].astype(int)).mean()) for f in frames) < 2


def test_held_frames_are_edited_once(tmp_path: Path) -> None:
    """Equal frames in a row cost one edit, and a frame seen again later is edited again."""
    asked: list[int] = []

    def counting(rgb: Rgb, rng: np.random.Generator) -> Rgb:  # noqa: ARG001 - every edit has this shape
        asked.append(int(rgb[0, 0, 0]))
        return rgb

    greys = [40, 40, 40, 80, 80, 40]
    write_video(tmp_path / "in.mkv", [np.full((64, 96, 3), grey, np.uint8) for grey in greys], RATE, options=SHARP)
    apply_to_video(tmp_path / "in.mkv", tmp_path / "out.mkv", counting)
    assert [round(grey / 40) for grey in asked] == [1, 2, 1]


def test_equal_seeds_give_equal_clips(ramp: Path, tmp_path: Path) -> None:
    """Chance is the seed's alone: bytes are equal for one seed and differ for another."""
    edit = ClipEdit(PICTURE_EDITS["logo"], doubled=0.2, removed=0.2, inserted="card", inserted_s=0.2)
    files = []
    for number, seed in enumerate([1, 1, 2]):
        make_clip(edit, Span(ramp, 0.0, 1.0), tmp_path / f"{number}.mp4", seed)
        files.append((tmp_path / f"{number}.mp4").read_bytes())
    assert files[0] == files[1]
    assert files[0] != files[2]


@pytest.mark.parametrize("name", [*sorted(set(CLIP_EDITS) - set(PICTURE_EDITS)), "240p", "phone"])
def test_clip_edits_write_readable_files(name: str, ramp: Path, tmp_path: Path) -> None:
    """Each gives a video that decodes, as long as its truth says."""
    pieces = make_clip(CLIP_EDITS[name], Span(ramp, 0.25, 1.0), tmp_path / "out.mp4", 1, footage=Span(ramp, 0.0, 2.0))
    times = [time_s for time_s, _ in read_rgb(tmp_path / "out.mp4")]
    assert times[-1] < pieces[-1].query_end_s
    assert times[-1] == pytest.approx(pieces[-1].query_end_s, abs=0.08)


@pytest.mark.parametrize("name", PICTURE_EDITS)
def test_mirroring_is_seen(name: str) -> None:
    """Of every edit it is known whether it mirrors, however it changes colours, places and sizes."""
    edit = PICTURE_EDITS[name]
    known = name in ("mirrored", "combination", "social-clip")
    for seed in range(3) if name != "random-3" else ():
        assert mirrors(edit, seed) == known
        assert mirrors(compose(mirrored, edit), seed) != known


def test_small_names_are_edits() -> None:
    """The daily run names edits that there are."""
    assert set(SMALL_CLIP_EDITS) <= set(CLIP_EDITS)
    assert len(set(SMALL_CLIP_EDITS)) == len(SMALL_CLIP_EDITS) == 10
