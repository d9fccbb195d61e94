import numpy as np
import pytest

from ashen.errors import NotMedia
from ashen.ingest.sign_file import Heartbeat
from ashen.ingest.sign_stills import StillsJob, sign_stills
from ashen.media.stills import Still, decode_still, encode_still
from ashen.signature.recipes import recipe_named
from ashen.signature.sign import sign_picture
from ashen.signature.windows import WINDOWS, sign_windows

FRAME_S = 1001 / 24000
RECIPES = ("frame/3-windows", "color-layout/1", "frame/3")


def new_job(starts: list[int], frames: int = 100) -> StillsJob:
    """A video of so many frames, with stills of noise at these of its frames."""
    rng = np.random.default_rng(3)
    pictures = rng.integers(0, 255, (len(starts), 9, 16, 3), np.uint8).repeat(10, axis=1).repeat(10, axis=2)
    stills = tuple(Still(start * FRAME_S, encode_still(rgb)) for start, rgb in zip(starts, pictures, strict=True))
    quality = rng.integers(0, 100, frames, np.uint8)
    return StillsJob("/a.mkv", 7, RECIPES, np.arange(frames, dtype=np.float64) * FRAME_S, quality, stills)


def test_frames_have_the_code_of_the_still_that_stands_for_them() -> None:
    """By every recipe asked for, in order: frames keep time and quality, and have their still's code; those before the
    first still have the first's; windows are signed as from a file."""
    job = new_job([2, 40, 41, 90])
    heard: list[Heartbeat] = []
    windows, *of_frames = sign_stills(job, heard.append).signatures
    assert (windows.recipe, *(signature.recipe for signature in of_frames)) == RECIPES
    standing = np.repeat([0, 1, 2, 3], [40, 1, 49, 10])
    for signature in of_frames:
        np.testing.assert_array_equal(signature.times_s, job.times_s)
        np.testing.assert_array_equal(signature.quality, job.quality)
        recipe = recipe_named(signature.recipe)
        for number, still in enumerate(job.stills):
            rgb = decode_still(still.data)
            code, _ = sign_picture(rgb, recipe)
            found = signature.codes[standing == number].astype(int)
            assert np.abs(found - found[0]).max() == 0
            if recipe.name == "frame/3":
                assert np.abs(found[0] - code[0]).max() <= 1  # sums in another order, batch by batch
    expected = sign_windows(((still.at_s, decode_still(still.data)) for still in job.stills), recipe_named(RECIPES[0]))
    np.testing.assert_array_equal(windows.codes, expected.codes)
    assert len(windows) == len(WINDOWS) * len(job.stills)
    assert heard == [("/a.mkv", job.stills[0].at_s, job.times_s[-1])]


def test_many_stills_are_signed_in_portions() -> None:
    """More stills than are signed at once come out in order, with a heartbeat for each portion; then their windows."""
    job = new_job(list(range(0, 100, 2)))
    heard: list[Heartbeat] = []
    signed = job.run(heard.append).signatures[2]
    last_s = job.stills[-1].at_s
    assert [at_s for _, at_s, _ in heard if at_s < last_s] == [0.0, job.stills[32].at_s]
    for frame in (0, 1, 63, 64, 98):
        code, _ = sign_picture(decode_still(job.stills[frame // 2].data), recipe_named("frame/3"))
        assert np.abs(signed.codes[frame].astype(int) - code[0]).max() <= 1


def test_a_damaged_still_is_an_error() -> None:
    """Nothing is signed from bytes that are no picture."""
    job = new_job([0])
    broken = StillsJob(job.path, 7, RECIPES, job.times_s, job.quality, (Still(0.0, b"RIFF nonsense"),))
    with pytest.raises(NotMedia):
        sign_stills(broken, lambda _: None)
