"""Stamps (`engine.cache_versions`), and the one of the people: another whenever they or their roles change."""

import uuid

import sqlalchemy as sa
from alembic import op

from engine.migrations.triggers import stamp

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
        stamp(table, "people")
