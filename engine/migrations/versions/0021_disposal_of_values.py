"""The one change that an event may undergo: its values are disposed of, behind an event that says so."""

import sqlalchemy as sa
from alembic import op

from engine.migrations import refuse_histories_of_before
from engine.migrations.triggers import allow_disposal_of_values

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    refuse_histories_of_before(op.get_bind())  # what they commit to is not what an event commits to now
    op.add_column("events", sa.Column("opening", sa.Text(), nullable=True))
    allow_disposal_of_values()
