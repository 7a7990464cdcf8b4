"""Histories of format 2: role, channel and clock of an event, and values that it commits to instead of hashing them.

Hashes of before cannot be made those of now, and there is nothing to be gained by two formats: a database that holds
histories is refused as it is.
"""

import sqlalchemy as sa
from alembic import op

from engine.migrations import refuse_histories_of_before
from engine.migrations.triggers import record_files_of_events, refuse

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    refuse_histories_of_before(op.get_bind())
    op.drop_table("events")  # with its triggers; SQLite adds no column that must have a value
    if op.get_bind().dialect.name != "sqlite":
        for name in ("refuse_update", "refuse_delete", "record_files"):
            op.execute(f"DROP FUNCTION events_{name}()")
    op.create_table(
        "events",
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("pass", sa.Integer(), nullable=True),
        sa.Column("index", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("clock", sa.String(length=27), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("seq >= 1", name="ck_events_seq"),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_events_instance_id_instances"),
        sa.PrimaryKeyConstraint("instance_id", "seq", name="pk_events"),
    )
    refuse("events", "UPDATE")
    refuse("events", "DELETE")
    record_files_of_events()
    for name, length in (("head_at", 27), ("key", 64)):
        op.add_column("instances", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
