"""Who does whose work while they are away."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment
from engine.migrations.triggers import stamp

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "substitutions",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("substitute_id", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Text(), nullable=False),
        sa.Column("until_day", sa.Text(), nullable=False),
        sa.Column("begins_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=True),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_substitutions_person_id_people"),
        sa.ForeignKeyConstraint(["substitute_id"], ["people.id"], name="fk_substitutions_substitute_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_substitutions"),
    )
    op.create_index("ix_substitutions_person_id", "substitutions", ["person_id"])
    op.create_index("ix_substitutions_substitute_id", "substitutions", ["substitute_id"])
    stamp("substitutions", "people")
