"""Stills of videos, and the recipe that is searched as a fact of the library."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Videos signed before have no stills, and go on being searched by the recipe they were signed with."""
    op.create_table(
        "still",
        sa.Column("video_id", ID, nullable=False),
        sa.Column("at_ns", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], name="fk_still_video_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("video_id", "at_ns", name="pk_still"),
    )
    video = sa.table("video", sa.column("id"))
    library = sa.table("library", sa.column("key", sa.Text), sa.column("value", sa.Text))
    holds_videos = op.get_bind().execute(sa.select(video.c.id).limit(1)).first() is not None
    op.bulk_insert(library, [{"key": "search_recipe", "value": "frame/1" if holds_videos else "frame/2"}])
