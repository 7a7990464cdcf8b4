"""Stamps (`engine.stamps`), and the one of the people: another whenever they or their roles change."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    stamps = op.create_table(
        "stamps",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_stamps"),
    )
    op.bulk_insert(stamps, [{"name": "people", "value": uuid.uuid4().hex}])
    # In the database and not in the commands: a right that is taken away by hand is taken away at once as well.
    for table in ("people", "person_roles"):
        _stamp(table, "people")


def _stamp(table: str, name: str) -> None:
    """Let every change of `table` give the stamp `name` another value."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    value = "lower(hex(randomblob(16)))" if sqlite else "gen_random_uuid()::text"
    another = f"BEGIN UPDATE stamps SET value = {value} WHERE name = '{name}';"
    if sqlite:
        for when in ("INSERT", "UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_stamp_{when.lower()} AFTER {when} ON {table} {another} END")
        return
    op.execute(f"CREATE FUNCTION {table}_stamp() RETURNS trigger LANGUAGE plpgsql AS $$ {another} RETURN NULL; END $$")
    op.execute(
        f"CREATE TRIGGER {table}_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_stamp()"
    )
