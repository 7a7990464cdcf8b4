"""What time-stamp authorities signed of checkpoints."""

import sqlalchemy as sa
from alembic import op

from engine.migrations.triggers import refuse

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "timestamps",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_timestamps"),
    )
    refuse("timestamps", "UPDATE")
    refuse("timestamps", "DELETE")
