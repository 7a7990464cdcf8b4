"""Templates of records, as a company puts them in the place of those that ship with Cauce."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.create_table(
        "record_templates",
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", Moment(), nullable=False),
        sa.CheckConstraint("format IN ('docx', 'typ')", name="ck_record_templates_format"),
        sa.PrimaryKeyConstraint("process_id", "record", "format", "number", name="pk_record_templates"),
    )
