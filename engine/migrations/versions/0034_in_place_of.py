"""In whose place somebody caused an event, as their substitute."""

import sqlalchemy as sa
from alembic import op

from engine.migrations.triggers import refuse_update_of_events

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("events", sa.Column("in_place_of", sa.Text(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER events_refuse_update")
    else:
        op.execute("DROP TRIGGER events_refuse_update ON events")
        op.execute("DROP FUNCTION events_refuse_update()")
    refuse_update_of_events("position", "in_place_of")
