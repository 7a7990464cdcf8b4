"""Copies of what could not be saved into a draft; and the one change that what a version says may undergo: disposal."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment
from engine.migrations.triggers import allow_disposal

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "draft_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("diagram", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["process_drafts.id"], name="fk_draft_copies_draft_id_process_drafts"),
        sa.PrimaryKeyConstraint("id", name="pk_draft_copies"),
        sa.UniqueConstraint("draft_id", "author", "revision", name="uq_draft_copies_draft_id_author_revision"),
    )
    allow_disposal()
