import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ashen import Library
from ashen.errors import ArchiveDamaged
from ashen.ingest.layout_files import read_layout_files
from ashen.signature.color_layout_wire import to_v1beta2

CODES = (np.arange(20)[:, None] * 3 + np.arange(33)[None, :] * 7).astype(np.uint8) % 32


def told(**more: Any) -> dict[str, Any]:
    """One signature file: 20 frames of an episode with ids at two providers."""
    return {
        "crossreferences": {
            "anidb.net": {"animeId": "1", "episodeIds": ["100", "101"]},
            "thetvdb.com": {"animeId": "72070", "episodeIds": []},
        },
        "title": "Hoshi no Umi",
        "episode": "2",
        "frames": [{"frameTimeMs": 40 * n, "signature": to_v1beta2(code)} for n, code in enumerate(CODES)],
        **more,
    }


def packed(path: Path, **files: Any) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(f"folder/{name}.json", content if isinstance(content, str) else json.dumps(content))
    return path


def test_what_a_file_says_is_read(tmp_path: Path) -> None:
    """Ids by Ashen's names of providers, the title and number where they are given, every frame with its time."""
    [read] = read_layout_files(packed(tmp_path / "z.zip", two=told()))
    naming = read.video.naming
    assert (naming.anime_title, naming.episode_number, naming.number_start) == ("Hoshi no Umi", "2", 2.0)
    assert naming.ids == {"anidb": "1", "tvdb": "72070"}
    assert naming.episode_ids == {"anidb": ("100", "101")}
    assert (read.name, read.video.frames) == ("two.json", 20)
    assert read.video.duration_s == pytest.approx(0.8)
    np.testing.assert_array_equal(read.signatures[0].codes, CODES)
    bare = told()
    del bare["title"], bare["episode"]
    [untitled] = read_layout_files(packed(tmp_path / "z.zip", bare=bare))
    assert (untitled.video.naming.anime_title, untitled.video.naming.episode_number) == ("anidb 1 tvdb 72070", None)


def test_they_are_held_and_found_by_colour_layout(tmp_path: Path) -> None:
    """Once, however often they are sent; two episodes that are known by ids only are two; nothing has to be signed
    again, and questions by picture are not disturbed."""
    other = told(crossreferences={"anidb.net": {"animeId": "1", "episodeIds": ["102"]}})
    del other["episode"]
    third = told(crossreferences={"anidb.net": {"animeId": "1", "episodeIds": ["103"]}})
    del third["episode"]
    path = packed(tmp_path / "z.zip", one=told(), other=other, third=third)
    with Library.open(tmp_path / "library", create=True) as library:
        assert library.import_layout_files(path).counts == {"added": 3}
        assert library.import_layout_files(path).counts == {"known": 3}
        assert (library.summary().anime, library.summary().episodes, library.summary().videos) == (1, 3, 3)
        assert [video.episode.ids for video in library.videos()] == [
            {"anidb": ("100", "101")},
            {"anidb": ("102",)},
            {"anidb": ("103",)},
        ]
        [scene, *_] = library.nearest_layouts(CODES[7], 3)
        assert scene.at_s == pytest.approx(0.28)
        assert not library.resigning().needed
        assert library.indexed_rows() == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("nonsense", "Expecting value"),
        (told(frames=[]), "frames"),
        (told(frames=[{"frameTimeMs": 0, "signature": "AAAA"}]), "21, 6"),
        (told(frames=told()["frames"][:2][::-1]), "rise"),
        (told(crossreferences={}), "provider"),
        (told(crossreferences={"anidb.net": {}}), "animeId"),
        ([], "list"),
    ],
)
def test_one_wrong_file_refuses_all(tmp_path: Path, content: Any, why: str) -> None:
    """Its name and what is wrong are said."""
    with pytest.raises(ArchiveDamaged, match=rf"wrong\.json.*{why}"):
        read_layout_files(packed(tmp_path / "z.zip", good=told(), wrong=content))


def test_bombs_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes are counted as they come out, also where the zip says that they are few; so are files."""
    monkeypatch.setattr("ashen.ingest.layout_files.MOST_BYTES", 100_000)
    path = packed(tmp_path / "bomb.zip", bomb=" " * 300_000)
    with pytest.raises(ArchiveDamaged, match="unpacks to more"):
        read_layout_files(path)
    lying = path.read_bytes().replace(struct.pack("<I", 300_000), struct.pack("<I", 10))
    path.write_bytes(lying)
    with pytest.raises(ArchiveDamaged):
        read_layout_files(path)
    with pytest.raises(ArchiveDamaged, match="1001 files"):
        read_layout_files(packed(tmp_path / "many.zip", **{f"n{n}": "{}" for n in range(1001)}))


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("two.json", json.dumps(told()))
    return stream.getvalue()


DATA = zipped()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(DATA) - 1), flip=st.integers(1, 255), cut=st.integers(0, len(DATA)))
def test_damage_raises_nothing_else(tmp_path: Path, place: int, flip: int, cut: int) -> None:
    """A changed byte, or an end that is cut off, is refused, or where it means nothing read as before."""
    changed = bytearray(DATA)
    changed[place] ^= flip
    for data in (bytes(changed), DATA[:cut]):
        (tmp_path / "z.zip").write_bytes(data)
        try:
            [read] = read_layout_files(tmp_path / "z.zip")
        except ArchiveDamaged:
            continue
        np.testing.assert_array_equal(read.signatures[0].codes, CODES)
