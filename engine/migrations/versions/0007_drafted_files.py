"""Which files a draft refers to: known by an index, without looking into every draft for every file."""

import sqlalchemy as sa
from alembic import op

from engine.migrations.triggers import name_drafted_files

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "drafted_files",
        sa.Column("work_item_id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_item_id", "owner", "page"],
            ["form_drafts.work_item_id", "form_drafts.owner", "form_drafts.page"],
            name="fk_drafted_files_work_item_id_owner_page_form_drafts",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name="fk_drafted_files_sha256_files"),
        sa.PrimaryKeyConstraint("work_item_id", "owner", "page", "sha256", name="pk_drafted_files"),
    )
    op.create_index("ix_drafted_files_sha256", "drafted_files", ["sha256"])
    name_drafted_files()
    op.execute("UPDATE form_drafts SET content = content")  # names those of the drafts there are
