"""What a database was made for: a company, or a demonstration, which nobody may take for one another."""

import sqlalchemy as sa
from alembic import op

from engine.db import Moment
from engine.migrations.triggers import refuse

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("number = 1", name="ck_installation_number"),
        sa.CheckConstraint("kind IN ('company', 'demonstration')", name="ck_installation_kind"),
        sa.PrimaryKeyConstraint("number", name="pk_installation"),
    )
    refuse("installation", "UPDATE")
    refuse("installation", "DELETE")
