"""A place to a database that can be used: found or made, of this version or brought to it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from ashen.catalog.engine import can_write, new_engine, read_only_engine, reading, sqlite_path, url_of, writing
from ashen.catalog.reading import fact
from ashen.catalog.schema import HEAD
from ashen.errors import LibraryDamaged, LibraryMissing, LibraryTooNew


def opened(url_or_path: str | Path, create: bool, busy_timeout_s: float) -> tuple[Engine, str]:
    """The database, with this version's tables, read only where it may only be read; and the library's id. Else as
    `Catalog.open`."""
    url = url_of(url_or_path)
    path = sqlite_path(url)
    if path is not None:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            raise _no_library(url_or_path)
    engine = new_engine(url, busy_timeout_s)
    try:
        if path is not None and not create and not can_write(engine):
            engine.dispose()
            engine = read_only_engine(path)
        with reading(engine) as connection:
            version = _version(connection, url_or_path)
        if version is None and not create:
            raise _no_library(url_or_path)
        if version != HEAD:
            _migrate(engine, url_or_path)
        with reading(engine) as connection:
            return engine, fact(connection, "library_id")
    except BaseException:
        engine.dispose()
        raise


def _version(connection: Connection, where: str | Path) -> str | None:
    """The number of the newest migration the database has seen; None for one without tables."""
    tables = inspect(connection)
    if not tables.has_table("alembic_version"):
        if tables.get_table_names():
            raise LibraryDamaged(f"{where} is a database of something else; give another place for the library")
        return None
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if version is not None and (not version.isdecimal() or int(version) > int(HEAD)):
        raise LibraryTooNew(f"{where} was made by a newer Ashen; update this one to use it")
    return version


def _migrate(engine: Engine, where: str | Path) -> None:
    """Bring the tables up to date, in one transaction, unless another process just did."""
    from ashen.catalog.upgrade import upgrade

    with writing(engine) as connection:
        if _version(connection, where) != HEAD:
            upgrade(connection)


def _no_library(where: str | Path) -> LibraryMissing:
    return LibraryMissing(f"there is no library at {where}; `ashen index` makes one")
