"""One-time codes by which clients confirm their answers."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.create_table(
        "client_codes",
        sa.Column("link_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("first_at", Moment(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("link_id", name="pk_client_codes"),
    )
