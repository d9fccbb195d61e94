"""What people said of queries: that they are a stored video, episode or anime, or are not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nothing was said so far."""
    op.create_table(
        "verdict",
        sa.Column("id", ID, nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("query_hash", sa.Text(), nullable=False),
        sa.Column("query_bytes", sa.BigInteger(), nullable=False),
        sa.Column("query_kind", sa.Text(), nullable=False),
        sa.Column("query_s", sa.Double(), nullable=False),
        sa.Column("query_signature", sa.LargeBinary(), nullable=False),
        sa.Column("video_hash", sa.Text(), nullable=False),
        sa.Column("anime_title", sa.Text(), nullable=False),
        sa.Column("episode_kind", sa.Text(), nullable=False),
        sa.Column("episode_number", sa.Text()),
        sa.Column("episode_title", sa.Text()),
        sa.Column("told_at_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verdict"),
        sqlite_autoincrement=True,
    )
