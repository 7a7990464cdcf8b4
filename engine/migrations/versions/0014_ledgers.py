"""What is decided about people and the calendar is chained, in the table of all ledgers."""

import sqlalchemy as sa
from alembic import op

from engine.migrations.triggers import refuse

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("seq >= 1", name="ck_ledger_entries_seq"),
        sa.PrimaryKeyConstraint("ledger", "seq", name="pk_ledger_entries"),
    )
    op.create_index("ix_ledger_entries_ledger_subject_seq", "ledger_entries", ["ledger", "subject", "seq"])
    for operation in ("UPDATE", "DELETE"):
        refuse("ledger_entries", operation)
    for table in ("identity_events", "office_day_events"):
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            for operation in ("update", "delete"):
                op.execute(f"DROP FUNCTION {table}_refuse_{operation}()")
