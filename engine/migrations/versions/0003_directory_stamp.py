"""A stamp on the directory of people, which whatever changes them or their roles makes another."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = ("people", "person_roles")
ANOTHER = "UPDATE directory_stamp SET stamp = {stamp}"


def upgrade() -> None:
    op.create_table(
        "directory_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_directory_stamp"),
        sa.CheckConstraint("id = 1", name="ck_directory_stamp_one"),
    )
    stamp = sa.table("directory_stamp", sa.column("id", sa.Integer()), sa.column("stamp", sa.Text()))
    op.bulk_insert(stamp, [{"id": 1, "stamp": uuid.uuid4().hex}])
    # In the database and not in the commands: rights that are taken away by hand are taken away at once as well.
    if op.get_bind().dialect.name == "sqlite":
        another = ANOTHER.format(stamp="lower(hex(randomblob(16)))")
        for table in TABLES:
            for when in ("INSERT", "UPDATE", "DELETE"):
                op.execute(f"CREATE TRIGGER {table}_{when.lower()}_stamps AFTER {when} ON {table} BEGIN {another}; END")
        return
    another = ANOTHER.format(stamp="gen_random_uuid()::text")
    op.execute(
        f"CREATE FUNCTION stamp_directory() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {another}; RETURN NULL; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_stamps AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION stamp_directory()"
        )
