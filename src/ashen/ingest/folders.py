"""What the folders above a file say: the show, the season, extras, ids in tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from ashen.catalog.records import EpisodeKind

_TAG = re.compile(
    r"[\[{(]\s*(?:(imdb)(?:-?id)?\s*[-=:]\s*(tt\d+)|(anilist|anidb|mal|tvdb|tmdb|kitsu)(?:-?id)?\s*[-=:]\s*(\d+))\s*[\]})]",
    re.IGNORECASE,
)
_SEASON = re.compile(
    r"(?:season|saison|staffel|temporada|series|s)[\s._-]*0*(\d{1,3})|0*(\d{1,3})(?:st|nd|rd|th)\s+season|第\s*(\d{1,3})\s*[季期]",
    re.IGNORECASE,
)
_EXTRAS: dict[str, EpisodeKind | None] = {
    **dict.fromkeys(("specials", "special", "sp", "sps", "ova", "ovas", "oad"), "special"),
    **dict.fromkeys(("op", "openings", "opening", "ncop"), "opening"),
    **dict.fromkeys(("ed", "endings", "ending", "nced"), "ending"),
    **dict.fromkeys(("trailers", "trailer", "pv", "pvs", "cm", "cms", "previews", "promos"), "trailer"),
    **dict.fromkeys(("extras", "extra", "bonus", "featurettes", "menu", "menus", "nc", "other", "interviews"), "other"),
    **dict.fromkeys(("bd", "bdrip", "dvd", "web", "episodes", "1080p", "720p", "480p", "2160p", "video", "subs"), None),
}
_DISC = re.compile(r"(?:disc|disk|cd|dvd|bd|vol|volume)[\s._-]*\d{1,3}", re.IGNORECASE)
_COLLECTION = re.compile(
    "animes?|series|shows?|tv|movies?|films?|videos?|media|downloads?|library|files|home|tmp|mnt|data|root|users?"
    "|desktop|documents|storage|nas|public|share|srv"
)
_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Folder:
    """A name without its tags, and the ids in them, provider -> id."""

    text: str
    ids: Mapping[str, str]

    @classmethod
    def of(cls, name: str) -> Folder:
        """Of the name of a folder or file; the first id of a provider counts."""
        ids: dict[str, str] = {}
        for imdb, imdb_id, provider, value in _TAG.findall(name):
            ids.setdefault((imdb or provider).lower(), (imdb_id or value).lower())
        return cls(" ".join(_TAG.sub(" ", name).split()), ids)


@dataclass(frozen=True, slots=True)
class Above:
    """What the folders above a file say.

    Attributes:
        show: the show's folder.
        season: a season folder's number; 0 for specials.
        season_ids: ids on the season's folder.
        kind: what sort of video such a folder holds.
        declared_ids: an AniList id that a folder's number is declared to be.
    """

    show: Folder | None = None
    season: int | None = None
    season_ids: Mapping[str, str] = field(default_factory=dict)
    kind: EpisodeKind | None = None
    declared_ids: Mapping[str, str] = field(default_factory=dict)


def folders_above(path: PurePath, root: PurePath | None, numeric_folders_are_anilist: bool) -> Above:
    """Read the folders from the file upwards: extras and seasons first, the first other one is the show's."""
    show: Folder | None = None
    season: int | None = None
    season_ids: Mapping[str, str] = {}
    kind: EpisodeKind | None = None
    declared: dict[str, str] = {}
    for name in _names(path, root):
        folder = Folder.of(name)
        word = folder.text.casefold()
        number = _SEASON.fullmatch(folder.text)
        if word in _EXTRAS or _DISC.fullmatch(word):
            kind = kind or _EXTRAS.get(word)
        elif number:
            season = int(next(group for group in number.groups() if group)) if season is None else season
            season_ids = {**folder.ids, **season_ids}
        elif numeric_folders_are_anilist and word.isascii() and word.isdigit():
            declared = {"anilist": word}
            break
        else:
            show = None if _COLLECTION.fullmatch(word) and not folder.ids else folder
            break
    return Above(show, season, season_ids, kind, declared)


def _names(path: PurePath, root: PurePath | None) -> list[str]:
    """Names of the folders above `path`, innermost first, up to and with `root`'s own."""
    parents = path.parent
    if root is not None and path.is_relative_to(root):
        inside = list(path.relative_to(root).parent.parts)
        names = [*([root.name] if root.name else []), *inside]
    else:
        names = [part for part in parents.parts if part != parents.anchor]
    clean = [re.sub("[\ud800-\udfff]", "\ufffd", name) for name in names[::-1] if name not in (".", "..")]
    return clean[:_LEVELS]
