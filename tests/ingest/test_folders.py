from pathlib import PurePosixPath

import pytest

from ashen.catalog.records import EpisodeKind
from ashen.ingest.folders import Folder, folders_above


@pytest.mark.parametrize(
    ("name", "text", "ids"),
    [
        ("Umi [anidb-123]", "Umi", {"anidb": "123"}),
        ("Umi {AniList=5} - 01", "Umi - 01", {"anilist": "5"}),
        ("Umi (tvdbid: 7)", "Umi", {"tvdb": "7"}),
        ("Umi [imdb-tt0099]", "Umi", {"imdb": "tt0099"}),
        ("Umi [kitsu-1][mal-2] {tmdbid-3}", "Umi", {"kitsu": "1", "mal": "2", "tmdb": "3"}),
        ("Umi [anidb-1] [anidb-2]", "Umi", {"anidb": "1"}),
        ("Umi [imdb-123] [anidb-x] anidb-5 [nodb-5]", "Umi [imdb-123] [anidb-x] anidb-5 [nodb-5]", {}),
    ],
)
def test_tags_are_ids(name: str, text: str, ids: dict[str, str]) -> None:
    """A bracketed provider and number is an id and no part of the name; the first of a provider counts."""
    folder = Folder.of(name)
    assert (folder.text, folder.ids) == (text, ids)


@pytest.mark.parametrize(
    ("path", "show", "season", "kind"),
    [
        ("Umi/01.mkv", "Umi", None, None),
        ("Umi/Season 02/01.mkv", "Umi", 2, None),
        ("Umi/S3/01.mkv", "Umi", 3, None),
        ("Umi/2nd Season/Disc 1/01.mkv", "Umi", 2, None),
        ("星の海/第二季/第2季/01.mkv", "第二季", 2, None),
        ("Umi/Season 1/Extras/a.mkv", "Umi", 1, "other"),
        ("Umi/Specials/a.mkv", "Umi", None, "special"),
        ("Umi/Season 00/a.mkv", "Umi", 0, None),
        ("anime/a.mkv", None, None, None),
        ("Aki/Umi/a.mkv", "Umi", None, None),
    ],
)
def test_folders_are_told_apart(path: str, show: str | None, season: int | None, kind: EpisodeKind | None) -> None:
    """Seasons, discs, extras and collections are not the show's folder; the first other one is."""
    above = folders_above(PurePosixPath("/videos") / path, PurePosixPath("/videos"), False)
    assert (above.show.text if above.show else None, above.season, above.kind) == (show, season, kind)
