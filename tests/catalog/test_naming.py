from pathlib import Path

import pytest

from ashen.catalog.catalog import Catalog
from ashen.catalog.naming import title_key
from ashen.catalog.records import FileStat, Naming, NewVideo
from ashen.errors import VideoMissing


def add(catalog: Catalog, naming: Naming) -> int:
    """A new video of that name, at a path of its own."""
    number = catalog.summary().videos
    video = NewVideo(f"{number}", 1, 1.0, 1, 1, 1, "h264", naming)
    return catalog.add_video(video, [], FileStat(f"/{number}.mkv", 1, 1))


def new_catalog(folder: Path) -> Catalog:
    return Catalog.open(folder / "catalog.db", create=True)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Hoshi no Umi!", "hoshi  no　ＵＭＩ", True),
        ("Fate/stay night", "Fate stay night", True),
        ("星の海", "星の海。", True),
        ("が", "か\u3099", True),
        ("か", "が", False),
        ("Hoshi no Umi", "Hoshi no Umi 2", False),
        ("!!", "?", False),
    ],
)
def test_titles_are_equal_but_for_case_width_and_punctuation(left: str, right: str, same: bool) -> None:
    """Spelling differences that mean nothing make no new anime; those that mean something do."""
    assert (title_key(left) == title_key(right)) is same


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (Naming("Umi"), Naming("UMI"), True),
        (Naming("Umi", year=2001), Naming("Umi", year=2019), False),
        (Naming("Umi", {"anilist": "1"}), Naming("Sea", {"anilist": "1"}), True),
        (Naming("Umi", {"anilist": "1"}), Naming("Umi", {"anilist": "2"}), False),
        (Naming("Umi", {"anilist": "1"}), Naming("Umi"), True),
        (Naming("Umi"), Naming("Umi", {"anilist": "1"}), True),
        (Naming("Umi", {"anilist": "1"}), Naming("Umi", {"anidb": "2"}), True),
        (Naming("Umi", {"tvdb": "1"}), Naming("Umi Season 2", {"tvdb": "1"}), False),
    ],
)
def test_ids_decide_before_titles(tmp_path: Path, left: Naming, right: Naming, same: bool) -> None:
    """An id of one season decides; else title and year, unless ids differ; a whole show's id never joins seasons."""
    with new_catalog(tmp_path) as catalog:
        one, two = catalog.video(add(catalog, left)), catalog.video(add(catalog, right))
        assert (one.anime.id == two.anime.id) is same
        if same:
            assert {**right.ids, **left.ids} == two.anime.ids


def test_the_same_episode_is_one_row(tmp_path: Path) -> None:
    """Two releases of an episode share it; a title learnt later is kept; a special of that number is another."""
    first = Naming("Umi", episode_number="1", number_start=1, number_end=1)
    titled = Naming("Umi", episode_number="01", number_start=1, number_end=1, episode_title="Kaze")
    special = Naming("Umi", episode_kind="special", episode_number="1", number_start=1, number_end=1)
    double = Naming("Umi", episode_number="1-2", number_start=1, number_end=2)
    with new_catalog(tmp_path) as catalog:
        ids = [add(catalog, naming) for naming in (first, titled, special, double)]
        episodes = [catalog.video(video_id).episode for video_id in ids]
        assert [episode.id for episode in episodes] == [1, 1, 2, 3]
        assert [episode.title for episode in episodes] == ["Kaze", "Kaze", None, None]
        assert catalog.summary().episodes == 3


def test_videos_are_listed_as_people_count(tmp_path: Path) -> None:
    """By anime; episodes by number, 12.5 between 12 and 13, unnumbered last; then specials and openings."""
    with new_catalog(tmp_path) as catalog:
        for kind, number in [("opening", "1"), ("special", "1"), ("episode", "13"), ("episode", None)]:
            value = float(number) if number else None
            add(catalog, Naming("Umi", {}, None, None, kind, number, value, value))  # type: ignore[arg-type]
        for number, start, end in [("12.5", 12.5, 12.5), ("12", 12, 12), ("2", 2, 2), ("1-2", 1, 2), ("1", 1, 1)]:
            add(catalog, Naming("Umi", episode_number=number, number_start=start, number_end=end))
        add(catalog, Naming("Aki", episode_number="5", number_start=5, number_end=5))
        listed = [(video.anime.title, video.episode.kind, video.episode.number) for video in catalog.videos()]
        assert listed == [
            ("Aki", "episode", "5"),
            *(("Umi", "episode", number) for number in ("1", "1-2", "2", "12", "12.5", "13", None)),
            ("Umi", "special", "1"),
            ("Umi", "opening", "1"),
        ]


def test_naming_again_moves_the_video(tmp_path: Path) -> None:
    """A video takes its new anime and episode; what it left empty is removed, what others use stays."""
    with new_catalog(tmp_path) as catalog:
        one, two = add(catalog, Naming("Umi")), add(catalog, Naming("Umi", episode_title="Kaze"))
        catalog.set_names(two, Naming("Aki"))
        assert [video.anime.title for video in catalog.videos()] == ["Aki", "Umi"]
        catalog.set_names(one, Naming("Aki"))
        assert (catalog.summary().anime, catalog.summary().episodes) == (1, 1)
        with pytest.raises(VideoMissing):
            catalog.set_names(99, Naming("Aki"))
