"""What was answered already, so that the same command sent twice is done once."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "answered",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_answered"),
    )
    op.create_index("ix_answered_at", "answered", ["at"])
