import json
from dataclasses import replace
from pathlib import Path

import pytest

from ashen import Library
from ashen.catalog.records import Naming
from ashen.errors import TitlesDamaged
from ashen.server.titles import read_titles
from tests.cli.program import ashen
from tests.server.running import serving

ENTRY = {
    "sources": ["https://anilist.co/anime/1535", "https://myanimelist.net/anime/77"],
    "title": "Sea of Stars",
    "type": "TV",
    "picture": "https://example.org/cover.jpg",
    "synonyms": ["Das Sternenmeer", "ほしのうみ"],
}


@pytest.fixture
def titles(tmp_path: Path) -> Path:
    """A file in the form of the anime-offline-database, of two entries, one without an AniList id."""
    path = tmp_path / "titles.json"
    other = {**ENTRY, "sources": ["https://kitsu.app/anime/5"], "title": "Another"}
    path.write_text(json.dumps({"license": {"name": "ODbL"}, "data": [ENTRY, other]}), "utf-8")
    return path


def test_titles_are_read_by_anilist_id(titles: Path) -> None:
    """The native one is the first with kana; ids of others and the picture come along."""
    [(number, read)] = read_titles(titles).items()
    assert (number, read.main, read.native, read.mal) == (1535, "Sea of Stars", "ほしのうみ", 77)
    assert read.synonyms == ("Das Sternenmeer", "ほしのうみ")
    assert read_titles(None) == {}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"data": 5}', '{"data": [{}]}', '{"data": [[1]]}'])
def test_other_files_are_refused(tmp_path: Path, content: str) -> None:
    """Before the server starts; so is one that is not there."""
    path = tmp_path / "wrong.json"
    with pytest.raises(TitlesDamaged, match=r"wrong\.json"):
        read_titles(path)
    path.write_text(content)
    with pytest.raises(TitlesDamaged, match=r"wrong\.json"):
        read_titles(path)


def test_answers_have_them(own_shelf: Path, shot: bytes, titles: Path) -> None:
    """Where the library knows the id; searches for titles find every synonym."""
    with Library.open(own_shelf) as library:
        for video in library.videos():
            numbered = replace(
                Naming("Hoshi no Umi", {"anilist": "1535"}),
                episode_number=video.episode.number,
                number_start=video.episode.number_start,
                number_end=video.episode.number_end,
            )
            library.catalog.set_names(video.id, numbered)
    with serving(own_shelf, "--workers", "1", "--titles", str(titles)) as client:
        info = client.post("/search?anilistInfo", content=shot).json()["result"][0]["anilist"]
        assert info["title"] == {"native": "ほしのうみ", "romaji": "Sea of Stars", "english": None}
        assert (info["id"], info["idMal"], info["coverImage"]["large"]) == (1535, 77, "https://example.org/cover.jpg")
        assert [found["id"] for found in client.get("/anilist", params={"q": "sternenmeer"}).json()] == [1535]
        assert client.get("/anilist", params={"q": "kitsu"}).json() == []


def test_a_wrong_file_is_said_at_once(own_shelf: Path, tmp_path: Path) -> None:
    """In a line, with exit code 3."""
    ran = ashen("serve", "--library", own_shelf, "--port", "0", "--titles", tmp_path / "none.json")
    assert ran.code == 3
    assert "none.json cannot be read" in ran.err
