"""Samples that auditors drew, and their worksheets."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    op.create_table(
        "samples",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text()),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("drawn_by", sa.Text(), nullable=False),
        sa.Column("drawn_at", Moment(), nullable=False),
        sa.Column("conclusion", sa.Text()),
        sa.Column("concluded_by", sa.Text()),
        sa.Column("concluded_at", Moment()),
        sa.CheckConstraint("method IN ('random', 'stratified', 'monetary')", name="ck_samples_method"),
        sa.PrimaryKeyConstraint("id", name="pk_samples"),
    )
    op.create_table(
        "sample_items",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("verdicts", sa.Text(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("deviations", sa.Integer(), nullable=False),
        sa.Column("judged_by", sa.Text()),
        sa.Column("judged_at", Moment()),
        sa.ForeignKeyConstraint(["sample_id"], ["samples.id"], name="fk_sample_items_sample_id_samples"),
        sa.PrimaryKeyConstraint("sample_id", "folio", name="pk_sample_items"),
    )
    op.create_index("ix_sample_items_folio_sample_id", "sample_items", ["folio", "sample_id"])
