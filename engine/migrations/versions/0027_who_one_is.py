"""Second factors, sessions that can be told apart and ended, tries counted by place and device, and the users of the
operating system that people are."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("sessions", sa.Column("way", sa.Text(), nullable=False, server_default="password"))
    op.add_column("sessions", sa.Column("address", sa.Text(), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("agent", sa.Text(), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("half", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("roles", sa.Column("second_factor", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_second_factors_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", name="pk_second_factors"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_recovery_codes_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", "key", name="pk_recovery_codes"),
    )
    op.create_table(
        "os_users",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_os_users_person_id_people"),
        sa.PrimaryKeyConstraint("name", "person_id", name="pk_os_users"),
    )
    # What is counted in it is over in a quarter of an hour: nothing of it needs to be taken along.
    op.drop_table("sign_in_attempts")
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempts"),
    )
    op.create_index("ix_sign_in_attempts_person_id_at", "sign_in_attempts", ["person_id", "at"])
    op.create_index("ix_sign_in_attempts_place_at", "sign_in_attempts", ["place", "at"])
    op.create_index("ix_sign_in_attempts_at", "sign_in_attempts", ["at"])
