"""The day of the delivery to the client beside what lists show of an instance, and the private addresses of feeds."""

import json
from datetime import date

import sqlalchemy as sa
from alembic import op

from engine.db import Moment

revision = "0041"
down_revision = "0040"

VARIABLE = "fecha_entrega"
BATCH = 5_000


def upgrade() -> None:
    op.add_column("overviews", sa.Column("delivery", sa.Text(), nullable=True))
    _fill()
    where = sa.text("delivery IS NOT NULL")
    op.create_index(
        "ix_overviews_delivery", "overviews", ["delivery", "instance_id"], sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("lanes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_calendar_feeds_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("key", name="uq_calendar_feeds_key"),
    )


def _fill() -> None:
    """Give each instance the day that its last answer says."""
    connection = op.get_bind()
    told = sa.text("SELECT instance_id, data FROM events WHERE data LIKE :named ORDER BY instance_id, seq")
    days: dict[int, str | None] = {}
    for instance_id, data in connection.execute(told, {"named": f'%"{VARIABLE}"%'}):
        payload = json.loads(data)
        values = payload if VARIABLE in payload else payload.get("values", {})
        if isinstance(values, dict) and VARIABLE in values:
            days[instance_id] = _day(values[VARIABLE])
    change = sa.text("UPDATE overviews SET delivery = :day WHERE instance_id = :id")
    rows = [{"id": id_, "day": day} for id_, day in days.items() if day]
    for place in range(0, len(rows), BATCH):
        connection.execute(change, rows[place : place + BATCH])


def _day(value: object) -> str | None:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None
