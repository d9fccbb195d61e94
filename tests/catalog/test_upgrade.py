from pathlib import Path

import numpy as np
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_mock_engine, text
from sqlalchemy.sql.ddl import DDLElement

from ashen.catalog.catalog import Catalog
from ashen.catalog.engine import new_engine, reading, url_of, writing
from ashen.catalog.schema import HEAD, metadata
from ashen.catalog.upgrade import config_for
from ashen.signature.codec import encode_signature
from tests.catalog.catalogs import new_signature


def test_migrations_make_the_tables_the_code_expects(tmp_path: Path) -> None:
    """A library made by the migrations differs in nothing from `schema.py`."""
    Catalog.open(tmp_path / "catalog.db", create=True).close()
    engine = new_engine(url_of(tmp_path / "catalog.db"), 1.0)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_newest_migration_is_the_one_named() -> None:
    """`HEAD` is the last of the migrations, which are numbered without gaps."""
    script = ScriptDirectory.from_config(config_for())
    assert script.get_current_head() == HEAD
    numbers = sorted(step.revision for step in script.walk_revisions())
    assert numbers == [f"{number + 1:04d}" for number in range(len(numbers))]


def test_the_tables_exist_on_postgresql_too() -> None:
    """The tables can be put into PostgreSQL's words, with numbers that are 64 bits and never come back."""
    statements: list[str] = []

    def keep(statement: DDLElement, *_: object, **__: object) -> None:
        statements.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine("postgresql://", keep)
    metadata.create_all(engine, checkfirst=False)
    assert any("CREATE TABLE video" in text and "id BIGSERIAL" in text for text in statements)


def made_by(revision: str, path: Path) -> Engine:
    """A database as the Ashen of that migration made it."""
    engine = new_engine(url_of(path), 1.0)
    with writing(engine) as connection:
        command.upgrade(config_for(connection), revision)
    return engine


def test_a_library_without_stills_keeps_its_data(tmp_path: Path) -> None:
    """Migrating from 0001 keeps videos, names, files and signatures; there are no stills, and `frame/1` is searched."""
    engine = made_by("0001", tmp_path / "catalog.db")
    with writing(engine) as connection:
        for statement in (
            "INSERT INTO anime (id, title, key) VALUES (1, 'Hoshi no Umi', 'hoshi no umi')",
            "INSERT INTO episode (id, anime_id, kind, number) VALUES (1, 1, 'episode', '3')",
            "INSERT INTO video (id, content_hash, size_bytes, duration_s, frames, width_px, height_px, codec, partial, "
            "indexed_at_s, anime_id, episode_id) VALUES (7, 'ab', 1000, 2.5, 60, 1920, 1080, 'h264', 0, 5, 1, 1)",
            "INSERT INTO file (path, size_bytes, mtime_ns, state, video_id) VALUES ('/a.mkv', 1000, 1, 'indexed', 7)",
            "UPDATE library SET value = '3' WHERE key = 'revision'",
        ):
            connection.execute(text(statement))
        row = {"data": encode_signature(new_signature(1))}
        connection.execute(
            text("INSERT INTO signature (recipe, video_id, frames, data) VALUES ('frame/1', 7, 60, :data)"), row
        )
        library_id = connection.execute(text("SELECT value FROM library WHERE key = 'library_id'")).scalar_one()
    engine.dispose()
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        video = catalog.video(7)
        assert (video.content_hash, video.anime.title, video.episode.number) == ("ab", "Hoshi no Umi", "3")
        assert video.paths == ("/a.mkv",)
        np.testing.assert_array_equal(catalog.signature(7, "frame/1").codes, new_signature(1).codes)
        assert (catalog.library_id, catalog.revision()) == (library_id, 3)
        assert catalog.search_recipe == "frame/1"
        assert list(catalog.stills(7)) == []
        assert catalog.summary().stills == catalog.summary().stills_bytes == 0


@pytest.mark.parametrize("revision", ["0001", None])
def test_a_library_without_videos_is_searched_by_the_newest_recipe(tmp_path: Path, revision: str | None) -> None:
    """A new library, or one that nothing was indexed into, has nothing to sign again."""
    if revision is not None:
        made_by(revision, tmp_path / "catalog.db").dispose()
    with Catalog.open(tmp_path / "catalog.db", create=True) as catalog:
        assert catalog.search_recipe == "frame/3"
