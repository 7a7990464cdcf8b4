"""The rights over versions of procedures, given to people by id."""

import sqlalchemy as sa
from alembic import op

from engine.migrations.triggers import stamp

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "person_rights",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("right_id", sa.Text(), nullable=False),
        sa.CheckConstraint("right_id IN ('prepare', 'review', 'approve', 'control')", name="ck_person_rights_right_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_person_rights_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", "right_id", name="pk_person_rights"),
    )
    op.create_index("ix_person_rights_right_id", "person_rights", ["right_id"])
    stamp("person_rights", "people")
