"""Titles by AniList id, from a file that whoever runs the server has: the anime-offline-database of manami-project.

It is under the ODbL and never shipped with Ashen: https://github.com/manami-project/anime-offline-database. Of each
entry the sources, title, synonyms and picture are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ashen.errors import TitlesDamaged

_ANILIST = re.compile(r"https://anilist\.co/anime/(\d+)")
_MAL = re.compile(r"https://myanimelist\.net/anime/(\d+)")
_KANA = re.compile("[\u3040-\u30ff]")


@dataclass(frozen=True, slots=True)
class Titles:
    """What an anime is called.

    Attributes:
        main: as the file has it first, mostly in Latin letters.
        native: the first synonym with kana; None where there is none.
        synonyms: all others.
        mal: id at MyAnimeList, or None.
        picture: address of a cover, or empty.
    """

    main: str
    native: str | None
    synonyms: tuple[str, ...]
    mal: int | None
    picture: str


def read_titles(path: Path | None) -> Mapping[int, Titles]:
    """AniList id -> titles, of the file; none where there is no file to be read.

    Raises:
        TitlesDamaged: it cannot be read, or is something else.
    """
    if path is None:
        return {}
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["data"]
        return {number: _titles(entry) for entry in entries if (number := _id(_ANILIST, entry)) is not None}
    except OSError as error:
        raise TitlesDamaged(f"{path} cannot be read: {error.strerror or error}.") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TitlesDamaged(
            f"{path} is not the JSON of an anime-offline-database: {error!r}. Download it again, or leave it out."
        ) from error


def _titles(entry: Mapping[str, Any]) -> Titles:
    synonyms = tuple(str(each) for each in entry.get("synonyms", ()))
    native = next((each for each in synonyms if _KANA.search(each)), None)
    return Titles(str(entry["title"]), native, synonyms, _id(_MAL, entry), str(entry.get("picture", "")))


def _id(pattern: re.Pattern[str], entry: Mapping[str, Any]) -> int | None:
    found = filter(None, (pattern.fullmatch(source) for source in entry["sources"]))
    return next((int(each[1]) for each in found), None)
