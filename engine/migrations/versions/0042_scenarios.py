"""What is tried of a draft: the walk that somebody is taking, and the walks that are kept, with what was expected."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.create_table(
        "draft_walks",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("walk", sa.Text(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["process_drafts.id"], name="fk_draft_walks_draft_id_process_drafts"),
        sa.PrimaryKeyConstraint("draft_id", "person_id", name="pk_draft_walks"),
    )
    op.create_table(
        "draft_scenarios",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("walk", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["process_drafts.id"], name="fk_draft_scenarios_draft_id_process_drafts"),
        sa.PrimaryKeyConstraint("draft_id", "name", name="pk_draft_scenarios"),
    )
    op.create_table(
        "version_scenarios",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("walk", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["process_versions.id"], name="fk_version_scenarios_version_id_process_versions"
        ),
        sa.PrimaryKeyConstraint("version_id", "name", name="pk_version_scenarios"),
    )
