"""The first tables: anime, episodes, videos, files, signatures."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them, and the library's own facts."""
    op.create_table(
        "anime",
        sa.Column("id", ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("season", sa.Integer()),
        sa.Column("year", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_anime"),
    )
    op.create_index("ix_anime_key", "anime", ["key"], unique=False)
    op.create_table(
        "library",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_library"),
    )
    op.create_table(
        "anime_id",
        sa.Column("anime_id", ID, nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["anime_id"], ["anime.id"], name="fk_anime_id_anime_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("anime_id", "provider", name="pk_anime_id"),
    )
    op.create_index("ix_anime_id_provider_value", "anime_id", ["provider", "value"], unique=False)
    op.create_table(
        "episode",
        sa.Column("id", ID, nullable=False),
        sa.Column("anime_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text()),
        sa.Column("number_start", sa.Double()),
        sa.Column("number_end", sa.Double()),
        sa.Column("title", sa.Text()),
        sa.ForeignKeyConstraint(["anime_id"], ["anime.id"], name="fk_episode_anime_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_episode"),
    )
    op.create_index("ix_episode_anime_id", "episode", ["anime_id"], unique=False)
    op.create_table(
        "video",
        sa.Column("id", ID, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("codec", sa.Text(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("indexed_at_s", sa.BigInteger(), nullable=False),
        sa.Column("anime_id", ID, nullable=False),
        sa.Column("episode_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["anime_id"], ["anime.id"], name="fk_video_anime_id"),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name="fk_video_episode_id"),
        sa.PrimaryKeyConstraint("id", name="pk_video"),
        sa.UniqueConstraint("content_hash", name="uq_video_content_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_video_anime_id", "video", ["anime_id"], unique=False)
    op.create_index("ix_video_episode_id", "video", ["episode_id"], unique=False)
    op.create_table(
        "file",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text()),
        sa.Column("message", sa.Text()),
        sa.Column("video_id", ID),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], name="fk_file_video_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("path", name="pk_file"),
    )
    op.create_index("ix_file_size_bytes", "file", ["size_bytes"], unique=False)
    op.create_index("ix_file_video_id", "file", ["video_id"], unique=False)
    op.create_table(
        "signature",
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("video_id", ID, nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["video.id"], name="fk_signature_video_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("recipe", "video_id", name="pk_signature"),
    )
    op.create_index("ix_signature_video_id", "signature", ["video_id"], unique=False)

    library = sa.table("library", sa.column("key", sa.Text), sa.column("value", sa.Text))
    facts = [{"key": "revision", "value": "0"}, {"key": "library_id", "value": uuid.uuid4().hex}]
    op.bulk_insert(library, facts)
