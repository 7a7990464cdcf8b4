"""Who heads a role."""

import sqlalchemy as sa
from alembic import op

from engine.migrations.triggers import stamp

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "role_heads",
        sa.Column("role_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_role_heads_person_id_people"),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name="fk_role_heads_role_id_roles"),
        sa.PrimaryKeyConstraint("role_id", "person_id", name="pk_role_heads"),
    )
    stamp("role_heads", "people")
    op.create_index("ix_role_heads_person_id", "role_heads", ["person_id"])
