from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from benchmarks.cartoon import Script, Show, draw_still, same_pictures, write_script
from benchmarks.cartoon.draw import PAINTERS, paint
from benchmarks.cartoon.script import DRIFTING, Place, Shot

SIZE = (96, 54)
SEED = 3


@cache
def season() -> dict[int, Script]:
    return {number: write_script(Show(SEED), number, 120.0) for number in range(1, 7)}


def same(number: int, frame: int) -> list[tuple[int, int, int]]:
    return same_pictures(list(season().values()), number, frame)


def settings(kind: str) -> list[tuple[int, Shot]]:
    return [(n, shot) for n, script in season().items() for shot in script.shots if shot.kind == kind]


def still(shot: Shot) -> bool:
    """Whether nothing but faces and arms moves in `shot`, told from its fields alone."""
    return (
        shot.camera.start == shot.camera.end
        and not (shot.camera.shake or shot.weather or shot.flash or any(a.walk for a in shot.actors))
        and not (shot.drifts and shot.place.drifts)
        and shot.kind != "credits"
    )


def difference(a: tuple[int, int], b: tuple[int, int]) -> float:
    one, other = (draw_still(season()[number], frame, SIZE).astype(int) for number, frame in (a, b))
    return float(np.abs(one - other).mean())


def test_a_held_shot_counts_whole_without_its_fades() -> None:
    """Of a still shot every frame that is neither fading nor dissolving is one span, asked from any of them."""
    seen = 0
    for number, shot in [(n, s) for n, script in season().items() for s in script.shots if still(s)]:
        begin, end = shot.start + max(shot.dissolve, shot.fade_in), shot.end - shot.fade_out
        for frame in (begin, end - 1):
            assert any(n == number and a <= begin and b >= end for n, a, b in same(number, frame))
        seen += 1
    assert seen > 40


def test_of_a_moving_shot_only_the_moment_counts() -> None:
    """While the camera pans, two seconds on is another picture."""
    pans = [(n, s) for n, s in settings("wide") if s.camera.start != s.camera.end and s.frames > 60]
    assert len(pans) > 5
    for number, shot in pans:
        middle = shot.start + shot.frames // 3
        assert not any(n == number and a <= middle + 24 < b for n, a, b in same(number, middle))


def test_shared_reels_and_repeats_are_found_at_the_same_moment() -> None:
    """A frame of the opening is shown by every episode with that opening, a recap's frame by the episode it recalls."""
    shown = [(n, s.opening[0]) for n, s in season().items() if s.opening and s.opening_version == 0]
    changed = [n for n, script in season().items() if script.opening_version == 1]
    repeats = [(n, shot) for n, script in season().items() for shot in script.shots if shot.origin]
    assert len(shown) > 2
    assert len(repeats) > 3
    assert changed
    for offset in (5, 50, 100):
        number, start = shown[0]
        spans = same(number, start + offset)
        assert all(any(n == m and a <= s + offset < b for n, a, b in spans) for m, s in shown)
        assert not {n for n, _, _ in spans} & set(changed)
    for number, shot in repeats:
        of, start = shot.origin or (0, 0)
        if of in season():
            spans = same(number, shot.start + shot.frames // 2)
            assert any(n == of and a <= start + shot.frames // 2 < b for n, a, b in spans)


def test_other_arms_or_mood_are_another_picture() -> None:
    """A setting that comes back with another pose is not the same picture, and looks it."""
    others = 0
    for (n, one), (m, other) in [(a, b) for a in settings("talk") for b in settings("talk")]:
        if one.place == other.place and one.camera == other.camera and one.actors != other.actors:
            frame = one.start + max(one.dissolve, one.fade_in)
            assert not any(k == m and a < other.end and b > other.start for k, a, b in same(n, frame))
            assert difference((n, frame), (m, other.start + max(other.dissolve, other.fade_in))) > 0.8
            others += 1
    assert others >= 4


def test_what_is_called_the_same_looks_the_same() -> None:
    """Drawn, pictures called the same differ by moving mouths, eyes and arms at most; others by much more."""
    rng = np.random.default_rng(1)
    alike, apart = [], []
    for _ in range(60):
        number = int(rng.integers(1, 7))
        frame = int(rng.integers(season()[number].frames))
        spans = same(number, frame)
        assert all(a < b for _, a, b in spans)
        assert spans == sorted(spans)
        assert all(x[0] != y[0] or x[2] < y[1] for x, y in pairwise(spans))
        other, start, end = spans[int(rng.integers(len(spans)))]
        alike.append(difference((number, frame), (other, int(rng.integers(start, end)))))
        far = (number % 6 + 1, int(rng.integers(season()[number % 6 + 1].frames)))
        if not any(n == far[0] and a <= far[1] < b for n, a, b in spans):
            apart.append(difference((number, frame), far))
    assert np.mean(alike) < 1.5
    assert max(alike) < 15
    assert np.mean(apart) > 30
    assert min(apart) > 15


def test_plain_screens_are_equal() -> None:
    """A screen faded out to black equals every other one."""
    black = [(n, s.end - 1) for n, script in season().items() for s in script.shots if s.fade_out]
    assert len(black) > 2
    spans = same(*black[0])
    assert all(any(n == m and a <= f < b for n, a, b in spans) for m, f in black)


def test_what_drifts_is_known() -> None:
    """Exactly the painters listed as drifting make sheets that move by themselves."""
    show = Show(1)
    for painter in PAINTERS:
        moving = any(layer.drift for n in range(3) for layer in paint(show, Place(f"{n}", painter, "day"), (32, 18)))
        assert moving == (painter in DRIFTING)


def test_wrong_questions_are_refused() -> None:
    """Shows are not mixed, and the episode asked about must be there once."""
    one = season()[1]
    with pytest.raises(ValueError, match="several shows"):
        same_pictures([one, write_script(Show(SEED + 1), 2, 10.0)], 1, 0)
    with pytest.raises(ValueError, match="0 times"):
        same_pictures([one], 2, 0)
    with pytest.raises(ValueError, match="2 times"):
        same_pictures([one, replace(one)], 1, 0)
    with pytest.raises(IndexError):
        same_pictures([one], 1, one.frames)
