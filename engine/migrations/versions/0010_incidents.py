"""Steps and timers that cannot complete."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("instances", sa.Column("open_incidents", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("waiting_id", sa.Text(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=True),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_incidents_instance_id_instances"),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_instance_id", "incidents", ["instance_id"])
    unresolved = sa.text("resolved_at IS NULL")
    op.create_index(
        "ix_incidents_open",
        "incidents",
        ["waiting_id"],
        unique=True,
        sqlite_where=unresolved,
        postgresql_where=unresolved,
    )
