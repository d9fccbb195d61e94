"""Pictures of drawn shows, edited, asked of a real library: signatures, windows, insets and verification together."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ashen import Library
from ashen.match.identification import Identification, Match
from benchmarks.cartoon import RATE, Show, draw_still, write_episode, write_script

Rgb = NDArray[np.uint8]

EPISODE_S = 15.0
STORED = {21: 100, 22: 130}
"""Seeds of the shows that are stored, and a frame of each to ask for."""
UNSTORED = {31: 40, 51: 100}
LIKELIER_THAN_NOT = 0.5
"""Confidence asked for where a test is about where a picture lies, not about how sure that is."""
WHOLE = (0.0, 0.0, 1.0, 1.0)
INSET_PX = (190, 60, 574, 276)


def a_frame(seed: int, frame: int) -> Rgb:
    return draw_still(write_script(Show(seed), 1, EPISODE_S), frame, (640, 360))


def half(rgb: Rgb) -> Rgb:
    """Half of the area, somewhat above the middle."""
    return rgb[52:307, 60:512]


def upright(rgb: Rgb) -> Rgb:
    """The middle in 9:16."""
    return rgb[:, 219:421]


def within_another(rgb: Rgb) -> Rgb:
    """Smaller, over a picture that is full of detail."""
    left, top, right, bottom = INSET_PX
    ground = Image.fromarray(a_frame(51, UNSTORED[51]))
    ground.paste(Image.fromarray(rgb).resize((right - left, bottom - top), Image.Resampling.LANCZOS), (left, top))
    return np.asarray(ground)


def turned(rgb: Rgb) -> Rgb:
    """By 180 degrees."""
    return rgb[::-1, ::-1]


def sideways(rgb: Rgb) -> Rgb:
    """By 90 degrees clockwise."""
    return np.rot90(rgb, 3)


def sideways_in_a_mirror(rgb: Rgb) -> Rgb:
    """Mirrored, and turned by 90 degrees anticlockwise."""
    return np.rot90(rgb[:, ::-1])


def flipped(rgb: Rgb) -> Rgb:
    """As in a mirror below."""
    return rgb[::-1]


SCREEN = ((0.16, 0.36), (0.68, 0.14), (0.77, 0.58), (0.27, 0.83))
"""Corners of a screen in a room, shares of the photograph's sides."""


def on_a_screen(rgb: Rgb) -> Rgb:
    """On a slanted screen in a room full of things."""
    room = Image.fromarray(a_frame(51, UNSTORED[51])).resize((640, 480))
    here = np.array([(0, 0), (640, 0), (640, 360), (0, 360)], np.float32)
    there = np.array(SCREEN) * (640, 480)
    place = cv2.getPerspectiveTransform(here, there.astype(np.float32))
    seen = cv2.warpPerspective(np.ascontiguousarray(rgb), place, (640, 480))
    lit = cv2.warpPerspective(np.ones((360, 640), np.uint8), place, (640, 480)) > 0
    return np.asarray(np.where(lit[..., None], seen, np.asarray(room)), np.uint8)


def aslant(rgb: Rgb) -> Rgb:
    """Turned by 35 degrees on white."""
    return np.asarray(Image.fromarray(rgb).rotate(-35, Image.Resampling.BICUBIC, expand=True, fillcolor="white"))


def mirrored_and_subtitled(rgb: Rgb) -> Rgb:
    """Mirrored, and a line of text over it that is not."""
    picture = Image.fromarray(np.ascontiguousarray(rgb[:, ::-1]))
    ImageDraw.Draw(picture).text(
        (320, 330), "What did you see there?", "white", stroke_width=2, stroke_fill="black", anchor="mm", font_size=30
    )
    return np.asarray(picture)


class Edit(NamedTuple):
    """An edit and how it leaves the picture."""

    make: Callable[[Rgb], Rgb]
    crop: tuple[float, float, float, float] = WHOLE
    inset: tuple[float, float, float, float] = WHOLE
    mirrored: bool = False
    flipped: bool = False
    rotated_deg: int = 0


EDITS = [
    Edit(half, crop=(60 / 640, 52 / 360, 512 / 640, 307 / 360)),
    Edit(upright, crop=(219 / 640, 0, 421 / 640, 1)),
    Edit(within_another, inset=(190 / 640, 60 / 360, 574 / 640, 276 / 360)),
    Edit(turned, mirrored=True, flipped=True),
    Edit(flipped, flipped=True),
    Edit(mirrored_and_subtitled, mirrored=True),
    Edit(sideways, rotated_deg=90),
    Edit(sideways_in_a_mirror, mirrored=True, rotated_deg=270),
]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library that holds an episode of each of two shows; not to be changed."""
    folder = tmp_path_factory.mktemp("pictures")
    videos = folder / "videos"
    videos.mkdir()
    for seed in STORED:
        write_episode(videos / f"Show {seed} - 01.mp4", Show(seed), 1, EPISODE_S, (320, 180), preset="ultrafast")
    with Library.open(folder / "library", create=True) as library:
        assert library.index(videos).counts == {"indexed": len(STORED)}
    return folder / "library"


@pytest.fixture
def own(tmp_path: Path, stored: Path) -> Path:
    """A copy of `stored` to change."""
    return Path(shutil.copytree(stored, tmp_path / "library"))


@pytest.fixture
def query(tmp_path: Path) -> Callable[[Rgb], Path]:
    """Writes a picture to a file."""

    def write(rgb: Rgb) -> Path:
        path = tmp_path / "query.png"
        Image.fromarray(np.ascontiguousarray(rgb)).save(path)
        return path

    return write


def is_of(match: Match, seed: int) -> bool:
    """Whether a match is of the show, around the moment asked for."""
    at_s = STORED[seed] / float(RATE)
    return f"Show {seed} " in match.video and match.start_s - 0.5 <= at_s <= match.end_s + 0.5


def named(stored: Path, query: Callable[[Rgb], Path], make: Callable[[Rgb], Rgb], seed: int) -> Identification:
    """What an edited frame of a show is said to be; the show and the moment are right."""
    with Library.open(stored) as library:
        found = library.identify(query(make(a_frame(seed, STORED[seed]))), threshold=LIKELIER_THAN_NOT)
    assert found.answer == "match"
    assert is_of(found.matches[0], seed)
    return found


@pytest.mark.parametrize("seed", STORED)
@pytest.mark.parametrize("edit", EDITS, ids=[edit.make.__name__ for edit in EDITS])
def test_an_edited_picture_is_named_with_its_geometry(
    stored: Path, query: Callable[[Rgb], Path], seed: int, edit: Edit
) -> None:
    """The right show and moment, which part of it is seen to within 5 %, where in the query, and how it is turned."""
    best = named(stored, query, edit.make, seed).matches[0]
    assert best.start_s <= best.at_s <= best.end_s
    assert (best.mirrored, best.flipped, best.rotated_deg) == (edit.mirrored, edit.flipped, edit.rotated_deg)
    if best.geometry is None:  # so clear by its signature that it was not laid over
        assert (edit.crop, edit.inset, edit.flipped) == (WHOLE, WHOLE, False)
        return
    np.testing.assert_allclose(best.geometry.crop, edit.crop, atol=0.05)
    np.testing.assert_allclose(best.geometry.inset, edit.inset, atol=0.05)
    assert best.geometry.score > 0
    assert best.geometry.margin > 0
    assert 0 <= best.geometry.overlay < 0.5


@pytest.mark.parametrize("seed", STORED)
def test_a_picture_on_a_slanted_screen_is_named(stored: Path, query: Callable[[Rgb], Path], seed: int) -> None:
    """The right show and moment, whole, and where the corners of the screen are to within 2 %."""
    found = named(stored, query, on_a_screen, seed)
    best = found.matches[0]
    assert (best.mirrored, best.flipped, best.rotated_deg) == (False, False, 0)
    assert best.outline is not None
    np.testing.assert_allclose(best.outline, SCREEN, atol=0.02)
    assert Identification.from_json(found.as_json()).matches[0].outline == pytest.approx(np.round(best.outline, 4))


@pytest.mark.parametrize("seed", STORED)
def test_a_picture_turned_by_any_angle_is_named(stored: Path, query: Callable[[Rgb], Path], seed: int) -> None:
    """The right show and moment; the outline begins at the picture's own upper left corner."""
    best = named(stored, query, aslant, seed).matches[0]
    assert best.outline is not None
    (left, top), (right, below), *_ = best.outline
    assert 0.2 < left < 0.35
    assert top < 0.02
    assert right > 0.98
    assert 0.45 < below < 0.7


@pytest.mark.parametrize("seed", UNSTORED)
def test_a_picture_of_another_show_is_unknown(stored: Path, query: Callable[[Rgb], Path], seed: int) -> None:
    """Neither it nor its crops, however far they are looked for, are named."""
    rgb = a_frame(seed, UNSTORED[seed])
    with Library.open(stored) as library:
        for picture in (rgb, half(rgb), upright(rgb), aslant(rgb)):
            found = library.identify(query(picture))
            assert (found.answer, found.matches) == ("unknown", ())
            assert found.reason


@pytest.mark.parametrize("seed", STORED)
def test_a_clear_picture_is_not_laid_over(stored: Path, query: Callable[[Rgb], Path], seed: int) -> None:
    """A picture as it was stored is named by its signature alone."""
    with Library.open(stored) as library:
        found = library.identify(query(a_frame(seed, STORED[seed])))
    assert found.answer == "match"
    assert is_of(found.matches[0], seed)
    assert found.matches[0].geometry is None


def test_a_library_without_stills_answers(own: Path, query: Callable[[Rgb], Path]) -> None:
    """Where no stills are stored, signatures alone decide: clear pictures are named, others at least do no harm."""
    with closing(sqlite3.connect(own / "ashen.db")) as raw, raw:
        assert raw.execute("DELETE FROM still").rowcount > 0
    rgb = a_frame(21, STORED[21])
    with Library.open(own) as library:
        found = library.identify(query(rgb))
        assert found.answer == "match"
        assert is_of(found.matches[0], 21)
        for edit in EDITS:
            found = library.identify(query(edit.make(rgb)), threshold=0.0)
            assert all(match.geometry is None for match in (*found.matches, *found.runners_up))


@pytest.mark.parametrize("make", [half, within_another])
def test_a_video_may_be_removed_meanwhile(own: Path, query: Callable[[Rgb], Path], make: Callable[[Rgb], Rgb]) -> None:
    """What another process removed since the index was read is not named, and does not keep others from being."""
    queries = {seed: make(a_frame(seed, STORED[seed])) for seed in STORED}
    with Library.open(own) as library, Library.open(own) as writer:
        found = library.identify(query(queries[21]), threshold=LIKELIER_THAN_NOT)
        assert is_of(found.matches[0], 21)
        writer.remove([found.matches[0].video_id])
        gone = library.identify(query(queries[21]), threshold=0.0)
        assert not [match for match in (*gone.matches, *gone.runners_up) if "Show 21 " in match.video]
        assert is_of(library.identify(query(queries[22]), threshold=LIKELIER_THAN_NOT).matches[0], 22)


def test_rivals_are_other_videos_that_show_something_else(stored: Path, query: Callable[[Rgb], Path]) -> None:
    """Nearest first; neither the video in question nor what is as near as it, which may hold the same."""
    with Library.open(stored) as library:
        looked = library.look(query(a_frame(21, STORED[21])))
        search, [view] = library.identifier().picture_search(), looked.views[:1]
        [own] = [video.id for video in library.videos() if "Show 21 " in video.paths[0]]
        first, *others = search.rivals(view, 0, own, 1.0)
        assert own not in {scene.video_id for scene in (first, *others)}
        assert all(scene.similarity <= first.similarity < 0.9 for scene in others)
        further = search.rivals(view, 0, own, first.similarity)
        assert all(scene.similarity < first.similarity for scene in further)
        assert len(further) < len(others) + 1
