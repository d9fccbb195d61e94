from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_mock_engine
from sqlalchemy.sql.ddl import DDLElement

from ashen.catalog.catalog import Catalog
from ashen.catalog.engine import new_engine, reading, url_of
from ashen.catalog.schema import HEAD, metadata
from ashen.catalog.upgrade import config_for


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
