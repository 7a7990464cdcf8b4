"""Which verified histories may have grown since: those that were not over, or to which something came afterwards."""

import sqlalchemy as sa
from alembic import op

from engine.migrations.triggers import reopen_verifications

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.add_column("verifications", sa.Column("final", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        sa.text(
            "UPDATE verifications SET final = :yes WHERE EXISTS (SELECT 1 FROM instances WHERE id = instance_id "
            "AND status <> 'running' AND instances.head_seq = verifications.head_seq)"
        ).bindparams(sa.bindparam("yes", True, sa.Boolean()))
    )
    op.create_index(
        "ix_verifications_growing",
        "verifications",
        ["instance_id"],
        sqlite_where=sa.text("final = 0"),
        postgresql_where=sa.text("NOT final"),
    )
    reopen_verifications()
