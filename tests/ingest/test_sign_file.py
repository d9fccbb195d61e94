import hashlib
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from ashen import sign_media
from ashen.errors import FileChanged, NotMedia
from ashen.ingest.scan import file_stat
from ashen.ingest.sign_file import Heartbeat, Job, hash_file, sign_file
from ashen.media.stills import decode_still
from ashen.signature.recipes import recipe_named
from ashen.signature.windows import sign_windows

RECIPES = ("color-layout/1", "frame/1", "frame/3-windows", "frame/3")


def ignore(heartbeat: Heartbeat) -> None:
    """Listen to nothing."""


def job(path: Path, *known: str) -> Job:
    return Job(str(path), RECIPES, frozenset(known))


def test_a_file_is_signed_by_every_recipe_in_one_pass(episodes: list[Path]) -> None:
    """The signatures are those of `sign_media`, and of the stills' windows, with stills, the file's hash, stat and
    report."""
    heard: list[Heartbeat] = []
    signed = sign_file(job(episodes[0]), heard.append)
    assert signed.stat == file_stat(str(episodes[0]))
    assert signed.content_hash == hash_file(episodes[0])
    assert signed.content is not None
    assert [signature.recipe for signature in signed.content.signatures] == list(RECIPES)
    stills = [(still.at_s, decode_still(still.data)) for still in signed.content.stills]
    for signature in signed.content.signatures:
        recipe = recipe_named(signature.recipe)
        alone = sign_windows(stills, recipe) if recipe.of_windows else sign_media(episodes[0], recipe.name)
        np.testing.assert_array_equal(signature.codes, alone.codes)
        np.testing.assert_array_equal(signature.times_s, alone.times_s)
    assert signed.content.report.frames == len(signed.content.signatures[0])
    assert signed.content.stills[0].at_s == 0
    assert {still.at_s for still in signed.content.stills} <= set(signed.content.signatures[0].times_s.tolist())
    assert decode_still(signed.content.stills[0].data).shape == (90, 160, 3)
    assert (signed.content.info.width_px, signed.content.report.partial) == (160, False)
    path, done_s, total_s = heard[0]
    assert (path, done_s) == (str(episodes[0]), 0.0)
    assert total_s == pytest.approx(4.0, abs=0.1)


def test_heartbeats_come_all_along(episodes: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """While the file is hashed, while it is decoded, and while windows of its stills are signed."""
    monkeypatch.setattr("ashen.ingest.sign_file.REPORT_EVERY_S", 0.0)
    heard: list[Heartbeat] = []
    signed = sign_file(job(episodes[0]), heard.append)
    assert signed.content is not None
    last_still_s = signed.content.stills[-1].at_s
    hashing = heard.count((str(episodes[0]), 0.0, 0.0))
    assert hashing == -(-episodes[0].stat().st_size // (1 << 20))
    assert heard.count((str(episodes[0]), last_still_s, last_still_s)) == len(signed.content.stills)
    assert heard[hashing][1] == 0.0 < heard[hashing + 1][1]


def test_known_content_is_not_decoded(episodes: list[Path]) -> None:
    """A hash that is known already is all there is to say."""
    signed = sign_file(job(episodes[0], hash_file(episodes[0])), ignore)
    assert signed.content is None
    assert signed.content_hash == hash_file(episodes[0])


def test_the_hash_is_of_the_whole_content(tmp_path: Path) -> None:
    """BLAKE2b of every byte, so that one changed byte, or a longer file, is another video."""
    path = tmp_path / "a"
    content = bytes(300_000)
    path.write_bytes(content)
    assert hash_file(path) == hashlib.blake2b(content, digest_size=20).hexdigest()
    path.write_bytes(content[:-1] + b"\1")
    assert hash_file(path) != hashlib.blake2b(content, digest_size=20).hexdigest()


def test_a_file_written_to_meanwhile_is_refused(tmp_path: Path, episodes: list[Path]) -> None:
    """Frames that may be of another content than the hash are not given out."""
    path = Path(shutil.copyfile(episodes[0], tmp_path / "growing.mp4"))

    def grow(heartbeat: Heartbeat) -> None:
        with Path(heartbeat[0]).open("ab") as file:
            file.write(b"more")

    with pytest.raises(FileChanged, match="Index again when it is complete"):
        sign_file(job(path), grow)
    assert sign_file(job(path), ignore).content is not None


def test_a_file_touched_meanwhile_is_refused(tmp_path: Path, episodes: list[Path]) -> None:
    """A new time of writing may mean new content, whatever the length."""
    path = Path(shutil.copyfile(episodes[0], tmp_path / "rewritten.mp4"))
    with pytest.raises(FileChanged):
        sign_file(job(path), lambda heartbeat: os.utime(heartbeat[0], (1, 1)))


def test_what_is_wrong_is_raised(tmp_path: Path) -> None:
    """What is no video is a MediaError, what is not there an OSError."""
    text = tmp_path / "text.mp4"
    text.write_text("not a video")
    with pytest.raises(NotMedia):
        sign_file(job(text), ignore)
    with pytest.raises(FileNotFoundError):
        sign_file(job(tmp_path / "nowhere.mp4"), ignore)
