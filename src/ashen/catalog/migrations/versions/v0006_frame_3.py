"""What libraries without a video are searched by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """`frame/3`; libraries that hold videos go on being searched by what these are signed by."""
    video = sa.table("video", sa.column("id"))
    library = sa.table("library", sa.column("key", sa.Text), sa.column("value", sa.Text))
    if op.get_bind().execute(sa.select(video.c.id).limit(1)).first() is None:
        op.execute(library.update().where(library.c.key == "search_recipe").values(value="frame/3"))
