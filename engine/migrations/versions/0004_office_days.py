"""Days on which the company decided to work or not to, their stamp, and the record of who decided."""

import uuid

import sqlalchemy as sa
from alembic import op

from engine.db import Moment
from engine.migrations.triggers import refuse, stamp

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # Every command reads them: one that is no day, put there by hand, would stop the whole site.
    sqlite = op.get_bind().dialect.name == "sqlite"
    is_day = "day IS date(day, '+0 days')" if sqlite else "day = to_char(day::date, 'YYYY-MM-DD')"
    op.create_table(
        "office_days",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_office_days"),
        sa.CheckConstraint(is_day, name="ck_office_days_day"),
    )
    op.create_table(
        "office_day_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office_day_events"),
    )
    op.create_index("ix_office_day_events_day", "office_day_events", ["day"])
    for operation in ("UPDATE", "DELETE"):
        refuse("office_day_events", operation)
    columns = sa.column("name", sa.Text()), sa.column("value", sa.Text())
    op.bulk_insert(sa.table("stamps", *columns), [{"name": "calendar", "value": uuid.uuid4().hex}])
    stamp("office_days", "calendar")
