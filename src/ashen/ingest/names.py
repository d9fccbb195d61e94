"""From a file's name and folders to the anime and episode it says it is.

anitomy-ng reads the name; it was the best of four parsers on names of real releases. Around it stands what it does not
do: layouts by folder, tags with ids, names it is known to misread (rewritten before it sees them), and what sort of
video it is, for "NCOP1" is an opening and not episode 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePath

import anitomy_ng
from anime_episode_parser import parse_episode
from anitomy_ng import ElementKind

from ashen.catalog.records import EpisodeKind, Naming
from ashen.ingest.folders import Folder, folders_above

_EXTENSION = re.compile(r"\.(?!S\d)(?:[a-z][a-z0-9]{1,4}|3gp|3g2)$", re.IGNORECASE)
_CJK_EPISODE = re.compile(r"[\[【]?(第[一二三四五六七八九十百千零〇两]{1,8}[话話集回])[\]】]?")
_CJK_TITLE = re.compile(r"第[^「」\s]{1,6}[話话集回]\s*「([^」]+)」")
_PART = re.compile(
    r"(?:season[\s._]*\d+|\bs\d+|\d(?:nd|rd|th)[\s._]season)[\s._-]*(?:part|cour)[\s._]*(\d)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,5}(?:\.\d{1,2})?")

# What comes before the title is missing: the title is a folder's.
_ONLY_EPISODE = re.compile(
    r"^(?:S\d+\s?E\d+(?:-?E?\d+)?|(?:E|EP|Episode|#)?\s?\d+(?:\.\d)?(?:\s?-\s?\d+)?|0\d(?=\s+[^\W\d])|(?:NC)?(?:OP|ED)\s?\d*|第.{1,5}[話话集回])"
    r"(?:v\d)?(?=\s*$|\s*[\[(【「]|\.\s|\s+-\s+(?!\d+(?:\D|$))|(?<=^0\d)\s+[^\W\d])",
    re.IGNORECASE,
)
_REWRITES = (
    # [group][title][02] -> [group] title - 02
    (
        re.compile(
            r"^[\[【]([^\]】]+)[\]】]\s*[\[【]([^\]】]+)[\]】]\s*[\[【]第?(\d+(?:[.-]\d+)?)[話话集回]?(?:v\d)?[\]】]"
        ),
        r"[\1] \2 - \3 ",
    ),
    # 第12話, 【第12話】 -> - 12
    (re.compile(r"[\[【]?第\s?(\d+(?:[.-]\d+)?)\s?[话話集回][\]】]?"), r" - \1 "),
    (re.compile(r"(?<![^\W_])(S\d+E\d+)E(\d+)", re.IGNORECASE), r"\1-E\2"),
    (re.compile(r"(?<![^\W_])(S\d+)(OP|ED)(\d+)", re.IGNORECASE), r"\1 - NC\2\3"),
)

_KINDS: dict[str, EpisodeKind] = {
    **dict.fromkeys(("op", "ncop", "opening", "creditless opening"), "opening"),
    **dict.fromkeys(("ed", "nced", "ending", "creditless ending"), "ending"),
    **dict.fromkeys(("ova", "oad", "oav", "sp", "special", "specials"), "special"),
    **dict.fromkeys(("pv", "cm", "trailer", "teaser", "preview", "promo"), "trailer"),
    **dict.fromkeys(("menu", "extra", "extras", "bonus", "making of", "interview"), "other"),
}
_KIND_AT_END = re.compile(rf"(?:^|[\s\-_]+)({'|'.join(sorted(_KINDS, key=len, reverse=True))})$", re.IGNORECASE)
_KIND_IN_CAPITALS = re.compile(r"\w[\s_]+(?:NCOP|NCED|OP|ED|OVA|OAD|SP|PV|CM)$")


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What anitomy-ng makes of one name."""

    title: str
    season: int | None
    part: int | None
    year: int | None
    types: tuple[str, ...]
    episodes: tuple[str, ...]
    episode_title: str | None


def name_of(path: str | Path, root: str | Path | None = None, *, numeric_folders_are_anilist: bool = False) -> Naming:
    """What `path` says of its anime and episode; the file is not opened. Never fails: what cannot be read is a title.

    The title is the file's own, else the folder's of the show. A season after the first is part of it, always spelt
    "Title Season 2", however the file spells it, so that all files of a season agree. Ids come from tags like
    "[anidb-123]" on the file, the season's folder, the show's folder, in that order; an id of a single season
    (AniList, AniDB, MAL, Kitsu) on the folder of a show is not taken for its later seasons.

    Args:
        path: the file.
        root: the folder that is being indexed: folders above it mean nothing, its own name only if nothing else does.
        numeric_folders_are_anilist: folders named by a number are AniList ids, the layout of trace.moe.
    """
    pure = PurePath(path)
    name = _EXTENSION.sub("", readable(pure.name)) or readable(pure.name)
    file = Folder.of(name)
    above = folders_above(pure, None if root is None else PurePath(root), numeric_folders_are_anilist)
    folder = _parse_folder(above.show.text if above.show else "")

    text = file.text
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    text = text.lstrip(" -") or text
    nameless = folder.title and _ONLY_EPISODE.match(text)
    parsed = _parse(f"{folder.title} - {text}" if nameless else text)
    title, kind = _kind_of(folder.title if nameless else parsed.title, parsed.types)

    episode_title = next(iter(_CJK_TITLE.findall(file.text)), parsed.episode_title)
    if (
        above.kind not in (None, "special")
        and folder.title
        and not title.casefold().startswith(folder.title.casefold())
    ):
        # A folder of extras: its files are named after what they show.
        episode_title = episode_title or (title if title.casefold() not in ("creditless", "clean") else None) or None
        title = folder.title

    season = parsed.season if parsed.season is not None else above.season
    season = folder.season if season is None else season
    if kind is None:
        kind = "special" if season == 0 else above.kind or "episode"

    ids = dict(above.show.ids) if above.show else {}
    if season is not None and season > 1 and season != folder.season:
        ids = {provider: value for provider, value in ids.items() if provider in _WHOLE_SHOW}
    ids = {**above.declared_ids, **ids, **above.season_ids, **file.ids}

    number, start, end = _number_of(parsed.episodes, text)
    shown = title or folder.title or " ".join(f"{provider} {value}" for provider, value in ids.items())
    return Naming(
        anime_title=_with_season(shown or _clean(name) or name or "unnamed", season, parsed.part),
        ids=ids,
        season=season,
        year=parsed.year if parsed.year is not None else folder.year,
        episode_kind=kind,
        episode_number=number,
        number_start=start,
        number_end=end,
        episode_title=episode_title,
    )


_WHOLE_SHOW = ("tvdb", "tmdb", "imdb")


def readable(text: str) -> str:
    """`text` with the undecodable bytes of a file name as U+FFFD."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _parse(text: str, *, folder: bool = False) -> _Parsed:
    elements = anitomy_ng.parse(text, anitomy_ng.Options(parse_episode=not folder, parse_file_extension=False))

    def values(kind: ElementKind) -> tuple[str, ...]:
        return tuple(element.value for element in elements if element.kind is kind)

    def number(kind: ElementKind) -> int | None:
        found = [int(value) for value in values(kind) if re.fullmatch(r"[0-9]{1,4}", value)]
        return found[0] if found else None

    episodes = values(ElementKind.EPISODE)
    title = next(iter(values(ElementKind.TITLE)), "")
    part = _PART.search(text)
    in_words = _CJK_EPISODE.search(text)
    if not episodes and not folder and in_words:
        first, _ = parse_episode(in_words[1])
        episodes = (str(first),) if first else ()  # it reads what it does not know as 0
        title = title.partition(in_words[1])[0]
    episode_title = next(iter(values(ElementKind.EPISODE_TITLE)), None)
    if episode_title is not None and re.fullmatch(r"of \d+", episode_title):
        episode_title = None
    return _Parsed(
        title=title.strip(" -_"),
        season=number(ElementKind.SEASON),
        part=int(part[1]) if part else None,
        year=number(ElementKind.YEAR),
        types=values(ElementKind.TYPE),
        episodes=episodes,
        episode_title=episode_title,
    )


def _parse_folder(text: str) -> _Parsed:
    """A show's folder: "86" and "Mob Psycho 100" are titles, not episodes."""
    if not text:
        return _Parsed("", None, None, None, (), (), None)
    parsed = _parse(text, folder=True)
    if parsed.title:
        return parsed
    return _Parsed(_clean(text) or text, parsed.season, None, parsed.year, (), (), None)


def _kind_of(title: str, types: tuple[str, ...]) -> tuple[str, EpisodeKind | None]:
    """The title without the words that say what sort of video it is, and which sort; None when nothing says."""
    kind: EpisodeKind | None = None
    for word in types:
        # A word the title begins with is part of it ("Special A").
        if not title.casefold().startswith(word.casefold()) or title.casefold() == word.casefold():
            kind = kind or _KINDS.get(word.casefold())
    at_end = _KIND_AT_END.search(title)
    if at_end and (kind is not None or " - " in title[: at_end.end()] or _KIND_IN_CAPITALS.search(title)):
        kind = kind or _KINDS[at_end[1].casefold()]
        return title[: at_end.start()].strip(" -_"), kind
    return title, kind


def _number_of(episodes: tuple[str, ...], text: str) -> tuple[str | None, float | None, float | None]:
    """The number as shown (without leading zeros), its first and its last."""
    if not episodes:
        return None, None, None
    numbers = [float(value) for value in episodes if _NUMBER.fullmatch(value)]
    if len(numbers) != len(episodes):
        return episodes[0], None, None
    is_range = len(numbers) == 2 and re.search(
        rf"{re.escape(episodes[0])}\D{{0,5}}{re.escape(episodes[1])}", text.replace(" ", "")
    )
    if not is_range or numbers[1] <= numbers[0]:
        return f"{numbers[0]:g}", numbers[0], numbers[0]
    return f"{numbers[0]:g}-{numbers[1]:g}", numbers[0], numbers[1]


def _with_season(title: str, season: int | None, part: int | None) -> str:
    if season is not None and season > 1 and not re.search(rf"\b0*{season}$", title):
        title = f"{title} Season {season}"
    if part is not None and not re.search(rf"\bPart 0*{part}\b", title, re.IGNORECASE):
        title = f"{title} Part {part}"
    return title


def _clean(text: str) -> str:
    """A name as a title: without brackets, with spaces for dots and underscores."""
    bare = re.sub(r"\[[^\]]*\]|【[^】]*】|\{[^}]*\}", " ", text)
    return " ".join(re.sub(r"[._]+", " ", bare).split()).strip(" -")
