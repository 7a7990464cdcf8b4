"""Diagrams of other tools as they came: kept while they are repaired, and with the draft that began from them."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("diagram", sa.LargeBinary(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["process_drafts.id"], name="fk_arrivals_draft_id_process_drafts"),
        sa.PrimaryKeyConstraint("id", name="pk_arrivals"),
        sa.UniqueConstraint("draft_id", name="uq_arrivals_draft_id"),
    )
    op.create_table(
        "arrival_forms",
        sa.Column("arrival_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrivals.id"], name="fk_arrival_forms_arrival_id_arrivals"),
        sa.PrimaryKeyConstraint("arrival_id", "form_id", name="pk_arrival_forms"),
    )
