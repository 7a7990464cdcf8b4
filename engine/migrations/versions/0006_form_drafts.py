"""Drafts of forms, and which files a history refers to: those stay for good, others can be removed."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment
from engine.migrations.triggers import record_files, record_files_of_before, refuse

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "form_drafts",
        sa.Column("work_item_id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.Column("written_from", sa.Text(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("work_item_id", "owner", "page", name="pk_form_drafts"),
    )
    op.create_table(
        "recorded_files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name="fk_recorded_files_sha256_files"),
        sa.PrimaryKeyConstraint("sha256", name="pk_recorded_files"),
    )
    op.create_index("ix_files_stored_by", "files", ["stored_by"])
    record_files_of_before()
    record_files()
    for operation in ("UPDATE", "DELETE"):
        refuse("recorded_files", operation)
