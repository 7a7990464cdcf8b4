"""What witnesses signed of checkpoints."""

import sqlalchemy as sa
from alembic import op

from engine.migrations.triggers import refuse

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "cosignatures",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", "name", name="pk_cosignatures"),
    )
    refuse("cosignatures", "UPDATE")
    refuse("cosignatures", "DELETE")
