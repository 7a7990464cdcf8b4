"""One log over the heads of all ledgers, never rebuilt, in the place of seals that each began a tree of their own; and
the alarms that people are told of once."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment
from engine.migrations.triggers import refuse

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    for table in ("seal_heads", "seals"):
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            for operation in ("update", "delete"):
                op.execute(f"DROP FUNCTION {table}_refuse_{operation}()")
    op.create_table(
        "log_leaves",
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("index", name="pk_log_leaves"),
        sa.UniqueConstraint("ledger", "seq", name="uq_log_leaves_ledger_seq"),
    )
    op.create_table(
        "log_nodes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name="pk_log_nodes"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_checkpoints"),
        sa.UniqueConstraint("size", name="uq_checkpoints_size"),
    )
    for table in ("log_leaves", "log_nodes", "checkpoints"):
        refuse(table, "UPDATE")
        refuse(table, "DELETE")
    op.create_table(
        "alarms",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "kind", name="pk_alarms"),
    )
