from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashen.catalog.records import EpisodeKind, Naming
from ashen.ingest.names import name_of


@dataclass(frozen=True)
class Row:
    """A path below the indexed folder, and what it truly is; all names are invented."""

    path: str
    title: str = "Hoshi no Umi"
    number: str | None = None
    kind: EpisodeKind = "episode"
    season: int | None = None
    year: int | None = None
    episode_title: str | None = None
    ids: dict[str, str] = field(default_factory=dict)


ROWS = [
    # Releases, flat
    Row("[Group] Hoshi no Umi - 01 [1080p][ABCD1234].mkv", number="1"),
    Row("[Group] Hoshi no Umi - 01v2 [BD 1080p HEVC FLAC].mkv", number="1"),
    Row("[Group] Hoshi no Umi - 12.5 [1080p].mkv", number="12.5"),
    Row("[Group] Hoshi no Umi - 00 [1080p].mkv", number="0"),
    Row("[Group] Hoshi no Umi - 01-02 [1080p].mkv", number="1-2"),
    Row("[Group] Hoshi no Umi - 13 END [1080p].mkv", number="13"),
    Row("[Group]_Hoshi_no_Umi_-_01_(1280x720_h264)_[ABCDEF01].mkv", number="1"),
    Row("Hoshi_no_Umi_-_07_[Group].mkv", number="7"),
    Row("[Group] Kaizoku - 1101 [1080p].mkv", "Kaizoku", "1101"),
    Row("[Group] Hoshi no Umi (2019) - 05 (1080p) [x265].mkv", number="5", year=2019),
    Row("[Group] Hoshi no Umi - 01 - Umi no Koe [720p].mkv", number="1", episode_title="Umi no Koe"),
    Row("Hoshi no Umi - Episode 7.mkv", number="7"),
    Row("Hoshi no Umi ep07.mkv", number="7"),
    Row("Hoshi no Umi - 1 of 12.mkv", number="1"),
    Row("Hoshi.no.Umi.S01E05.1080p.WEB-DL.x264-GRP.mkv", number="5", season=1),
    Row("Hoshi.no.Umi.2020.S01E05.1080p.WEB-DL.x264-GRP.mkv", number="5", season=1, year=2020),
    Row("Hoshi no Umi - S01E01-E02.mkv", number="1-2", season=1),
    Row("Hoshi no Umi - S01E01E02.mkv", number="1-2", season=1),
    Row("hoshi_no_umi_ep_03_v2_[1080p].avi", "hoshi no umi", "3"),
    # Numbers that are titles
    Row("[Group] 86 - 01 [1080p].mkv", "86", "1"),
    Row("86/86 - 01.mkv", "86", "1"),
    Row("86/01.mkv", "86", "1"),
    Row("86.S01E01.1080p.WEB.x264-GRP.mkv", "86", "1", season=1),
    Row("Kokoro 100 - 05.mkv", "Kokoro 100", "5"),
    Row("Kokoro 100/05.mkv", "Kokoro 100", "5"),
    Row("[Group] 3-gatsu Kaze - 05 [720p].mkv", "3-gatsu Kaze", "5"),
    Row("Gate;Zero 0 - 01.mkv", "Gate;Zero 0", "1"),
    # Seasons
    Row("[Group] Hoshi no Umi S2 - 03 [720p].mkv", "Hoshi no Umi Season 2", "3", season=2),
    Row("[Group] Hoshi no Umi 2nd Season - 03.mkv", "Hoshi no Umi Season 2", "3", season=2),
    Row("[Group] Hoshi no Umi Season 2 - 03.mkv", "Hoshi no Umi Season 2", "3", season=2),
    Row("[Group] Hoshi no Umi S02E03 (15) [1080p].mkv", "Hoshi no Umi Season 2", "3", season=2),
    Row("Hoshi no Umi/Season 2/03.mkv", "Hoshi no Umi Season 2", "3", season=2),
    Row("Hoshi no Umi/2nd Season/Hoshi no Umi - 03.mkv", "Hoshi no Umi Season 2", "3", season=2),
    Row("Hoshi no Umi S2/03.mkv", "Hoshi no Umi Season 2", "3", season=2),
    Row("hoshi no umi 3x04.mkv", "hoshi no umi Season 3", "4", season=3),
    Row("[Group] Hoshi no Umi Season 2 Part 2 - 05.mkv", "Hoshi no Umi Season 2 Part 2", "5", season=2),
    Row("[Group] Hoshi no Umi II - 03.mkv", "Hoshi no Umi II", "3"),
    # Media servers
    Row("Hoshi no Umi (2020)/Season 01/Hoshi no Umi - S01E01.mkv", number="1", season=1, year=2020),
    Row("Hoshi no Umi (2020)/Season 01/S01E01 - Kaze.mkv", number="1", season=1, year=2020, episode_title="Kaze"),
    Row("Hoshi no Umi (2020)/Hoshi no Umi (2020).mkv", year=2020),
    Row("Hoshi no Umi/01 - Kaze.mkv", number="1", episode_title="Kaze"),
    Row("Hoshi no Umi/01. Kaze.mkv", number="1", episode_title="Kaze"),
    Row("Hoshi no Umi/01 Kaze.mkv", number="1", episode_title="Kaze"),
    Row("Hoshi no Umi/Disc 1/01.mkv", number="1"),
    Row("[Group] Hoshi no Umi (01-12) [BD]/[Group] Hoshi no Umi - 03 [BD].mkv", number="3"),
    # What is no episode
    Row("[Group] Hoshi no Umi - NCOP1 [BD].mkv", number="1", kind="opening"),
    Row("[Group] Hoshi no Umi - NCED [BD].mkv", kind="ending"),
    Row("[Group] Hoshi no Umi - OP1.mkv", number="1", kind="opening"),
    Row("[Group] Hoshi no Umi - ED2v3.mkv", number="2", kind="ending"),
    Row("[Group] Hoshi no Umi - S01OP01.mkv", number="1", kind="opening", season=1),
    Row("[Group] Hoshi no Umi - Creditless Opening 1.mkv", number="1", kind="opening"),
    Row("[Group] Hoshi no Umi [BD]/Extras/NCED1.mkv", number="1", kind="ending"),
    Row("Hoshi no Umi/Extras/Interview with staff.mkv", kind="other", episode_title="Interview with staff"),
    Row("Hoshi no Umi/Trailers/Hoshi no Umi - PV 1.mkv", number="1", kind="trailer"),
    Row("[Group] Hoshi no Umi - Menu 1 [BD].mkv", number="1", kind="other"),
    Row("[Group] Hoshi no Umi CM 03.mkv", number="3", kind="trailer"),
    Row("[Group] Hoshi no Umi - OVA 1 [BD].mkv", number="1", kind="special"),
    Row("Hoshi no Umi OVA - 02.mkv", number="2", kind="special"),
    Row("Hoshi no Umi/Specials/S00E02.mkv", number="2", kind="special", season=0),
    Row("Hoshi no Umi/Specials/Hoshi no Umi - 02.mkv", number="2", kind="special"),
    Row("Special A - 01.mkv", "Special A", "1"),
    Row("Hoshi no Umi Movie (2019) [BD 1080p].mkv", "Hoshi no Umi Movie", year=2019),
    # Chinese and Japanese
    Row("【字幕组】星の海【第二話】【1080P】.mp4", "星の海", "2"),
    Row("[字幕组][星の海][02][1080P][GB].mp4", "星の海", "2"),
    Row("[字幕组][星の海][第12话][1080P].mp4", "星の海", "12"),
    Row("[字幕组] 星の海 第01-02话 [1080P].mp4", "星の海", "1-2"),
    Row("星の海 第12話「帰還」.mp4", "星の海", "12", episode_title="帰還"),
    Row("星の海 第二十三話 帰還.mp4", "星の海", "23"),
    Row("星の海 第12集.mp4", "星の海", "12"),
    Row("星の海/第03回.mp4", "星の海", "3"),
    # Ids
    Row("Hoshi no Umi - 07 [anidb:5].mkv", number="7", ids={"anidb": "5"}),
    Row("Hoshi no Umi [anilistid-55]/07 {mal=8}.mkv", number="7", ids={"anilist": "55", "mal": "8"}),
    Row("Hoshi no Umi {anidb-5}/07 [anidb-6].mkv", number="7", ids={"anidb": "6"}),
    Row(
        "Hoshi no Umi {anidb-5} {tvdbid-9}/Season 02 [anidb-6]/S02E04.mkv",
        "Hoshi no Umi Season 2",
        "4",
        season=2,
        ids={"anidb": "6", "tvdb": "9"},
    ),
    Row(
        "Hoshi no Umi {anidb-5} {imdb-tt0012}/Season 02/S02E04.mkv",
        "Hoshi no Umi Season 2",
        "4",
        season=2,
        ids={"imdb": "tt0012"},
    ),
    Row("Hoshi no Umi S2 {anidb-5}/S02E04.mkv", "Hoshi no Umi Season 2", "4", season=2, ids={"anidb": "5"}),
    Row("Hoshi no Umi {anidb-5}/Season 01/S01E04.mkv", number="4", season=1, ids={"anidb": "5"}),
    # Not anime releases at all
    Row("big_buck_bunny_480p_h264.mov", "big buck bunny"),
    Row("clip.mp4", "clip"),
    Row("anime/1.mp4", "1", "1"),
    Row("Fate／stay night - 01.mkv", "Fate／stay night", "1"),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.path for row in ROWS])
def test_a_name_is_read_as_people_read_it(row: Row) -> None:
    """Each layout that people have gives the anime, the episode and the ids that its name says."""
    start, _, end = (row.number or "").partition("-")
    assert name_of(Path("/videos") / row.path, "/videos") == Naming(
        anime_title=row.title,
        ids=row.ids,
        season=row.season,
        year=row.year,
        episode_kind=row.kind,
        episode_number=row.number,
        number_start=float(start) if start else None,
        number_end=float(end or start) if start else None,
        episode_title=row.episode_title,
    )


def test_a_number_as_folder_is_an_id_only_where_declared() -> None:
    """There is a show called 86: only in a root declared to be laid out so is a bare number an AniList id."""
    path = "/videos/86/Hoshi no Umi - 01.mp4"
    assert name_of(path, "/videos").ids == {}
    assert name_of(path, "/videos", numeric_folders_are_anilist=True).ids == {"anilist": "86"}
    bare = name_of("/videos/86/01.mp4", "/videos", numeric_folders_are_anilist=True)
    assert (bare.anime_title, bare.episode_number, bare.ids) == ("anilist 86", "1", {"anilist": "86"})


def test_only_folders_that_are_indexed_mean_something() -> None:
    """The indexed folder may be the show's own; what lies above it says nothing."""
    assert name_of("/x/Hoshi no Umi/01.mkv", "/x/Hoshi no Umi").anime_title == "Hoshi no Umi"
    assert name_of("/Aki [anidb-5]/Hoshi no Umi/01.mkv", "/Aki [anidb-5]/Hoshi no Umi").ids == {}
    assert name_of("/Aki [anidb-5]/videos/01.mkv", "/Aki [anidb-5]/videos").anime_title == "01"


@given(
    st.lists(
        st.sampled_from(
            [*"[]【】(){}-_./第話回集SEe0159²٣Ⅱ一二十百\udcff\0", "Season ", "[anidb-", "NCOP", "S01E02", "OVA", " - "]
        )
        | st.characters(),
        max_size=14,
    ).map("".join),
    st.booleans(),
)
def test_nothing_fails(path: str, numeric: bool) -> None:
    """Any path at all has a title that can be shown and numbers that agree with each other."""
    naming = name_of(path, numeric_folders_are_anilist=numeric)
    assert naming.anime_title
    naming.anime_title.encode()
    assert (naming.number_start is None) == (naming.number_end is None)
    if naming.number_start is not None and naming.number_end is not None:
        assert naming.episode_number is not None
        assert 0 <= naming.number_start <= naming.number_end
