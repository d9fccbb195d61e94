"""Recurring spans of videos, and which videos were looked at for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Videos stored before are looked at by the next run that writes."""
    op.create_table(
        "span",
        sa.Column("video_id", ID, nullable=False),
        sa.Column("start_ns", sa.BigInteger(), nullable=False),
        sa.Column("end_ns", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], name="fk_span_video_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("video_id", "start_ns", name="pk_span"),
    )
    op.create_index("ix_span_group_id", "span", ["group_id"])
    op.create_table(
        "span_search",
        sa.Column("video_id", ID, nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], name="fk_span_search_video_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("video_id", name="pk_span_search"),
    )
