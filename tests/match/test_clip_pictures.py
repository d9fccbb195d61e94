"""Clips of drawn shows, edited, asked of a real library: signatures, views, pictures and the choice together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ashen import Library
from ashen.match.calibration import calibration_of
from ashen.match.identification import Identification, Match
from benchmarks.cartoon import RATE, Show, draw_still, write_episode, write_script
from benchmarks.edits import CLIP_EDITS, ClipEdit, Span, make_clip
from benchmarks.edits.kinds import PictureEdit
from benchmarks.encode import write_video

Rgb = NDArray[np.uint8]
EPISODE_S = 24.0
SHOWS = (21, 23)
START_S, LENGTH_S = 8.0, 7.0
FRAME_S = 1001 / 24000


def upright(rgb: Rgb, _: np.random.Generator) -> Rgb:
    """The middle in 9:16."""
    width = rgb.shape[1]
    side = round(rgb.shape[0] * 9 / 16) // 2 * 2
    return rgb[:, (width - side) // 2 : (width + side) // 2]


def over_a_blur(rgb: Rgb, _: np.random.Generator) -> Rgb:
    """Small, over itself blurred and enlarged."""
    height, width = rgb.shape[:2]
    ground = Image.fromarray(rgb).resize((12, 8)).resize((width, height), Image.Resampling.BICUBIC)
    ground.paste(Image.fromarray(rgb).resize((width // 2, height // 2)), (width // 4, height // 3))
    return np.asarray(ground)


def mirrored(rgb: Rgb, _: np.random.Generator) -> Rgb:
    """As in a mirror beside."""
    return np.ascontiguousarray(rgb[:, ::-1])


def upside_down(rgb: Rgb, _: np.random.Generator) -> Rgb:
    """As in a mirror below."""
    return np.ascontiguousarray(rgb[::-1])


def sideways(rgb: Rgb, _: np.random.Generator) -> Rgb:
    """As a phone held upright films it."""
    return np.ascontiguousarray(np.rot90(rgb, -1))


def sideways_in_a_mirror(rgb: Rgb, _: np.random.Generator) -> Rgb:
    """Mirrored, then turned the other way."""
    return np.ascontiguousarray(np.rot90(rgb[:, ::-1]))


def askew(rgb: Rgb, _: np.random.Generator) -> Rgb:
    """Turned by 30 degrees, on white."""
    turned = Image.fromarray(rgb).rotate(-30, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    return np.asarray(turned.crop((0, 0, turned.width // 2 * 2, turned.height // 2 * 2)))


class Case(NamedTuple):
    """An edit, and how the answer must describe it."""

    edit: ClipEdit
    mirrored: bool = False
    flipped: bool = False
    reversed: bool = False
    rotated_deg: int = 0
    slanted: bool = False


def of(picture: PictureEdit) -> ClipEdit:
    return ClipEdit(picture)


CASES = {
    "upright": Case(of(upright)),
    "over a blur": Case(of(over_a_blur)),
    "mirrored": Case(of(mirrored), mirrored=True),
    "upside down": Case(of(upside_down), flipped=True),
    "backwards": Case(ClipEdit(backwards=True), reversed=True),
    "sideways": Case(of(sideways), rotated_deg=90),
    "sideways in a mirror": Case(of(sideways_in_a_mirror), mirrored=True, rotated_deg=270),
    "askew": Case(of(askew), slanted=True),
}


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """An episode of each of two shows."""
    folder = tmp_path_factory.mktemp("episodes")
    paths = {seed: folder / f"Show {seed} - 01.mp4" for seed in SHOWS}
    for seed, path in paths.items():
        write_episode(path, Show(seed), 1, EPISODE_S, (320, 180), preset="ultrafast")
    return paths


@pytest.fixture(scope="module")
def library(videos: dict[int, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that holds both."""
    folder = tmp_path_factory.mktemp("library")
    with Library.open(folder, create=True) as made:
        assert made.index(videos.values()).counts == {"indexed": len(SHOWS)}
    return folder


Ask = Callable[[Path], tuple[Match, ...]]


@pytest.fixture
def ask(library: Path) -> Ask:
    """What a clip is said to be, likelier than not."""

    def asked(path: Path) -> tuple[Match, ...]:
        with Library.open(library) as opened:
            return opened.identify(path, threshold=0.5).matches

    return asked


@pytest.mark.parametrize("name", CASES)
def test_an_edited_clip_is_placed(name: str, videos: dict[int, Path], ask: Ask, tmp_path: Path) -> None:
    """A clip names its video and its stretch to within two frames, and how it was turned."""
    case = CASES[name]
    target = tmp_path / "clip.mp4"
    make_clip(case.edit, Span(videos[21], START_S, LENGTH_S), target, seed=1)
    [match] = ask(target)
    assert match.video == str(videos[21])
    slanted = match.outline is not None
    told = Case(case.edit, match.mirrored, match.flipped, match.reversed, match.rotated_deg, slanted)
    assert told == case
    assert match.start_s == pytest.approx(START_S, abs=3 * FRAME_S)
    assert match.end_s == pytest.approx(START_S + LENGTH_S, abs=3 * FRAME_S)


def test_a_removed_part_makes_two_stretches(videos: dict[int, Path], ask: Ask, tmp_path: Path) -> None:
    """Of a clip that lacks a part of its middle both sides are placed, each to within some frames of the cut."""
    target = tmp_path / "clip.mp4"
    pieces = make_clip(ClipEdit(removed=0.4), Span(videos[23], 4.0, 10.0), target, seed=3)
    matches = ask(target)
    assert [match.video for match in matches] == [str(videos[23])] * 2
    for match, piece in zip(matches, pieces, strict=True):
        assert match.start_s == pytest.approx(piece.source_start_s, abs=12 * FRAME_S)
        assert match.end_s == pytest.approx(piece.source_end_s, abs=12 * FRAME_S)


def a_place(rng: np.random.Generator) -> Image.Image:
    """Somewhere, drawn by chance."""
    ground = Image.new("RGB", (320, 180), tuple(int(level) for level in rng.integers(40, 200, 3)))
    draw = ImageDraw.Draw(ground)
    for _ in range(30):
        x, y, size = rng.uniform(-20, 310), rng.uniform(-20, 170), rng.uniform(8, 60)
        draw.rectangle((x, y, x + size, y + size), fill=tuple(int(level) for level in rng.integers(0, 256, 3)))
    return ground


def before_a_still_camera() -> Iterator[Rgb]:
    """Forty seconds of one place that something small crosses."""
    ground = a_place(np.random.default_rng(8))
    for number in range(40 * 12):
        shown = ground.copy()
        x = 320 * number / 480
        ImageDraw.Draw(shown).ellipse((x, 90, x + 14, 104), fill=(250, 240, 90))
        yield np.asarray(shown)


def slides() -> Iterator[Rgb]:
    """Eight places, each held for five seconds."""
    rng = np.random.default_rng(8)
    for _ in range(8):
        held = np.asarray(a_place(rng))
        for _ in range(5 * 12):
            yield held


def between_black() -> Iterator[Rgb]:
    """Eight places, two seconds each, a second of black behind each."""
    rng = np.random.default_rng(8)
    for _ in range(8):
        held = np.asarray(a_place(rng))
        for _ in range(2 * 12):
            yield held
        for _ in range(12):
            yield np.zeros_like(held)


def over_a_game(rgb: Rgb, _: np.random.Generator) -> Rgb:
    """Small, over another place that never changes."""
    height, width = rgb.shape[:2]
    ground = a_place(np.random.default_rng(99)).resize((width, height))
    ground.paste(Image.fromarray(rgb).resize((width * 9 // 20, height * 9 // 20)), (width // 2, height // 2))
    return np.asarray(ground)


def found_in(stored: Path, clip: Path) -> Identification:
    """What a library of one video says of a clip."""
    with Library.open(stored.parent / "library", create=True) as library:
        library.index([stored], workers=1)
        return library.identify(clip)


def test_a_poor_moment_hides_no_inset(tmp_path: Path) -> None:
    """Cuts within an inset are no cuts of the frame: of what looks like one shot more than its middle is asked."""
    stored, clip = tmp_path / "Slides - 01.mp4", tmp_path / "clip.mp4"
    write_video(stored, between_black(), Fraction(12))
    make_clip(of(over_a_game), Span(stored, 6.0, 5.0), clip, seed=1)
    found = found_in(stored, clip)
    assert found.answer == "match"
    assert {match.video for match in found.matches} == {str(stored)}


def test_a_still_camera_hides_no_video(tmp_path: Path) -> None:
    """Where all moments of a video are alike, an inset of it is named all the same, once its pictures are sure."""
    stored, clip = tmp_path / "Still - 01.mp4", tmp_path / "clip.mp4"
    write_video(stored, before_a_still_camera(), Fraction(12))
    make_clip(of(over_a_blur), Span(stored, START_S, LENGTH_S), clip, seed=1)
    found = found_in(stored, clip)
    assert found.answer == "match"
    assert {match.video for match in found.matches} == {str(stored)}
    assert found.explained_s > LENGTH_S / 2


def test_what_agrees_around_an_inset_is_not_taken_for_it(tmp_path: Path) -> None:
    """Seen whole, a clip set into a blurred copy of itself agrees with its video too, a quarter of a second off: the
    inset is looked for all the same, and agrees in place."""
    stored, clip = tmp_path / "Show - 01.mp4", tmp_path / "clip.mp4"
    write_episode(stored, Show(400), 1, EPISODE_S, (320, 180), preset="ultrafast")
    make_clip(CLIP_EDITS["pip-70"], Span(stored, 9.0, 4.0), clip, seed=1)
    [match] = found_in(stored, clip).matches
    assert match.start_s - match.query_start_s == pytest.approx(9.0, abs=2 * FRAME_S)
    assert match.similarity > 0.95


def test_a_held_picture_is_one_picture(tmp_path: Path) -> None:
    """A clip that shows one picture all along says no more than that picture, but no less either: its line alone would
    leave it in doubt."""
    stored, clip = tmp_path / "Slides - 01.mp4", tmp_path / "clip.mp4"
    write_video(stored, slides(), Fraction(12))
    make_clip(CLIP_EDITS["crop-35"], Span(stored, 16.0, 3.0), clip, seed=1)
    found = found_in(stored, clip)
    assert found.answer == "match"
    assert [match.video for match in found.matches] == [str(stored)]
    assert found.matches[0].runs_agreeing == 1
    assert found.matches[0].pictured > found.matches[0].confidence


def test_a_room_drawn_alike_names_nothing(tmp_path: Path) -> None:
    """A camera that passes over a classroom which another show has drawn alike in other colours makes a line that is
    likely right; side by side the pictures are not the same, so it is held much less so."""
    stored, clip = tmp_path / "Show - 01.mp4", tmp_path / "clip.mp4"
    for path, show, episode_s, span_s in ((stored, 100_416, 60.0, (33, 42)), (clip, 100_303, 90.0, (37, 42))):
        script = write_script(Show(show), 1, episode_s)
        first, stop = (round(at_s * RATE) for at_s in span_s)
        write_video(path, (draw_still(script, frame, (426, 240)) for frame in range(first, stop)), RATE)
    found = found_in(stored, clip)
    [line] = found.runners_up
    calibration = calibration_of("frame/3")
    evidence = (line.frames_agreeing, line.runs_agreeing, line.similarity, line.speed, line.chance)
    alone = calibration.clip_confidence(*evidence)
    assert alone > 0.8
    assert found.answer == "unknown"
    assert 0 < line.pictured < line.confidence < alone - 0.1


def test_nothing_is_found_in_an_unknown_clip(ask: Ask, tmp_path: Path) -> None:
    """A clip of a show that is not stored names nothing, though its frames are looked at as pictures."""
    stranger = tmp_path / "stranger.mp4"
    write_episode(stranger, Show(51), 1, 8.0, (320, 180), preset="ultrafast")
    assert ask(stranger) == ()
