from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw

from benchmarks.cartoon import Art, Script, Shot, Show, draw_still, same_pictures, write_script, write_season
from benchmarks.cartoon.art import DARK, background
from benchmarks.cartoon.draw import draw_prop, paint
from benchmarks.cartoon.pen import noise
from benchmarks.cartoon.script import Prop

SIZE = (96, 54)
RED = (230, 40, 30)


@pytest.fixture(scope="module")
def art(tmp_path_factory: pytest.TempPathFactory) -> Art:
    """Four backgrounds, each another field of lumps, and three sprites: discs, one of them of few lines."""
    folder = tmp_path_factory.mktemp("art")
    backgrounds, sprites = [], []
    for k in range(4):
        field = noise(np.random.default_rng(k), 400, 240, 3)
        pixels = np.clip(128 + 110 * np.stack([field, np.roll(field, 60, 1), -field], 2), 0, 255).astype(np.uint8)
        backgrounds.append(folder / f"background {k}.png")
        Image.fromarray(pixels).save(backgrounds[-1])
    for k, lines in enumerate((300, 280, 24)):
        sprite = Image.new("RGBA", (lines * 2, lines * 2))
        ImageDraw.Draw(sprite).ellipse((lines // 2, lines // 2, lines * 3 // 2 - 1, lines * 3 // 2 - 1), RED)
        sprites.append(folder / f"sprite {k}.png")
        sprite.save(sprites[-1])
    return Art(tuple(backgrounds), tuple(sprites))


def scripts(show: Show) -> list[Script]:
    return [write_script(show, number, 120.0) for number in range(1, 4)]


def shots(show: Show) -> list[tuple[Script, Shot]]:
    return [(script, shot) for script in scripts(show) for shot in script.shots]


def test_dealt_art_is_disjoint_and_whole(art: Art) -> None:
    """No two hands share a file, nothing is left over, and neighbours stay together."""
    hands = art.dealt(2)
    assert sum((hand.backgrounds for hand in hands), ()) == art.backgrounds
    assert sum((hand.sprites for hand in hands), ()) == art.sprites
    assert [len(hand.backgrounds) for hand in hands] == [2, 2]
    with pytest.raises(ValueError, match="at least one show"):
        art.dealt(0)


def test_a_show_with_art_uses_it(art: Art) -> None:
    """Some places are painted from backgrounds and some shots have sprites; without art none are."""
    with_art, plain = ([pair for seed in (6, 7, 8) for pair in shots(Show(seed, a))] for a in (art, None))
    pictures = sum(shot.place.picture is not None for _, shot in with_art)
    assert 0.15 * len(with_art) < pictures < 0.6 * len(with_art)
    assert 0.15 * len(with_art) < sum(bool(shot.props) for _, shot in with_art) < 0.6 * len(with_art)
    assert not any(shot.props or shot.place.picture is not None for _, shot in plain)


def test_one_background_under_one_light_is_one_place(art: Art) -> None:
    """Places painted from one background at one hour are equal; the picture is recognisably the file's."""
    show = Show(7, art)
    places = {shot.place.key: shot.place for _, shot in shots(show) if shot.place.picture is not None}
    assert len(places) >= 4
    for place in places.values():
        assert place.key == f"picture {place.picture} {place.hour}"
        ground = np.asarray(paint(show, replace(place, near=1.0), SIZE)[0].image, float)
        assert max(_likeness(ground, art.backgrounds[k]) for k in range(4) if k != place.picture) < 0.6
        assert _likeness(ground, art.backgrounds[place.picture or 0]) > 0.75


def _likeness(ground: np.ndarray, path: Path) -> float:
    """Highest correlation of red over the crops that a place may be."""
    best = -1.0
    with Image.open(path) as opened:
        whole = opened.getchannel("R")
    for share in np.linspace(0.86, 1.0, 6):
        width = whole.width * share
        height = width * ground.shape[0] / ground.shape[1]
        for left in np.linspace(0, whole.width - width, 4):
            for top in np.linspace(0, whole.height - height, 8):
                part = whole.resize((48, 24), Image.Resampling.BOX, (left, top, left + width, top + height))
                mine = Image.fromarray(ground[..., 0].astype(np.uint8)).resize((48, 24), Image.Resampling.BOX)
                best = max(best, float(np.corrcoef(np.asarray(part).ravel(), np.asarray(mine).ravel())[0, 1]))
    return best


def test_sprites_are_in_the_picture(art: Art) -> None:
    """A shot drawn with its props differs from one without, about where they stand."""
    show = Show(7, art)
    seen = 0
    for script, shot in shots(show):
        if len(shot.props) == 1 and not (shot.actors or shot.text or shot.props[0].walk):
            bare = replace(script, shots=tuple(replace(s, props=()) for s in script.shots))
            with_prop, without = (draw_still(s, shot.end - 1 - shot.fade_out, SIZE).astype(int) for s in (script, bare))
            columns = np.abs(with_prop - without).sum((0, 2))
            assert columns.max() > 200
            assert np.count_nonzero(columns) < 0.95 * SIZE[0]
            seen += 1
    assert seen >= 3


def test_small_sprites_stay_small(art: Art) -> None:
    """A sprite of few lines is not blown up; others have the height that is asked for; mirrored ones stay put."""
    show = Show(7, art)
    large, _, top = draw_prop(show, Prop(0, 0.5, 0.9, 0.8), 0, (480, 270))
    small, left, _ = draw_prop(show, Prop(2, 0.5, 0.9, 0.8), 0, (480, 270))
    mirrored, again, _ = draw_prop(show, Prop(2, 0.5, 0.9, 0.8, mirrored=True), 0, (480, 270))
    assert large.height == round(0.8 * 270)
    assert top + large.height == round(0.9 * 270)
    assert small.height == 27
    assert (mirrored.size, again) == (small.size, left)
    with pytest.raises(ValueError, match="no art"):
        draw_prop(Show(7), Prop(0, 0.5, 0.9, 0.8), 0, SIZE)


def test_bobbing_is_on_twos_and_leaves_the_shot_held(art: Art) -> None:
    """Sprites keep each drawing for two or three frames; a still shot with one that bobs is one held setting."""
    all_scripts = scripts(Show(7, art))
    seen = 0
    for script in all_scripts:
        for shot in script.shots:
            states = script.states(shot)
            if not any(prop.bobs and not prop.walk for prop in shot.props) or shot.frames < 30:
                continue
            bobs = [state.figures[len(shot.actors) :] for state in states]
            changes = [k for k, (a, b) in enumerate(pairwise(bobs), 1) if a != b]
            assert all(k % shot.step == 0 for k in changes)
            fixed = shot.camera.start == shot.camera.end and not shot.camera.shake and not shot.weather
            if fixed and not (shot.drifts and shot.place.drifts) and not any(a.walk for a in shot.actors):
                middle = (shot.start + max(shot.fade_in, shot.dissolve) + shot.end - shot.fade_out) // 2
                spans = same_pictures(all_scripts, script.number, middle)
                assert any(n == script.number and b - a >= shot.frames // 2 for n, a, b in spans)
                seen += 1
    assert seen >= 2


def test_dark_backgrounds_are_lightened(tmp_path: Path) -> None:
    """A nearly black picture comes back light enough to see; a light one as it is."""
    for level in (30, 150):
        Image.new("RGB", (300, 200), (level, level, level)).save(tmp_path / f"{level}.png")
        mean = np.asarray(background(tmp_path / f"{level}.png", SIZE, np.random.default_rng(0))).mean()
        assert abs(mean - max(level, DARK)) < 4


def test_missing_art_is_told(tmp_path: Path) -> None:
    """A picture that is not there is an error that names it, not a drawn place instead."""
    gone = Art((tmp_path / "gone.png",), ())
    script, shot = next((a, s) for a, s in shots(Show(7, gone)) if s.place.picture is not None)
    with pytest.raises(FileNotFoundError, match=r"gone\.png"):
        draw_still(script, shot.start + shot.fade_in, SIZE)


def test_workers_draw_the_same(tmp_path: Path, art: Art) -> None:
    """Episodes written by several processes have the art in them, as drawn here."""
    season = write_season(tmp_path / "s", 7, [1, 2], 24.0, SIZE, preset="ultrafast", workers=2, art=art)
    checked = 0
    for episode in season:
        with av.open(episode.path) as container:
            decoded = [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)]
        assert episode.script.show.art == art
        for shot in episode.script.shots:
            if shot.props or shot.place.picture is not None:
                frame = shot.end - 1 - shot.fade_out
                assert np.abs(decoded[frame] - draw_still(episode.script, frame, SIZE)).mean() < 8
                checked += 1
    assert checked >= 3
