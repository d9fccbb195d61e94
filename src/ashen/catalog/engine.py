"""Connections and transactions: the one place that knows which database it is.

SQLite: WAL, so that readers never wait for the writer nor see half of its work; foreign keys on; a write transaction
takes the right to write at its start, so it waits its turn instead of failing halfway; synchronous FULL, so that what
was reported done survives a power cut.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ashen.errors import CatalogError, LibraryBusy, LibraryDamaged

_WRITES = "ashen_writes"
_POSTGRESQL_LOCK_NOT_AVAILABLE = "55P03"


def url_of(url_or_path: str | Path) -> URL:
    """The address of a database given by URL, or by path for SQLite."""
    if isinstance(url_or_path, str) and "://" in url_or_path:
        return make_url(url_or_path)
    return URL.create("sqlite", database=str(Path(url_or_path).absolute()))


def sqlite_path(url: URL) -> Path | None:
    """Where the database lies when it is a file, otherwise None."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def new_engine(url: URL, busy_timeout_s: float) -> Engine:
    """An engine for `url`, whose transactions wait `busy_timeout_s` for another writer."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    engine = create_engine(url, connect_args={"timeout": busy_timeout_s})

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver leaves transactions to the events below
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def can_write(engine: Engine) -> bool:
    """False where an SQLite file, or the folder it lies in, may only be read; other trouble is for `reading` to say."""
    try:
        with engine.connect():
            return True
    except DBAPIError as error:
        cause = error.orig
        result = cause.sqlite_errorcode & 0xFF if isinstance(cause, sqlite3.Error) else None
        return result not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


def read_only_engine(path: Path) -> Engine:
    """An engine for an SQLite file in a folder where nothing may be written, so not even what WAL needs beside it.

    While nobody writes, the file is read as it is (`immutable`); a process that may write leaves its own WAL files to
    read along with. Each transaction opens the file anew, so that it sees which of the two holds.
    """
    wal = path.with_name(path.name + "-wal")

    def connect() -> sqlite3.Connection:
        alone = "" if wal.exists() else "&immutable=1"
        uri = f"file:{quote(str(path))}?mode=ro{alone}"
        return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)

    return create_engine(URL.create("sqlite", database=str(path)), creator=connect, poolclass=NullPool)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the database throughout.

    Raises:
        LibraryBusy: the database stayed locked.
        LibraryDamaged: the file is not a database or is corrupt.
        CatalogError: the database cannot be used (disk full, permission, connection).
    """
    with _translated(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it becomes visible at its end, or nothing if it raises. Errors as `reading`."""
    with _translated(engine), engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    """Errors of the database driver as errors of Ashen."""
    try:
        yield
    except DBAPIError as error:
        where = engine.url.render_as_string(hide_password=True)
        cause = error.orig
        result = cause.sqlite_errorcode & 0xFF if isinstance(cause, sqlite3.Error) else None
        if result in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or (
            getattr(cause, "sqlstate", None) == _POSTGRESQL_LOCK_NOT_AVAILABLE
        ):
            raise LibraryBusy(f"another process is writing to {where}; wait for it to end and try again") from error
        if result in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise LibraryDamaged(
                f"{where} is not a library or is damaged ({cause}); restore a copy, or index into a new library"
            ) from error
        raise CatalogError(
            f"the database {where} cannot be used ({cause}); check the disk's free space and permissions"
        ) from error
