"""Ids that providers give to episodes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Episodes stored before have none."""
    op.create_table(
        "episode_id",
        sa.Column("episode_id", ID, nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_episode_id_episode_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("episode_id", "provider", "value", name="pk_episode_id"),
    )
    op.create_index("ix_episode_id_provider_value", "episode_id", ["provider", "value"])
