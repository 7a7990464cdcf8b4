"""What drafts do to instances, before they are signed."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "draft_impacts",
        sa.Column("draft_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("against", sa.String(length=64), nullable=False),
        sa.Column("heads", sa.String(length=64), nullable=True),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.CheckConstraint("status IN ('running', 'stopped', 'finished', 'failed')", name="ck_draft_impacts_status"),
        sa.ForeignKeyConstraint(["draft_id"], ["process_drafts.id"], name="fk_draft_impacts_draft_id_process_drafts"),
        sa.PrimaryKeyConstraint("draft_id", name="pk_draft_impacts"),
    )
    op.create_table(
        "impact_effects",
        sa.Column("draft_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("instance_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft_impacts.draft_id"], name="fk_impact_effects_draft_id_draft_impacts"
        ),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name="fk_impact_effects_instance_id_instances"),
        sa.PrimaryKeyConstraint("draft_id", "instance_id", name="pk_impact_effects"),
    )
    op.create_index("ix_impact_effects_instance_id", "impact_effects", ["instance_id"])
