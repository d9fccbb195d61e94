"""Which anime and episode a naming means: those already known, or new ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, delete, insert, select, update

from ashen.catalog import schema
from ashen.catalog.records import Naming
from ashen.errors import CatalogError

ENTRY_PROVIDERS = ("anilist", "anidb", "mal", "kitsu")
"""Providers whose ids name one season or film; those of the others (TVDB, TMDB, IMDb) name a whole show."""


def title_key(title: str) -> str:
    """`title` reduced to what tells titles apart: letters and digits of any script, in one case and width."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    return " ".join("".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in folded).split()) or folded


def place(connection: Connection, naming: Naming) -> tuple[int, int]:
    """The ids of the anime and the episode that `naming` means, made where they are new."""
    anime = _anime(connection, naming)
    return anime, _episode(connection, anime, naming)


def drop_empty(connection: Connection, anime: Iterable[int], episodes: Iterable[int]) -> None:
    """Remove those of these anime and episodes that no video belongs to."""
    video = schema.video.c
    for episode_id in set(episodes):
        held = select(video.id).where(video.episode_id == episode_id).exists()
        connection.execute(delete(schema.episode).where(schema.episode.c.id == episode_id, ~held))
    for anime_id in set(anime):
        held = select(video.id).where(video.anime_id == anime_id).exists()
        connection.execute(delete(schema.anime).where(schema.anime.c.id == anime_id, ~held))


def _anime(connection: Connection, naming: Naming) -> int:
    """By an id of its own, else by title and year where no id speaks against it, else new."""
    key = title_key(naming.anime_title if naming.year is None else f"{naming.anime_title} {naming.year}")
    entry_ids = {provider: naming.ids[provider] for provider in ENTRY_PROVIDERS if provider in naming.ids}
    of = schema.anime_id.c
    found: int | None = None
    for provider, value in entry_ids.items():
        query = select(of.anime_id).where(of.provider == provider, of.value == value).order_by(of.anime_id)
        found = connection.execute(query).scalars().first()
        if found is not None:
            break
    if found is None:
        same_title = select(schema.anime.c.id).where(schema.anime.c.key == key).order_by(schema.anime.c.id)
        for candidate in connection.execute(same_title).scalars().all():
            known = _ids(connection, candidate)
            if all(known.get(provider, value) == value for provider, value in entry_ids.items()):
                found = candidate
                break
    if found is None:
        values = {"title": naming.anime_title, "key": key, "season": naming.season, "year": naming.year}
        found = insert_row(connection, schema.anime, values)
    known = _ids(connection, found)
    for provider, value in naming.ids.items():
        if provider not in known:
            row = {"anime_id": found, "provider": provider, "value": value}
            connection.execute(insert(schema.anime_id).values(row))
    return found


def _ids(connection: Connection, anime: int) -> dict[str, str]:
    of = schema.anime_id.c
    rows = connection.execute(select(of.provider, of.value).where(of.anime_id == anime))
    return {row.provider: row.value for row in rows}


def _episode(connection: Connection, anime: int, naming: Naming) -> int:
    """By an id of its own, else by kind and number; without a number by kind and title; else new."""
    found = _episode_by_id(connection, anime, naming) or _episode_by_number(connection, anime, naming)
    if found is None:
        values = {
            "anime_id": anime,
            "kind": naming.episode_kind,
            "number": naming.episode_number,
            "number_start": naming.number_start,
            "number_end": naming.number_end,
            "title": naming.episode_title,
        }
        found = insert_row(connection, schema.episode, values)
    elif naming.episode_title is not None:
        of = schema.episode.c
        untitled = update(schema.episode).where(of.id == found, of.title.is_(None))
        connection.execute(untitled.values(title=naming.episode_title))
    known = _episode_ids(connection, found)
    new = {(provider, value) for provider, values in naming.episode_ids.items() for value in values} - known
    if new:
        rows = [{"episode_id": found, "provider": provider, "value": value} for provider, value in sorted(new)]
        connection.execute(insert(schema.episode_id), rows)
    return found


def _episode_by_number(connection: Connection, anime: int, naming: Naming) -> int | None:
    of = schema.episode.c
    query = select(of.id).where(of.anime_id == anime, of.kind == naming.episode_kind)
    if naming.episode_number is not None and naming.number_start is None:
        query = query.where(of.number == naming.episode_number)
    elif naming.episode_number is not None:
        query = query.where(of.number_start == naming.number_start, of.number_end == naming.number_end)
    elif naming.episode_ids and naming.episode_title is None:
        return None  # nothing but an id that is not known yet
    else:
        query = query.where(of.number.is_(None), of.title.is_not_distinct_from(naming.episode_title))
    return connection.execute(query.order_by(of.id)).scalars().first()


def _episode_by_id(connection: Connection, anime: int, naming: Naming) -> int | None:
    """The episode of the anime that has all of these ids."""
    wanted = {(provider, value) for provider, values in naming.episode_ids.items() for value in values}
    of = schema.episode_id.c
    query = select(of.episode_id).join(schema.episode, schema.episode.c.id == of.episode_id)
    query = query.where(schema.episode.c.anime_id == anime).order_by(of.episode_id)
    for provider, value in sorted(wanted):
        for candidate in connection.execute(query.where(of.provider == provider, of.value == value)).scalars().all():
            if wanted <= _episode_ids(connection, candidate):
                return int(candidate)
    return None


def _episode_ids(connection: Connection, episode: int) -> set[tuple[str, str]]:
    of = schema.episode_id.c
    rows = connection.execute(select(of.provider, of.value).where(of.episode_id == episode))
    return {(row.provider, row.value) for row in rows}


def insert_row(connection: Connection, table: Table, values: Mapping[str, object]) -> int:
    """Insert one row; the number the database gave it."""
    key = connection.execute(insert(table).values(**values)).inserted_primary_key
    if key is None:
        raise CatalogError(f"the database did not number a new row of {table.name}; use SQLite or PostgreSQL")
    return int(key[0])
