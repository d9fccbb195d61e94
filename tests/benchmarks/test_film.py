from __future__ import annotations

from itertools import islice, pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.film.camera import SIZE_PX, frames
from benchmarks.film.script import FILMS, SHOTS, STRANGE, FilmScript, Part, write_film


def _photographs(folder: Path) -> list[Path]:
    """Small pictures of noise at every scale, one way up and the other."""
    paths = []
    for number in range(3 * FILMS):
        rng = np.random.default_rng(number)
        size = (96, 64) if number % 2 else (64, 96)
        picture = Image.fromarray(rng.integers(0, 256, (6, 9, 3), dtype=np.uint8)).resize(size)
        paths.append(folder / f"{number:02d}.png")
        picture.save(paths[-1])
    return paths


def _films(part: Part, photographs: list[Path]) -> list[FilmScript]:
    return [write_film(part, number, photographs) for number in range(FILMS)]


def test_no_picture_is_in_both_parts(tmp_path: Path) -> None:
    """Known films show first halves only, unknown ones second halves, or photographs that no known film shows."""
    photographs = _photographs(tmp_path)
    known = {(shot.photograph, shot.half) for film in _films("known", photographs) for shot in film.shots}
    unknown = {(shot.photograph, shot.half) for film in _films("unknown", photographs) for shot in film.shots}
    assert {half for _, half in known} == {"first"}
    assert {half for _, half in unknown} == {"second", "whole"}
    whole = {path for path, half in unknown if half == "whole"}
    assert whole.isdisjoint(path for path, _ in known)
    assert whole <= set(photographs[::STRANGE])


def test_unknown_films_look_like_known_ones(tmp_path: Path) -> None:
    """Films of one number are graded the same and share photographs: strangers that look like what is stored."""
    photographs = _photographs(tmp_path)
    for number in range(FILMS):
        known, unknown = (write_film(part, number, photographs) for part in ("known", "unknown"))
        assert known.grade == unknown.grade
        assert {shot.photograph for shot in known.shots} & {shot.photograph for shot in unknown.shots}


def test_films_are_drawn_by_seed(tmp_path: Path) -> None:
    """Equal numbers give equal films, to the pixel; other numbers other ones."""
    photographs = _photographs(tmp_path)
    once, again = (write_film("known", 1, photographs) for _ in range(2))
    assert once == again
    assert len(once.shots) == SHOTS
    assert once.shots != write_film("known", 2, photographs).shots
    for first, second in zip(islice(frames(once), 3), islice(frames(again), 3), strict=True):
        assert first.shape == (SIZE_PX[1], SIZE_PX[0], 3)
        assert first.dtype == np.uint8
        assert np.array_equal(first, second)


def test_every_shot_is_shown_whole(tmp_path: Path) -> None:
    """A film has the frames of its shots, and the camera moves: no frame is the one before, for the grain."""
    script = write_film("known", 0, _photographs(tmp_path))
    short = FilmScript(script.title, script.grade, script.shots[:2])
    shown = list(frames(short))
    assert len(shown) == sum(shot.frames for shot in short.shots)
    assert not any(np.array_equal(a, b) for a, b in pairwise(shown))
