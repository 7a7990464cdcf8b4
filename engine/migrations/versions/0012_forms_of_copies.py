"""Copies of what could not be saved into a draft hold its forms too, and need no diagram."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    with op.batch_alter_table("draft_copies") as table:
        table.alter_column("diagram", existing_type=sa.LargeBinary(), nullable=True)
    op.create_table(
        "draft_copy_forms",
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["copy_id"], ["draft_copies.id"], name="fk_draft_copy_forms_copy_id_draft_copies"),
        sa.PrimaryKeyConstraint("copy_id", "form_id", name="pk_draft_copy_forms"),
    )
