"""Alembic runs this to migrate; `ashen.catalog.upgrade` hands it the connection."""

from alembic import context

from ashen.catalog.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table only by copying it
    transactional_ddl=True,  # the caller's transaction holds all steps, on SQLite too
)
context.run_migrations()
