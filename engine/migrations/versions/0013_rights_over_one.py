"""A right over versions is held for all procedures, or for one."""

import sqlalchemy as sa
from alembic import op

from engine.migrations.triggers import stamp

revision = "0013"
down_revision = "0012"

RIGHTS = "right_id IN ('prepare', 'review', 'approve', 'control')"


def upgrade() -> None:
    connection = op.get_bind()
    held = [dict(row._mapping) for row in connection.execute(sa.text("SELECT person_id, right_id FROM person_rights"))]
    op.drop_table("person_rights")  # its key changes; the table goes with its triggers
    if connection.dialect.name != "sqlite":
        op.execute("DROP FUNCTION person_rights_stamp()")
    table = op.create_table(
        "person_rights",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("right_id", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.CheckConstraint(RIGHTS, name="ck_person_rights_right_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_person_rights_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", "right_id", "process_id", name="pk_person_rights"),
    )
    op.create_index("ix_person_rights_right_id", "person_rights", ["right_id"])
    if held:
        op.bulk_insert(table, [{**row, "process_id": ""} for row in held])
    stamp("person_rights", "people")
    op.add_column("identity_events", sa.Column("process_id", sa.Text(), nullable=True))
