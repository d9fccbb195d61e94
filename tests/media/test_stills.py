"""Which frames are kept as stills, and what is in them."""

from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ashen.errors import NotMedia
from ashen.media.frames import SMALL_PX
from ashen.media.shrink import shrink
from ashen.media.stills import BYTES_PER_S, SAVINGS_BYTES, SHORTEST_S, StillKeeper, decode_still, encode_still
from ashen.media.video import open_video
from benchmarks.cartoon import Show, write_episode
from benchmarks.encode import write_video
from tests.media.drawn import drawn, exact_means, mean_error, noise

RATE = Fraction(24)
Picture = NDArray[np.uint8]


def watched(path: Path) -> StillKeeper:
    keeper = StillKeeper()
    with open_video(path, stills=keeper) as video:
        for _ in video:
            pass
    return keeper


def shown(pictures: Iterable[Picture], fps: float = 24.0) -> StillKeeper:
    """A keeper that saw these pictures, without a file between."""
    keeper = StillKeeper()
    for number, picture in enumerate(pictures):
        keeper.see(number / fps, shrink(picture), lambda picture=picture: picture)  # type: ignore[misc]
    return keeper


def times_s(keeper: StillKeeper) -> NDArray[np.float64]:
    return np.array([still.at_s for still in keeper.stills])


def scene(seed: int, width: int = 160) -> Picture:
    """(90, width, 3): coloured blocks, unlike those of every other seed."""
    return np.kron(noise(seed, 9, width // 10), np.ones((10, 10, 1), np.uint8))


def test_every_cut_has_a_still_and_nothing_else(tmp_path: Path) -> None:
    """Shots that do not move get one still each, at their first frame, after lossy coding too."""
    lengths = np.random.default_rng(4).integers(3, 40, 40)
    frames = (scene(shot) for shot, length in enumerate(lengths) for _ in range(length))
    write_video(tmp_path / "cuts.mp4", frames, RATE)
    starts_s = np.concatenate([[0], np.cumsum(lengths)[:-1]]) / 24
    np.testing.assert_allclose(times_s(watched(tmp_path / "cuts.mp4")), starts_s, atol=0.001)


def test_the_shots_of_an_episode_have_stills(tmp_path: Path) -> None:
    """Every hard cut of a drawn episode, whose shots are full of movement, has a still within a frame."""
    episode = write_episode(tmp_path / "a.mp4", Show(7), 1, 30.0, (160, 90), preset="ultrafast")
    with open_video(episode.path) as video:
        rgb = np.concatenate([batch.rgb for batch in video]).astype(np.int16)
    kept_s = times_s(watched(episode.path))
    cuts = [shot.start for shot in episode.script.shots if shot.start and not shot.dissolve and not shot.fade_in]
    # A shot may go on with the picture of the one before.
    cuts = [frame for frame in cuts if np.abs(rgb[frame] - rgb[frame - 1]).mean() > 8]
    assert len(cuts) >= 5
    for frame in cuts:
        assert np.abs(kept_s - frame / float(episode.script.rate)).min() <= 1 / 23


def test_a_picture_that_is_held_gives_one(tmp_path: Path) -> None:
    """Twenty seconds of one picture under grain are one still."""
    grain = np.random.default_rng(1)
    held = scene(3).clip(20, 235).astype(np.int16)
    frames = ((held + grain.integers(-12, 13, held.shape)).astype(np.uint8) for _ in range(200))
    write_video(tmp_path / "held.mp4", frames, Fraction(10))
    assert times_s(watched(tmp_path / "held.mp4")).tolist() == [0.0]


def test_flat_pictures_give_one() -> None:
    """Black, grey and white without anything on them need no more than one still, and a picture after them its own."""
    blank = [np.full((90, 160, 3), level, np.uint8) for level in (0, 60, 255, 0) for _ in range(24)]
    assert times_s(shown(blank)).tolist() == [0.0]
    assert times_s(shown([*blank, *[scene(1)] * 24, *blank])).tolist() == [0.0, 4.0, 5.0]


def test_slow_changes_give_stills() -> None:
    """A pan, and a fade from one picture to another, are kept in several steps although no frame jumps."""
    wide, first, last = scene(1, 1600), scene(2), scene(3)
    pan = (wide[:, 2 * n : 2 * n + 160] for n in range(240))
    fade = (np.rint(first * (1 - n / 239) + last * (n / 239)).astype(np.uint8) for n in range(240))
    assert len(shown(pan).stills) > 10
    assert 3 <= len(shown(fade).stills) <= 30


def strained(kind: str, seconds: int) -> StillKeeper:
    """A keeper that saw lively frames, 24 a second, whose stills are large: noise, or pans with a cut every 3 s."""
    keeper, costly = StillKeeper(), noise(0, 64, 96)
    for n in range(24 * seconds):
        if kind == "noise":
            small = noise(n, 64, 64)
        else:
            left = n % 72
            small = panned(n // 72)[:, left : left + 64]
        keeper.see(n / 24, small, lambda: costly)
    return keeper


@cache
def panned(seed: int) -> Picture:
    return np.kron(noise(seed, 4, 9), np.ones((16, 16, 1), np.uint8))


@pytest.mark.parametrize("kind", ["noise", "pans"])
def test_bytes_are_bounded_and_stills_do_not_stop(kind: str) -> None:
    """Whatever is shown, the bytes stay below the savings and earnings, and stills go on to the end."""
    keeper = strained(kind, 240)
    sizes = [len(still.data) for still in keeper.stills]
    assert SAVINGS_BYTES < sum(sizes) <= SAVINGS_BYTES + BYTES_PER_S * 240 + max(sizes)
    gaps_s = np.diff([*times_s(keeper), 240.0])
    assert gaps_s[:-1].min() >= SHORTEST_S - 1e-6
    assert gaps_s.max() <= 2 * max(sizes) / BYTES_PER_S + 1


def test_cuts_have_stills_when_little_is_left() -> None:
    """After minutes of pans that would take more than there is, the cuts still get a still at their first frame."""
    kept_s = times_s(strained("pans", 240))
    cuts_s = np.arange(3.0, 240.0, 3.0)
    assert np.mean([np.abs(kept_s - cut_s).min() < 0.02 for cut_s in cuts_s]) >= 0.95


def test_an_episode_keeps_within_four_megabytes() -> None:
    """The worst picture there is, at the end of 24 minutes that spent all, still fits."""
    worst = len(encode_still(noise(1, 320, 320)))
    assert SAVINGS_BYTES + BYTES_PER_S * 24 * 60 + worst <= 4_000_000


@pytest.mark.parametrize(("width", "height", "shape"), [(640, 360, (180, 320, 3)), (200, 120, (120, 200, 3))])
def test_a_still_is_the_frame_at_its_time(tmp_path: Path, width: int, height: int, shape: tuple[int, int, int]) -> None:
    """At most 320 px on the longest side, never enlarged, near the exact mean of the frame; frames stay the same."""
    pictures = [drawn(number * 3, height, width)[:: 1 - number % 2 * 2] for number in range(4)]
    write_video(tmp_path / "a.mp4", (picture for picture in pictures for _ in range(12)), RATE, options={"crf": "10"})
    keeper = StillKeeper()
    with open_video(tmp_path / "a.mp4", stills=keeper) as video, open_video(tmp_path / "a.mp4") as alone:
        for one, other in zip(video, alone, strict=True):
            np.testing.assert_array_equal(one.rgb, other.rgb)
    assert times_s(keeper).tolist() == [0.0, 0.5, 1.0, 1.5]
    for still, picture in zip(keeper.stills, pictures, strict=True):
        decoded = decode_still(still.data)
        assert decoded.shape == shape
        assert mean_error(decoded, exact_means(picture, shape[1], shape[0])) < 4


def test_animations_have_stills(tmp_path: Path) -> None:
    """An animated picture's frames are kept as a video's are."""
    frames = [Image.fromarray(np.repeat(np.repeat(scene(n), 4, 0), 4, 1)) for n in range(3)]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:], duration=400, quality=90)
    keeper = watched(tmp_path / "a.webp")
    assert times_s(keeper).tolist() == [0.0, 0.4, 0.8]
    assert {decode_still(still.data).shape for still in keeper.stills} == {(180, 320, 3)}


def test_a_picture_is_made_only_where_it_is_kept() -> None:
    """The larger picture costs, so it is asked for once a still."""
    asked: list[float] = []
    keeper = StillKeeper()
    for number in range(100):
        small = shrink(scene(number // 50), SMALL_PX)

        def picture(number: int = number) -> Picture:
            asked.append(number / 10)
            return scene(number // 50)

        keeper.see(number / 10, small, picture)
    assert asked == times_s(keeper).tolist() == [0.0, 5.0]


def test_damaged_bytes_are_refused() -> None:
    """What is no picture any more is an error, not a wrong picture."""
    with pytest.raises(NotMedia):
        decode_still(encode_still(scene(1))[:100])
